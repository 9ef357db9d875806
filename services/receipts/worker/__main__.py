"""python -m receipts.worker"""

import uvloop

from chassis.service import run
from receipts.worker.settings import WorkerSettings
from receipts.worker.wiring import build

if __name__ == "__main__":
    run("receipts.worker", WorkerSettings, build, package="receipts", loop=uvloop.new_event_loop)
