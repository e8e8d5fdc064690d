"""What receipts and reports say, as documents that any printer can lay out."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pos_desktop.application.card_slips import customer_blocks
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
from pos_desktop.application.orders_view import OrderLineView, OrderTaxView, OrderView
from pos_desktop.application.receipt_tenders import pair, tender_blocks, tender_name
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


def receipt(
    order: OrderView,
    store: StoreSettings,
    formats: Formats,
    *,
    copy: bool = False,
    gift: bool = False,
    slips: Sequence[Mapping[str, str]] = (),
) -> Document:
    """A sale's receipt; a copy and a voided sale say so, a gift receipt shows no prices. `slips`: a terminal's own."""
    blocks: list[Block] = [*_head(store), *_facts(order, formats)]
    blocks.extend(_return_head(order))
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
        blocks.extend(tender_blocks(order, formats))
        blocks.append(Rule())
        blocks.extend(_tax_table(order.taxes, letters, formats))
        blocks.extend(customer_blocks(slips))
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
    yield pair(tr("Receipt {number}", number=order.number), formats.day(order.paid_at))
    yield pair(order.person_name, formats.time(order.paid_at, seconds=True))
    if order.customer:
        yield pair(tr("Customer"), order.customer)


def _return_head(order: OrderView) -> Iterable[Block]:
    """That goods came back with it: of which receipt, and why."""
    backs = [line for line in order.lines if line.quantity_milli < 0]
    if not backs:
        return
    title = tr("RETURN") if len(backs) == len(order.lines) else tr("EXCHANGE")
    yield TextLine(title, "center", bold=True, size=2)
    numbers = sorted({line.returns_number for line in backs if line.returns_number})
    if numbers:
        yield TextLine(tr("Of receipt {number}", number=", ".join(numbers)))
    if any(line.returns_line_id is None for line in backs):
        yield TextLine(tr("Without a receipt"))
    for reason in dict.fromkeys(line.return_reason for line in backs if line.return_reason):
        yield TextLine(tr("Reason: {reason}", reason=reason))
    if order.note:
        yield TextLine(order.note)


def _line(line: OrderLineView, letters: Letters, formats: Formats) -> Iterable[Block]:
    marks = "".join(letters.get(rate, "") for rate in line.rates)
    yield pair(line.name, f"{formats.figure(line.amount_minor)} {marks}".rstrip())
    if line.weighed:
        quantity = formats.quantity(line.quantity_milli, True)
        words = f"{quantity} {unit_name(line.unit)} x {formats.figure(line.unit_price_minor)}/{unit_name(line.unit)}"
        yield TextLine("  " + words)
    elif line.quantity_milli != 1000:
        yield TextLine(f"  {formats.quantity(line.quantity_milli)} x {formats.figure(line.unit_price_minor)}")
    if line.discount_minor:
        yield pair("  " + (line.discount_words or tr("Discount")), formats.figure(-line.discount_minor))
    if line.note:
        yield TextLine("  " + line.note)


def _gift_line(line: OrderLineView, formats: Formats) -> Iterable[Block]:
    yield pair(line.name, formats.quantity(line.quantity_milli, line.weighed))


def _sums(order: OrderView, formats: Formats) -> Iterable[Block]:
    if order.discount_minor or not order.prices_include_tax:
        yield pair(tr("Subtotal"), formats.figure(order.subtotal_minor))
    ticket_discount = order.discount_minor - sum(line.discount_minor for line in order.lines)
    if ticket_discount:
        yield pair(tr("Discount"), formats.figure(-ticket_discount))
    if not order.prices_include_tax:
        yield pair(tr("Tax"), formats.figure(order.tax_minor))
    yield Columns((Cell(tr("TOTAL")), Cell(formats.money(order.total_minor), None, "end")), bold=True, size=2)


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


def shift_report(report: ShiftReport, store: StoreSettings, formats: Formats) -> Document:
    """An X report, or the Z report that closes a shift."""
    name = tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")
    blocks: list[Block] = [*_head(store), TextLine(name, "center", bold=True, size=2)]
    blocks.append(pair(report.register_name, tr("Shift {number}", number=report.shift_number)))
    blocks.append(pair(tr("From"), formats.moment(report.opened_at)))
    blocks.append(pair(tr("To"), formats.moment(report.until)))
    blocks.append(pair(tr("Person"), report.person_name))
    if report.first_receipt:
        blocks.append(pair(tr("First receipt"), report.first_receipt))
        blocks.append(pair(tr("Last receipt"), report.last_receipt))
    for title, rows in _report_parts(report, formats):
        blocks.append(Rule())
        blocks.append(TextLine(title, bold=True))
        blocks.extend(pair(first, second) for first, second in rows)
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
            *((words, figure(minor)) for _, words, minor in beside_sales(report)),
        ],
    )
    yield (
        tr("Tenders"),
        [
            *((f"{tender_name(t.kind)} · {t.times}", figure(t.amount_minor)) for t in report.tenders),
            (tr("Taken"), figure(report.taken_minor)),
        ],
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
            *([(tr("Refunds on their way"), figure(report.promised_minor))] if report.promised_minor else []),
        ],
    )


def beside_sales(report: ShiftReport) -> list[tuple[str, str, int]]:
    """Money that is none of the sales' and stands in the tenders all the same, where there is any: key, words, sum.

    Gross sales + cash rounding + tips + deposits taken - deposits used = taken.
    """
    rows = [
        ("tips", tr("Tips"), report.tips_minor),
        ("deposits_taken", tr("Deposits taken"), report.deposits_taken_minor),
        ("deposits_used", tr("Deposits used"), -report.deposits_used_minor),
    ]
    return [row for row in rows if row[2]]


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
    yield pair(tr("Expected"), formats.figure(expected), bold=True)
    if report.counted_minor is None:
        return
    yield pair(tr("Counted"), formats.figure(report.counted_minor), bold=True)
    yield pair(tr("Difference"), formats.figure(report.counted_minor - expected), bold=True)
    if report.variance_reason:
        yield pair(tr("Reason"), report.variance_reason)
    if report.float_left_minor is not None:
        yield pair(tr("Left as float"), formats.figure(report.float_left_minor))
        yield pair(tr("To the safe"), formats.figure(report.counted_minor - report.float_left_minor))


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
    blocks.extend((Rule(), pair(person, at), Feed(2), Cut()))
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
