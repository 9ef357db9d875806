"""Identifiers of the French health insurance as frozen value objects: parsed once, valid ever after."""

from identifiers.amc import AmcNumber
from identifiers.errors import InvalidIdentifier, Part
from identifiers.finess import Finess
from identifiers.nir import Nir, nir_key
from identifiers.rpps import Rpps

__all__ = ["AmcNumber", "Finess", "InvalidIdentifier", "Nir", "Part", "Rpps", "nir_key"]
