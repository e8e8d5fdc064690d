"""Orders that are made on a platform: kept here with their lines, customer and address.

Their stock is the platform's: what an order takes, and what its cancellation gives back, comes as a level. A copy of an
order of ours is linked and not kept a second time, what was done to it there is noted; one that another register sent is
no online order. Whoever ships the
goods of an order of ours tells the platform: what waited for that is charged then (decision 31).
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.capture_books import want_charges_of_goods
from pos_desktop.application.changed_there import note_changes
from pos_desktop.application.customers import buyer
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.sync_records import DeliveryState, Link, LinkKind, OnlineOrderRow
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.platform.changes import Change
    from pos_desktop.application.platform.online_orders import OnlineOrder
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection

_ENDED = (DeliveryState.DONE, DeliveryState.DROPPED)


def take_order(work: Work, connection: Connection, order: OnlineOrder, now: datetime) -> str:
    """Makes or changes it; an older telling changes nothing. What a person should know of it, in words."""
    ours = _our_order(work, order.our_id)
    if ours is not None:
        _link(work, connection, ours, order)
        if order.fulfilled and order.state is not OnlineState.CANCELLED:
            want_charges_of_goods(work, ours, now)
        return note_changes(work, connection, ours, order)
    known = work.online_orders.by_ref(connection.id, order.ref)
    if order.from_register:
        if known is not None:  # an earlier version took it for one of the platform
            work.online_orders.remove(known.id)
        return ""
    if known is not None and _is_past(order, known):
        return ""
    customer_id = buyer(work, connection, order.customer, now) if order.customer else None
    work.online_orders.save(_row(connection, order, known, customer_id))
    return ""


def take_refund(work: Work, connection: Connection, change: Change) -> str:
    """Money that went back on the platform, once for each refund. An order's own message tells the whole sum."""
    known = work.online_orders.by_ref(connection.id, change.order_ref)
    if known is None:
        if work.links.local(connection.id, LinkKind.ORDER, change.order_ref) is not None:
            return ""  # a refund of an order of ours
        return tr("The order that it belongs to is not known here")
    refunds = {**known.body.get("refunds", {}), change.ref: change.amount_minor}
    refunded = max(known.refunded_minor, sum(refunds.values()))
    work.online_orders.save(replace(known, refunded_minor=refunded, body={**known.body, "refunds": refunds}))
    return ""


def _our_order(work: Work, our_id: str) -> UUID | None:
    try:
        order_id = UUID(our_id)
    except ValueError:
        return None
    return order_id if work.orders.exists(order_id) else None


def _link(work: Work, connection: Connection, order_id: UUID, order: OnlineOrder) -> None:
    """While its delivery is under way that one will find it, and learn more of it than a message tells."""
    if work.links.ref(connection.id, LinkKind.ORDER, order_id) is not None:
        return
    for delivery in work.deliveries.of_subject(order_id):
        if (
            delivery.connection_id == connection.id
            and delivery.topic == "order.paid"
            and delivery.state not in _ENDED
        ):
            return
    work.links.put([Link(connection.id, LinkKind.ORDER, order_id, order.ref, {"name": order.name})])


def _is_past(order: OnlineOrder, known: OnlineOrderRow) -> bool:
    """Whether it tells of an earlier state. Within one second the moments do not say; what cannot be undone does."""
    if order.updated_at != known.updated_at:
        return order.updated_at < known.updated_at
    reopened = known.state == OnlineState.CANCELLED.value and order.state is not OnlineState.CANCELLED
    return reopened or order.refunded_minor < known.refunded_minor


def _row(
    connection: Connection, order: OnlineOrder, known: OnlineOrderRow | None, customer_id: UUID | None
) -> OnlineOrderRow:
    return OnlineOrderRow(
        id=known.id if known else new_id(),
        connection_id=connection.id,
        ref=order.ref,
        name=order.name,
        state=order.state.value,
        paid=order.paid,
        fulfilled=order.fulfilled,
        currency=order.currency,
        total_minor=order.total_minor,
        refunded_minor=order.refunded_minor,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
        customer_id=customer_id or (known.customer_id if known else None),
        body=_body(order, known),
    )


def _body(order: OnlineOrder, known: OnlineOrderRow | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "lines": [asdict(line) for line in order.lines],
        "ship_to": asdict(order.ship_to) if order.ship_to else None,
        "customer": order.customer.ref if order.customer else "",
        "note": order.note,
        "our_id": order.our_id,
        "unknown": dict(order.unknown),
    }
    if known is not None and "refunds" in known.body:
        body["refunds"] = known.body["refunds"]
    return body
