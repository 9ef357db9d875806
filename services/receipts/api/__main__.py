"""Runs the receipts api: `python -m receipts.api`."""

from chassis.service import run
from receipts.api.build import build
from receipts.api.settings import ReceiptsApiSettings

if __name__ == "__main__":
    run("receipts.api", ReceiptsApiSettings, build, package="receipts")
