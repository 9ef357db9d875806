"""`python -m identity` runs the vault; `python -m identity migrate` brings its schema up."""

from chassis.service import run
from identity.settings import IdentitySettings
from identity.wiring import PACKAGE, build

if __name__ == "__main__":
    run(PACKAGE, IdentitySettings, build)
