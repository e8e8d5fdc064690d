"""How the interpreter shares its time: the screen waits neither for its cleaning up nor for a worker's long turn."""

import gc
import sys

SWITCH_SECONDS = 0.001
"""How long a worker's Python may run on while the screen waits; Python's own 5 ms are most of a painted frame."""

_YOUNG, _ROUNDS, _OLD = 2000, 25, 10
"""How many objects more there must be before Python looks for garbage among them, and how many such looks come before
one that takes in what they left over. Python's own 700 and 10 mean a millisecond more for one scan in eighty."""


def starting() -> None:
    """While the program loads, everything made is there to stay: looking for garbage among it takes time only."""
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)


def started() -> None:
    """From now on only what is made later is looked through, so that no clean-up holds up a scan for a frame."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _ROUNDS, _OLD)
    gc.enable()
