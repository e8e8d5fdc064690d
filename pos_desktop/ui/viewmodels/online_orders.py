"""Orders of platforms as their list and their detail show them. Texts, no decisions."""

from __future__ import annotations

from datetime import datetime

from pos_desktop.application.formats import Formats, isolate
from pos_desktop.application.online_orders_view import OnlineLineView, OnlineOrderView
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.viewmodels.orders import GIVEN_BACK, TIMES, LineCells, SumCells
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag


def state_tag(order: OnlineOrderView) -> Tag:
    """Where it is, in a word with its meaning."""
    if order.state is OnlineState.CANCELLED:
        return Tag("neutral", tr("Cancelled"), "prohibit")
    if order.refunded_minor and order.refunded_minor >= order.total_minor:
        return Tag("neutral", tr("Refunded"), GIVEN_BACK)
    if order.refunded_minor and order.fulfilled:
        return Tag("neutral", tr("Partly refunded"), GIVEN_BACK)
    if order.fulfilled:
        return Tag("good", tr("Shipped"), "package-fill")
    if not order.paid:
        return Tag("attention", tr("Not paid"))
    return Tag("accent", tr("To be shipped"), "clock-fill")


def row(order: OnlineOrderView, formats: Formats, now: datetime) -> RowData:
    """An order in the list; the day is said where it is not today."""
    return RowData(
        key=str(order.id),
        primary=order.name,
        secondary=formats.recent(order.placed_at, now),
        middle=order.customer or tr("Online order"),
        middle_secondary=order.platform,
        tag=state_tag(order),
        amount=formats.in_currency(order.currency).figure(order.total_minor),
        dimmed=order.state is OnlineState.CANCELLED,
    )


def subtitle(order: OnlineOrderView, formats: Formats) -> str:
    """Under its number."""
    placed = tr("Placed {time}", time=formats.moment(order.placed_at))
    return " · ".join(part for part in (placed, order.customer) if part)


def items_words(order: OnlineOrderView) -> str:
    """How many pieces."""
    pieces = sum(max(1, round(line.quantity_milli / 1000)) for line in order.lines)
    return tr_n("{count} item", "{count} items", pieces)


def line_cells(line: OnlineLineView, formats: Formats) -> LineCells:
    """A line in columns."""
    count = line.quantity_milli or 1000
    return LineCells(
        quantity=f"{formats.quantity(count)} {TIMES}",
        weighed=False,
        name=line.name,
        unit_price=formats.figure(round(line.total_minor * 1000 / count)),
        amount=formats.figure(line.total_minor),
        below=line.sku,
        below_amount="",
    )


def sum_cells(order: OnlineOrderView, formats: Formats) -> list[SumCells]:
    """What else it cost, what went back, and the total."""
    rows = []
    other = order.total_minor - sum(line.total_minor for line in order.lines)
    if other:
        rows.append(SumCells(tr("Shipping, taxes and discounts"), formats.figure(other)))
    rows.append(SumCells(tr("Total"), formats.money(order.total_minor), strong=True))
    if order.refunded_minor:
        rows.append(SumCells(tr("Refunded"), formats.figure(-order.refunded_minor)))
    return rows


def facts(order: OnlineOrderView, formats: Formats) -> list[tuple[str, str]]:
    """Who ordered, where it goes and what the platform says of it; what is not known is left out."""
    told = [
        (tr("Platform"), f"{order.platform} {isolate(order.name)}"),
        (tr("Payment"), tr("Paid") if order.paid else tr("Not paid")),
        (tr("Customer"), order.customer),
        (tr("E-mail"), isolate(order.email) if order.email else ""),
        (tr("Phone"), isolate(order.phone) if order.phone else ""),
        (tr("Ships to"), "\n".join(order.address)),
        (tr("Note"), order.note),
        (tr("Changed there"), formats.moment(order.updated_at)),
    ]
    return [(caption, value) for caption, value in told if value]
