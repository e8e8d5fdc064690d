"""What is switched on for a while: by hand, or by `with`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Switched(ABC):
    """On from the beginning of a `with` to its end."""

    @abstractmethod
    def start(self) -> Self:
        """Switch on. Raises OSError when its place on the network or its line cannot be had."""

    @abstractmethod
    def stop(self) -> None:
        """Switch off."""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
