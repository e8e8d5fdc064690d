"""Back-ups of the database, as the settings show and make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from datetime import datetime


@record
class BackupView:
    """A back-up file."""

    path: str
    at: datetime
    size_bytes: int
    reason: str


class Backups(Protocol):
    """Back-ups of the database."""

    def list(self) -> list[BackupView]: ...
    def make(self) -> BackupView:
        """Makes one now; slow: off the UI thread."""
        ...

    def restore_line(self, backup: BackupView) -> str:
        """What a terminal of this computer runs to put it in place of the present data."""
        ...
