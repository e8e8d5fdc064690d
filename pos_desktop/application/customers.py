"""Customers of platforms: found again by their link or e-mail address, made where they are new."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.sync_records import Customer, Link, LinkKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_desktop.application.platform.customers import PlatformCustomer
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection

CHANGED = "updated_at"
"""Where a link keeps when the platform changed the thing last, by its own clock."""


def take_customer(work: Work, connection: Connection, told: PlatformCustomer, now: datetime) -> UUID:
    """Makes or changes a customer as the platform has it; an older telling changes nothing. Who it is here."""
    link = work.links.local(connection.id, LinkKind.CUSTOMER, told.ref)
    if link is not None and is_older(link, told.updated_at):
        return link.local_id
    known = _known(work, link, told.email)
    customer = _customer(known, connection, told)
    work.customers.save(customer, now)
    moment = {CHANGED: told.updated_at.isoformat()} if told.updated_at else {}
    work.links.put([Link(connection.id, LinkKind.CUSTOMER, customer.id, told.ref, moment)])
    return customer.id


def buyer(work: Work, connection: Connection, told: PlatformCustomer, now: datetime) -> UUID:
    """The customer of an order: made where it is unknown, left as it is where it is known. An order tells less of
    its customer than the customer's own message does."""
    link = work.links.local(connection.id, LinkKind.CUSTOMER, told.ref)
    return link.local_id if link is not None else take_customer(work, connection, told, now)


def is_older(link: Link, moment: datetime | None) -> bool:
    """Whether what is told is older than what the link's thing is known as."""
    known = link.extra.get(CHANGED)
    return known is not None and moment is not None and moment < datetime.fromisoformat(str(known))


def _known(work: Work, link: Link | None, email: str) -> Customer | None:
    if link is not None:
        return work.customers.get(link.local_id)
    return work.customers.by_email(_address(email))


def _customer(known: Customer | None, connection: Connection, told: PlatformCustomer) -> Customer:
    extra: dict[str, Any] = dict(known.extra) if known else {}
    if told.unknown:
        extra[connection.platform] = dict(told.unknown)
    return Customer(
        id=known.id if known else new_id(),
        first_name=told.first_name,
        last_name=told.last_name,
        email=_address(told.email),
        phone=told.phone,
        note=told.note,
        tax_exempt=told.tax_exempt,
        addresses=_addresses(told) or (known.addresses if known else ()),
        extra=extra,
        updated_at=told.updated_at,
    )


def _addresses(told: PlatformCustomer) -> tuple[Mapping[str, Any], ...]:
    return tuple(asdict(address) for address in told.addresses)


def _address(email: str) -> str:
    """E-mail addresses are compared without regard to case."""
    return email.strip().lower()
