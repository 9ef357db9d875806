"""How long the single claims of a busy intake gather before they are asked about, or kept, in one call."""

from typing import Final

REST_S: Final = 0.005
LONG_REST_S: Final = 0.03
"""What a call costs beside its claims is half of what intake does for one: while few come they wait for one another
as long as nobody feels it, and in a crowd for longer than they would wait for the processor else."""
