"""What receipts and reports say, as documents that any printer can lay out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pos_desktop.application.documents import (
    Bars,
    Block,
    Cell,
    Columns,
    Cut,
    Document,
    Feed,
    QrCode,
    Rule,
    TextLine,
)
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderLineView, OrderTaxView, OrderView, TenderView
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.shift import CashMove
from pos_desktop.domain.value_codes import shown_code

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Letters = Mapping[tuple[str, Decimal], str]


def tender_name(kind: str) -> str:
    """A tender's name for people."""
    return {
        "cash": tr("Cash"),
        "card": tr("Card"),
        "gift_card": tr("Gift card"),
        "store_credit": tr("Store credit"),
        "voucher": tr("Voucher"),
        "external": tr("Card terminal"),
        "pay_link": tr("Payment link"),
        "foreign_cash": tr("Foreign cash"),
    }.get(kind, kind)


def receipt(
    order: OrderView, store: StoreSettings, formats: Formats, *, copy: bool = False, gift: bool = False
) -> Document:
    """A sale's receipt; a copy and a voided sale say so, a gift receipt shows no prices."""
    blocks: list[Block] = [*_head(store), *_facts(order, formats)]
    if copy:
        blocks.append(TextLine(tr("COPY"), "center", bold=True))
    if order.state is OrderState.CANCELLED:
        blocks.append(TextLine(tr("VOIDED"), "center", bold=True, size=2))
    blocks.append(Rule())
    letters = _tax_letters(order.taxes)
    for line in order.lines:
        blocks.extend(_gift_line(line, formats) if gift else _line(line, letters, formats))
    blocks.append(Rule())
    if not gift:
        blocks.extend(_sums(order, formats))
        blocks.extend(_tenders(order.tenders, formats))
        blocks.append(Rule())
        blocks.extend(_tax_table(order.taxes, letters, formats))
    blocks.extend(_foot(order, store, gift=gift))
    return Document(tr("Receipt {number}", number=order.number), tuple(blocks))


def _head(store: StoreSettings) -> Iterable[Block]:
    yield TextLine(store.name, "center", bold=True, size=2)
    for line in store.address:
        yield TextLine(line, "center")
    if store.tax_number:
        yield TextLine(tr("Tax number {number}", number=store.tax_number), "center")
    if store.receipt_header:
        yield Feed(1)
        yield TextLine(store.receipt_header, "center")
    yield Rule()


def _facts(order: OrderView, formats: Formats) -> Iterable[Block]:
    yield _pair(tr("Receipt {number}", number=order.number), formats.day(order.paid_at))
    yield _pair(order.person_name, formats.time(order.paid_at, seconds=True))
    if order.customer:
        yield _pair(tr("Customer"), order.customer)


def _line(line: OrderLineView, letters: Letters, formats: Formats) -> Iterable[Block]:
    marks = "".join(letters.get(rate, "") for rate in line.rates)
    yield _pair(line.name, f"{formats.figure(line.amount_minor)} {marks}".rstrip())
    if line.weighed:
        quantity = formats.quantity(line.quantity_milli, True)
        words = f"{quantity} {unit_name(line.unit)} x {formats.figure(line.unit_price_minor)}/{unit_name(line.unit)}"
        yield TextLine("  " + words)
    elif line.quantity_milli != 1000:
        yield TextLine(f"  {formats.quantity(line.quantity_milli)} x {formats.figure(line.unit_price_minor)}")
    if line.discount_minor:
        yield _pair("  " + (line.discount_words or tr("Discount")), formats.figure(-line.discount_minor))
    if line.note:
        yield TextLine("  " + line.note)


def _gift_line(line: OrderLineView, formats: Formats) -> Iterable[Block]:
    yield _pair(line.name, formats.quantity(line.quantity_milli, line.weighed))


def _sums(order: OrderView, formats: Formats) -> Iterable[Block]:
    if order.discount_minor or not order.prices_include_tax:
        yield _pair(tr("Subtotal"), formats.figure(order.subtotal_minor))
    ticket_discount = order.discount_minor - sum(line.discount_minor for line in order.lines)
    if ticket_discount:
        yield _pair(tr("Discount"), formats.figure(-ticket_discount))
    if not order.prices_include_tax:
        yield _pair(tr("Tax"), formats.figure(order.tax_minor))
    yield Columns((Cell(tr("TOTAL")), Cell(formats.money(order.total_minor), None, "end")), bold=True, size=2)


def _tenders(tenders: Iterable[TenderView], formats: Formats) -> Iterable[Block]:
    for tender in tenders:
        if tender.rounding_minor:
            yield _pair(tr("Cash rounding"), formats.figure(tender.rounding_minor))
        yield _pair(tender_name(tender.kind), formats.figure(tender.given_minor))
        if tender.change_minor:
            yield _pair(tr("Change"), formats.figure(-tender.change_minor), bold=True)


def _tax_letters(taxes: Iterable[OrderTaxView]) -> Letters:
    """The letter that marks each rate's goods: A, B, C …"""
    return {(tax.name, tax.rate): _LETTERS[i % len(_LETTERS)] for i, tax in enumerate(taxes)}


def _tax_table(taxes: tuple[OrderTaxView, ...], letters: Letters, formats: Formats) -> Iterable[Block]:
    if not taxes:
        return
    yield _tax_row(tr("Rate"), tr("Net"), tr("Tax"), tr("Gross"))
    for tax in taxes:
        letter = letters[tax.name, tax.rate]
        yield _tax_row(
            f"{letter} {tax.name} {formats.percent(tax.rate)}",
            formats.figure(tax.net_minor),
            formats.figure(tax.tax_minor),
            formats.figure(tax.net_minor + tax.tax_minor),
        )


def _tax_row(first: str, *rest: str) -> Block:
    return Columns((Cell(first), *(Cell(text, 10, "end") for text in rest)))


def _foot(order: OrderView, store: StoreSettings, *, gift: bool) -> Iterable[Block]:
    yield Feed(1)
    if store.receipt_footer:
        yield TextLine(store.receipt_footer, "center")
        yield Feed(1)
    yield Bars(order.number)
    yield Feed(1)
    paid = f";{order.paid_at:%Y-%m-%dT%H:%M:%SZ};{order.total_minor};{order.currency}"
    yield QrCode(order.number if gift else order.number + paid)
    yield Cut()


def _pair(first: str, second: str, *, bold: bool = False) -> Block:
    return Columns((Cell(first), Cell(second, max(10, min(len(second), 20)), "end")), bold=bold)


def shift_report(report: ShiftReport, store: StoreSettings, formats: Formats) -> Document:
    """An X report, or the Z report that closes a shift."""
    name = tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")
    blocks: list[Block] = [*_head(store), TextLine(name, "center", bold=True, size=2)]
    blocks.append(_pair(report.register_name, tr("Shift {number}", number=report.shift_number)))
    blocks.append(_pair(tr("From"), formats.moment(report.opened_at)))
    blocks.append(_pair(tr("To"), formats.moment(report.until)))
    blocks.append(_pair(tr("Person"), report.person_name))
    if report.first_receipt:
        blocks.append(_pair(tr("First receipt"), report.first_receipt))
        blocks.append(_pair(tr("Last receipt"), report.last_receipt))
    for title, rows in _report_parts(report, formats):
        blocks.append(Rule())
        blocks.append(TextLine(title, bold=True))
        blocks.extend(_pair(first, second) for first, second in rows)
    blocks.extend((Rule(double=True), *_drawer_result(report, formats), Feed(2), Cut()))
    return Document(name, tuple(blocks))


def _report_parts(report: ShiftReport, formats: Formats) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    figure, number = formats.figure, formats.number
    yield (
        tr("Sales"),
        [
            (tr("Sales"), number(report.sales)),
            (tr("Gross sales"), figure(report.gross_minor)),
            (tr("Net sales"), figure(report.net_sales_minor)),
            (tr("Returns"), f"{report.returns} / {figure(-report.returns_minor)}"),
            (tr("Discounts"), figure(-report.discounts_minor)),
            (tr("Cash rounding"), figure(report.rounding_minor)),
        ],
    )
    yield (
        tr("Tenders"),
        [(f"{tender_name(t.kind)} · {t.times}", figure(t.amount_minor)) for t in report.tenders],
    )
    yield (
        tr("Tax"),
        [
            row
            for rate in report.taxes
            for row in (
                (tr("Net at {percent}", percent=formats.percent(rate.rate)), figure(rate.net_minor)),
                (f"{rate.name} {formats.percent(rate.rate)}", figure(rate.tax_minor)),
            )
        ],
    )
    yield tr("Cash in the drawer"), drawer_rows(report, formats)
    yield (
        tr("Watch list"),
        [
            (tr("Drawer opened without sale"), number(report.no_sales)),
            (tr("Lines removed before paying"), number(report.lines_removed)),
            (tr("Price overrides"), number(report.price_overrides)),
            (tr("Voids"), number(report.voids)),
        ],
    )


def drawer_rows(report: ShiftReport, formats: Formats) -> list[tuple[str, str]]:
    """The moves of cash that a report lists, as words and figures."""
    sums, times = report.drawer.by_kind, report.drawer.times
    drops = times.get(CashMove.DROP, 0)
    return [
        (tr("Opening float"), formats.figure(sums.get(CashMove.FLOAT, 0))),
        (tr("Cash sales"), formats.figure(sums.get(CashMove.SALE, 0))),
        (tr("Cash refunds"), formats.figure(sums.get(CashMove.REFUND, 0))),
        (tr("Paid in"), formats.figure(sums.get(CashMove.PAY_IN, 0))),
        (tr("Paid out"), formats.figure(sums.get(CashMove.PAY_OUT, 0))),
        (
            f"{tr('Cash drops')} · {drops}" if drops else tr("Cash drops"),
            formats.figure(sums.get(CashMove.DROP, 0)),
        ),
    ]


def _drawer_result(report: ShiftReport, formats: Formats) -> Iterable[Block]:
    expected = report.drawer.expected_minor
    yield _pair(tr("Expected"), formats.figure(expected), bold=True)
    if report.counted_minor is None:
        return
    yield _pair(tr("Counted"), formats.figure(report.counted_minor), bold=True)
    yield _pair(tr("Difference"), formats.figure(report.counted_minor - expected), bold=True)
    if report.variance_reason:
        yield _pair(tr("Reason"), report.variance_reason)
    if report.float_left_minor is not None:
        yield _pair(tr("Left as float"), formats.figure(report.float_left_minor))
        yield _pair(tr("To the safe"), formats.figure(report.counted_minor - report.float_left_minor))


def cash_slip(
    title: str,
    amount_minor: int | None,
    reason: str,
    person: str,
    at: str,
    store: StoreSettings,
    formats: Formats,
) -> Document:
    """A slip for money in, money out, a drop or a drawer opened without a sale."""
    blocks: list[Block] = [
        TextLine(store.name, "center", bold=True),
        TextLine(title, "center", bold=True, size=2),
    ]
    if amount_minor is not None:
        blocks.append(TextLine(formats.money(amount_minor), "center", size=2))
    if reason:
        blocks.append(TextLine(reason, "center"))
    blocks.extend((Rule(), _pair(person, at), Feed(2), Cut()))
    return Document(title, tuple(blocks))


def stored_value_slip(
    kind: TenderKind, code: str, amount_minor: int, store: StoreSettings, formats: Formats
) -> Document:
    """A gift card, store credit or voucher on paper: the only place where its code stands."""
    title = tender_name(kind.value)
    return Document(
        title,
        (
            TextLine(store.name, "center", bold=True),
            TextLine(title, "center", bold=True, size=2),
            TextLine(formats.money(amount_minor), "center", size=2),
            Rule(),
            TextLine(shown_code(code), "center", bold=True),
            QrCode(code),
            TextLine(tr("Keep this slip: it is worth its amount."), "center"),
            Feed(2),
            Cut(),
        ),
    )
