"""How the interpreter shares its time: the screen waits neither for its cleaning up nor for a worker's long turn."""

import gc
import sys

SWITCH_SECONDS = 0.001
"""How long a worker's Python may run on while the screen waits; Python's own 5 ms are most of a painted frame."""


def starting() -> None:
    """While the program loads, everything made is there to stay: looking for garbage among it takes time only."""
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)


def started() -> None:
    """From now on only what is made later is looked through, so that no clean-up holds up a scan for a frame."""
    gc.freeze()
    gc.enable()
