"""Makes what the sync centre shows from what is stored, within a reading transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.customers import meant, shown_name
from pos_desktop.application.kept_words import say
from pos_desktop.application.platform.trouble import MendKind
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sync_records import CUSTOMER_MADE, DeliveryState, LinkKind
from pos_desktop.application.sync_view import (
    DeliveryStep,
    DeliveryView,
    Health,
    LaneView,
    OrderSync,
    OrderSyncView,
    RefusedLine,
)
from pos_desktop.application.sync_words import (
    DIFFERS,
    difference_words,
    health_words,
    step_words,
    topic_words,
)
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection, Delivery, Link
    from pos_desktop.application.sync_view import BreakerView, SyncNews

_LIVE = (DeliveryState.WAITING, DeliveryState.CLAIMED)


def short_of(connection: Connection) -> str:
    """Two letters for its tile."""
    return str(connection.shop.get("short") or connection.platform[:2]).upper()


def lane_view(work: Work, connection: Connection, news: SyncNews, midnight: datetime) -> LaneView:
    """A connection's row."""
    queue = work.deliveries.queue(connection.id)
    breaker = news.breaker(connection)
    health = _health(connection, news, breaker, queue.parked)
    return LaneView(
        connection_id=connection.id,
        platform=connection.platform,
        name=connection.name,
        short=short_of(connection),
        health=health,
        words=health_words(health, queue.parked),
        trouble=say(connection.trouble),
        waiting=queue.waiting,
        parked=queue.parked,
        last_success=work.deliveries.last_done(connection.id),
        breaker=breaker,
        sent_today=work.deliveries.done_since(connection.id, midnight),
        budget=news.budget(connection.id),
        active=connection.active,
        paused=connection.paused,
        oldest=queue.oldest,
    )


def _health(connection: Connection, news: SyncNews, breaker: BreakerView, parked: int) -> Health:
    if not connection.active:
        return Health.OFF
    if connection.paused:
        return Health.PAUSED
    if connection.trouble:
        return Health.SIGN_IN if connection.sign_in else Health.SETTING
    if news.is_offline(connection.id):
        return Health.OFFLINE
    if breaker.state == "half_open":
        return Health.TESTING
    if breaker.state == "open" or news.away_until(connection.id) is not None:
        return Health.WAITING
    return Health.PARKED if parked else Health.WORKING


def delivery_view(work: Work, delivery: Delivery, *, whole: bool = False) -> DeliveryView:
    """A delivery; its history only as a `whole`."""
    connection = work.connections.get(delivery.connection_id)
    body, error = delivery.body, delivery.error
    order_id = _order_of(delivery)
    mend = error.get("mend") or {}
    history = work.deliveries.history(delivery.id) if whole else ()
    return DeliveryView(
        id=delivery.id,
        connection_id=connection.id,
        platform_name=connection.name,
        topic=delivery.topic,
        topic_words=topic_words(delivery),
        subject_id=delivery.subject_id,
        order_id=order_id,
        order_number=_number(work, body, order_id),
        total_minor=body.get("total_minor"),
        currency=str(body.get("currency", "")),
        when=delivery.created_at,
        tenders=_tender_words(body),
        state=delivery.state,
        attempts=delivery.attempts,
        next_try=delivery.not_before_at if delivery.state is DeliveryState.WAITING else None,
        title=say(str(error.get("title", ""))),
        meaning=_meaning(work, error),
        next_step=say(str(error.get("next_step", ""))),
        mend=MendKind(mend["kind"]) if mend else None,
        line=_line(work, order_id, mend),
        platform_ref=delivery.platform_ref,
        done_at=delivery.done_at,
        history=tuple(DeliveryStep(event.at, event.kind, step_words(event)) for event in history),
        customer=shown_name(meant(work, delivery.subject_id)) if delivery.topic == CUSTOMER_MADE else "",
    )


def _order_of(delivery: Delivery) -> UUID | None:
    if delivery.topic.startswith("order."):
        return delivery.subject_id
    order = delivery.body.get("order")
    return UUID(order) if order else None


def _number(work: Work, body: Mapping[str, Any], order_id: UUID | None) -> str:
    if "number" in body:
        return str(body["number"])
    if order_id is None or not work.orders.exists(order_id):
        return ""
    return work.orders.get(order_id).number


def _meaning(work: Work, error: Mapping[str, Any]) -> str:
    if error.get("code") == DIFFERS and error.get("differs"):
        return difference_words(work, error)
    return say(str(error.get("meaning", "")))


def _tender_words(body: Mapping[str, Any]) -> str:
    kinds = dict.fromkeys(str(tender.get("kind", "")) for tender in body.get("tenders", ()))
    names = ", ".join(tender_name(kind) for kind in kinds if kind)
    return tr("Paid: {tenders}", tenders=names) if names else ""


def _line(work: Work, order_id: UUID | None, mend: Mapping[str, Any]) -> RefusedLine | None:
    if not mend.get("line_id") or order_id is None:
        return None
    line_id = UUID(mend["line_id"])
    for line in work.orders.get(order_id).lines:
        if line.id == line_id:
            sku = work.catalogue.sku(line.variant_row) if line.variant_row is not None else ""
            return RefusedLine(
                line_id, line.name, sku, line.quantity_milli, line.total_minor, line.variant_row
            )
    return None


def order_sync_views(work: Work, order_id: UUID) -> list[OrderSyncView]:
    """Where an order is for each connection that was told of it: the worst of its deliveries counts."""
    by_connection: dict[UUID, list[Delivery]] = {}
    for delivery in work.deliveries.of_subject(order_id):
        if delivery.topic.startswith("order."):
            by_connection.setdefault(delivery.connection_id, []).append(delivery)
    return [
        _order_sync(work, connection_id, order_id, found) for connection_id, found in by_connection.items()
    ]


def _order_sync(work: Work, connection_id: UUID, order_id: UUID, found: list[Delivery]) -> OrderSyncView:
    connection = work.connections.get(connection_id)
    link = work.links.ref(connection_id, LinkKind.ORDER, order_id)
    link = link or work.links.ref(connection_id, LinkKind.REFUND, order_id)
    told = next((each for each in found if each.state is DeliveryState.PARKED), None)
    told = told or next((each for each in found if each.state in _LIVE), found[-1])
    state = {
        DeliveryState.PARKED: OrderSync.FAILED,
        DeliveryState.DONE: OrderSync.SYNCED,
        DeliveryState.DROPPED: OrderSync.DROPPED,
    }.get(told.state, OrderSync.WAITING)
    return OrderSyncView(
        connection_id=connection_id,
        name=connection.name,
        short=short_of(connection),
        state=state,
        platform_name=_name(link),
        platform_ref=link.ref if link else "",
        words=_order_words(work, told),
        at=told.done_at or _parked_at(work, told),
        delivery_id=told.id,
    )


def _parked_at(work: Work, delivery: Delivery) -> datetime | None:
    if delivery.state is not DeliveryState.PARKED:
        return None
    history = work.deliveries.history(delivery.id)
    return history[-1].at if history else None


def _name(link: Link | None) -> str:
    return str(link.extra.get("name", "")) if link else ""


def _order_words(work: Work, delivery: Delivery) -> str:
    if delivery.error:
        parts = (say(str(delivery.error.get("title", ""))), _meaning(work, delivery.error))
        return ". ".join(part.rstrip(".") for part in parts if part)
    if delivery.state is DeliveryState.DONE and not delivery.platform_ref:
        history = work.deliveries.history(delivery.id)
        return say(history[-1].words) if history else ""
    return ""
