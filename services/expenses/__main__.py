"""Runs the HTTP front: `python -m expenses`."""

from chassis.service import run
from expenses.build import build
from expenses.settings import ExpensesSettings

if __name__ == "__main__":
    run("expenses", ExpensesSettings, build)
