"""What goes back for what comes back, and where to: nothing here is written or asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView, ReturnableLine, TenderLeftView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.ports import Work
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.pricing import Totals, price_ticket
from pos_desktop.domain.record import replace
from pos_desktop.domain.returns import (
    LineBack,
    TenderBack,
    TenderLeft,
    TooMuchBack,
    back_to,
    in_order,
    share_back,
    split_back,
)
from pos_desktop.domain.rounding import round_to_step
from pos_desktop.domain.ticket import Ticket, TicketLine

_ASKED_ELSEWHERE = frozenset({TenderKind.CARD, TenderKind.PAY_LINK, TenderKind.SHOP_GIFT_CARD})
"""Kinds whose money somebody behind a network gives back."""


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a sold line comes back, in thousandths; `restock` puts it on the shelf again."""

    quantity_milli: int
    restock: bool = True


@dataclass(frozen=True, slots=True)
class Returnable:
    """A past order with what may still come back and go back.

    Goods of an exchange were paid by what came back for them: sales that hang together so have their tenders in
    common, and these are all of them. `closed` are those to which the store lets no money go back, or nobody can give it.
    `receiptless_minor` is what has no tender to go back to: what came without a receipt, or was paid with a closed one.
    """

    order: OrderView
    lines: tuple[ReturnableLine, ...]
    tenders: tuple[TenderLeftView, ...]
    receiptless_minor: int = 0
    closed: frozenset[UUID] = frozenset()

    @property
    def takers(self) -> tuple[TenderLeftView, ...]:
        """The tenders that money may go back to."""
        return tuple(view for view in self.tenders if view.tender.id not in self.closed)

    @property
    def anything_left(self) -> bool:
        """Whether something may still come back."""
        return any(line.left_milli for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReturnPrice:
    """What goes back for what was picked; amounts in minor units, positive."""

    ticket: Ticket
    totals: Totals
    owed_minor: int
    split: tuple[TenderBack, ...]
    tenders: tuple[TenderLeftView, ...]
    asks_manager: bool  # the person at the register may not give so much back alone
    above_limit_minor: int | None  # the limit that it is above, where the person has one
    without_tender_minor: int  # so much of what is owed has no tender to go back to


@dataclass(frozen=True, slots=True)
class _Debt:
    """What is owed for goods of one sale, and the tenders it goes back to: its own before those it has in common."""

    most_minor: int
    tenders: tuple[TenderLeftView, ...]
    own: frozenset[UUID]

    @classmethod
    def of(cls, past: Returnable, most_minor: int) -> "_Debt":
        return cls(most_minor, past.takers, frozenset(tender.id for tender in past.order.tenders))


def past_order(work: Work, order_id: UUID) -> Returnable:
    """An order with its lines and tenders, those of the sales that it hangs together with by exchanges included."""
    together = list(_together(work, order_id))
    tenders = [view for order in together for view in work.orders.tenders_left(order.id)]
    methods = work.payment_methods.all()
    closed = [view for view in tenders if _is_removed(view, methods) or _takes_none(view, methods)]
    receiptless = -sum(
        line.total_minor
        for order in together
        for line in order.lines
        if line.quantity_milli < 0 and line.returns_line_id is None
    )
    return Returnable(
        together[0],
        tuple(work.orders.returnable(order_id)),
        tuple(tenders),
        receiptless + sum(view.left.left_exact_minor for view in closed),
        frozenset(view.tender.id for view in closed),
    )


def _is_removed(view: TenderLeftView, methods: Iterable[PaymentMethod]) -> bool:
    """Whether whoever took it is asked for nothing any more. What lies here, in the drawer or the store's own ledger,
    needs nobody to be asked."""
    asked = view.tender.kind in _ASKED_ELSEWHERE and view.method_id is not None
    return asked and all(method.id != view.method_id for method in methods)


def _takes_none(view: TenderLeftView, methods: Iterable[PaymentMethod]) -> bool:
    """Whether the store lets nothing go back in its way of paying."""
    return any(not method.rules.refunds and _of_method(view, method) for method in methods)


def _of_method(view: TenderLeftView, method: PaymentMethod) -> bool:
    """Whether a tender was taken in this way; the cash of a sale that cash alone paid names none."""
    if view.method_id is None:
        return method.kind is TenderKind.CASH and view.tender.kind == TenderKind.CASH.value
    return view.method_id == method.id


def _together(work: Work, order_id: UUID) -> Iterable[OrderView]:
    """The order, those whose goods came back with it and those with which its goods came back, and theirs.

    All of them: were it only those it was exchanged from, their money could be gone when their own goods come back.
    """
    waiting, seen = [order_id], set[UUID]()
    while waiting:
        present = waiting.pop(0)
        if present in seen:
            continue
        seen.add(present)
        order = work.orders.get(present)
        yield order
        waiting += work.orders.taken_back_by(present)
        waiting += work.orders.took_back(present)


class ReturnPricing:
    """Prices returns for the person at the register."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_order(
        self, found: Returnable, picks: Mapping[UUID, Pick], reason: str, split: Mapping[UUID, int] | None
    ) -> ReturnPrice:
        """For picked lines of a past order. Refused for more than was sold, or a split that does not add up."""
        ticket = self.ticket_of(found, picks, reason)
        totals = price_ticket(ticket)
        owed = -totals.total_minor
        debts = [_Debt.of(found, owed)]
        taken = _taken(owed, debts, self._coin)
        if split is not None:
            parts = self._chosen(found.takers, owed, split)
        else:
            parts = self._default(owed, debts, taken, found.receiptless_minor)
        return self._price(ticket, totals, taken, parts, found.takers)

    def of_ticket(
        self, ticket: Ticket, totals: Totals, pasts: Sequence[Returnable], split: Mapping[UUID, int] | None
    ) -> ReturnPrice:
        """For a ticket that owes the customer money; each sale's part goes back to that sale's tenders."""
        owed = max(0, -totals.total_minor)
        tenders = tuple({view.tender.id: view for past in pasts for view in past.takers}.values())
        debts = [_Debt.of(past, _back_of(totals, past.order.id)) for past in pasts]
        taken = _taken(owed, debts, self._coin)
        if split is not None and owed:
            parts = self._chosen(tenders, owed, split)
        else:
            without = _back_of(totals, None) + sum(past.receiptless_minor for past in pasts)
            parts = self._default(owed, debts, taken, without)
        return self._price(ticket, totals, taken, parts, tenders)

    def ticket_of(self, found: Returnable, picks: Mapping[UUID, Pick], reason: str) -> Ticket:
        """The lines that take the picked goods back, on a ticket of their own."""
        desk, order = self._desk, found.order
        lines = tuple(
            self._line_back(sold, picks[sold.line.id], order, reason)
            for sold in found.lines
            if sold.line.id in picks and picks[sold.line.id].quantity_milli
        )
        return Ticket(
            new_id(),
            0,
            desk.signed_in.id,
            desk.clock.now(),
            order.prices_include_tax,
            lines,
            customer=order.customer,
        )

    def in_other(self, kind: TenderKind, owed: int) -> TenderBack:
        """To no original tender: cash in coins, or a new store credit."""
        if kind not in (TenderKind.CASH, TenderKind.STORE_CREDIT):
            raise Refused(tr("Refunds are in cash or as store credit"), tr("Nothing was refunded."))
        amount = round_to_step(owed, self._coin) if kind is TenderKind.CASH else owed
        return TenderBack(None, kind, amount, amount - owed)

    def above_limit(self, minor: int) -> int | None:
        """The limit of the person at the register that a sum is above; None where it is not, or they have none."""
        limit = self._desk.signed_in.role.most_refund_minor
        return limit if limit is not None and minor > limit else None

    def cash_goes_back(self) -> bool:
        """Whether the store lets money go back in cash at all."""
        with self._desk.store.read() as work:
            cash = [method for method in work.payment_methods.all() if method.kind is TenderKind.CASH]
        return all(method.rules.refunds for method in cash)

    def too_much(self) -> Refused:
        """More than was paid was to go back."""
        return Refused(
            tr("More than was paid cannot be refunded"),
            tr("Nothing was refunded."),
            tr("Look at what was refunded already."),
        )

    # -- within --------------------------------------------------------------------------------

    @property
    def _coin(self) -> int:
        return self._desk.settings.currency.smallest_cash

    def _price(
        self,
        ticket: Ticket,
        totals: Totals,
        taken: Mapping[UUID, int],
        parts: Sequence[TenderBack],
        tenders: tuple[TenderLeftView, ...],
    ) -> ReturnPrice:
        owed = max(0, -totals.total_minor)
        asks = owed > 0 and not self._desk.signed_in.role.allows(Permission.REFUND, refund_minor=owed)
        without = owed - sum(taken.values())
        above = self.above_limit(owed)
        return ReturnPrice(ticket, totals, owed, tuple(parts), tenders, asks, above, without)

    def _line_back(self, sold: ReturnableLine, pick: Pick, order: OrderView, reason: str) -> TicketLine:
        line = sold.line
        if line.issues:
            raise Refused(
                tr("A gift card does not come back"), tr("Nothing was changed."), tr("It keeps its balance.")
            )
        try:
            sums = share_back(
                sold.sums,
                line.quantity_milli,
                sold.returned_milli,
                pick.quantity_milli,
                inclusive=order.prices_include_tax,
            )
        except TooMuchBack as much:
            left = self._desk.formats.quantity(sold.left_milli, line.weighed)
            raise Refused(
                tr("Only {left} of {name} can come back", left=left, name=line.name),
                tr("Nothing was changed."),
            ) from much
        return TicketLine(
            new_id(),
            line.name,
            -pick.quantity_milli,
            line.unit_price_minor,
            sold.rates,
            variant_row=line.variant_row,
            variant_id=sold.variant_id,
            unit=line.unit,
            weighed=line.weighed,
            list_price_minor=line.list_price_minor,
            track_stock=sold.tracks_stock,
            back=LineBack(reason, pick.restock, order.id, line.id, order.number, sums),
        )

    def _default(
        self, owed: int, debts: Sequence[_Debt], taken: Mapping[UUID, int], receiptless: int
    ) -> tuple[TenderBack, ...]:
        """Each sale's part to its own tenders; what has none as the store wants it, at most what came so."""
        tenders = {view.tender.id: view.left for debt in debts for view in debt.tenders}
        parts = [back_to(tenders[each], exact, self._coin) for each, exact in taken.items()]
        left = owed - sum(taken.values())
        if left > receiptless:
            raise self.too_much()
        if left:
            parts.append(self.in_other(self._receiptless_kind(), left))
        return in_order(parts)

    def _chosen(
        self, tenders: Sequence[TenderLeftView], owed: int, split: Mapping[UUID, int]
    ) -> tuple[TenderBack, ...]:
        if sum(split.values()) != owed or any(part < 0 for part in split.values()):
            raise Refused(
                tr("The split does not add up to {amount}", amount=self._desk.formats.money(owed)),
                tr("Nothing was refunded."),
                tr("Change the amounts."),
            )
        if not {key for key, part in split.items() if part} <= {view.tender.id for view in tenders}:
            raise self.too_much()
        try:
            return tuple(
                back_to(view.left, split[view.tender.id], self._coin)
                for view in tenders
                if split.get(view.tender.id)
            )
        except TooMuchBack as much:
            raise self.too_much() from much

    def _receiptless_kind(self) -> TenderKind:
        anything = self._desk.settings.receiptless_to == "any"
        return TenderKind.CASH if anything and self.cash_goes_back() else TenderKind.STORE_CREDIT


def _taken(owed: int, debts: Sequence[_Debt], coin: int) -> Mapping[UUID, int]:
    """How much goes back to which tender, exact: to each sale's own, then to what sales in exchange have in common."""
    taken: dict[UUID, int] = {}
    open_debts = [debt.most_minor for debt in debts]
    for own, (place, debt) in product((True, False), enumerate(debts)):
        there = [
            _less(view.left, taken.get(view.tender.id, 0))
            for view in debt.tenders
            if (view.tender.id in debt.own) is own
        ]
        most = sum(tender.left_exact_minor for tender in there)
        part = max(0, min(owed - sum(taken.values()), open_debts[place], most))
        open_debts[place] -= part
        for back in split_back(part, there, coin):
            assert back.tender_id is not None
            taken[back.tender_id] = taken.get(back.tender_id, 0) + back.exact_minor
    return taken


def _less(tender: TenderLeft, exact_minor: int) -> TenderLeft:
    """A tender of which a part goes back already."""
    left, exact = tender.left_minor - exact_minor, tender.left_exact_minor - exact_minor
    return replace(tender, left_minor=left, left_exact_minor=exact)


def _back_of(totals: Totals, order_id: UUID | None) -> int:
    """What the goods of one sale are worth that come back on a ticket; None: those without a receipt."""
    return -sum(
        priced.total_minor
        for priced in totals.lines
        if priced.line.back is not None and priced.line.back.order_id == order_id
    )
