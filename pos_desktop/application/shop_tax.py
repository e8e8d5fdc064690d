"""Who computes the tax of a ticket that is about to be paid: the shop where the store wants it so, else the register.

The question is made and the answer taken on the thread of the screen; between them lies one call, on a worker. Whatever
keeps the shop from telling a tax that adds up leaves the register's own, at once and in words (R-48).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.checkout_tax import BY_SHOP, TAX_BY, TaxAsk, TaxedLine
from pos_desktop.application.platform.trouble import PlatformAway, PlatformUnsure
from pos_desktop.application.shop_tax_words import WhyOwn, why_words
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import record
from pos_desktop.domain.shop_tax import DoesNotAddUp, can_be_asked, with_own_taxes, with_shop_taxes

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.platform.checkout_tax import TaxAnswer
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection, Link
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.domain.ticket import Ticket, TicketLine

LIMIT_SECONDS = 1.5
"""How long a customer waits for the shop at most; after it the register's own tax is charged."""


@record
class TaxQuestion:
    """What a shop is asked, about the ticket as it was then."""

    ticket: Ticket
    connection_id: UUID
    shop: str
    ask: TaxAsk


class ShopTax:
    """Asks the first shop of the store that is to compute the tax."""

    def __init__(self, desk: Desk, platforms: Platforms, tickets: TicketDesk) -> None:
        self._desk = desk
        self._platforms = platforms
        self._tickets = tickets
        self._why: tuple[UUID, WhyOwn] | None = None  # a ticket, and why the register computed its tax
        self._open: TaxQuestion | None = None

    @property
    def said(self) -> str:
        """Who computed the tax of the ticket on the screen, where the shop is to; empty where nobody asked it."""
        ticket = self._tickets.ticket
        if ticket.taxed_by_shop:
            return tr("Tax by the shop")
        if self._open is not None and self._open.ticket.id == ticket.id:
            return tr("Asking the shop for the tax")
        if self._why is not None and self._why[0] == ticket.id:
            return tr("Tax by the register: {reason}", reason=why_words(self._why[1]))
        return ""

    def question(self) -> TaxQuestion | None:
        """What to ask now; None where nobody is to be asked. Reads what is stored; calls nobody."""
        self._open = self._why = None
        ticket = self._tickets.ticket
        if ticket.order_state is not OrderState.DRAFT or ticket.tax_exempt or not ticket.lines:
            return None
        with self._desk.store.read() as work:
            connection = next((each for each in work.connections.all() if _asked_for_tax(each)), None)
            if connection is None:
                return None
            ask = self._ask(work, connection, with_own_taxes(ticket))
        if isinstance(ask, WhyOwn):
            self._keep_own(ticket, connection.name, ask)
            return None
        self._open = TaxQuestion(ticket, connection.id, connection.name, ask)
        return self._open

    def ask(self, question: TaxQuestion) -> TaxAnswer:
        """Calls the shop: off the UI thread. Raises the platform's trouble."""
        return self._platforms.of(question.connection_id).checkout_tax(question.ask)

    def answered(self, question: TaxQuestion, told: TaxAnswer) -> None:
        """Puts the shop's tax on the ticket, if it adds up; else the register's own stays. An answer that nobody waits
        for any more is not taken."""
        if question is not self._open:
            return
        if not _same(question.ticket, self._tickets.ticket):
            self._end(question, WhyOwn.CHANGED)
            return
        try:
            taxed = with_shop_taxes(question.ticket, told)
        except DoesNotAddUp:
            self._end(question, WhyOwn.SUMS)
            return
        self._open = None
        self._tickets.take_shop_taxes(taxed, {"shop": question.shop, "lines": _line_facts(taxed)})

    def failed(self, question: TaxQuestion, trouble: PersonError | None) -> None:
        """The shop told nothing that can be used; None: it did not answer in time."""
        if question is self._open:
            self._end(question, _why(trouble))

    def give_up(self) -> None:
        """Nobody waits for the answer any more: the payment was left."""
        self._open = None

    # -- within --------------------------------------------------------------------------------

    def _end(self, question: TaxQuestion, why: WhyOwn) -> None:
        self._open = None
        self._keep_own(self._tickets.ticket, question.shop, why)

    def _keep_own(self, ticket: Ticket, shop: str, why: WhyOwn) -> None:
        self._why = ticket.id, why
        self._tickets.keep_own_taxes({"shop": shop, "why": why.value})

    def _ask(self, work: Work, connection: Connection, ticket: Ticket) -> TaxAsk | WhyOwn:
        """The question, or why there is none."""
        lines = [line for line in ticket.lines if can_be_asked(line)]
        if any(line.quantity_milli < 0 or line.back is not None for line in lines):
            return WhyOwn.RETURNS
        ids = [line.variant_id for line in lines if line.variant_id is not None]
        links = work.links.refs(connection.id, LinkKind.VARIANT, ids)
        if not lines or any(line.variant_id not in links for line in lines):
            return WhyOwn.NOT_LINKED
        place = work.links.ref(connection.id, LinkKind.LOCATION, self._desk.register.location_id)
        if place is None:
            return WhyOwn.NO_PLACE
        settings = self._desk.settings
        told = tuple(_lines(ticket, links))
        return TaxAsk(settings.currency_code, ticket.prices_include_tax, place.ref, told)


def _asked_for_tax(connection: Connection) -> bool:
    return connection.active and connection.settings.get(TAX_BY) == BY_SHOP


def _lines(ticket: Ticket, links: Mapping[UUID, Link]) -> Sequence[TaxedLine]:
    return [
        TaxedLine(
            line_id=priced.line.id,
            variant_ref=links[priced.line.variant_id].ref,
            quantity_milli=priced.line.quantity_milli,
            base_minor=priced.amount_minor - priced.line_discount_minor - priced.ticket_discount_minor,
            weighed=priced.line.weighed,
            own=priced.line.taxes,
        )
        for priced in price_ticket(ticket).lines
        if can_be_asked(priced.line) and priced.line.variant_id is not None
    ]


def _same(asked: Ticket, now: Ticket) -> bool:
    """Whether what was asked for is what is to be paid."""
    return (asked.id, asked.lines, asked.discount, asked.tax_exempt, asked.order_state) == (
        now.id,
        now.lines,
        now.discount,
        now.tax_exempt,
        now.order_state,
    )


def _line_facts(ticket: Ticket) -> list[list[object]]:
    return [[line.name, _rates(line), _rates(line, own=True)] for line in ticket.lines]


def _rates(line: TicketLine, *, own: bool = False) -> list[list[str]]:
    rates = (line.own_taxes or ()) if own else line.taxes
    return [[rate.name, str(rate.percent)] for rate in rates]


def _why(trouble: PersonError | None) -> WhyOwn:
    if trouble is None or isinstance(trouble, PlatformAway | PlatformUnsure):
        return WhyOwn.AWAY
    return WhyOwn.REFUSED
