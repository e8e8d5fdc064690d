"""Brings tickets over from a damaged file with everything that was paid for them and went back of it.

A ticket, its lines, its payments, the money that goes back of them and their history are one thing: a payment without
the ticket it pays for, or without the promise that gives it back, would be taken or given twice. So all of it comes
over, in one commit, or nothing.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.domain.ticket import TicketState
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable
from pos_desktop.storage.newest_rows import NotWhole, add, change, differs, settle, stored, wins
from pos_desktop.storage.salvage_goods import of_known_goods
from pos_desktop.storage.ticket_settings import Customers, bring_customer, bring_told, customers_in
from pos_desktop.storage.unit_of_work import Database

if TYPE_CHECKING:
    from pos_desktop.storage.salvage import Salvaged

_ENDED_TICKETS = frozenset({TicketState.SOLD.value, TicketState.DISCARDED.value, TicketState.MERGED.value})
_ENDED_PAYMENTS = frozenset(
    {PaymentState.TAKEN.value, PaymentState.DECLINED.value, PaymentState.CANCELLED.value}
)
# One that was refused may have been promised anew since.
_ENDED_REFUNDS = frozenset({RefundState.DONE.value, RefundState.REPLACED.value})


def bring_payments(source: DamagedFile, into: Database, found: "Salvaged", *, newer: bool) -> None:
    """Every ticket that the damaged file has in another state, and what hangs on it; then what reconciliation found."""
    customers = customers_in(source)
    known, changed = _looked_through(source, into)
    found.tickets.update(known)
    for ticket_id in changed:
        try:
            paid = _read(source, ticket_id)
            with into.write() as work:
                counts = _bring(work.connection, paid, customers, newer=newer)
        except (Unreadable, IntegrityError, NotWhole) as trouble:
            found.leave("ticket", trouble)
            found.tickets.discard(ticket_id)
            continue
        for table, count in counts.items():
            found.count(table, count)
    with into.write() as work, suppress(Unreadable):
        bring_told(source, work.connection)
    _bring_differences(source, into, found, newer=newer)


def doubt_what_was_begun(into: Database) -> None:
    """A payment that was about to be asked for when the back-up was made may have been asked for since: its provider
    is asked what became of it. Where the damaged file says that it was not, that holds."""
    with into.write() as work:
        work.connection.tell(
            "UPDATE payment SET state = ? WHERE state = ?",
            (PaymentState.SENT.value, PaymentState.CREATED.value),
        )


@dataclass(slots=True)
class _Paid:
    """What belongs to one ticket, as the damaged file has it."""

    ticket: Row | None
    lines: list[Row]
    payments: list[Row]
    refunds: list[Row]
    events: list[Row] = field(default_factory=list)


def _looked_through(source: DamagedFile, into: Database) -> tuple[set[bytes], list[bytes]]:
    """The tickets, and those that differ, in the order of their ids, which is that of time: money goes back of sales
    that were before."""
    known: set[bytes] = set()
    changed: set[bytes] = set()
    paid: dict[bytes, bytes] = {}
    with into.read() as connection:
        for row in source.rows("ticket"):
            known.add(row["id"])
            if differs(connection, "ticket", row) or _lines_differ(source, connection, row):
                changed.add(row["id"])
        for row in source.rows("payment"):
            paid[row["id"]] = row["ticket_id"]
            if differs(connection, "payment", row):
                changed.add(row["ticket_id"])
        for row in source.rows("refund"):
            if differs(connection, "refund", row):
                changed.add(row["ticket_id"])
                if row["payment_id"] in paid:
                    changed.add(paid[row["payment_id"]])
    return known, sorted(changed)


def _lines_differ(source: DamagedFile, connection: Connection, ticket: Row) -> bool:
    """A line that was added leaves the row of its ticket as it is."""
    if ticket["state"] in _ENDED_TICKETS:
        return False
    try:
        lines = source.rows_of("ticket_line", "ticket_id", ticket["id"])
    except Unreadable:
        return True
    ((count,),) = connection.ask("SELECT count(*) FROM ticket_line WHERE ticket_id = ?", (ticket["id"],))
    known = (of_known_goods(connection, line) for line in lines)
    return len(lines) != count or any(differs(connection, "ticket_line", line) for line in known)


def _read(source: DamagedFile, ticket_id: bytes) -> _Paid:
    heads = source.rows_of("ticket", "id", ticket_id)
    payments = source.rows_of("payment", "ticket_id", ticket_id)
    refunds = {row["id"]: row for row in source.rows_of("refund", "ticket_id", ticket_id)}
    for payment in payments:
        refunds |= {row["id"]: row for row in source.rows_of("refund", "payment_id", payment["id"])}
    lines = source.rows_of("ticket_line", "ticket_id", ticket_id)
    paid = _Paid(heads[0] if heads else None, lines, payments, list(refunds.values()))
    for column, rows in (("payment_id", payments), ("refund_id", paid.refunds)):
        for row in rows:
            paid.events += source.rows_of("payment_event", column, row["id"])
    return paid


def _bring(
    connection: Connection, paid: _Paid, customers: Customers | None, *, newer: bool
) -> dict[str, int]:
    """How many rows of each table were added."""
    counts = {"ticket": 0, "payment": 0, "refund": 0}
    if paid.ticket is not None:
        counts["ticket"] += _bring_ticket(connection, paid.ticket, paid.lines, customers, newer=newer)
    for row in paid.payments:
        counts["payment"] += settle(connection, "payment", row, newer=newer, ended=_ENDED_PAYMENTS)
    for row in paid.refunds:
        counts["refund"] += settle(connection, "refund", row, newer=newer, ended=_ENDED_REFUNDS)
    for row in paid.events:
        add(connection, "payment_event", row)
    return counts


def _bring_ticket(
    connection: Connection, ticket: Row, lines: list[Row], customers: Customers | None, *, newer: bool
) -> bool:
    present = stored(connection, "ticket", ticket)
    if present is not None and not wins(ticket, present, newer=newer, ended=_ENDED_TICKETS):
        return False
    if present is None:
        if not add(connection, "ticket", ticket):
            raise NotWhole("ticket")
    else:
        change(connection, "ticket", ticket)
        connection.tell("DELETE FROM ticket_line WHERE ticket_id = ?", (ticket["id"],))
    for line in lines:
        if not add(connection, "ticket_line", of_known_goods(connection, line)):
            raise NotWhole("ticket_line")
    bring_customer(connection, ticket, customers)
    return present is None


def _bring_differences(source: DamagedFile, into: Database, found: "Salvaged", *, newer: bool) -> None:
    """Where a provider's books said otherwise, and what a person made of it."""
    rows = list(source.rows("difference"))
    with into.write() as work:
        for row in rows:
            try:
                if add(work.connection, "difference", row):
                    found.count("difference")
                elif newer and differs(work.connection, "difference", row):
                    change(work.connection, "difference", row)
            except IntegrityError as trouble:
                found.leave("difference", trouble)
