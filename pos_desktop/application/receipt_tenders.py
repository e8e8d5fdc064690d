"""How an order was paid and where its money goes back to, as its receipt says it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil

from pos_desktop.application.documents import Block, Cell, Columns, Size, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView, TenderView
from pos_desktop.application.paper_width import columns_of
from pos_desktop.application.sale_record import NOT_CHARGED, REVERSED
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind

_LEAST_AMOUNT, _MOST_AMOUNT = 10, 20


def tender_name(kind: str) -> str:
    """A tender's name for people."""
    return {
        "cash": tr("Cash"),
        "card": tr("Card"),
        "gift_card": tr("Gift card"),
        "shop_gift_card": tr("Shop gift card"),
        "store_credit": tr("Store credit"),
        "voucher": tr("Voucher"),
        "external": tr("Card terminal"),
        "pay_link": tr("Payment link"),
        "foreign_cash": tr("Foreign cash"),
    }.get(kind, kind)


def tender_label(tender: TenderView) -> str:
    """What people call one tender: Visa and its last four digits, or the kind's name."""
    return tender.label or tender_name(tender.kind)


def refund_words(state: str, kind: str) -> str:
    """Where money on its way back is, for the customer who reads it on paper."""
    if state == RefundState.DONE:
        return tr("refunded")
    if state == NOT_CHARGED:
        return tr("is not charged")
    if state == RefundState.REFUSED:
        return tr("not possible: the store refunds it in another way")
    if kind in (TenderKind.CARD, TenderKind.PAY_LINK):
        return tr("on its way to your account")
    return tr("on its way")


def is_refund(tender: TenderView) -> bool:
    """Whether money goes back with it."""
    return tender.refund_id is not None


def paid_with(order: OrderView) -> Sequence[TenderView]:
    """The tenders that paid the order; of a card that brought nothing, only what it did not need to bring."""
    otherwise = {t.returns_tender_id: t for t in order.tenders if t.state == REVERSED and t.amount_minor < 0}
    paid = [_less(tender, otherwise.get(tender.id)) for tender in order.tenders if not is_refund(tender)]
    return [tender for tender in paid if tender.amount_minor or tender.id not in otherwise]


def _less(tender: TenderView, other: TenderView | None) -> TenderView:
    if other is None:
        return tender
    amount, tip = tender.amount_minor + other.amount_minor, tender.tip_minor + other.tip_minor
    return replace(tender, amount_minor=amount, tip_minor=tip)


def given_back(order: OrderView) -> Sequence[TenderView]:
    """Where the order's money goes back to; what was replaced by another way is left out, in a later shift as well."""
    gone = (RefundState.REPLACED.value, REVERSED)
    undone = {
        tender.refund_id for tender in order.tenders if tender.state == REVERSED and tender.amount_minor > 0
    }
    return [
        tender
        for tender in order.tenders
        if is_refund(tender) and tender.state not in gone and tender.refund_id not in undone
    ]


def tender_blocks(order: OrderView, formats: Formats, aside: int = 0) -> Iterable[Block]:
    """Every tender with what belongs to it: rounding, tip, change, foreign money, the balance left.

    `aside`: columns behind the amounts, see `Cell`.
    """
    for tender in paid_with(order):
        yield from _paid(tender, order.state is OrderState.CANCELLED, formats, aside)
    backs = given_back(order)
    if backs:
        yield TextLine(tr("Refund"), bold=True)
    for tender in backs:
        if tender.rounding_minor:
            yield pair(tr("Cash rounding"), formats.figure(-tender.rounding_minor), aside=aside)
        yield pair(tender_label(tender), formats.figure(-tender.amount_minor), aside=aside)
        yield TextLine("  " + refund_words(tender.state, tender.kind))


def _paid(tender: TenderView, voided: bool, formats: Formats, aside: int) -> Iterable[Block]:
    if tender.rounding_minor:
        yield pair(tr("Cash rounding"), formats.figure(tender.rounding_minor), aside=aside)
    yield pair(tender_label(tender), formats.figure(tender.given_minor + tender.tip_minor), aside=aside)
    if tender.tip_minor:
        yield pair("  " + tr("of which tip"), formats.figure(tender.tip_minor), aside=aside)
    if tender.foreign_minor is not None and tender.foreign_currency:
        yield TextLine("  " + formats.in_currency(tender.foreign_currency).money(tender.foreign_minor))
    if tender.authorisation:
        yield TextLine("  " + tr("Authorisation {code}", code=tender.authorisation))
    if tender.change_minor:
        yield pair(tr("Change"), formats.figure(-tender.change_minor), bold=True, aside=aside)
    if tender.balance_minor is not None and TenderKind(tender.kind).has_balance and not voided:
        yield pair("  " + tr("Left on it"), formats.figure(tender.balance_minor), aside=aside)
    if voided:
        yield TextLine("  " + tr("refunded in the same way"))


def pair(
    first: str, second: str, *, bold: bool = False, size: Size = 1, mark: str = "", aside: int = 0
) -> Block:
    """Words at the start, a figure at the end; its mark has its place in the `aside` columns behind the figure."""
    aside = ceil(aside / size)
    width = max(_LEAST_AMOUNT, min(columns_of(second) + aside, _MOST_AMOUNT))
    return Columns(
        (Cell(first), Cell(f"{second} {mark}".rstrip(), width, "end", aside)), bold=bold, size=size
    )
