"""Brings over from a damaged file the sales that its back-up does not have, as far as they can be read.

A sale is brought over with all its lines or not at all; what is changed once written only with how it ended: a shift
that was closed, a sale that was voided, a gift card that was blocked. Journal entries are brought over as long as
their seals hold, one after the other.
"""

import logging
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from pos_desktop.application.errors import PersonError
from pos_desktop.storage import journal as chain
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import DiskFull
from pos_desktop.storage.journal import Journal
from pos_desktop.storage.key import ShopKeys
from pos_desktop.storage.sqlcipher import sqlcipher
from pos_desktop.storage.unit_of_work import Database

log = logging.getLogger(__name__)

# What must be there before a sale can refer to it, then what belongs to a sale by `order_id`.
_GROUND = ("location", "register", "role", "person")
_OF_VALUES = ("stored_value", "stored_value_move")
_OF_A_SALE = ("order_line", "order_tax", "tender", "cash_move")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many rows of each table were brought over, and the next receipt, ticket and shift numbers seen."""

    rows: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)

    @property
    def sales(self) -> int:
        return self.rows.get("sale_order", 0)


def salvage(damaged: Path, into: Database, keys: ShopKeys) -> Salvaged:
    """Reads what it can of a file that nothing else has open; never raises for what is in it.

    Raises DiskFull: once there is room, all of it can still be brought over.
    """
    found = Salvaged()
    if not damaged.is_file() or damaged.stat().st_size == 0:
        return found
    try:
        with closing(open_cipher(damaged, keys.database, read_only=True)) as source:
            _read_numbers(source, found)
            with into.write() as work:
                for table in _GROUND:
                    _bring(work.connection, table, _rows(source, table), found)
                _bring_shifts(work.connection, source, found)
                for table in _OF_VALUES:
                    _bring(work.connection, table, _rows(source, table), found)
                _block_values(work.connection, source)
                _bring_journal(work.connection, source, Journal(keys.journal), found)
            _bring_sales(source, into, found)
    except DiskFull:
        raise
    except (sqlcipher.Error, SQLAlchemyError, PersonError) as trouble:
        log.warning("nothing more could be read of the damaged database: %s", trouble)
    return found


def _read_numbers(source: Any, found: Salvaged) -> None:
    with suppress(sqlcipher.Error):
        for row in source.execute("SELECT id, next_receipt, next_ticket, next_shift FROM register"):
            found.numbers[row[0].hex()] = list(row[1:])


def _bring_sales(source: Any, into: Database, found: Salvaged) -> None:
    """Each sale in a transaction of its own, so that one that cannot be read whole leaves no part behind."""
    for order in _rows(source, "sale_order"):
        try:
            with into.write() as work:
                added = _insert(work.connection, "sale_order", order)
                if not added and not _ended_since(work.connection, order):
                    continue
                parts = {table: _rows_of(source, table, order["id"]) for table in _OF_A_SALE}
                for table, rows in parts.items():
                    for row in rows:
                        _insert(work.connection, table, row)
                if not added:
                    for row in parts["tender"]:
                        work.connection.tell(
                            "UPDATE tender SET state = ? WHERE id = ?", (row["state"], row["id"])
                        )
                _follow_up(work.connection, source, order["id"], [line["id"] for line in parts["order_line"]])
        except (sqlcipher.Error, IntegrityError) as trouble:
            log.warning("a sale could not be read whole: %s", trouble)
            continue
        if added:
            found.rows["sale_order"] = found.rows.get("sale_order", 0) + 1


def _ended_since(connection: Connection, order: dict[str, Any]) -> bool:
    """Whether a sale that the back-up has was voided or refunded since: its money is not to go back once more."""
    if order["state"] not in ("cancelled", "refunded"):
        return False
    return (
        connection.tell(
            "UPDATE sale_order SET state = ? WHERE id = ? AND state <> ?",
            (order["state"], order["id"], order["state"]),
        )
        == 1
    )


def _follow_up(connection: Connection, source: Any, order_id: bytes, lines: list[bytes]) -> None:
    """What a sale did elsewhere: its ticket was sold, its stock went, others are to hear of it.

    The sale counts more than these: where they cannot be read it is brought over without them.
    """
    connection.tell("UPDATE ticket SET state = 'sold' WHERE id = ?", (order_id,))
    with suppress(sqlcipher.Error, IntegrityError):
        for row in list(_selected(source, "SELECT * FROM outbox WHERE subject_id = ?", (order_id,))):
            _insert(connection, "outbox", {name: row[name] for name in row if name != "seq"})
    with suppress(sqlcipher.Error, IntegrityError):
        for line in lines:
            query = "SELECT * FROM stock_move WHERE order_line_id = ?"
            for row in list(_selected(source, query, (line,))):
                _move_stock(connection, row)


def _move_stock(connection: Connection, row: dict[str, Any]) -> None:
    if _insert(connection, "stock_move", row):
        connection.tell(
            "UPDATE stock_level SET on_hand_milli = on_hand_milli + ? WHERE variant_row = ? AND location_id = ?",
            (row["quantity_milli"], row["variant_row"], row["location_id"]),
        )


def _bring(connection: Connection, table: str, rows: Iterator[dict[str, Any]], found: Salvaged) -> None:
    count = 0
    for row in rows:
        with suppress(IntegrityError):  # what it refers to cannot be read: the others still count
            count += _insert(connection, table, row)
    if count:
        found.rows[table] = count


def _bring_shifts(connection: Connection, source: Any, found: Salvaged) -> None:
    """With how they ended, since a register has one open shift at a time; and what was moved by hand in them."""
    _bring(connection, "shift", (_shift(connection, row) for row in _rows(source, "shift")), found)
    by_hand = (row for row in _rows(source, "cash_move") if row["order_id"] is None)
    _bring(connection, "cash_move", by_hand, found)


def _shift(connection: Connection, row: dict[str, Any]) -> dict[str, Any]:
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


def _block_values(connection: Connection, source: Any) -> None:
    with suppress(sqlcipher.Error):
        for row in _selected(source, "SELECT id FROM stored_value WHERE blocked", ()):
            connection.tell("UPDATE stored_value SET blocked = 1 WHERE id = ?", (row["id"],))


def _bring_journal(connection: Connection, source: Any, journal: Journal, found: Salvaged) -> None:
    newest = chain.head(connection)
    count = 0
    with suppress(sqlcipher.Error):
        for row in _selected(source, "SELECT * FROM journal WHERE seq > ? ORDER BY seq", (newest.seq,)):
            form = {**row, **{name: _hex(row[name]) for name in row if name.endswith("_id")}}
            if row["seq"] != newest.seq + 1 or row["previous_mac"] != newest.mac or not journal.checks(form):
                break
            _insert(connection, "journal", row)
            newest = chain.Head(row["seq"], row["mac"], row["at"])
            count += 1
    if count:
        found.rows["journal"] = count


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> bool:
    """Adds a row unless it is there or breaks a rule of the schema; whether it was added.

    The damaged file may be of an earlier version: a column that the schema has no more is left behind.
    """
    from pos_desktop.storage import tables

    known = tables.metadata.tables[table].columns
    columns = [name for name in row if name in known]
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of our own schema
    return connection.tell(statement, tuple(row[name] for name in columns)) == 1


def _rows(source: Any, table: str) -> Iterator[dict[str, Any]]:
    """The readable rows of a table: forwards to the damage, then backwards to it."""
    from pos_desktop.storage import tables

    order = ", ".join(column.name for column in tables.metadata.tables[table].primary_key)
    seen: set[Any] = set()
    for direction in ("ASC", "DESC"):
        ordering = ", ".join(f"{name} {direction}" for name in order.split(", "))
        with suppress(sqlcipher.Error):
            for row in _selected(source, f"SELECT * FROM {table} ORDER BY {ordering}", ()):  # noqa: S608 - names of our own schema
                identity = tuple(row[name] for name in order.split(", "))
                if identity in seen:
                    break
                seen.add(identity)
                yield row
            else:
                return


def _rows_of(source: Any, table: str, order_id: bytes) -> list[dict[str, Any]]:
    return list(_selected(source, f"SELECT * FROM {table} WHERE order_id = ?", (order_id,)))  # noqa: S608 - names of our own schema


def _selected(source: Any, query: str, parameters: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    cursor = source.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
