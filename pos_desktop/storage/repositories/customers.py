"""The store's customers."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import Customer
from pos_desktop.storage.later.sql import bindparam, select
from pos_desktop.storage.later.tables import customer
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, upsert

_FIELDS = tuple(field.name for field in fields(Customer))
_CHANGE = tuple(name for name in _FIELDS if name != "id")
_ALL = select(*(customer.c[name] for name in _FIELDS))

_SAVE = upsert(customer, ("id",), lambda new: {name: new[name] for name in _CHANGE})
_GET = Statement(_ALL.where(customer.c.id == bindparam("customer_id")))
_BY_EMAIL = Statement(
    _ALL.where(customer.c.email == bindparam("email"))
    .order_by(customer.c.updated_at.desc(), customer.c.id)
    .limit(1)
)


class SqlCustomers:
    """Implements sync_ports.Customers."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, customer_id: UUID) -> Customer:
        row = _GET.first(self._link, customer_id=customer_id)
        if row is None:
            raise NoSuchRow("customer", customer_id)
        return _customer(row)

    def save(self, customer: Customer, at: datetime) -> None:
        values: dict[str, Any] = {name: getattr(customer, name) for name in _FIELDS}
        values["addresses"] = [dict(address) for address in customer.addresses]
        values["extra"] = dict(customer.extra) or None
        values["updated_at"] = customer.updated_at or at
        _SAVE.run(self._link, **values, created_at=at)

    def by_email(self, email: str) -> Customer | None:
        """By the address as it was saved; the one that changed last."""
        row = _BY_EMAIL.first(self._link, email=email) if email else None
        return None if row is None else _customer(row)


def _customer(row: Row) -> Customer:
    values = dict(zip(_FIELDS, row, strict=True))
    addresses, extra = tuple(values["addresses"] or ()), values["extra"] or {}
    return Customer(**values | {"addresses": addresses, "extra": extra})
