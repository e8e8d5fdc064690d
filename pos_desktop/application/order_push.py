"""A stored order as it goes to a platform: lines with the platform's units, tenders with its names, totals as sold.

A return or an exchange is one ticket here and two things there: refunds of the sales that goods came back from, and
an order of what was bought. What the one pays for the other is a tender of its own, so that each side adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from pos_desktop.application.capture_books import waits_for_goods
from pos_desktop.application.platform.sent_orders import (
    OrderLinePush,
    OrderPush,
    OrderTaxPush,
    RefundLinePush,
    RefundPush,
    TenderPush,
)
from pos_desktop.application.receipt_tenders import given_back, paid_with, tender_label
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.domain.tax import split_tax

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import OrderLineView, OrderView, ReturnableLine, TenderView
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection, Link

CUSTOM = "custom"
"""A person's word for a line: by its name and price, without a product of the platform."""

CUSTOMER, NOBODY = "customer", "nobody"
"""A person's word for an order: it goes without its customer."""

EXCHANGE = "exchange"
"""The tender with which goods that came back pay for goods that were bought."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a ticket comes to on a platform: refunds first, then what was bought. Either may be missing."""

    order: OrderPush | None
    refunds: tuple[RefundPush, ...]
    waits_for: tuple[UUID, ...] = ()  # sales that the platform is still to hear of: their refunds come later
    untold: int = 0  # lines that came back of sales which the platform never had


class Pushes:
    """Builds what goes out, from what is stored, within a transaction."""

    def __init__(
        self, work: Work, connection: Connection, fixes: Mapping[str, object], customer_ref: str = ""
    ) -> None:
        self._work = work
        self._connection = connection
        self._fixes = fixes
        self._customer_ref = customer_ref

    def of(self, order_id: UUID) -> Outgoing:
        """Everything that the platform is to hear of a ticket that was paid."""
        order = self._work.orders.get(order_id)
        bought = self._bought(order)
        back = [line for line in order.lines if line.quantity_milli < 0]
        if not back:
            return Outgoing(self._order(order, bought, _tenders(self, paid_with(order))), ())
        return self._with_returns(order, bought, back)

    # -- what was bought ---------------------------------------------------------------------------

    def _bought(self, order: OrderView) -> tuple[OrderLinePush, ...]:
        sold = self._work.orders.returnable(order.id)
        ids = [each.variant_id for each in sold if each.variant_id is not None]
        links = self._work.links.refs(self._connection.id, LinkKind.VARIANT, ids)
        return tuple(self._line(each, links) for each in sold)

    def _line(self, sold: ReturnableLine, links: Mapping[UUID, Link]) -> OrderLinePush:
        line, fix = sold.line, str(self._fixes.get(str(sold.line.id), ""))
        link = links.get(sold.variant_id) if sold.variant_id is not None else None
        ref = fix or (link.ref if link else "")
        taxes = zip(sold.rates, split_tax(line.tax_minor, sold.rates), strict=True)
        return OrderLinePush(
            line_id=line.id,
            name=line.name,
            quantity_milli=line.quantity_milli,
            total_minor=line.total_minor,
            net_minor=line.net_minor,
            discount_minor=sold.sums.line_discount_minor + sold.sums.ticket_discount_minor,
            unit_price_minor=line.unit_price_minor,
            taxes=tuple(OrderTaxPush(rate.name, rate.percent, minor) for rate, minor in taxes),
            variant_ref="" if ref == CUSTOM else ref,
            sku=str(link.extra.get("sku", "")) if link else "",
            unit=line.unit or "",
            weighed=line.weighed,
            note=line.note,
            gift_card=bool(line.issues),
        )

    def _order(
        self, order: OrderView, lines: tuple[OrderLinePush, ...], tenders: tuple[TenderPush, ...]
    ) -> OrderPush | None:
        if not lines:
            return None
        register = self._work.registers.only()
        place = self._place()
        names = self._connection.mapping.get("taxes", {})
        lines = tuple(_with_tax_names(line, names) for line in lines)
        return OrderPush(
            order_id=order.id,
            number=order.number,
            paid_at=order.paid_at,
            currency=order.currency,
            prices_include_tax=order.prices_include_tax,
            lines=lines,
            tenders=tenders,
            total_minor=sum(line.total_minor for line in lines),
            tax_minor=sum(line.total_minor - line.net_minor for line in lines),
            discount_minor=sum(line.discount_minor for line in lines),
            rounding_minor=order.rounding_minor,
            tips_minor=order.tips_minor,
            location_ref=place,
            customer_ref=self._customer_ref,
            customer_name=order.customer,
            note=order.note,
            seller=order.person_name,
            register_name=register.name if register else "",
            handed_over=not any(map(waits_for_goods, self._work.payments.of_ticket(order.id))),
        )

    def _place(self) -> str:
        register = self._work.registers.only()
        if register is None:
            return ""
        link = self._work.links.ref(self._connection.id, LinkKind.LOCATION, register.location_id)
        return link.ref if link else ""

    # -- what came back ----------------------------------------------------------------------------

    def _with_returns(
        self, order: OrderView, bought: tuple[OrderLinePush, ...], back: list[OrderLineView]
    ) -> Outgoing:
        groups, waits, untold = self._sources(back)
        money = [_positive(tender) for tender in _tenders(self, given_back(order))]
        paid = _tenders(self, paid_with(order))
        alone = not bought and len(groups) == 1 and not waits and not untold
        refunds = []
        for source, (link, lines) in groups.items():
            amount = -sum(line.total_minor for line in lines)
            own = tuple(money) if alone else _taken(money, amount, order.id)
            refunds.append(self._refund(order, source, link, lines, own, single=len(groups) == 1))
        pushed = self._order(order, bought, paid)
        if pushed is not None:
            pushed = replace(pushed, tenders=_filled(pushed, order))
        return Outgoing(pushed, tuple(refunds), tuple(waits), untold)

    def _sources(
        self, back: Iterable[OrderLineView]
    ) -> tuple[dict[UUID, tuple[Link, list[OrderLineView]]], list[UUID], int]:
        """The sales that goods came back from, as far as the platform has them; those it will have; how many lines
        belong to none."""
        groups: dict[UUID, tuple[Link, list[OrderLineView]]] = {}
        waits, untold = [], 0
        for line in back:
            source = self._work.orders.by_number(line.returns_number) if line.returns_number else None
            link = source and self._work.links.ref(self._connection.id, LinkKind.ORDER, source)
            if source is None:
                untold += 1
            elif link:
                groups.setdefault(source, (link, []))[1].append(line)
            elif self._is_coming(source):
                waits.append(source)
            else:
                untold += 1
        return groups, waits, untold

    def _is_coming(self, source: UUID) -> bool:
        """Whether the platform is still to be told of a sale."""
        return any(
            each.connection_id == self._connection.id
            and each.topic == "order.paid"
            and each.state.value in ("waiting", "claimed", "parked")
            for each in self._work.deliveries.of_subject(source)
        )

    def _refund(
        self,
        order: OrderView,
        source: UUID,
        link: Link,
        lines: Sequence[OrderLineView],
        tenders: tuple[TenderPush, ...],
        *,
        single: bool,
    ) -> RefundPush:
        refs = link.extra.get("lines", {})
        return RefundPush(
            refund_id=order.id if single else uuid5(order.id, str(source)),
            order_ref=link.ref,
            lines=tuple(
                RefundLinePush(
                    line_ref=str(refs.get(str(line.returns_line_id), "")),
                    quantity_milli=-line.quantity_milli,
                    amount_minor=-line.total_minor,
                    restock=bool(line.restocked),
                    name=line.name,
                )
                for line in lines
            ),
            tenders=tenders,
            amount_minor=sum(tender.amount_minor for tender in tenders),
            currency=order.currency,
            note=next((line.return_reason for line in lines if line.return_reason), ""),
            at=order.paid_at,
            location_ref=self._place(),
        )

    def gateway(self, kind: str) -> str:
        """What the platform calls a kind of tender."""
        names = self._connection.mapping.get("tenders", {})
        return str(names.get(kind) or kind)


def _tenders(pushes: Pushes, tenders: Iterable[TenderView]) -> tuple[TenderPush, ...]:
    return tuple(
        TenderPush(
            tender.id,
            pushes.gateway(tender.kind),
            tender.amount_minor,
            tender.tip_minor,
            tender_label(tender),
        )
        for tender in tenders
    )


def _positive(tender: TenderPush) -> TenderPush:
    return replace(tender, amount_minor=-tender.amount_minor)


def _taken(money: list[TenderPush], amount: int, order_id: UUID) -> tuple[TenderPush, ...]:
    """So much of the money that goes back as one refund needs; the rest of it was spent on what was bought."""
    taken = []
    while amount > 0 and money:
        tender = money[0]
        part = min(amount, tender.amount_minor)
        taken.append(replace(tender, amount_minor=part))
        money[0] = replace(tender, amount_minor=tender.amount_minor - part)
        amount -= part
        if not money[0].amount_minor:
            del money[0]
    if amount > 0:
        taken.append(TenderPush(uuid5(order_id, EXCHANGE), EXCHANGE, amount, label=EXCHANGE))
    return tuple(taken)


def _filled(push: OrderPush, order: OrderView) -> tuple[TenderPush, ...]:
    """The tenders of what was bought: those of the ticket, and what the goods that came back paid of it."""
    missing = push.total_minor + push.rounding_minor - sum(tender.amount_minor for tender in push.tenders)
    if missing <= 0:
        return push.tenders
    exchange = TenderPush(uuid5(order.id, EXCHANGE + "d"), EXCHANGE, missing, label=EXCHANGE)
    return (*push.tenders, exchange)


def _with_tax_names(line: OrderLinePush, names: Mapping[str, str]) -> OrderLinePush:
    if not names:
        return line
    return replace(line, taxes=tuple(replace(tax, name=names.get(tax.name, tax.name)) for tax in line.taxes))
