"""What a customer sees of the register: a pure function from the ticket and its payment to texts.

Nothing else of the register may come here: no cost, no stock, no note, no name of a customer or of staff, no approval.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pos_desktop.application.counter import LineText
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import signs_kept, tr, tr_n
from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pos_desktop.application.formats import Formats
    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.store_settings import StoreSettings
    from pos_desktop.application.tendering_view import TenderingView
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.pricing import PricedLine, Totals
    from pos_desktop.domain.ticket import Ticket, TicketLine

TIMES = "\u00d7"
MINUS = "\u2212"
MOST_LINES = 24
"""More do not fit any screen, and nobody can scroll the customer's."""


class CustomerMoment(StrEnum):
    """Where the customer is."""

    IDLE = "idle"
    SELLING = "selling"
    PAYING = "paying"
    THANKS = "thanks"


@record
class CustomerLine:
    """One line of goods; texts as they are painted. `latest`: it came or changed last."""

    quantity: str
    name: str
    amount: str
    detail: str = ""
    weighed: bool = False
    latest: bool = False


@record
class CustomerRow:
    """A label and an amount; `good` where it is to the customer's advantage."""

    label: str
    amount: str
    good: bool = False


@record
class CustomerView:
    """All that is shown. Empty texts are left out."""

    moment: CustomerMoment
    store: str
    lines: tuple[CustomerLine, ...] = ()
    items: str = ""
    saved: str = ""
    label: str = ""
    """What the large figure is: Total, Still to pay, Change."""
    figure: str = ""
    """The large figure without its currency, and the whole of it."""
    amount: str = ""
    tax: str = ""
    rows: tuple[CustomerRow, ...] = ()
    prompt: str = ""
    prompt_more: str = ""
    code: str = ""
    """A text for a QR code."""
    latest: CustomerLine | None = None
    latest_figure: str = ""


@record
class CustomerFacts:
    """What the register knows at this moment. Without a ticket and a sale nobody is served."""

    settings: StoreSettings
    formats: Formats
    ticket: Ticket | None = None
    totals: Totals | None = None
    latest: UUID | None = None
    payment: TenderingView | None = None
    sale: OrderView | None = None
    most_lines: int = MOST_LINES
    """So many of the latest lines are worth their texts."""


def customer_view(facts: CustomerFacts) -> CustomerView:
    """The moment and its texts, in the language in use."""
    if facts.sale is not None:
        return _thanks(facts, facts.sale)
    if facts.ticket is None or facts.totals is None or not facts.ticket.lines:
        return CustomerView(
            CustomerMoment.IDLE, facts.settings.name, prompt=tr("Welcome"), prompt_more=_first_line(facts)
        )
    selling = _selling(facts, facts.ticket, facts.totals)
    return selling if facts.payment is None else _paying(facts, selling, facts.payment)


def changed_line(before: Ticket | None, after: Ticket) -> UUID | None:
    """The line that came or was changed, the last of several; None where nothing did (a line went, another ticket)."""
    if before is None or before.id != after.id:
        return after.lines[-1].id if after.lines else None
    known = {line.id: line for line in before.lines}
    changed = [line.id for line in after.lines if known.get(line.id) != line]
    return changed[-1] if changed else None


def _first_line(facts: CustomerFacts) -> str:
    """What the store says at the top of its receipts: a greeting, opening hours, its address on the web."""
    return next(iter(facts.settings.receipt_header.splitlines()), "")


# -- selling -------------------------------------------------------------------------------------------------


def _selling(facts: CustomerFacts, ticket: Ticket, totals: Totals) -> CustomerView:
    formats = facts.formats
    last = totals.lines[-facts.most_lines :]
    lines = tuple(_line(priced, formats, facts.latest) for priced in last)
    named = next((priced for priced in totals.lines if priced.line.id == facts.latest), totals.lines[-1])
    return CustomerView(
        CustomerMoment.SELLING,
        facts.settings.name,
        lines=lines,
        items=tr_n("{count} item", "{count} items", ticket.items),
        saved=tr("You save {amount}", amount=formats.money(totals.discount_minor))
        if totals.discount_minor > 0
        else "",
        label=tr("Total"),
        figure=formats.figure(totals.total_minor),
        amount=formats.money(totals.total_minor),
        tax=_tax(ticket, totals, formats),
        latest=_line(named, formats, named.line.id),
        latest_figure=formats.figure(_paid_for(named)),
    )


def _paid_for(priced: PricedLine) -> int:
    return priced.amount_minor - priced.line_discount_minor


def _line(priced: PricedLine, formats: Formats, latest: UUID | None) -> CustomerLine:
    line = priced.line
    return CustomerLine(
        quantity="" if line.weighed else f"{formats.quantity(line.quantity_milli)} {TIMES}",
        name=line.name,
        amount=formats.figure(_paid_for(priced)),
        detail=" · ".join(_details(priced, line, formats)),
        weighed=line.weighed,
        latest=line.id == latest,
    )


def _details(priced: PricedLine, line: TicketLine, formats: Formats) -> Iterable[str]:
    price = formats.figure(line.unit_price_minor)
    if line.back is not None:
        yield tr("Comes back")
    if line.weighed:
        weight, unit = formats.quantity(line.quantity_milli, True), unit_name(line.unit)
        yield f"{weight} {unit} {TIMES} {price} {tr('per {unit}', unit=unit)}"
    elif abs(line.quantity_milli) != 1000 and line.fixed_amount_minor is None:
        yield tr("{price} each", price=price)
    if priced.line_discount_minor and line.discount is not None:
        yield _discount(line.discount, formats)


def _discount(discount: Discount, formats: Formats) -> str:
    """As it stands on the receipt."""
    if discount.kind == "percent":
        size = MINUS + formats.percent(discount.value)
    else:
        size = formats.money(-int(discount.value))
    return signs_kept(f"{discount.reason or tr('Discount')} {size}")


def _tax(ticket: Ticket, totals: Totals, formats: Formats) -> str:
    if not totals.tax_minor:
        return ""
    names = ", ".join(dict.fromkeys(tax.rate.name for tax in totals.taxes if tax.tax_minor))
    said = f"{names} {formats.money(totals.tax_minor)}"
    return tr("incl. {taxes}", taxes=said) if ticket.prices_include_tax else tr("with {taxes}", taxes=said)


# -- paying --------------------------------------------------------------------------------------------------


def _paying(facts: CustomerFacts, selling: CustomerView, view: TenderingView) -> CustomerView:
    from pos_desktop.application.payment_books import label_of

    money = facts.formats.money
    rows = tuple(CustomerRow(label_of(each), money(each.amount_minor)) for each in view.taken)
    if rows:
        rounding = sum(each.rounding_minor for each in view.taken)
        rows = (CustomerRow(selling.label, selling.amount), *_rounding(rounding, facts.formats), *rows)
    prompt, more, code = _prompt(view.under_way, view.payments[-1] if view.payments else None)
    return CustomerView(
        CustomerMoment.PAYING,
        selling.store,
        lines=selling.lines,
        items=selling.items,
        saved=selling.saved,
        label=tr("Still to pay") if rows else tr("To pay"),
        figure=facts.formats.figure(view.left_minor),
        amount=money(view.left_minor),
        tax=selling.tax,
        rows=rows,
        prompt=prompt,
        prompt_more=more,
        code=code,
        latest=selling.latest,
        latest_figure=selling.latest_figure,
    )


def _rounding(minor: int, formats: Formats) -> Iterable[CustomerRow]:
    """What the coins there are add to the total, or take off it: without it the figures would not add up."""
    if minor:
        yield CustomerRow(tr("Cash rounding"), formats.money(minor))


def _prompt(under_way: Payment | None, last: Payment | None) -> tuple[str, str, str]:
    """What the customer is asked to do: large, a line under it, and a code to scan."""
    from pos_desktop.domain.payment import PaymentState, TenderKind

    if under_way is None:
        if last is not None and last.state is PaymentState.DECLINED:
            return tr("Nothing was charged"), tr("Please try again or pay another way"), ""
        return "", "", ""
    if under_way.stop:
        return tr("The payment is being cancelled"), "", ""
    if under_way.state is PaymentState.UNKNOWN:
        return tr("One moment please"), tr("We are checking your payment"), ""
    if under_way.kind is TenderKind.PAY_LINK:
        if not under_way.action_url:
            return tr("One moment please"), "", ""
        return tr("Pay with your phone"), tr("Scan the code and pay there"), under_way.action_url
    if under_way.kind is not TenderKind.CARD:
        return tr("One moment please"), "", ""
    return *_at_reader(under_way), ""


def _at_reader(payment: Payment) -> tuple[str, str]:
    from pos_desktop.application.payment_provider import Phase
    from pos_desktop.domain.payment import PaymentState

    tap = tr("Please tap your card"), tr("or insert it into the reader")
    if payment.state is PaymentState.CREATED or not payment.phase:
        return tap
    return {
        Phase.CHOOSING_TIP: (tr("Would you like to leave a tip?"), tr("Please choose on the reader")),
        Phase.CARD_READ: (tr("One moment please"), tr("Your bank is asked")),
        Phase.ASKING_BANK: (tr("One moment please"), tr("Your bank is asked")),
        Phase.SIGNATURE: (tr("Please sign"), ""),
        Phase.READER_AWAY: (tr("One moment please"), ""),
    }.get(Phase(payment.phase), tap)


# -- paid ----------------------------------------------------------------------------------------------------


def _thanks(facts: CustomerFacts, sale: OrderView) -> CustomerView:
    from pos_desktop.application.receipt_tenders import tender_name

    formats = facts.formats.in_currency(sale.currency)
    given = [tender for tender in sale.tenders if tender.amount_minor > 0 or tender.given_minor]
    change = sum(tender.change_minor for tender in given)
    paid = sum(tender.amount_minor + tender.tip_minor for tender in given)
    rows = [CustomerRow(tr("Total"), formats.money(sale.total_minor))]
    rows += _rounding(sum(tender.rounding_minor for tender in given), formats)
    for tender in given:
        name = tender.label or tender_name(tender.kind)
        rows.append(CustomerRow(name, formats.money(tender.given_minor + tender.tip_minor)))
    if sale.discount_minor > 0:
        rows.append(CustomerRow(tr("You save"), formats.money(sale.discount_minor), good=True))
    figure = change or paid
    return CustomerView(
        CustomerMoment.THANKS,
        facts.settings.name,
        label=tr("Your change") if change else tr("Paid"),
        figure=formats.figure(figure),
        amount=formats.money(figure),
        rows=tuple(rows),
        prompt=tr("Thank you!"),
        prompt_more=tr("Receipt {number}", number=sale.number),
        code=sale.number,
    )


# -- line displays -------------------------------------------------------------------------------------------


def line_text(view: CustomerView) -> LineText:
    """The same on two lines of twenty signs."""
    if view.moment is CustomerMoment.SELLING and view.latest is not None:
        return LineText(view.latest.name, view.label, view.latest_figure, view.figure)
    if view.moment is CustomerMoment.PAYING:
        return LineText(view.label, view.prompt, view.figure)
    if view.moment is CustomerMoment.THANKS:
        return LineText(view.label, view.prompt, view.figure)
    return LineText(view.store, view.prompt)
