"""Runs the operators' desk: `python -m receipts.operations`."""

from chassis.service import run
from receipts.operations.build import build
from receipts.operations.settings import OperationsSettings

if __name__ == "__main__":
    run("receipts.operations", OperationsSettings, build, package="receipts")
