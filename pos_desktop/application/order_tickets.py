"""Order tickets: what a kitchen or a preparation counter is to make, on a printer of its own, by category.

Written in the transaction of the sale or of its void. A shop without such a printer asks nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pos_desktop.application.documents import Block, Cell, Columns, Cut, Document, Feed, Rule, TextLine
from pos_desktop.application.paper_width import columns_of
from pos_desktop.application.printers import ORDER_TICKET
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.formats import Formats
    from pos_desktop.application.orders_view import OrderLineView, OrderView
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers


def print_order_tickets(
    work: Work,
    printers: Printers,
    order: OrderView,
    formats: Formats,
    *,
    cancelled: bool = False,
    copy: bool = False,
) -> int:
    """A ticket for each printer that makes something of the order; how many there are."""
    wanted = printers.order_printers(work)
    if not wanted:
        return 0
    made = [line for line in order.lines if line.quantity_milli > 0 and not line.issues]
    categories = {line.id: _category(work, line) for line in made}
    count = 0
    for device, ordered in wanted:
        lines = [line for line in made if categories[line.id] in ordered]
        if lines:
            document = order_ticket(order, lines, formats, cancelled=cancelled, copy=copy)
            printers.print_on(work, device, ORDER_TICKET, document, order_id=order.id)
            count += 1
    return count


def _category(work: Work, line: OrderLineView) -> UUID | None:
    return None if line.variant_row is None else work.catalogue.category_of(line.variant_row)


def order_ticket(
    order: OrderView,
    lines: Sequence[OrderLineView],
    formats: Formats,
    *,
    cancelled: bool = False,
    copy: bool = False,
) -> Document:
    """What is to be made, readable from an arm's length: number and quantities large, notes below, no prices."""
    return Document(
        tr("Order ticket {number}", number=order.number),
        tuple(_blocks(order, lines, formats, cancelled=cancelled, copy=copy)),
    )


def _blocks(
    order: OrderView, lines: Sequence[OrderLineView], formats: Formats, *, cancelled: bool, copy: bool
) -> Iterable[Block]:
    if cancelled:
        yield TextLine(tr("CANCELLED"), "center", bold=True, size=2)
        yield TextLine(tr("Do not make this order"), "center", bold=True)
    if copy:
        yield TextLine(tr("COPY"), "center", bold=True)
    yield TextLine(order.number, "center", bold=True, size=2)
    yield Columns((Cell(order.person_name), Cell(formats.time(order.paid_at), 8, "end")))
    if order.customer:
        yield TextLine(order.customer, bold=True)
    yield Rule(double=True)
    sizes = [_size(line, formats) for line in lines]
    width = max(_SIZE, *(columns_of(size) + 1 for size in sizes))
    for line, size in zip(lines, sizes, strict=True):
        yield Columns((Cell(size, width), Cell(line.name)), bold=True, size=2)
        if line.note:
            yield TextLine("> " + line.note, bold=True)
        yield Feed(1)
    yield Rule(double=True)
    if order.note:
        yield TextLine(order.note, bold=True)
    yield TextLine(formats.day(order.paid_at), "center")
    yield Cut()


_SIZE = 4
"""The least columns of a quantity in large letters; a weight takes more."""


def _size(line: OrderLineView, formats: Formats) -> str:
    if line.weighed:
        return f"{formats.quantity(line.quantity_milli, True)} {unit_name(line.unit)}"
    return formats.quantity(line.quantity_milli)
