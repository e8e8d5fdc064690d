"""Brings over from a damaged file what waits for a printer, and what became of what waited before."""

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from pos_desktop.application.printing import JobState
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row
from pos_desktop.storage.newest_rows import add, change, wins
from pos_desktop.storage.repositories.print_jobs import CANCELLED
from pos_desktop.storage.unit_of_work import Database

if TYPE_CHECKING:
    from pos_desktop.storage.salvage import Salvaged

# One that failed may have been asked for again since.
_ENDED = frozenset({JobState.PRINTED.value, JobState.SENT.value, CANCELLED})


def bring_papers(source: DamagedFile, into: Database, found: "Salvaged", *, newer: bool) -> None:
    """Print jobs in their newest state; those of a printer that is not known stay away."""
    with into.read() as connection:
        changed = [row for row in source.rows("print_job") if _differs(connection, row)]
    with into.write() as work:
        for row in sorted(changed, key=lambda row: int(row["seq"])):
            with suppress(IntegrityError):
                found.count("print_job", _bring(work.connection, row, newer=newer))


def doubt_what_waited(into: Database) -> None:
    """What waited for a printer when the back-up was made may be on paper since: it is printed as a copy. Where the
    damaged file says that it still waits, that holds."""
    with into.write() as work:
        work.connection.tell(
            "UPDATE print_job SET state = ? WHERE state IN (?, ?) AND kind <> 'drawer'",
            (JobState.UNSURE.value, JobState.QUEUED.value, JobState.PRINTING.value),
        )


def _differs(connection: Connection, row: Row) -> bool:
    found = connection.ask("SELECT state FROM print_job WHERE id = ?", (row["id"],))
    return not found or found[0][0] != row["state"]


def _bring(connection: Connection, row: Row, *, newer: bool) -> bool:
    """Whether it was added."""
    values = {name: row[name] for name in row if name != "seq"}
    found = connection.ask("SELECT seq, state FROM print_job WHERE id = ?", (row["id"],))
    if not found:
        return add(connection, "print_job", values)
    seq, state = found[0]
    if wins(row, {"state": state}, newer=newer, ended=_ENDED):
        change(connection, "print_job", values | {"seq": seq})
    return False
