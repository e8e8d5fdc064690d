"""What a start is to tell at the screen of the shop's data, kept in them until one has told it: whatever opens them
first, a command of IT say, has no screen."""

from typing import Any

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.repositories.settings import SqlSettings
from pos_desktop.storage.repositories.statement import Link

_KEY = "start_notices"
_MISSING = "entries_missing"
_NOT_BROUGHT_OVER = "not_brought_over"


@record
class StartNotices:
    """What is still to be told."""

    entries_missing: int = 0  # journal entries that the shop had: an older copy lies in the place of its data
    not_brought_over: bool = False  # a restore could not read what was sold since its back-up

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.entries_missing or self.not_brought_over)

    @property
    def titles(self) -> list[str]:
        """One for each."""
        found = [tr("The store's data is older than it was")] if self.entries_missing else []
        return found + ([tr("A back-up was put in place")] if self.not_brought_over else [])


def untold(connection: Connection) -> StartNotices:
    """What no start has told yet."""
    kept = _kept(connection, may_write=False)
    return StartNotices(int(kept.get(_MISSING, 0)), bool(kept.get(_NOT_BROUGHT_OVER)))


def note_missing(connection: Connection, entries: int) -> None:
    """More journal entries are missing; in the transaction that is open."""
    kept = _kept(connection)
    _keep(connection, kept | {_MISSING: int(kept.get(_MISSING, 0)) + entries})


def note_not_brought_over(connection: Connection) -> None:
    """A restore brought nothing over; in the transaction that is open."""
    _keep(connection, _kept(connection) | {_NOT_BROUGHT_OVER: True})


def told(connection: Connection) -> None:
    """Somebody has seen it on the screen."""
    _keep(connection, {})


def _kept(connection: Connection, *, may_write: bool = True) -> dict[str, Any]:
    return SqlSettings(Link(connection, may_write=may_write)).get(_KEY) or {}


def _keep(connection: Connection, notices: dict[str, Any]) -> None:
    SqlSettings(Link(connection, may_write=True)).put(_KEY, notices)
