"""python -m receipts.worker"""

from chassis.service import run
from receipts.worker.settings import WorkerSettings
from receipts.worker.wiring import build

if __name__ == "__main__":
    run("receipts.worker", WorkerSettings, build, package="receipts")
