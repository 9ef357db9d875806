"""The shell around the rules' tables: reads the YAML, proves it, stores a version and loads it again."""

from reimbursement_tables.canonical import dump, parse
from reimbursement_tables.errors import TablesError
from reimbursement_tables.loader import load, prove

__all__ = ["TablesError", "dump", "load", "parse", "prove"]
