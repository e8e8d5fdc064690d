"""Goods and money back as the screens show them: texts, no decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_desktop.application.changed_there import changes_of
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderLineView, OrderView, ReturnableLine, TenderLeftView
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.receipt_tenders import tender_label, tender_name
from pos_desktop.application.return_pricing import Returnable, ReturnPrice
from pos_desktop.application.scanning import Scan
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import apart, signs_kept, tr, tr_n
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.pricing import PricedLine
from pos_desktop.domain.returns import TenderBack
from pos_desktop.domain.ticket import PIECE, Ticket
from pos_desktop.ui.viewmodels.orders import TIMES, LineCells, when_words
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

DASH = "\u2013"
_ICONS = {
    TenderKind.CASH: "money",
    TenderKind.FOREIGN_CASH: "money",
    TenderKind.GIFT_CARD: "gift",
    TenderKind.SHOP_GIFT_CARD: "gift",
    TenderKind.STORE_CREDIT: "ticket",
    TenderKind.VOUCHER: "ticket",
    TenderKind.PAY_LINK: "link",
}


@dataclass(frozen=True, slots=True)
class Goods:
    """A sold line of the refund screen. `pieces` is 0 where it comes back whole or not at all."""

    id: UUID
    name: str
    second: str
    left_milli: int
    pieces: int
    of_words: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A tender that money goes back to: its name, how much it may get, how much it gets."""

    id: UUID | None
    icon: str
    name: str
    second: str
    amount: str


# -- the goods ---------------------------------------------------------------------------------


def reasons() -> tuple[str, ...]:
    """Why goods come back; stored with the return in the words of the day."""
    return (tr("Changed mind"), tr("Damaged"), tr("Expired"), tr("Wrong item"))


def head(found: Returnable, formats: Formats, now: datetime) -> str:
    """When it was sold, what was paid, what came back, here or in a shop."""
    order = found.order
    when = when_words(order.paid_at, now, formats)
    paid = tr("paid {amount}", amount=formats.money(order.total_minor + order.rounding_minor))
    back = sum(1 for line in found.lines if line.returned_milli)
    words = tr_n("{count} line back already", "{count} lines back already", back)
    here = words if back else tr("nothing returned yet")
    return " · ".join((when, paid, here, *_done_there(order, formats)))


def _done_there(order: OrderView, formats: Formats) -> list[str]:
    """What shops did to their copies of it."""
    told = []
    for event in changes_of(order).values():
        shop, amount = event.facts["shop"], event.facts["amount_minor"]
        if isinstance(amount, int) and amount:
            told.append(tr("{amount} refunded on {shop}", amount=formats.money(amount), shop=shop))
        elif event.facts["cancelled"]:
            told.append(tr("cancelled on {shop}", shop=shop))
    return told


def goods(sold: ReturnableLine, formats: Formats, *, inclusive: bool) -> Goods:
    """A sold line with what may still come back of it."""
    line, left = sold.line, sold.left_milli
    whole = line.weighed or left % PIECE != 0
    return Goods(
        line.id,
        line.name,
        _second(sold, formats, inclusive=inclusive),
        left,
        0 if whole else left // PIECE,
        f"{formats.quantity(left, line.weighed)} {unit_name(line.unit)}".strip() if whole else "",
        _why_not(sold),
    )


def is_pack_of(line: OrderLineView, scan: Scan) -> bool:
    """Whether a pack may be the one that was sold with a line, by the weight, number or price that its code says."""
    said = scan.weight_milli or scan.count_milli
    if said:
        return line.quantity_milli == said
    return scan.price_minor is None or scan.price_minor == line.amount_minor


def _why_not(sold: ReturnableLine) -> str:
    if sold.line.issues:
        return tr("A gift card does not come back")
    return "" if sold.left_milli else tr("Back already")


def _second(sold: ReturnableLine, formats: Formats, *, inclusive: bool) -> str:
    line = sold.line
    price = formats.figure(line.unit_price_minor)
    if line.weighed:
        price = tr("{price} per {unit}", price=price, unit=unit_name(line.unit))
    elif line.quantity_milli != PIECE:
        price = tr("{price} each", price=price)
    if not inclusive and line.tax_minor:
        tax = formats.figure(round(line.tax_minor * PIECE / line.quantity_milli))
        price = tr("{price} + tax {tax}", price=price, tax=tax)
    parts = [price]
    off = line.discount_minor + sold.sums.ticket_discount_minor
    if off:
        parts.append(tr("{amount} discount", amount=formats.figure(-off)))
    if sold.returned_milli and sold.left_milli:
        parts.append(
            tr("{count} already returned", count=formats.quantity(sold.returned_milli, line.weighed))
        )
    return " · ".join(parts)


# -- the money ---------------------------------------------------------------------------------


def sums(price: ReturnPrice, formats: Formats) -> list[tuple[str, str]]:
    """What the goods make, and the tax on or in it."""
    ticket = price.ticket
    taxes = [tax for tax in price.totals.taxes if tax.tax_minor]
    items = -(price.totals.total_minor if ticket.prices_include_tax else price.totals.net_minor)
    rows = [(tr("Items"), formats.figure(items))]
    for tax in taxes:
        name = signs_kept(f"{tax.rate.name} {formats.percent(tax.rate.percent)}")
        caption = tr("incl. {tax}", tax=name) if ticket.prices_include_tax else name
        rows.append((caption, formats.figure(-tax.tax_minor)))
    return rows


def targets(price: ReturnPrice, split: Sequence[TenderBack], formats: Formats) -> list[Target]:
    """Every original tender with something left, and what goes elsewhere."""
    parts = {part.tender_id: part for part in split}
    rows = [_original(view, parts.get(view.tender.id), formats) for view in price.tenders if _has_left(view)]
    rows += [
        Target(
            None,
            tender_icon(part.kind),
            tender_name(part.kind.value),
            tr("A new code is printed") if part.kind is TenderKind.STORE_CREDIT else tr("From the drawer"),
            formats.figure(part.amount_minor),
        )
        for part in split
        if part.tender_id is None
    ]
    return rows


def _has_left(view: TenderLeftView) -> bool:
    return view.left.left_exact_minor > 0


def _original(view: TenderLeftView, part: TenderBack | None, formats: Formats) -> Target:
    most = tr("up to {amount}", amount=formats.money(view.left.left_minor))
    if view.tender.tip_minor:
        most = tr("{most}, without the tip", most=most)
    amount = formats.figure(part.amount_minor) if part else DASH
    kind = TenderKind(view.tender.kind)
    return Target(view.tender.id, tender_icon(kind), tender_label(view.tender), most, amount)


def tender_icon(kind: TenderKind) -> str:
    """The picture of a way of paying."""
    return _ICONS.get(kind, "credit-card")


def destinations(split: Sequence[TenderBack], names: Mapping[UUID, str], formats: Formats) -> str:
    """12,00 to Visa 4242 · 10,00 to gift card."""
    told = []
    for part in split:
        name = names.get(part.tender_id, "") if part.tender_id and not part.kind.has_balance else ""
        name = _short(name or tender_name(part.kind.value))
        told.append(tr("{amount} to {tender}", amount=formats.money(part.amount_minor), tender=name))
    return " · ".join(told)


def names_of(tenders: Sequence[TenderLeftView]) -> dict[UUID, str]:
    """What people call the tenders."""
    return {view.tender.id: tender_label(view.tender) for view in tenders}


def _short(label: str) -> str:
    """The dots of a card number say nothing on a button."""
    return " ".join(label.replace("\u00b7", " ").split())


def needs_reference(view: TenderLeftView) -> bool:
    """Whether a person gives it back at a terminal that the register does not drive."""
    kind = TenderKind(view.tender.kind)
    return kind is TenderKind.EXTERNAL or (view.tender.payment_id is None and not kind.in_drawer)


def ticket_cells(priced: PricedLine, formats: Formats) -> LineCells:
    """A line of a ticket in columns; what comes back says why."""
    line = priced.line
    below = [line.back.reason, tr("Restock") if line.back.restock else tr("Write off")] if line.back else []
    if line.back is not None:
        below.append(apart(line.back.order_number) or tr("Without a receipt"))
    return LineCells(
        quantity="" if line.weighed else f"{formats.quantity(line.quantity_milli)} {TIMES}",
        weighed=line.weighed,
        name=line.name,
        unit_price=formats.figure(line.unit_price_minor),
        amount=formats.figure(priced.total_minor),
        below=" · ".join(part for part in below if part),
    )


def ticket_second(ticket: Ticket) -> str:
    """How many pieces come back on it."""
    back = sum(
        1 if line.weighed else max(1, -line.quantity_milli // PIECE)
        for line in ticket.lines
        if line.back is not None
    )
    return tr_n("{count} item back", "{count} items back", back)


# -- what became of it -------------------------------------------------------------------------


def refund_tag(state: RefundState) -> Tag:
    """Where money is on its way back."""
    return {
        RefundState.DONE: Tag("good", tr("Refunded")),
        RefundState.REFUSED: Tag("danger", tr("Refused")),
        RefundState.REPLACED: Tag("neutral", tr("Refunded otherwise"), "arrow-u-up-left"),
        RefundState.UNKNOWN: Tag("attention", tr("Being asked after"), "clock-fill"),
    }.get(state, Tag("accent", tr("On its way"), "clock-fill"))


def refund_story(refund: Refund) -> str:
    """What a refund's state means for the customer who stands there."""
    if refund.state is RefundState.DONE:
        return _done_story(refund)
    if refund.state is RefundState.REFUSED:
        return tr("The provider refused it for good. It is to be refunded in another way.")
    if refund.state is RefundState.UNKNOWN:
        return tr("What became of it is not known yet. The register asks, and refunds it once.")
    if refund.asks and refund.last_error:
        return tr("No connection now. The register sends it by itself as soon as it can, once.")
    return tr("The register is sending it. The receipt says that it is on its way.")


def _done_story(refund: Refund) -> str:
    if refund.voided:
        return tr("The charge was taken back before it was booked.")
    if refund.kind.in_drawer:
        return tr("Hand it over from the drawer.")
    if refund.kind is TenderKind.STORE_CREDIT and not refund.payment_id:
        return tr("The slip with its code is printed.")
    if refund.kind.has_balance:
        return tr("The balance is put back.")
    return tr("Banks show it within a few days.")


def refund_name(refund: Refund) -> str:
    return refund.label or tender_name(refund.kind.value)


def cause_words(cause: str) -> str:
    """Why money goes back."""
    return {
        "refund": tr("Return"),
        "void": tr("Voided order"),
        "rollback": tr("Sale given up"),
        "overpaid": tr("Charged too much"),
        "replacement": tr("Refunded otherwise"),
        "made_good": tr("Never arrived"),
    }.get(cause, cause)


# -- the list of promises ----------------------------------------------------------------------


def promise_row(refund: Refund, formats: Formats, now: datetime) -> RowData:
    """A refund that is on its way or was refused, as a row of its list."""
    return RowData(
        key=str(refund.id),
        primary=cause_words(refund.cause),
        secondary=formats.recent(refund.created_at, now),
        middle=refund_name(refund),
        middle_secondary=tries(refund, formats, now),
        tag=refund_tag(refund.state),
        amount=formats.figure(refund.amount_minor),
        icon=tender_icon(refund.kind),
    )


def tries(refund: Refund, formats: Formats, now: datetime) -> str:
    """How often it was asked for, and when it is asked for again."""
    told = (
        tr_n("tried {count} time", "tried {count} times", refund.asks) if refund.asks else tr("not tried yet")
    )
    return " · ".join(part for part in (told, next_try(refund, formats, now)) if part)


def next_try(refund: Refund, formats: Formats, now: datetime) -> str:
    """When it is tried again; empty when it is not."""
    if refund.next_at is None or not refund.state.open:
        return ""
    if refund.next_at <= now:
        return tr("being tried now")
    return tr("next try {time}", time=formats.time(refund.next_at, seconds=True))
