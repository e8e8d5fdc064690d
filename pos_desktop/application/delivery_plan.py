"""What a delivery asks of its platform, worked out from what is stored at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from pos_desktop.application.customers import as_told, meant, ref_of
from pos_desktop.application.errands import (
    CancelErrand,
    CustomerErrand,
    OrderErrand,
    RefundErrand,
    ShipErrand,
    StockErrand,
)
from pos_desktop.application.lost_moves import key_number
from pos_desktop.application.order_push import CUSTOMER, NOBODY, Pushes
from pos_desktop.application.platform.stock import StockChange
from pos_desktop.application.sync_records import CUSTOMER_MADE, REFUSALS, SHIPPED, DeliveryState, LinkKind
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.errands import Errand
    from pos_desktop.application.platform.sent_orders import RefundPush
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection, Delivery

_UNENDED = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.PARKED)


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a delivery, in their order; none: it is done, and `words` says why."""

    errands: tuple[Errand, ...] = ()
    words: str = ""
    ref: str = ""  # the platform's id, where it is there already
    waits: bool = False  # for the delivery of another order


def plan(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    """Read anew for each attempt: links and a person's fixes may have come since."""
    if delivery.topic == "order.paid":
        return _paid(work, delivery, connection)
    if delivery.topic == "order.cancelled":
        return _cancelled(work, delivery, connection)
    if delivery.topic == SHIPPED:
        return _shipped(work, delivery, connection)
    if delivery.topic == "stock.moved":
        return _moved(work, delivery, connection)
    if delivery.topic == CUSTOMER_MADE:
        return _made(work, delivery, connection)
    return Plan(words=tr("Nothing to tell"))


def _paid(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    buyer, customer_ref = _buyer(work, delivery, connection)
    out = Pushes(work, connection, delivery.fixes, customer_ref).of(delivery.subject_id)
    errands: list[Errand] = []
    for refund in out.refunds:
        if work.links.ref(connection.id, LinkKind.REFUND, refund.refund_id) is None:
            errands.append(RefundErrand(refund, _refund_key(delivery, refund, len(out.refunds) == 1)))
    link = work.links.ref(connection.id, LinkKind.ORDER, delivery.subject_id)
    if out.order is not None and link is None:
        errands.append(OrderErrand(out.order))
    if out.waits_for:
        return Plan(words=tr("Waits until the order that it returns from is sent"), waits=True)
    creates = any(isinstance(each, OrderErrand) for each in errands)
    if creates and buyer and not customer_ref and is_on_the_way(work, connection.id, buyer):
        return Plan(words=tr("Waits until its customer is sent"), waits=True)
    if errands:
        return Plan(tuple(errands))
    if link is not None:
        return Plan(words=tr("It is there already"), ref=link.ref)
    if out.untold:
        return Plan(words=tr("Nothing to tell: the platform never had the order that it returns"))
    return Plan(words=tr("It is there already"))


def _refund_key(delivery: Delivery, refund: RefundPush, single: bool) -> str:
    """Another one after each refusal: some platforms let nobody use a key again whose attempt failed. That it is not
    there already is looked up before it is asked for again."""
    key = delivery.id if single else uuid5(delivery.id, refund.order_ref)
    refused = delivery.fixes.get(REFUSALS, 0)
    return str(uuid5(key, str(refused)) if refused else key)


def _buyer(work: Work, delivery: Delivery, connection: Connection) -> tuple[UUID | None, str]:
    """The customer of an order, and what the platform knows them by; nobody where a person decided so."""
    told = delivery.body.get("customer_id")
    if not told or delivery.fixes.get(CUSTOMER) == NOBODY:
        return None, ""
    customer = meant(work, UUID(told))
    return customer.id, ref_of(work, connection.id, customer.id)


def is_on_the_way(work: Work, connection_id: UUID, customer_id: UUID) -> bool:
    """Whether a platform is still to be told of a customer."""
    return any(
        each.connection_id == connection_id and each.topic == CUSTOMER_MADE and each.state in _UNENDED
        for each in work.deliveries.of_subject(customer_id)
    )


def _made(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    ref = ref_of(work, connection.id, delivery.subject_id)
    if ref:
        return Plan(words=tr("It is there already"), ref=ref)
    return Plan((CustomerErrand(as_told(meant(work, delivery.subject_id))),))


def _cancelled(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    link = work.links.ref(connection.id, LinkKind.ORDER, delivery.subject_id)
    if link is None:
        return Plan(words=tr("Nothing to tell: the platform never had this order"))
    return Plan((CancelErrand(link.ref, str(delivery.body.get("reason", ""))),))


def _shipped(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    link = work.links.ref(connection.id, LinkKind.ORDER, delivery.subject_id)
    if link is None:
        return Plan(words=tr("Nothing to tell: the platform never had this order"))
    return Plan((ShipErrand(link.ref),))


def _moved(work: Work, delivery: Delivery, connection: Connection) -> Plan:
    rows = work.levels.waiting_of(delivery.id)
    links = work.links.by_row(connection.id, [row for row, _, _ in rows])
    places: dict[UUID, str] = {}
    changes: dict[tuple[str, str], int] = {}
    for row, location_id, quantity in rows:
        if location_id not in places:
            place = work.links.ref(connection.id, LinkKind.LOCATION, location_id)
            places[location_id] = place.ref if place else ""
        link = links.get(row)
        if link is None or not places[location_id]:
            continue
        key = str(link.extra.get("item_ref") or link.ref), places[location_id]
        changes[key] = changes.get(key, 0) + quantity
    told = tuple(
        StockChange(item, place, quantity) for (item, place), quantity in changes.items() if quantity
    )
    if not told:
        return Plan(words=tr("Nothing to tell: the platform keeps no stock of these"))
    # A key stands for what was asked for: at a place that is mapped anew these are other moves.
    stands_for = sorted(set(places.values())) + [str(number) for number in (key_number(delivery),) if number]
    return Plan((StockErrand(told, str(uuid5(delivery.id, " ".join(stands_for)))),))
