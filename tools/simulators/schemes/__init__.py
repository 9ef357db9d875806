"""Schemes: send guarantee tables and rights by PutGuarantees and PutRights, with scheme tokens, and nothing else."""

from tools.simulators.schemes.sender import SchemeDesk, seed_families

__all__ = ["SchemeDesk", "seed_families"]
