"""The parts of a sale's paper: what happened, what was sold, what it cost, how it was paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from math import ceil

from pos_desktop.application.card_slips import customer_blocks
from pos_desktop.application.documents import Bars, Block, Cell, Columns, Feed, QrCode, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.order_words import sale_code
from pos_desktop.application.orders_view import OrderLineView, OrderTaxView, OrderView
from pos_desktop.application.paper_width import columns_of
from pos_desktop.application.receipt_sheet import Builder, blocks_of, styled
from pos_desktop.application.receipt_template import Part, Template
from pos_desktop.application.receipt_tenders import pair, tender_blocks
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import right_to_left, tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.record import field, record

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEAST_FIGURE, _WIDEST_HEADING = 7, 10
_NARROWEST = 32
"""Characters on 58 mm paper, half as many in double size."""

Letters = Mapping[tuple[str, Decimal], str]


@record
class Codes:
    """How a product is known to the shop and to scanners."""

    sku: str = ""
    barcode: str = ""


@record
class Extras:
    """What does not come with an order: the shop's logo, the codes of its goods by the catalogue's rows, and the
    receipts of the card terminal (see `card_slips`)."""

    logo: bytes | None = None
    codes: Mapping[int, Codes] = field(default_factory=dict)
    slips: Sequence[Mapping[str, str]] = ()


NO_EXTRAS = Extras()


class SaleSheet:
    """Everything that a sale's paper may say."""

    def __init__(
        self,
        order: OrderView,
        store: StoreSettings,
        formats: Formats,
        languages: tuple[str, ...],
        copy: bool,
        extras: Extras,
    ) -> None:
        self.order, self.store, self.formats = order, store, formats
        self.languages, self.copy = languages, copy
        self.logo, self.codes, self.slips = extras.logo, extras.codes, extras.slips
        self.priced = True
        self.aside = 0
        """Columns behind the amounts, for the letters of the rates: one for each and one between."""

    @cached_property
    def letters(self) -> Letters:
        """The letter that marks each rate's goods: A, B, C …"""
        taxes = self.order.taxes
        return {(tax.name, tax.rate): _LETTERS[i % len(_LETTERS)] for i, tax in enumerate(taxes)}

    def marks(self, line: OrderLineView) -> str:
        """The letters of a line's rates."""
        return "".join(self.letters.get(rate, "") for rate in line.rates)


def sale_blocks(template: Template, sheet: SaleSheet) -> list[Block]:
    """The paper of a sale without its cut."""
    sheet.priced = template.paper != "gift"
    lettered = any(part.kind == "lines" and part.on and part.option("tax_letter") for part in template.parts)
    longest = max((len(sheet.marks(line)) for line in sheet.order.lines), default=0) if lettered else 0
    sheet.aside = longest + 1 if longest else 0
    return blocks_of(template, sheet, _BUILDERS)


def _row(part: Part, first: str, second: str) -> Block:
    return pair(first, second, bold=part.bold, size=part.size)


def _facts(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    order, formats = sheet.order, sheet.formats
    yield _row(part, tr("Receipt {number}", number=order.number), formats.day(order.paid_at))
    yield _row(part, order.person_name, formats.time(order.paid_at, seconds=True))


def _customer(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    if sheet.order.customer:
        yield _row(part, tr("Customer"), sheet.order.customer)


def _returned(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    """That goods came back with it: of which receipt, and why."""
    del part
    order = sheet.order
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


def _marks(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    """That it is a copy, that the sale was undone: never left out."""
    del part
    if sheet.copy:
        yield TextLine(tr("COPY"), "center", bold=True)
    if sheet.order.state is OrderState.CANCELLED:
        yield TextLine(tr("VOIDED"), "center", bold=True, size=2)


def _lines(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    always = part.option("unit_price") == "always"
    sku, barcode = bool(part.option("sku")), bool(part.option("barcode"))
    for line in sheet.order.lines:
        yield from _line(part, line, sheet, always)
        if sku or barcode:
            yield from _codes(line, sheet, sku, barcode)
        if line.note:
            yield TextLine("  " + line.note)


def _line(part: Part, line: OrderLineView, sheet: SaleSheet, always: bool) -> Iterable[Block]:
    formats, aside = sheet.formats, sheet.aside
    mark = sheet.marks(line) if part.option("tax_letter") else ""
    amount = formats.figure(line.amount_minor)
    yield pair(line.name, amount, bold=part.bold, size=part.size, mark=mark, aside=aside)
    # No code page of most printers has the sign of multiplication; where words run from right to left the line is
    # drawn, and a letter would join the figure beside it and take it to its own side.
    times = "\u00d7" if right_to_left() else "x"
    if line.weighed:
        quantity = formats.quantity(line.quantity_milli, True)
        words = f"{quantity} {unit_name(line.unit)} {times} {formats.figure(line.unit_price_minor)}/{unit_name(line.unit)}"
        yield TextLine("  " + words)
    elif always or line.quantity_milli != 1000:
        yield TextLine(
            f"  {formats.quantity(line.quantity_milli)} {times} {formats.figure(line.unit_price_minor)}"
        )
    if line.discount_minor:
        words = "  " + (line.discount_words or tr("Discount"))
        yield pair(words, formats.figure(-line.discount_minor), aside=aside)


def _codes(line: OrderLineView, sheet: SaleSheet, sku: bool, barcode: bool) -> Iterable[Block]:
    known = sheet.codes.get(line.variant_row) if line.variant_row is not None else None
    if known is None:
        return
    words = (known.sku if sku else "", known.barcode if barcode else "")
    if any(words):
        yield TextLine("  " + " · ".join(dict.fromkeys(word for word in words if word)))


def _gift_lines(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    sku, barcode = bool(part.option("sku")), bool(part.option("barcode"))
    for line in sheet.order.lines:
        yield _row(part, line.name, sheet.formats.quantity(line.quantity_milli, line.weighed))
        if sku or barcode:
            yield from _codes(line, sheet, sku, barcode)


def _sums(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    """What stands below one another adds up: the discounts of lines are taken off at the lines already."""
    order, formats, aside = sheet.order, sheet.formats, sheet.aside
    line_discounts = sum(line.discount_minor for line in order.lines)
    ticket_discount = order.discount_minor - line_discounts
    if ticket_discount or not order.prices_include_tax:
        yield pair(tr("Subtotal"), formats.figure(order.subtotal_minor - line_discounts), aside=aside)
    if ticket_discount:
        yield pair(tr("Discount"), formats.figure(-ticket_discount), aside=aside)
    if not order.prices_include_tax:
        yield pair(tr("Tax"), formats.figure(order.tax_minor), aside=aside)
    yield from _total(part, tr("TOTAL"), formats.money(order.total_minor), aside)


def _total(part: Part, words: str, money: str, aside: int) -> Iterable[Block]:
    """In one row, which the paper breaks in two where it has no room for both; smaller where a sum would be broken
    all the same."""
    inset = ceil(aside / part.size)
    wide = columns_of(money) + inset
    if wide > _NARROWEST // part.size:
        yield pair(words, money, bold=part.bold, aside=aside)
    else:
        yield Columns((Cell(words), Cell(money, wide, "end", inset)), part.bold, part.size)


def _tenders(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    del part
    return tender_blocks(sheet.order, sheet.formats, sheet.aside)


def _terminal(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    """What a card terminal has the register print for the customer, word for word."""
    del part
    return customer_blocks(sheet.slips)


def _tax_table(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    taxes, letters, formats = sheet.order.taxes, sheet.letters, sheet.formats
    if not taxes:
        return
    headings = (tr("Net"), tr("Tax"), tr("Gross"))
    rows = [(_rate_words(tax, letters, formats), _tax_figures(tax, formats)) for tax in taxes]
    widths = [
        _figure_width(heading, [figures[column] for _, figures in rows], last=column == len(headings) - 1)
        for column, heading in enumerate(headings)
    ]
    for first, rest in ((tr("Rate"), headings), *rows):
        figures = (Cell(text, width, "end") for text, width in zip(rest, widths, strict=True))
        cells = (Cell(first), *figures)
        yield Columns(cells, part.bold, part.size)


def _figure_width(heading: str, figures: list[str], *, last: bool) -> int:
    """No wider than the longest sum and the space behind it: narrow paper needs the rest for the rate's name."""
    gap = 0 if last else 1
    widest = min(columns_of(heading) + gap, _WIDEST_HEADING)
    return max(_LEAST_FIGURE, widest, max(map(columns_of, figures)) + gap)


def _rate_words(tax: OrderTaxView, letters: Letters, formats: Formats) -> str:
    return f"{letters[tax.name, tax.rate]} {tax.name} {formats.percent(tax.rate)}"


def _tax_figures(tax: OrderTaxView, formats: Formats) -> tuple[str, str, str]:
    gross = tax.net_minor + tax.tax_minor
    return formats.figure(tax.net_minor), formats.figure(tax.tax_minor), formats.figure(gross)


def _policy(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    days = sheet.store.return_days
    usual = tr("Returns within {days} days with this receipt.", days=days) if days else ""
    text = part.text(sheet.languages, usual)
    if text:
        yield styled(part, text)
        yield Feed(1)


def _bars(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    del part
    yield Bars(sheet.order.number)


def _qr(part: Part, sheet: SaleSheet) -> Iterable[Block]:
    yield QrCode(_qr_data(part, sheet), part.text(sheet.languages))


def _qr_data(part: Part, sheet: SaleSheet) -> str:
    """The sale's number and facts, its number alone, or the shop's page with the number in place of {number}.

    On a gift receipt the code says no more than its words do: nothing of money.
    """
    order = sheet.order
    content, link = part.option("content"), str(part.option("link")).strip()
    if content == "link" and link:
        return link.replace("{number}", order.number)
    if content != "sale" or not sheet.priced:
        return order.number
    return sale_code(order)


_BUILDERS: Mapping[str, Builder[SaleSheet]] = {
    "facts": _facts,
    "customer": _customer,
    "returned": _returned,
    "marks": _marks,
    "lines": _lines,
    "gift_lines": _gift_lines,
    "sums": _sums,
    "tenders": _tenders,
    "terminal": _terminal,
    "tax_table": _tax_table,
    "policy": _policy,
    "barcode": _bars,
    "qr": _qr,
}
