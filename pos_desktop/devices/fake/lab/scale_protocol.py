"""What a scale and its way of speaking have to do with each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos_desktop.devices.fake.lab.mishaps import Spoil, high_bit
from pos_desktop.devices.fake.lab.platter import Platter


@dataclass(frozen=True, slots=True)
class Answer:
    """A message to the register. `weight_milli`: the net weight that it tells, None for anything else."""

    data: bytes
    weight_milli: int | None = None
    other: bytes = b""
    spoil: Spoil = high_bit


class Keys(Protocol):
    """The keys of the scale that the register can press. They answer whether the scale took it."""

    @property
    def platter(self) -> Platter: ...
    def zero(self) -> bool: ...
    def take_tare(self, milli: int | None = None) -> bool: ...
    def clear_tare(self) -> bool: ...


class Speech(Protocol):
    """A protocol."""

    key: str
    every: float | None
    """Seconds between messages that nobody asked for; None when it speaks only when spoken to."""

    def heard(self, data: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        """Answers to bytes of the register; `odd` takes what the protocol does not know."""
        ...

    def unasked(self, platter: Platter) -> Answer | None:
        """What is told at its time."""
        ...

    def reset(self) -> None:
        """The line was opened or closed, or the power came back."""
        ...

    def moved(self) -> None:
        """Something was put on or taken off."""
        ...
