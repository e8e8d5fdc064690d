"""Settings that name tickets by their ids go where the tickets go. All others are those of the back-up."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pos_desktop.application.routing import TOLD_PERHAPS
from pos_desktop.application.ticket_customers import KEY as CUSTOMERS
from pos_desktop.domain.ticket import TicketState
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable

Customers = dict[str, dict[str, str]]

_ALIVE = (TicketState.OPEN.value, TicketState.PARKED.value)


def customers_in(source: DamagedFile) -> Customers | None:
    """Whom the tickets of a damaged file are for; None where that cannot be read."""
    try:
        return dict(_setting_in(source, CUSTOMERS) or {})
    except Unreadable:
        return None


def bring_customer(connection: Connection, ticket: Row, customers: Customers | None) -> None:
    """The ticket is for whom it was in the damaged file, if that customer could be brought over."""
    if customers is None or ticket["state"] not in _ALIVE:
        return
    key = _name(ticket["id"])
    kept, facts = _kept_customers(connection), customers.get(key)
    if facts and connection.ask("SELECT 1 FROM customer WHERE id = ?", (UUID(facts["customer"]).bytes,)):
        _put(connection, CUSTOMERS, kept | {key: facts})
    elif kept.pop(key, None):
        _put(connection, CUSTOMERS, kept)


def move_customer(connection: Connection, ticket_id: bytes, anew: bytes) -> None:
    """The ticket has another id from now on, and is for the same customer."""
    kept = _kept_customers(connection)
    facts = kept.pop(_name(ticket_id), None)
    if facts:
        _put(connection, CUSTOMERS, kept | {_name(anew): facts})


def note_told(connection: Connection, tickets: Iterable[bytes]) -> None:
    """Shops are asked for sales of these tickets before they are told."""
    _add_told(connection, map(_name, tickets))


def bring_told(source: DamagedFile, connection: Connection) -> None:
    """What an earlier restore noted so. Raises Unreadable."""
    _add_told(connection, _setting_in(source, TOLD_PERHAPS) or ())


# -- inside ----------------------------------------------------------------------------------------------


def _add_told(connection: Connection, names: Iterable[str]) -> None:
    before = set(_setting(connection, TOLD_PERHAPS) or ())
    told = before.union(names)
    if told != before:
        _put(connection, TOLD_PERHAPS, sorted(told))


def _kept_customers(connection: Connection) -> Customers:
    return dict(_setting(connection, CUSTOMERS) or {})


def _setting_in(source: DamagedFile, key: str) -> Any:
    rows = source.rows_of("setting", "key", key)
    return json.loads(rows[0]["value"]) if rows else None


def _setting(connection: Connection, key: str) -> Any:
    found = connection.ask("SELECT value FROM setting WHERE key = ?", (key,))
    return json.loads(found[0][0]) if found else None


def _put(connection: Connection, key: str, value: object) -> None:
    connection.tell("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, json.dumps(value)))


def _name(ticket_id: bytes) -> str:
    return str(UUID(bytes=ticket_id))
