"""Orders as their list and their detail show them: texts and tags, no decisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pos_desktop.application.captures import HeldPayment
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import (
    OrderEvent,
    OrderLineView,
    OrderRow,
    OrderView,
    TenderLeftView,
    TenderView,
)
from pos_desktop.application.printing import FailureReason, JobState
from pos_desktop.application.printing_words import reason_words
from pos_desktop.application.receipt_tenders import (
    given_back,
    is_refund,
    paid_with,
    refund_words,
    tender_label,
    tender_name,
)
from pos_desktop.application.return_pricing import Returnable
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.application.shop_tax_words import why_words
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import signs_kept, tr, tr_n
from pos_desktop.domain.order import OrderState
from pos_desktop.ui.appearance import language_here, paper_languages
from pos_desktop.ui.viewmodels.captures import state_amount, state_words
from pos_desktop.ui.viewmodels.money_moments import is_quiet, money_moment
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

TIMES = "\u00d7"
GIVEN_BACK = "arrow-u-up-left"
HELD, CANCELLED = "held", "cancelled"
_PAID = (OrderState.PAID, OrderState.DONE)
"""States that say no more than that nothing is to be done."""

Tone = str


@dataclass(frozen=True, slots=True)
class LineCells:
    """One sold line: what stands in its columns. `below` is a second line of words with its own amount."""

    quantity: str
    weighed: bool
    name: str
    unit_price: str
    amount: str
    below: str = ""
    below_amount: str = ""


@dataclass(frozen=True, slots=True)
class SumCells:
    """One sum under the lines; `strong` is the total, `good` what the customer saved."""

    caption: str
    value: str
    strong: bool = False
    good: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One fact of the timeline."""

    icon: str
    color: str
    title: str
    note: str
    time: str

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.time, self.title, self.note) if part)


# -- the list ----------------------------------------------------------------------------------


def order_row(row: OrderRow, formats: Formats, now: datetime, tag: Tag | None = None) -> RowData:
    """An order as a row of the list; the day is said where it is not today. `tag` in place of its state's own."""
    return RowData(
        key=str(row.id),
        primary=row.number,
        secondary=formats.recent(row.paid_at, now),
        middle=row.customer or tr("Walk-in"),
        middle_secondary=" + ".join(tender_words(kind) for kind in row.tenders),
        tag=tag or state_tag(row.state, row.total_minor, part_back=row.part_back),
        amount=formats.figure(row.total_minor),
        dimmed=row.state is OrderState.CANCELLED,
    )


def tender_words(kind: str) -> str:
    """A way of paying by name."""
    return tender_name(kind)


def state_tag(state: OrderState, total_minor: int = 0, *, part_back: bool = False) -> Tag:
    """An order's state in a word with its meaning: whether part of it came back, or it gave money back itself."""
    if state in _PAID and (part_back or total_minor < 0):
        return Tag("neutral", tr("Partly refunded") if part_back else tr("Refund"), GIVEN_BACK)
    return {
        OrderState.DRAFT: Tag("neutral", tr("Draft")),
        OrderState.VALIDATED: Tag("neutral", tr("Not paid")),
        OrderState.PARTIALLY_PAID: Tag("attention", tr("Partly paid")),
        OrderState.PAID: Tag("good", tr("Paid")),
        OrderState.PREPARING: Tag("accent", tr("Preparing")),
        OrderState.READY: Tag("accent", tr("Ready"), "package-fill"),
        OrderState.DONE: Tag("good", tr("Done")),
        OrderState.CANCELLED: Tag("neutral", tr("Voided"), GIVEN_BACK),
        OrderState.REFUNDED: Tag("neutral", tr("Refunded"), GIVEN_BACK),
    }[state]


# -- the detail --------------------------------------------------------------------------------


def day_words(moment: datetime, now: datetime, formats: Formats) -> str:
    """Today, Yesterday, or the date."""
    days = formats.days_ago(moment, now)
    if days == 0:
        return tr("Today")
    return tr("Yesterday") if days == 1 else formats.day(moment)


def when_words(moment: datetime, now: datetime, formats: Formats) -> str:
    """As a title says it: today or yesterday with the time, else the date with it."""
    days = formats.days_ago(moment, now)
    if days == 0:
        return tr("Today {time}", time=formats.time(moment))
    return tr("Yesterday {time}", time=formats.time(moment)) if days == 1 else formats.moment(moment)


def subtitle(order: OrderView, formats: Formats, now: datetime) -> str:
    """When, by whom, for whom."""
    when = when_words(order.paid_at, now, formats)
    return " · ".join((when, order.person_name, order.customer or tr("Walk-in")))


def items(order: OrderView) -> int:
    """Pieces of an order; a weighed line counts once."""
    return sum(1 if line.weighed else max(1, abs(line.quantity_milli) // 1000) for line in order.lines)


def items_words(order: OrderView) -> str:
    return tr_n("{count} item", "{count} items", items(order))


def line_cells(line: OrderLineView, formats: Formats, returned_milli: int = 0) -> LineCells:
    """A sold line in columns, with what came back of it; a line that took goods back says why."""
    below = [line.note] if line.note else []
    if line.quantity_milli < 0:
        kept = tr("Restock") if line.restocked else tr("Write off")
        below += [part for part in (line.return_reason, kept) if part]
    if returned_milli:
        count = formats.quantity(returned_milli, line.weighed)
        below.append(tr("{count} already returned", count=count))
    if line.weighed:
        price = formats.figure(line.unit_price_minor)
        below.insert(
            0, f"{formats.quantity(line.quantity_milli, True)} {unit_name(line.unit)} {TIMES} {price}"
        )
    if line.discount_minor:
        below.append(signs_kept(line.discount_words) or tr("Discount"))
    return LineCells(
        quantity="" if line.weighed else f"{formats.quantity(line.quantity_milli)} {TIMES}",
        weighed=line.weighed,
        name=line.name,
        unit_price=formats.figure(line.unit_price_minor),
        amount=formats.figure(line.amount_minor),
        below=" · ".join(below),
        below_amount=formats.figure(-line.discount_minor) if line.discount_minor else "",
    )


def sum_cells(order: OrderView, formats: Formats) -> list[SumCells]:
    """Subtotal, all that was taken off, the taxes, and the total: they add up from top to bottom."""
    rows = [SumCells(tr("Subtotal"), formats.figure(order.subtotal_minor))]
    if order.discount_minor:
        rows.append(SumCells(tr("Discounts"), formats.figure(-order.discount_minor), good=True))
    exempt = order.subtotal_minor - order.discount_minor - order.total_minor
    if exempt and order.prices_include_tax:
        rows.append(SumCells(tr("Tax exemption"), formats.figure(-exempt), good=True))
    for tax in order.taxes:
        if not tax.tax_minor:
            continue
        facts = {"tax": f"{tax.name} {formats.percent(tax.rate)}", "net": formats.money(tax.net_minor)}
        words = (
            tr("incl. {tax} on {net}", **facts) if order.prices_include_tax else tr("{tax} on {net}", **facts)
        )
        rows.append(SumCells(words, formats.figure(tax.tax_minor)))
    if order.rounding_minor:
        rows.append(SumCells(tr("Cash rounding"), formats.figure(order.rounding_minor)))
    return [
        *rows,
        SumCells(tr("Total"), formats.money(order.total_minor + order.rounding_minor), strong=True),
    ]


def tender_cells(
    order: OrderView,
    left: Sequence[TenderLeftView],
    formats: Formats,
    held: Sequence[HeldPayment] = (),
) -> list[SumCells]:
    """What paid the order, what became of cards that are charged later, what went back, and where money goes."""
    back = {view.tender.id: view.back_minor for view in left}
    charges = {view.payment.id: view for view in held}
    rows = []
    for tender in paid_with(order):
        rows.append(SumCells(tender_label(tender), formats.figure(tender.amount_minor + tender.tip_minor)))
        if tender.tip_minor:
            rows.append(SumCells(tr("of which tip"), formats.figure(tender.tip_minor)))
        if (charge := charges.get(tender.id)) is not None:
            whole, part = tender.amount_minor + tender.tip_minor, state_amount(charge)
            rows.append(SumCells(state_words(charge), "" if part == whole else formats.figure(part)))
        if back.get(tender.id):
            words = tr("Back to {tender}", tender=tender_label(tender))
            rows.append(SumCells(words, formats.figure(-back[tender.id])))
    for tender in given_back(order):
        words = f"{tender_label(tender)} · {refund_words(tender.state, tender.kind)}"
        rows.append(SumCells(words, formats.figure(tender.amount_minor)))
    return rows


def why_not_return(order: OrderView, found: Returnable) -> str:
    """The reason why nothing of an order can come back now; empty when something can."""
    if order.state is OrderState.CANCELLED:
        return tr("Voided already")
    if order.state is OrderState.REFUNDED or not found.anything_left:
        return tr("Nothing left to return")
    return ""


def why_not_void(order: OrderView, shift: ShiftView | None, *, returned: bool = False) -> str:
    """The reason why a sale cannot be voided now; empty when it can."""
    if order.state is OrderState.CANCELLED:
        return tr("Voided already")
    if order.state is not OrderState.PAID:
        return tr("Not possible in this state")
    if order.issues:
        return tr("A gift card does not come back")
    if order.returned_minor or returned:
        return tr("Goods came back")
    if shift is None or shift.id != order.shift_id:
        return tr("Its shift is closed")
    return "" if shift.state == "open" else tr("The drawer is counted")


# -- the timeline ------------------------------------------------------------------------------


def moments(order: OrderView, register: str, formats: Formats) -> list[Moment]:
    """What happened to the order, the oldest first."""
    return list(_moments(order, register, formats))


def _moments(order: OrderView, register: str, formats: Formats) -> Iterator[Moment]:
    def at(moment: datetime) -> str:
        return formats.recent(moment, order.paid_at, seconds=True)

    yield Moment(
        "receipt", "text-2", tr("Ticket opened"), _joined(order.person_name, register), at(order.opened_at)
    )
    events = sorted(order.events, key=_when)
    kicks = [event for event in events if _is_quiet_kick(event)]
    told_elsewhere = (_is_quiet_kick, is_quiet, _is_of_sync)
    for event in (event for event in events if not any(is_told(event) for is_told in told_elsewhere)):
        if event.kind == "sale":
            # What was taken by a payment of its own is told by it.
            for tender in (each for each in order.tenders if each.payment_id is None and not is_refund(each)):
                icon, color, title, note = _tender(tender, formats)
                kick = _kick_words(kicks.pop(0)) if tender.kind == "cash" and kicks else ""
                yield Moment(icon, color, title, _joined(note, kick), at(event.at))
        icon, color, title, note = money_moment(event, order, formats) or _event(event, order, formats)
        kick = _kick_words(kicks.pop(0)) if event.kind in ("void", "return") and kicks else ""
        yield Moment(icon, color, title, _joined(note, kick), at(event.at))


def _when(event: OrderEvent) -> tuple[datetime, bool]:
    """Jobs are asked for in the same commit as the fact that they belong to: the fact comes first."""
    return event.at.replace(microsecond=0), event.kind == "print_job"


def _is_quiet_kick(event: OrderEvent) -> bool:
    """A drawer that did as it was told is a side note of what it was told for."""
    return (
        event.kind == "print_job"
        and event.facts.get("kind") == "drawer"
        and event.facts.get("state") != "failed"
    )


def _is_of_sync(event: OrderEvent) -> bool:
    """What platforms were told stands at the end, as it is now."""
    return event.kind.endswith("_synced") or event.kind.startswith("delivery_")


def _kick_words(event: OrderEvent) -> str:
    return (
        tr("drawer opened") if event.facts.get("state") in ("printed", "sent") else tr("drawer asked to open")
    )


def _tender(tender: TenderView, formats: Formats) -> tuple[str, str, str, str]:
    icon = "money" if tender.kind == "cash" else "credit-card"
    note = [formats.money(tender.given_minor)]
    if tender.change_minor:
        note.append(tr("{amount} change", amount=formats.money(tender.change_minor)))
    return icon, "text-2", tender_words(tender.kind), _joined(*note)


def _event(event: OrderEvent, order: OrderView, formats: Formats) -> tuple[str, str, str, str]:
    """Icon, colour, title and note."""
    facts, who = event.facts, event.person
    if event.kind == "print_job":
        return _print_job(facts)
    if event.kind == "sale":
        return "check-circle-fill", "good", tr("Paid · receipt {number}", number=order.number), who
    if event.kind == "void":
        back = tr("{amount} refunded", amount=formats.money(_number(facts.get("total_minor"))))
        return GIVEN_BACK, "danger", tr("Order voided"), _joined(back, str(facts.get("reason") or ""), who)
    name, size = str(facts.get("name") or ""), _quantity(facts, formats)
    known = {
        "reprinted": ("printer", tr("Copy asked for"), _joined(_in_language(facts), who)),
        "receipt_given": _receipt_given(facts, who),
        "order_tickets_reprinted": ("printer", tr("Order tickets asked for again"), who),
        "gift_receipt": ("gift", tr("Gift receipt asked for"), who),
        "line_removed": ("trash", tr("Line removed"), _joined(name, size, who)),
        "line_restored": ("arrow-counter-clockwise", tr("Line brought back"), _joined(name, size, who)),
        "discount": ("percent", tr("Discount given"), _joined(str(facts.get("reason") or ""), who)),
        "price_override": ("tag", tr("Price override"), _joined(name, str(facts.get("reason") or ""), who)),
        "tax_exempt": ("percent", tr("Tax exemption"), who),
        "tax_by_shop": ("percent", tr("Tax by the shop"), str(facts.get("shop") or "")),
        "tax_by_register": ("percent", tr("Tax by the register"), why_words(str(facts.get("why") or ""))),
        "approved": ("shield-check", tr("Manager approval"), who),
    }
    icon, title, note = known.get(event.kind, ("circle", event.kind.replace("_", " "), who))
    return icon, "text-2", title, note


def _in_language(facts: dict[str, object]) -> str:
    """The language that a copy was asked for in; nothing where it was the paper's own."""
    code = str(facts.get("language") or "")
    return language_here(code) if code in paper_languages() else ""


def _receipt_given(facts: dict[str, object], who: str) -> tuple[str, str, str]:
    """A receipt that was not printed but given otherwise."""
    icon, title = {
        "pdf": ("file-pdf", tr("Receipt saved as PDF")),
        "mail": ("envelope-simple", tr("Receipt handed to the mail program")),
    }.get(str(facts.get("way")), ("copy", tr("Receipt's text copied")))
    return icon, title, who


def _print_job(facts: dict[str, object]) -> tuple[str, str, str, str]:
    kind, state = str(facts.get("kind")), str(facts.get("state"))
    if kind == "drawer":
        return "tray", "attention", tr("Drawer not opened"), ""
    of_kind = {"reprint": _copy_words, "order_ticket": _order_ticket_words}
    words = of_kind.get(kind, _receipt_words)(state)
    reason = str(facts.get("reason") or "")
    why = reason_words(FailureReason(reason)).title if reason in FailureReason._value2member_map_ else ""
    color = {JobState.PRINTED: "good", JobState.FAILED: "danger", JobState.UNSURE: "attention"}.get(
        JobState(state) if state in JobState._value2member_map_ else JobState.QUEUED, "text-2"
    )
    icon = {"danger": "warning-circle-fill", "attention": "warning-fill"}.get(color, "printer")
    return icon, color, words, why if color != "good" else ""


def _receipt_words(state: str) -> str:
    return {
        "printed": tr("Receipt printed"),
        "sent": tr("Receipt sent to the printer"),
        "printing": tr("Receipt is printing"),
        "unsure": tr("Receipt may not be whole, prints again"),
        "failed": tr("Receipt not printed"),
        HELD: tr("Receipt not asked for yet"),
        CANCELLED: tr("No receipt wanted"),
    }.get(state, tr("Receipt waits for the printer"))


def _copy_words(state: str) -> str:
    return {
        "printed": tr("Copy printed"),
        "sent": tr("Copy sent to the printer"),
        "printing": tr("Copy is printing"),
        "unsure": tr("Copy may not be whole, prints again"),
        "failed": tr("Copy not printed"),
        CANCELLED: tr("Copy taken back"),
    }.get(state, tr("Copy waits for the printer"))


def _order_ticket_words(state: str) -> str:
    return {
        "printed": tr("Order ticket printed"),
        "sent": tr("Order ticket sent to the printer"),
        "printing": tr("Order ticket is printing"),
        "unsure": tr("Order ticket may not be whole, prints again"),
        "failed": tr("Order ticket not printed"),
        CANCELLED: tr("Order ticket taken back"),
    }.get(state, tr("Order ticket waits for the printer"))


def _quantity(facts: dict[str, object], formats: Formats) -> str:
    milli = _number(facts.get("quantity_milli"))
    price = _number(facts.get("unit_price_minor"))
    return f"{formats.quantity(milli)} {TIMES} {formats.figure(price)}" if milli else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
