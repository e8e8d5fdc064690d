"""How long either side waits, in seconds (specification, 'Time-outs')."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """The specification's values; tests use shorter ones."""

    between_bytes: float = 0.2  # T1: serial, within a frame
    acknowledged: float = 5.0  # T2: serial, until ACK or NAK
    answered: float = 5.0  # T3: until 80 00 or 84 xx
    card: float = 180.0  # T4: until the customer has done something
    repeats: int = 3  # serial: how often a frame is sent at most
    again: float = 0.2  # until the status information is repeated when the register asks to wait
    slow: float = 2.0  # how long what is slow takes, unless told
