"""A document as it lies on paper, in lines of so many characters: for looking at, not for printing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

from pos_desktop.application.documents import Bars, Cell, Columns, Document, Feed, QrCode, Rule, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderLineView, OrderTaxView, OrderView, TenderView
from pos_desktop.application.receipts import receipt
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.tax import TaxRates, tax_within

COLUMNS = 42


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: pieces of text with the share of the width at which each begins and ends."""

    pieces: tuple[tuple[str, float, float, str], ...] = ()
    bold: bool = False
    size: int = 1
    mark: str = ""  # "rule", "double", "bars", "qr"


def paper_lines(document: Document, columns: int = COLUMNS) -> list[PaperLine]:
    """The lines of a document on paper of `columns` characters."""
    lines: list[PaperLine] = []
    for block in document.blocks:
        lines.extend(_lines_of(block, columns))
    return lines


def _lines_of(block: object, columns: int) -> Iterator[PaperLine]:
    if isinstance(block, TextLine):
        for part in block.text.split("\n"):
            for text in wrap(part, max(1, columns // block.size)) or [""]:
                yield PaperLine(((text, 0.0, 1.0, block.align),), block.bold, block.size)
    elif isinstance(block, Columns):
        yield from _cells(block, columns)
    elif isinstance(block, Rule):
        yield PaperLine(mark="double" if block.double else "rule")
    elif isinstance(block, Feed):
        yield from (PaperLine() for _ in range(block.lines))
    elif isinstance(block, Bars):
        yield PaperLine(mark="bars")
    elif isinstance(block, QrCode):
        yield PaperLine(mark="qr")


def _cells(block: Columns, columns: int) -> Iterator[PaperLine]:
    room = max(1, columns // block.size)
    widths = _widths(block.cells, room)
    wrapped = [wrap(cell.text, width) or [""] for cell, width in zip(block.cells, widths, strict=True)]
    for row in range(max(map(len, wrapped))):
        pieces, at = [], 0
        for cell, width, texts in zip(block.cells, widths, wrapped, strict=True):
            text = texts[row] if row < len(texts) else ""
            pieces.append((text, at / room, (at + width) / room, cell.align))
            at += width
        yield PaperLine(tuple(pieces), block.bold, block.size)


def _widths(cells: Sequence[Cell], room: int) -> list[int]:
    """Cells with a width have it, right-aligned figures what they need, the rest share what is left."""
    widths = [cell.width or (len(cell.text) if cell.align == "end" else 0) for cell in cells]
    free = [place for place, width in enumerate(widths) if not width]
    left = max(len(free), room - sum(widths))
    for number, place in enumerate(free):
        widths[place] = left // len(free) + (1 if number < left % len(free) else 0)
    return widths


def sample_receipt(
    store: StoreSettings, formats: Formats, now: datetime, person: str, rates: TaxRates
) -> Document:
    """A receipt of this store with three things on it."""
    unit = formats.currency.unit
    goods = ((tr("Coffee beans"), 8 * unit), (tr("Oat milk"), 2 * unit), (tr("Rye bread"), 3 * unit))
    total = sum(price for _, price in goods)
    tax = tax_within(total, rates) if rates else 0
    lines = tuple(_line(name, price) for name, price in goods)
    rate = rates[0] if rates else None
    taxes = (OrderTaxView(rate.name, rate.percent, total - tax, tax),) if rate else ()
    tender = TenderView(new_id(), "cash", "taken", total, 20 * unit, 20 * unit - total, 0)
    order = OrderView(
        new_id(), "1-000214", 214, 14, 1, new_id(), person, OrderState.PAID, formats.currency.code, True, "", "",
        total, 0, tax, total, 0, now, now, lines, taxes, (tender,),
    )  # fmt: skip
    return receipt(order, store, formats)


def _line(name: str, price: int) -> OrderLineView:
    return OrderLineView(
        new_id(), name, 1000, False, None, price, price, price, 0, "", price, 0, price, "", None
    )
