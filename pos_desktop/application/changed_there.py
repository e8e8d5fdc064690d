"""What a shop's people did to an order of ours: money that they gave back, or a cancellation. Nothing of it is repeated
here, but who takes the goods back must know of it, or the customer is paid twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from pos_desktop.application.formats import Formats
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.receipt_tenders import given_back
from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency
from pos_desktop.domain.order import OrderState

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import OrderEvent, OrderView
    from pos_desktop.application.platform.online_orders import OnlineOrder
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection

CHANGED_THERE = "changed_there"
"""The kind of the journal's entry. Its body: `shop`, `amount_minor` that was given back there alone, `cancelled`."""
_UNDER_WAY = (DeliveryState.WAITING, DeliveryState.CLAIMED)


def note_changes(work: Work, connection: Connection, order_id: UUID, told: OnlineOrder) -> str:
    """Journals what is new of it, once; what a person should know, in words."""
    cancelled = told.state is OnlineState.CANCELLED
    if not cancelled and not told.refunded_minor:
        return ""
    order = work.orders.get(order_id)
    if order.state is OrderState.CANCELLED:  # by a void: the shop was told to
        return ""
    amount = told.refunded_minor - _told_by_us(work, connection, order)
    known = changes_of(order).get(str(connection.id))
    before, was_cancelled = (known.facts["amount_minor"], known.facts["cancelled"]) if known else (0, False)
    assert isinstance(before, int)
    if amount <= before and (was_cancelled or not cancelled):  # an older telling, or nothing new
        return ""
    amount, cancelled = max(amount, before), cancelled or bool(was_cancelled)
    body = {
        "connection": str(connection.id),
        "shop": connection.name,
        "name": told.name,
        "amount_minor": amount,
        "cancelled": cancelled,
    }
    work.journal.add(CHANGED_THERE, body, subject_id=order_id)
    return _words(work, order, amount)


def changes_of(order: OrderView) -> dict[str, OrderEvent]:
    """The last that is known of each connection."""
    return {str(event.facts["connection"]): event for event in order.events if event.kind == CHANGED_THERE}


def _told_by_us(work: Work, connection: Connection, order: OrderView) -> int:
    """What was given back here for goods of it, and the shop heard of: with whatever else went back in one breath."""
    back = 0
    for returned in map(work.orders.get, work.orders.took_back(order.id)):
        goods = -sum(line.total_minor for line in returned.lines if line.returns_number == order.number)
        money = -sum(tender.amount_minor for tender in given_back(returned))
        back += max(goods, money) if _is_told(work, connection, returned.id, order.id) else 0
    return back


def _is_told(work: Work, connection: Connection, return_id: UUID, order_id: UUID) -> bool:
    """Whether the shop has a refund of ours, or may have it: its answer is still to come."""
    refunds = (return_id, uuid5(return_id, str(order_id)))  # as `order_push` names them
    if any(work.links.ref(connection.id, LinkKind.REFUND, each) for each in refunds):
        return True
    return any(
        each.connection_id == connection.id and each.asked and each.state in _UNDER_WAY
        for each in work.deliveries.of_subject(return_id)
    )


def _words(work: Work, order: OrderView, amount: int) -> str:
    if not amount:
        return tr("Receipt {number} was cancelled in the shop, not here", number=order.number)
    formats = Formats(work.settings.store().locale, currency(order.currency))
    money = formats.money(amount)
    return tr("{amount} of receipt {number} was refunded in the shop, not here",
              amount=money, number=order.number)  # fmt: skip
