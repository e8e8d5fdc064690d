"""The store's customers.

Letters are compared without regard to case. The register's file knows that of the letters from a to z alone; words with
others are looked for as they are written small, with a capital and in capitals.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import Customer
from pos_desktop.storage.later.sql import and_, bindparam, func, or_, select
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
_BY_PHONE = Statement(
    _ALL.where(customer.c.phone == bindparam("phone"))
    .order_by(customer.c.updated_at.desc(), customer.c.id)
    .limit(1)
)
WORDS = 3
"""More of what was typed narrow the answer no further."""
_SPELLINGS = 3
_NO_NUMBER = "none"
_named = func.lower(customer.c.first_name + " " + customer.c.last_name + " " + customer.c.email)
_FIND = Statement(
    _ALL.where(
        or_(
            and_(
                *(
                    or_(
                        *(
                            _named.like(bindparam(f"word{word}{spelling}"), escape="\\")
                            for spelling in range(_SPELLINGS)
                        )
                    )
                    for word in range(WORDS)
                )
            ),
            customer.c.phone.like(bindparam("digits")),
        )
    )
    .order_by(customer.c.updated_at.desc(), customer.c.id)
    .limit(bindparam("limit"))
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

    def by_phone(self, phone: str) -> Customer | None:
        row = _BY_PHONE.first(self._link, phone=phone) if phone else None
        return None if row is None else _customer(row)

    def find(self, words: Sequence[str], digits: str, limit: int) -> list[Customer]:
        asked: dict[str, Any] = {"digits": f"%{digits}%" if digits else _NO_NUMBER, "limit": limit}
        for place in range(WORDS):
            word = words[place] if place < len(words) else ""
            for spelling, written in enumerate((word.lower(), word.capitalize(), word.upper())):
                asked[f"word{place}{spelling}"] = _within(written)
        return [_customer(row) for row in _FIND.all(self._link, **asked)]


_LOWERED = str.maketrans({chr(letter): chr(letter).lower() for letter in range(ord("A"), ord("Z") + 1)})


def _within(word: str) -> str:
    """A pattern of texts with the word in it, its letters from A to Z small, as the column's are."""
    for sign in "\\%_":
        word = word.replace(sign, "\\" + sign)
    return f"%{word.translate(_LOWERED)}%"


def _customer(row: Row) -> Customer:
    values = dict(zip(_FIELDS, row, strict=True))
    addresses, extra = tuple(values["addresses"] or ()), values["extra"] or {}
    return Customer(**values | {"addresses": addresses, "extra": extra})
