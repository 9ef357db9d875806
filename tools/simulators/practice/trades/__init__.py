"""What each trade bills of a patient: one module for a kind of house, one function for a trade."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.simulators.practice.bill import Bill, Visitor
from tools.simulators.practice.trades import doctors, hospitals, paramedical, shops

BILLS: Final[Mapping[str, Callable[[Visitor], Bill]]] = {
    **doctors.BILLS,
    **hospitals.BILLS,
    **paramedical.BILLS,
    **shops.BILLS,
}
"""By the trade of a practice."""
