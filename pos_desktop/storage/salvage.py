"""Brings over from a damaged file what its back-up does not have, as far as it can be read.

A sale is brought over with all its lines or not at all, and so is a ticket with its payments and the money that went
back of them (`salvage_payments`); where both files have something, its newest state counts, and what has ended never
begins again. What other systems were told, and what they still are to be told, comes after that
(`salvage_deliveries`). Journal entries are brought over as long as their seals hold, one after the other.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from pos_desktop.domain.order import OrderState
from pos_desktop.storage import journal as chain
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable
from pos_desktop.storage.journal import Journal
from pos_desktop.storage.key import ShopKeys
from pos_desktop.storage.newest_rows import add, change, differs, stored, wins
from pos_desktop.storage.salvage_goods import bring_goods, keep_rows_free, of_known_goods
from pos_desktop.storage.unit_of_work import Database

log = logging.getLogger(__name__)

# What must be there before a sale or a payment can refer to it, then what belongs to a sale by `order_id`.
_GROUND = ("location", "register")
_IN_NEWEST_STATE = ("role", "person", "customer", "payment_method", "device")
_OF_VALUES = ("stored_value", "stored_value_move")
_OF_A_SALE = ("order_line", "order_tax", "tender", "cash_move")
_ENDED = frozenset({OrderState.CANCELLED.value, OrderState.REFUNDED.value})


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many rows of each table were brought over, and the next receipt, ticket and shift numbers seen."""

    rows: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    not_whole: dict[str, int] = field(default_factory=dict)
    """Of each table what was seen and could not be brought over, a part of it being unreadable."""
    tickets: set[bytes] = field(default_factory=set)
    """Those of which the damaged file tells what became of them."""

    @property
    def sales(self) -> int:
        return self.rows.get("sale_order", 0)

    def count(self, table: str, rows: int = 1) -> None:
        """Rows that were brought over."""
        if rows:
            self.rows[table] = self.rows.get(table, 0) + rows

    def leave(self, table: str, trouble: Exception) -> None:
        """Something that could not be brought over whole."""
        log.warning("a %s could not be brought over whole: %s", table, trouble)
        self.not_whole[table] = self.not_whole.get(table, 0) + 1


def salvage(damaged: Path, into: Database, keys: ShopKeys) -> Salvaged:
    """Reads what it can of a file that nothing else has open; never raises for what is in it.

    Raises DiskFull, DiskTrouble and what else may keep the restored database from being written: once that is mended,
    all of it can still be brought over.
    """
    found = Salvaged()
    if not damaged.is_file() or damaged.stat().st_size == 0:
        return found
    try:
        with closing(DamagedFile(damaged, keys.database)) as source:
            _salvage(source, into, Journal(keys.journal), found)
    except Unreadable as trouble:
        log.warning("nothing can be read of the damaged database: %s", trouble)
    return found


def _salvage(source: DamagedFile, into: Database, journal: Journal, found: Salvaged) -> None:
    """One after the other; what stops one of them holds up none of the others."""
    from pos_desktop.storage.salvage_deliveries import bring_messages, bring_stock
    from pos_desktop.storage.salvage_papers import bring_papers
    from pos_desktop.storage.salvage_payments import bring_payments

    newer = _is_newer(source, into)
    parts: tuple[Callable[[], None], ...] = (
        lambda: _read_numbers(source, found),
        lambda: keep_rows_free(source, into),
        lambda: _bring_ground(source, into, found, newer=newer),
        lambda: bring_goods(source, into, found),
        lambda: _bring_shifts(source, into, found),
        lambda: _bring_values(source, into, found),
        lambda: _bring_journal(source, into, journal, found),
        lambda: _bring_sales(source, into, found, newer=newer),
        lambda: bring_payments(source, into, found, newer=newer),
        lambda: _bring_money_moved(source, into, found),
        lambda: bring_stock(source, into, found),
        lambda: bring_messages(source, into, found, newer=newer),
        lambda: bring_papers(source, into, found, newer=newer),
    )
    for part in parts:
        try:
            part()
        except (Unreadable, SQLAlchemyError, LookupError, TypeError, ValueError) as trouble:
            log.exception("a part of the damaged database could not be brought over")
            found.leave("part", trouble)


def _bring_ground(source: DamagedFile, into: Database, found: Salvaged, *, newer: bool) -> None:
    with into.write() as work:
        for table in _GROUND:
            _bring(work.connection, table, source.rows(table), found)
        for table in _IN_NEWEST_STATE:
            _bring_newest(work.connection, table, source.rows(table), found, newer=newer)


def _is_newer(source: DamagedFile, into: Database) -> bool:
    """Whether it goes on where the back-up ends: told by the journal, which no clock can mislead."""
    last = source.newest_entry()
    with into.read() as connection:
        return last is None or last >= chain.head(connection).seq


def _read_numbers(source: DamagedFile, found: Salvaged) -> None:
    for row in source.rows("register"):
        found.numbers[row["id"].hex()] = [row[f"next_{name}"] for name in ("receipt", "ticket", "shift")]


def _bring_sales(source: DamagedFile, into: Database, found: Salvaged, *, newer: bool) -> None:
    """Each sale in a transaction of its own, so that one that cannot be read whole leaves no part behind."""
    for order in source.rows("sale_order"):
        try:
            if not _sale_differs(into, order, source.rows_of("tender", "order_id", order["id"])):
                continue
            parts = {table: source.rows_of(table, "order_id", order["id"]) for table in _OF_A_SALE}
            with into.write() as work:
                added = _bring_sale(work.connection, order, parts, newer=newer)
        except (Unreadable, IntegrityError) as trouble:
            found.leave("sale_order", trouble)
            continue
        found.count("sale_order", added)


def _sale_differs(into: Database, order: Row, tenders: Iterable[Row]) -> bool:
    with into.read() as connection:
        return differs(connection, "sale_order", order) or any(
            differs(connection, "tender", tender) for tender in tenders
        )


def _bring_sale(connection: Connection, order: Row, parts: dict[str, list[Row]], *, newer: bool) -> bool:
    """Whether it was added. One that is there ends as it ended: its money is not to go back once more."""
    present = stored(connection, "sale_order", order)
    if present is not None and not wins(order, present, newer=newer, ended=_ENDED):
        return False
    added = present is None and add(connection, "sale_order", order)
    if not added:
        change(connection, "sale_order", order)
    parts = parts | {"order_line": [of_known_goods(connection, line) for line in parts["order_line"]]}
    for table, rows in parts.items():
        for row in rows:
            if not add(connection, table, row) and table == "tender":
                change(connection, table, row)
    connection.tell("UPDATE ticket SET state = 'sold' WHERE id = ?", (order["id"],))
    return added


def _bring_money_moved(source: DamagedFile, into: Database, found: Salvaged) -> None:
    """What left the drawer for a ticket that became no sale, its tenders having been given back."""
    rows = [row for row in source.rows("cash_move") if row["order_id"] is not None]
    of_a_ticket = "SELECT 1 FROM ticket WHERE id = ? AND state <> 'sold'"
    with into.write() as work:
        there = (row for row in rows if work.connection.ask(of_a_ticket, (row["order_id"],)))
        _bring(work.connection, "cash_move", there, found)


def _bring(connection: Connection, table: str, rows: Iterable[Row], found: Salvaged) -> None:
    for row in rows:
        with suppress(IntegrityError):  # what it refers to cannot be read: the others still count
            found.count(table, add(connection, table, row))


def _bring_newest(
    connection: Connection, table: str, rows: Iterable[Row], found: Salvaged, *, newer: bool
) -> None:
    """Who was dismissed since, or has another PIN, is not let in as before."""
    for row in rows:
        with suppress(IntegrityError):
            if add(connection, table, row):
                found.count(table)
            elif newer and differs(connection, table, row):
                change(connection, table, row)


def _bring_shifts(source: DamagedFile, into: Database, found: Salvaged) -> None:
    """With how they ended, since a register has one open shift at a time; and what was moved by hand in them."""
    by_hand = (row for row in source.rows("cash_move") if row["order_id"] is None)
    with into.write() as work:
        shifts = (_shift(work.connection, row) for row in source.rows("shift"))
        _bring(work.connection, "shift", shifts, found)
        _bring(work.connection, "cash_move", by_hand, found)


def _shift(connection: Connection, row: Row) -> Row:
    """A shift of the damaged file; those before it that the back-up has open are closed."""
    columns = ", ".join(f"{name} = ?" for name in row)
    with suppress(IntegrityError):
        connection.tell(
            f"UPDATE shift SET {columns} WHERE id = ? AND z_report IS NULL",  # noqa: S608 - names of our own schema
            (*row.values(), row["id"]),
        )
    connection.tell(
        "UPDATE shift SET state = 'closed', closed_at = ?"
        " WHERE register_id = ? AND number < ? AND closed_at IS NULL",
        (row["opened_at"], row["register_id"], row["number"]),
    )
    return row


def _bring_values(source: DamagedFile, into: Database, found: Salvaged) -> None:
    with into.write() as work:
        for table in _OF_VALUES:
            _bring(work.connection, table, source.rows(table), found)
        for row in source.rows("stored_value"):
            if row["blocked"]:
                work.connection.tell("UPDATE stored_value SET blocked = 1 WHERE id = ?", (row["id"],))


def _bring_journal(source: DamagedFile, into: Database, journal: Journal, found: Salvaged) -> None:
    with into.write() as work:
        newest = chain.head(work.connection)
        for row in _entries_after(source, newest.seq):
            form: dict[str, Any] = {**row, **{name: _hex(row[name]) for name in row if name.endswith("_id")}}
            if row["seq"] != newest.seq + 1 or row["previous_mac"] != newest.mac or not journal.checks(form):
                break
            add(work.connection, "journal", row)
            newest = chain.Head(row["seq"], row["mac"], row["at"])
            found.count("journal")


def _entries_after(source: DamagedFile, seq: int) -> Iterator[Row]:
    with suppress(Unreadable):
        while True:
            rows = source.ask("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT 100", (seq,))
            if not rows:
                return
            yield from rows
            seq = rows[-1]["seq"]


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()
