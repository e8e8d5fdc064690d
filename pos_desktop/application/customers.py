"""Customers of the store and of its platforms: found again by link, our id or e-mail address, made where they
are new."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.sync_records import Customer, Link, LinkKind
from pos_desktop.domain.record import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection

CHANGED = "updated_at"
"""Where a link keeps when the platform changed the thing last, by its own clock."""
MADE_HERE = "made_here"
"""The mark of a customer that was made at the register: shops are to know them."""
SAME_AS = "same_as"
"""Where a customer who turned out to be another one keeps who that is."""


def take_customer(work: Work, connection: Connection, told: PlatformCustomer, now: datetime) -> UUID:
    """Makes or changes a customer as the platform has it; an older telling changes nothing. Who it is here.

    Nothing of it goes out again: what a platform tells is no event.
    """
    link = work.links.local(connection.id, LinkKind.CUSTOMER, told.ref)
    if link is not None and is_older(link, told.updated_at):
        return link.local_id
    known = _known(work, link, told)
    customer = _customer(known, connection, told)
    work.customers.save(customer, now)
    put_link(work, connection.id, customer.id, told)
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


def put_link(work: Work, connection_id: UUID, customer_id: UUID, told: PlatformCustomer) -> None:
    """Ties a customer to the platform's. One who was tied to it before is the same person from here on: a platform may
    tell of a customer of ours before it answers that it made them."""
    held = work.links.local(connection_id, LinkKind.CUSTOMER, told.ref)
    if held is not None and held.local_id != customer_id:
        other = work.customers.get(held.local_id)
        same = replace(other, extra={**other.extra, SAME_AS: str(customer_id)})
        work.customers.save(same, other.updated_at)  # type: ignore[arg-type]  # a stored one has its moment
    moment = {CHANGED: told.updated_at.isoformat()} if told.updated_at else {}
    work.links.put([Link(connection_id, LinkKind.CUSTOMER, customer_id, told.ref, moment)])


def ref_of(work: Work, connection_id: UUID, customer_id: UUID) -> str:
    """What the platform knows a customer by; empty where it does not know them."""
    link = work.links.ref(connection_id, LinkKind.CUSTOMER, meant(work, customer_id).id)
    return link.ref if link else ""


def meant(work: Work, customer_id: UUID) -> Customer:
    """The customer, or the one that they turned out to be."""
    customer = work.customers.get(customer_id)
    for _ in range(8):  # a ring of them would be a fault, and must not hold up a sale
        same = customer.extra.get(SAME_AS)
        if not same:
            break
        customer = work.customers.get(UUID(same))
    return customer


def as_told(customer: Customer) -> PlatformCustomer:
    """A customer of ours as a platform is told of them."""
    return PlatformCustomer(
        ref="",
        first_name=customer.first_name,
        last_name=customer.last_name,
        email=customer.email,
        phone=customer.phone,
        note=customer.note,
        tax_exempt=customer.tax_exempt,
        addresses=tuple(
            PlatformAddress(**{**address, "lines": tuple(address.get("lines", ()))})
            for address in customer.addresses
        ),
        our_id=customer.id,
    )


def shown_name(customer: Customer | PlatformCustomer) -> str:
    """What a customer is called on the ticket and the receipt."""
    name = f"{customer.first_name} {customer.last_name}".strip()
    return name or customer.email or customer.phone


def address_key(email: str) -> str:
    """E-mail addresses are compared without regard to case."""
    return email.strip().lower()


def _known(work: Work, link: Link | None, told: PlatformCustomer) -> Customer | None:
    if link is not None:
        return work.customers.get(link.local_id)
    if told.our_id is not None:
        try:
            return work.customers.get(told.our_id)
        except LookupError:  # another register's
            pass
    found = work.customers.by_email(address_key(told.email))
    return None if found is None else meant(work, found.id)


def _customer(known: Customer | None, connection: Connection, told: PlatformCustomer) -> Customer:
    extra: dict[str, Any] = dict(known.extra) if known else {}
    if told.unknown:
        extra[connection.platform] = dict(told.unknown)
    return Customer(
        id=known.id if known else new_id(),
        first_name=told.first_name,
        last_name=told.last_name,
        email=address_key(told.email),
        phone=told.phone,
        note=told.note,
        tax_exempt=told.tax_exempt,
        addresses=_addresses(told) or (known.addresses if known else ()),
        extra=extra,
        updated_at=told.updated_at,
    )


def _addresses(told: PlatformCustomer) -> tuple[Mapping[str, Any], ...]:
    return tuple(asdict(address) for address in told.addresses)
