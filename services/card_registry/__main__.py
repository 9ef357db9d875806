"""`python -m card_registry` runs the registry of cards; with `migrate` it brings its schema up."""

from card_registry.settings import CardRegistrySettings
from card_registry.wiring import PACKAGE, build
from chassis.service import run

if __name__ == "__main__":
    run(PACKAGE, CardRegistrySettings, build)
