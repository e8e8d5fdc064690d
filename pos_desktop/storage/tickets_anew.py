"""Tickets of a back-up that may have been sold since, where nothing that can be read says so.

A sale has the id of its ticket, and shops know it by that. What is sold on such a ticket from now on is another sale:
under the old id it would be taken for the one that they have.
"""

from collections.abc import Collection

from pos_desktop.application.ids import new_id
from pos_desktop.domain.ticket import TicketState
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import Row
from pos_desktop.storage.newest_rows import add
from pos_desktop.storage.ticket_settings import move_customer, note_told

_ALIVE = "SELECT * FROM ticket WHERE state IN ('open', 'parked') ORDER BY number"
_PAID_FOR = "SELECT 1 FROM payment WHERE ticket_id = ?"


def tickets_anew(connection: Connection, known: Collection[bytes]) -> int:
    """Gives them new ids and numbers, `known` ones left out; how many there were.

    One that somebody began to pay stays: what became of its payment ends the same sale. It is noted, so that shops are
    asked for it before they are told.
    """
    doubtful = [row for row in _rows(connection, "ticket", _ALIVE) if row["id"] not in known]
    paid_for = [row["id"] for row in doubtful if connection.ask(_PAID_FOR, (row["id"],))]
    for ticket in doubtful:
        if ticket["id"] not in paid_for:
            _copy(connection, ticket)
    if paid_for:
        note_told(connection, paid_for)
    return len(doubtful) - len(paid_for)


def _copy(connection: Connection, ticket: Row) -> None:
    ((number,),) = connection.ask("SELECT next_ticket FROM register WHERE id = ?", (ticket["register_id"],))
    connection.tell(
        "UPDATE register SET next_ticket = next_ticket + 1 WHERE id = ?", (ticket["register_id"],)
    )
    anew = ticket | {"id": new_id().bytes, "number": number}
    add(connection, "ticket", anew)
    lines = "SELECT * FROM ticket_line WHERE ticket_id = ? ORDER BY position"
    for line in _rows(connection, "ticket_line", lines, ticket["id"]):
        add(connection, "ticket_line", line | {"id": new_id().bytes, "ticket_id": anew["id"]})
    move_customer(connection, ticket["id"], anew["id"])
    connection.tell("DELETE FROM reservation WHERE ticket_id = ?", (ticket["id"],))
    connection.tell("UPDATE ticket SET state = ? WHERE id = ?", (TicketState.DISCARDED.value, ticket["id"]))


def _rows(connection: Connection, table: str, query: str, *values: bytes) -> list[Row]:
    names = [row[1] for row in connection.ask(f"PRAGMA table_info({table})")]
    return [dict(zip(names, row, strict=True)) for row in connection.ask(query, values)]
