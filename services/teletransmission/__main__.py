"""`python -m teletransmission` takes claims; `python -m teletransmission migrate` brings its schema up."""

import uvloop

from chassis.service import run
from teletransmission.settings import TeletransmissionSettings
from teletransmission.wiring import PACKAGE, build

if __name__ == "__main__":
    run(PACKAGE, TeletransmissionSettings, build, loop=uvloop.new_event_loop)
