"""A shop's rows for tests of the storage: the least that the schema wants."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from pos_desktop.application.ids import new_id
from pos_desktop.storage import tables
from pos_desktop.storage.journal import JournalEntry
from pos_desktop.storage.unit_of_work import Database, Work

OPENED_AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Shop:
    """Rows of one register with one cashier and one shift, and sales of two lines each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._ids: dict[str, UUID] = {}

    def furnish(self) -> None:
        """Adds what a sale refers to, unless it is there."""
        if self._known():
            return
        location, register, role, person, shift = (new_id() for _ in range(5))
        with self.database.write() as work:
            work.execute(insert(tables.location), {"id": location, "name": "Shop"})
            work.execute(insert(tables.register), _register(register, location))
            work.execute(insert(tables.role), _role(role))
            work.execute(insert(tables.person), _person(person, role))
            work.execute(insert(tables.shift), _shift(shift, register, person))
        self._known()

    def sell(self, number: int, *, at: datetime = OPENED_AT) -> UUID:
        """One sale with two lines, a tender and a journal entry, in one commit."""
        self._known()
        order = new_id()
        with self.database.write() as work:
            self.write_sale(work, order, number, at)
        return order

    def write_sale(self, work: Work, order: UUID, number: int, at: datetime = OPENED_AT) -> None:
        """The rows of a sale in a transaction that is open."""
        self._known()
        work.execute(insert(tables.sale_order), _order(order, number, at, self._ids))
        work.execute(insert(tables.order_line), [_line(order, position, at) for position in (1, 2)])
        work.execute(insert(tables.tender), _tender(order, self._ids["shift"], at))
        register = tables.register.c
        work.execute(
            update(tables.register)
            .where(register.id == self._ids["register"])
            .values(next_receipt=number + 1)
        )
        work.record(JournalEntry("sale.paid", at, 60, {"total": 2000, "number": number}, subject_id=order))

    def sale_numbers(self) -> list[int]:
        """The numbers of the sales that are stored."""
        query = select(tables.sale_order.c.sequence).order_by(tables.sale_order.c.sequence)
        with self.database.read() as connection:
            return list(connection.execute(query).scalars())

    def lines_per_sale(self) -> set[int]:
        """How many lines the sales have."""
        query = select(func.count()).select_from(tables.order_line).group_by(tables.order_line.c.order_id)
        with self.database.read() as connection:
            return set(connection.execute(query).scalars())

    def next_receipt(self) -> int:
        """The number the next sale would take."""
        with self.database.read() as connection:
            return int(connection.execute(select(tables.register.c.next_receipt)).scalar_one())

    def _known(self) -> bool:
        if not self._ids:
            with self.database.read() as connection:
                for table in (tables.register, tables.person, tables.shift):
                    found = connection.execute(select(table.c.id)).scalar()
                    if found is not None:
                        self._ids[table.name] = found
        return len(self._ids) == 3


def _register(register: UUID, location: UUID) -> dict[str, Any]:
    numbers = {"next_receipt": 1, "next_ticket": 1, "next_shift": 2}
    return {"id": register, "number": 1, "name": "Register 1", "location_id": location, **numbers}


def _role(role: UUID) -> dict[str, Any]:
    return {"id": role, "name": "Cashier", "permissions": [], "limits": {}, "position": 1}


def _person(person: UUID, role: UUID) -> dict[str, Any]:
    row = {"id": person, "name": "Cashier 1", "role_id": role, "pin_length": 4, "active": True}
    return {**row, "wrong_attempts": 0}


def _shift(shift: UUID, register: UUID, person: UUID) -> dict[str, Any]:
    row = {"id": shift, "register_id": register, "number": 1, "state": "open", "opened_by": person}
    return {**row, "opened_at": OPENED_AT, "float_minor": 10000}


def _order(order: UUID, number: int, at: datetime, ids: dict[str, UUID]) -> dict[str, Any]:
    amounts = {"subtotal_minor": 2000, "discount_minor": 0, "tax_minor": 319, "total_minor": 2000}
    who = {"register_id": ids["register"], "shift_id": ids["shift"], "person_id": ids["person"]}
    return {
        "id": order, "sequence": number, "number": f"1-{number:06}", "ticket_number": number, **who, **amounts,
        "person_name": "Cashier 1", "state": "paid", "currency": "EUR", "prices_include_tax": True,
        "items_milli": 2000, "lines_removed": 0, "rounding_minor": 0, "opened_at": at, "paid_at": at,
        "offset_minutes": 60,
    }  # fmt: skip


def _line(order: UUID, position: int, at: datetime) -> dict[str, Any]:
    amounts = {"unit_price_minor": 1000, "amount_minor": 1000, "net_minor": 840, "tax_minor": 160}
    none = {"line_discount_minor": 0, "ticket_discount_minor": 0}
    row = {"id": new_id(), "order_id": order, "position": position, "name": "Bread", "weighed": False}
    return {**row, **amounts, **none, "quantity_milli": 1000, "total_minor": 1000, "taxes": [], "sold_at": at}


def _tender(order: UUID, shift: UUID, at: datetime) -> dict[str, Any]:
    amounts = {"amount_minor": 2000, "given_minor": 2000, "change_minor": 0, "rounding_minor": 0}
    row = {"id": new_id(), "order_id": order, "shift_id": shift, "kind": "cash", "state": "taken"}
    return {**row, **amounts, "taken_at": at}
