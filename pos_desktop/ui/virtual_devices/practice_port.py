"""What the windows need of the practice devices; the services hand in a switch that has it."""

from collections.abc import Sequence
from typing import Any, Protocol


class ShownPractice(Protocol):
    """A practice device at work: `device` is as the window of its family takes it."""

    @property
    def key(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def device(self) -> Any: ...


class RunsPractice(Protocol):
    """Who runs them."""

    def running(self) -> Sequence[ShownPractice]: ...
