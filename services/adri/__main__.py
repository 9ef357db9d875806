"""`python -m adri` takes rights; `python -m adri migrate` brings its schema up."""

from adri.settings import AdriSettings
from adri.wiring import PACKAGE, build
from chassis.service import run

if __name__ == "__main__":
    run(PACKAGE, AdriSettings, build)
