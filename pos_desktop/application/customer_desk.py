"""Customers at the till: found here at once and in the connected shops a moment later, made here.

What is asked of a shop is asked off the UI thread and never between the cashier and the sale: a customer of this
register can be chosen, made or merely named whether a shop answers or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_desktop.application.customers import (
    MADE_HERE,
    SAME_AS,
    address_key,
    meant,
    shown_name,
    take_customer,
)
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.trouble import NotOffered
from pos_desktop.application.sync_records import CUSTOMER_MADE, Customer, LinkKind
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pos_desktop.application.desk import Desk
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.application.sync_view import SyncNews
    from pos_desktop.application.tickets import TicketDesk

SHOWN = 30
ASK_FROM = 3
"""Letters from which a shop is asked."""
LONGEST = 100
_NUMBER_DIGITS = 4
"""So many digits are taken for a part of a telephone number."""


@dataclass(frozen=True, slots=True)
class ShopCustomer:
    """A customer whom a shop knows and this register does not."""

    connection_id: UUID
    shop: str  # the connection's name
    told: PlatformCustomer


@dataclass(frozen=True, slots=True)
class ShopsAnswer:
    """What the connected shops said, and the names of those that could not be asked."""

    found: tuple[ShopCustomer, ...] = ()
    away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedCustomer:
    """A customer as somebody types them."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""


class CustomerDesk:
    """Finding may take a while and is for a worker; what changes the ticket is one commit."""

    def __init__(self, desk: Desk, platforms: Platforms, news: SyncNews, tickets: TicketDesk) -> None:
        self._desk = desk
        self._platforms = platforms
        self._news = news
        self._tickets = tickets

    # -- finding -----------------------------------------------------------------------------------

    @property
    def shops(self) -> list[Connection]:
        """The shops that are asked."""
        with self._desk.store.read() as work:
            return [each for each in work.connections.all() if each.active]

    def find(self, text: str) -> list[Customer]:
        """The store's own, the likeliest first."""
        words, digits = text.split(), digits_of(text)
        if not words:
            return []
        with self._desk.store.read() as work:
            found = work.customers.find(words, digits, SHOWN * 4)
        known = [each for each in found if not each.extra.get(SAME_AS)]
        return sorted(known, key=lambda each: _distance(each, text))[:SHOWN]

    def find_in_shops(self, text: str) -> ShopsAnswer:
        """Those of the connected shops whom this register does not know. Calls the shops."""
        found: list[ShopCustomer] = []
        away: list[str] = []
        for connection in self.shops:
            if self._news.running and not self._news.online:
                away.append(connection.name)
                continue
            try:
                told = self._platforms.of(connection.id).find_customers(text.strip()[:LONGEST])
            except NotOffered:
                continue
            except PersonError:
                away.append(connection.name)
                continue
            found += self._unknown(connection, told)
        return ShopsAnswer(tuple(found[:SHOWN]), tuple(away))

    def _unknown(self, connection: Connection, told: Sequence[PlatformCustomer]) -> list[ShopCustomer]:
        with self._desk.store.read() as work:
            linked = work.links.locals(connection.id, LinkKind.CUSTOMER, [each.ref for each in told])
        return [ShopCustomer(connection.id, connection.name, each) for each in told if each.ref not in linked]

    # -- the ticket's ------------------------------------------------------------------------------

    def choose(self, customer_id: UUID) -> Customer:
        """Puts one of the store's on the ticket. Shops that never heard of one who was made here do now."""

        def known(work: Work) -> Customer:
            customer = meant(work, customer_id)
            if customer.extra.get(MADE_HERE) and self._untold(work, customer.id):
                self._tell(work, customer.id)
            return customer

        return self._tickets.serve(known)

    def choose_from_shop(self, found: ShopCustomer) -> Customer:
        """Takes a shop's customer over and puts them on the ticket. The shop is told nothing: it told us."""

        def taken(work: Work) -> Customer:
            connection = work.connections.get(found.connection_id)
            now = self._desk.clock.now()
            customer = work.customers.get(take_customer(work, connection, found.told, now))
            self._journal(work, "customer_taken", customer.id, {"shop": connection.name})
            return customer

        return self._tickets.serve(taken)

    def make(self, typed: TypedCustomer) -> Customer:
        """A new customer, on the ticket and on their way to the shops. Refused for what is no address or number, and
        for one who is here already."""
        clean = checked(typed)

        def made(work: Work) -> Customer:
            refuse_known(work, clean, None)
            customer = written(Customer(new_id(), extra={MADE_HERE: True}), clean)
            work.customers.save(customer, self._desk.clock.now())
            self._journal(work, "customer_made", customer.id, {})
            self._tell(work, customer.id)
            return customer

        return self._tickets.serve(made)

    # -- within ------------------------------------------------------------------------------------

    def _untold(self, work: Work, customer_id: UUID) -> bool:
        """Whether a shop neither knows them nor was to be told."""
        deliveries = work.deliveries.of_subject(customer_id)
        told = {each.connection_id for each in deliveries if each.topic == CUSTOMER_MADE}
        return any(
            each.id not in told and work.links.ref(each.id, LinkKind.CUSTOMER, customer_id) is None
            for each in work.connections.all()
        )

    def _tell(self, work: Work, customer_id: UUID) -> None:
        now = self._desk.clock.now()
        work.outbox.add(new_id(), f"customer:{customer_id}", CUSTOMER_MADE, customer_id, {}, now)

    def _journal(self, work: Work, kind: str, customer_id: UUID, body: dict[str, object]) -> None:
        work.journal.add(kind, body, subject_id=customer_id, person_id=self._desk.person_id_or_none)


def digits_of(text: str) -> str:
    """The digits of what looks like a telephone number, without the noughts that a country's code takes the place of;
    empty for anything else."""
    bare = "".join(sign for sign in text if sign not in " -/().+")
    return bare.lstrip("0") if bare.isdecimal() and len(bare) >= _NUMBER_DIGITS else ""


def has_code(customer: Customer | PlatformCustomer, code: str) -> bool:
    """Whether a member's card with this code is theirs: it bears their e-mail address or their whole number."""
    digits = digits_of(code)
    if digits and digits_of(customer.phone) == digits:
        return True
    return bool(customer.email) and address_key(code) == address_key(customer.email)


def checked(typed: TypedCustomer) -> TypedCustomer:
    """As it is stored: trimmed, the number without blanks. Refused with what is wrong."""
    first, last = (
        without_card_numbers(part.strip())[:LONGEST] for part in (typed.first_name, typed.last_name)
    )
    email, phone = address_key(typed.email), _number(typed.phone)
    if not (first or last or email or phone):
        raise Refused(tr("There is no name yet"), tr("Nothing was changed."))
    name, _, host = email.partition("@")
    if email and (not name or "." not in host.strip(".") or " " in email or "@" in host):
        raise Refused(tr("This is no e-mail address"), tr("Nothing was changed."))
    digits = phone.removeprefix("+")
    if phone and not (digits.isdecimal() and 5 <= len(digits) <= 15):
        raise Refused(tr("This is no phone number"), tr("Nothing was changed."))
    return TypedCustomer(first, last, email, phone)


def refuse_known(work: Work, typed: TypedCustomer, own: UUID | None) -> None:
    """One e-mail address or number is one customer's: Refused with the name of who has it already."""
    for found in (work.customers.by_email(typed.email), work.customers.by_phone(typed.phone)):
        if found is not None and meant(work, found.id).id != own:
            name = shown_name(meant(work, found.id))
            raise Refused(
                tr("{name} is a customer already", name=name),
                tr("The e-mail address or the phone number is theirs."),
                tr("Choose them from the list."),
            )


def written(customer: Customer, typed: TypedCustomer) -> Customer:
    """The customer with what was typed in the place of what was there."""
    return replace(
        customer,
        first_name=typed.first_name,
        last_name=typed.last_name,
        email=typed.email,
        phone=typed.phone,
    )


def _number(phone: str) -> str:
    return "".join(sign for sign in phone if sign not in " -/().\u00a0")


def _distance(customer: Customer, text: str) -> tuple[bool, bool, str]:
    """Who is meant exactly first, then whose name begins so, then by name."""
    wanted, name = text.strip().casefold(), shown_name(customer)
    exact = wanted in (customer.email, customer.phone, name.casefold())
    begins = any(part.casefold().startswith(wanted) for part in (name, customer.last_name))
    return not exact, not begins, name.casefold()
