"""`python -m audit` keeps the chain of accesses; `python -m audit migrate` brings its schema up."""

from audit.settings import AuditSettings
from audit.wiring import PACKAGE, build
from chassis.service import run

if __name__ == "__main__":
    run(PACKAGE, AuditSettings, build)
