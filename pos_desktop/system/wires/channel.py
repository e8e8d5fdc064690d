"""The wire to a device: bytes out without ever blocking for long, bytes in, close."""

from __future__ import annotations

from typing import Protocol


class ChannelLost(Exception):
    """The connection broke. `maybe_sent` bytes of the last write may have left without being counted."""

    def __init__(self, cause: str, maybe_sent: int = 0) -> None:
        super().__init__(cause)
        self.maybe_sent = maybe_sent


class Channel(Protocol):
    """An open connection. One thread uses it at a time."""

    @property
    def two_way(self) -> bool:
        """False where nothing can be read back."""
        ...

    def write_some(self, data: bytes, seconds: float) -> int:
        """Write as much as goes within the time, at most all; answers how many bytes left, 0 for none.

        Raises `ChannelLost`.
        """
        ...

    def read_some(self, seconds: float) -> bytes:
        """What has arrived, waiting up to the time for a first byte; empty for none. Raises `ChannelLost`."""
        ...

    def close(self) -> None:
        """Drop the connection at once; what is still in buffers may be thrown away."""
        ...
