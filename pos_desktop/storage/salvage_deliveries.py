"""Brings over from a damaged file what other systems were told and are still to be told, and the moves of stock.

What a platform was told before the damage must not be told to it as new. So a delivery comes over under its own key
and in its newest state; and after every restore whatever is still to go out is looked up there before it is asked for:
the damaged file may have been unreadable, and then the back-up knows nothing of what went out since.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable
from pos_desktop.storage.newest_rows import add, change, stored, wins
from pos_desktop.storage.unit_of_work import Database

if TYPE_CHECKING:
    from pos_desktop.storage.salvage import Salvaged

log = logging.getLogger(__name__)

_ENDED = frozenset({DeliveryState.DONE.value, DeliveryState.DROPPED.value})
_OF_SALES = frozenset({"order.paid", "order.cancelled", "order.refunded", "order.shipped"})
_LINKS = (LinkKind.ORDER.value, LinkKind.REFUND.value, LinkKind.CUSTOMER.value)
_AT_ONCE = 200


def bring_stock(source: DamagedFile, into: Database, found: "Salvaged") -> None:
    """The moves of stock that the back-up does not have, and the levels that platforms told since.

    Moves of a sale that could not be brought over stay away with it, and so do those of goods that are not known.
    """
    for rows in _some(source.rows("stock_move")):
        with into.write() as work:
            for row in rows:
                with suppress(IntegrityError):
                    found.count("stock_move", _move_stock(work.connection, row))
    levels = list(source.rows("platform_level"))
    with into.write() as work:
        for row in levels:
            with suppress(IntegrityError):
                _keep_level(work.connection, row)


def _move_stock(connection: Connection, row: Row) -> bool:
    line = row["order_line_id"]
    if line is not None and not connection.ask("SELECT 1 FROM order_line WHERE id = ?", (line,)):
        return False
    if not add(connection, "stock_move", row):
        return False
    connection.tell(
        "INSERT INTO stock_level (variant_row, location_id, on_hand_milli) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET on_hand_milli = on_hand_milli + excluded.on_hand_milli",
        (row["variant_row"], row["location_id"], row["quantity_milli"]),
    )
    return True


def _keep_level(connection: Connection, row: Row) -> None:
    """Told by the platform's own clock."""
    present = stored(connection, "platform_level", row)
    if present is None:
        add(connection, "platform_level", row)
    elif row["told_at"] >= present["told_at"]:
        change(connection, "platform_level", row)


def bring_messages(source: DamagedFile, into: Database, found: "Salvaged", *, newer: bool) -> None:
    """Events, how far each platform is with them, and what came of them there."""
    _bring_links(source, into)
    for rows in _some(_those(source.rows("outbox"), into, _is_to_be_told)):
        with into.write() as work:
            for row in rows:
                found.count("outbox", add(work.connection, "outbox", _waiting(row)))
    for row in _those(source.rows("delivery"), into, _is_further):
        try:
            waiting = source.rows_of("stock_waiting", "delivery_id", row["id"])
            history = source.rows_of("delivery_event", "delivery_id", row["id"])
            with into.write() as work:
                found.count("delivery", _deliver(work.connection, row, waiting, history, newer=newer))
        except (Unreadable, IntegrityError) as trouble:
            found.leave("delivery", trouble)


def look_up_first(into: Database, now: datetime) -> None:
    """Whatever is still to go out may have gone out already: each platform is asked before it is told."""
    from pos_desktop.application.routing import Router
    from pos_desktop.storage.store import SqlStore

    with into.write() as work:
        work.connection.tell(
            "UPDATE outbox SET state = 'routed' WHERE state = 'waiting'"
            " AND EXISTS (SELECT 1 FROM delivery WHERE delivery.outbox_id = outbox.id)"
        )
    router = Router(SqlStore(into, _Moment(now)), _Moment(now))
    try:
        while router.route():
            pass
    except (LookupError, TypeError, ValueError):  # the sync meets it as well, and tells of it
        log.exception("an event could not be handed over")
    with into.write() as work:
        work.connection.tell(
            "UPDATE delivery SET asked = 1, claimed_by = NULL, claimed_until_at = NULL,"
            " state = CASE state WHEN 'claimed' THEN 'waiting' ELSE state END"
            " WHERE state IN ('waiting', 'claimed', 'parked')"
        )


class _Moment:
    """A clock that stands still: that of a restore."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    def offset_minutes(self) -> int:
        return 0


# -- inside ----------------------------------------------------------------------------------------------


def _bring_links(source: DamagedFile, into: Database) -> None:
    """What an order, a refund, a customer is called there. Products are read anew from the platform."""
    rows = [row for row in source.rows("platform_link") if row["kind"] in _LINKS]
    with into.write() as work:
        for row in rows:
            with suppress(IntegrityError):  # of a connection that was made since
                if not add(work.connection, "platform_link", row):
                    change(work.connection, "platform_link", row)


def _those(rows: Iterable[Row], into: Database, wanted: Callable[[Connection, Row], bool]) -> list[Row]:
    """In the order of their numbers, which is that of a lane."""
    with into.read() as connection:
        return sorted((row for row in rows if wanted(connection, row)), key=lambda row: int(row["seq"]))


def _is_further(connection: Connection, row: Row) -> bool:
    """Whether the delivery stands elsewhere by now."""
    told = ("state", "attempts", "asked", "platform_ref")
    found = connection.ask(f"SELECT {', '.join(told)} FROM delivery WHERE id = ?", (row["id"],))  # noqa: S608 - names of our own schema
    return not found or tuple(row[name] for name in told) != found[0]


def _is_to_be_told(connection: Connection, row: Row) -> bool:
    """Of a sale or customer that could not be brought over nobody can be told."""
    if connection.ask("SELECT 1 FROM outbox WHERE id = ?", (row["id"],)):
        return False
    if row["topic"] in _OF_SALES:
        return bool(connection.ask("SELECT 1 FROM sale_order WHERE id = ?", (row["subject_id"],)))
    if row["topic"] == "customer.made":
        return bool(connection.ask("SELECT 1 FROM customer WHERE id = ?", (row["subject_id"],)))
    return True


def _waiting(row: Row) -> Row:
    """Handed over once more where its deliveries cannot be read; its number is given anew."""
    return {name: row[name] for name in row if name != "seq"} | {"state": "waiting"}


def _deliver(
    connection: Connection, row: Row, waiting: Iterable[Row], history: Iterable[Row], *, newer: bool
) -> bool:
    """Whether it was added."""
    values = {name: row[name] for name in row if name != "seq"}
    found = connection.ask("SELECT seq, id, state FROM delivery WHERE id = ?", (row["id"],))
    if found:
        seq, _, state = found[0]
        if not wins(row, {"state": state}, newer=newer, ended=_ENDED):
            return False
        change(connection, "delivery", values | {"seq": seq})
    elif not add(connection, "delivery", values):
        return False
    connection.tell("DELETE FROM stock_waiting WHERE delivery_id = ?", (row["id"],))
    for moved in waiting:
        with suppress(IntegrityError):  # of goods that the back-up does not know
            add(connection, "stock_waiting", moved)
    for event in history:
        add(connection, "delivery_event", event)
    return not found


def _some(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many as go into one commit."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
