"""The sync in words: health, topics, history, alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.formats import Formats
from pos_desktop.application.kept_words import say
from pos_desktop.application.order_words import TAKES_BACK
from pos_desktop.application.sync_records import CUSTOMER_MADE, SHIPPED
from pos_desktop.application.sync_view import Alarm, AlarmKind, AlarmView, Health
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.money import currency

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from typing import Any

    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Delivery, DeliveryEvent

DIFFERS = "differs"
"""The code of what is kept where a platform came to other figures."""


def health_words(health: Health, parked: int = 0) -> str:
    """A connection's health on its chip."""
    if health is Health.PARKED:
        return tr_n("{count} parked", "{count} parked", parked)
    return {
        Health.OFF: tr("Switched off"),
        Health.PAUSED: tr("Paused"),
        Health.SIGN_IN: tr("Sign in again"),
        Health.SETTING: tr("Needs a setting"),
        Health.OFFLINE: tr("No network"),
        Health.WAITING: tr("Waiting"),
        Health.TESTING: tr("Testing"),
        Health.WORKING: tr("Working"),
    }[health]


def topic_words(delivery: Delivery) -> str:
    """What is on its way."""
    if delivery.topic == "order.paid":
        total = delivery.body.get("total_minor")
        if _takes_back(delivery.body) or (isinstance(total, int) and total < 0):
            return tr("Refund")
        return tr("Order")
    named = {
        "order.cancelled": tr("Void"),
        SHIPPED: tr("Shipment"),
        "stock.moved": tr("Stock"),
        CUSTOMER_MADE: tr("Customer"),
    }
    return named.get(delivery.topic, delivery.topic)


def _takes_back(body: Mapping[str, Any]) -> bool:
    """Messages of earlier versions told every line."""
    return bool(body.get(TAKES_BACK)) or any(line.get("returns_line_id") for line in body.get("lines", ()))


def step_words(event: DeliveryEvent) -> str:
    """One line of a delivery's history."""
    said = {
        "sent": tr("Sent"),
        "refused": tr("Sent, refused"),
        "away": tr("Not sent"),
        "waits": tr("Waits"),
        "unsure": tr("Sent, no answer"),
        "setting": tr("Not sent"),
        "found": tr("Looked up: it is there"),
        "missing": tr("Looked up: it is not there"),
        "acknowledged": tr("Acknowledged"),
        "differs": tr("Another sum"),
        "parked": tr("Parked, the rest goes on"),
        "retried": tr("Tried again by hand"),
        "mended": tr("Mended"),
        "dropped": tr("Never sent"),
        "fault": tr("The program made a mistake"),
    }.get(event.kind, event.kind)
    return f"{said}: {say(event.words)}" if event.words else said


def difference_words(work: Work, error: Mapping[str, Any]) -> str:
    """The figures that differ between here and a platform, as amounts of money."""
    settings = work.settings.store()
    code = str(error.get("currency") or settings.currency_code)
    formats = Formats(settings.locale, currency(code))
    names = {"total": tr("Total"), "tax": tr("Tax"), "amount": tr("Amount")}
    return "; ".join(
        tr(
            "{what}: {ours} here, {theirs} there",
            what=names.get(name, name),
            ours=formats.money(ours),
            theirs=formats.money(theirs),
        )
        for name, (ours, theirs) in error["differs"].items()
    )


def alarm_view(alarm: Alarm, name: str) -> AlarmView:
    """An alarm as a person reads it."""
    title = {
        AlarmKind.PAYMENT_FAILURES: tr("Payments fail at {name}", name=name),
        AlarmKind.WEBHOOK_DELAY: tr("Messages of platforms wait too long"),
        AlarmKind.TIME_OUTS: tr("{name} often does not answer in time", name=name),
        AlarmKind.BAD_SIGNATURES: tr("Messages for {name} are not signed as they must be", name=name),
        AlarmKind.LOW_SUCCESS: tr("{name} fails too often", name=name),
        AlarmKind.SLOW: tr("{name} is slower than usual", name=name),
        AlarmKind.BREAKER_OPEN: tr("{name} has been left alone for a while", name=name),
        AlarmKind.FALLBACK: tr("{name} is often replaced by its stand-in", name=name),
    }[alarm.kind]
    figure, limit = _figure(alarm, alarm.figure), _figure(alarm, alarm.limit)
    words = tr("{figure}; the limit is {limit}", figure=figure, limit=limit)
    return AlarmView(alarm.kind, alarm.system, title, words)


def _figure(alarm: Alarm, figure: Decimal) -> str:
    if alarm.kind is AlarmKind.SLOW:
        return tr("{count} ms", count=round(figure))
    if alarm.kind in (AlarmKind.BREAKER_OPEN, AlarmKind.WEBHOOK_DELAY):
        return tr("{count} s", count=round(figure))
    if alarm.kind is AlarmKind.BAD_SIGNATURES:
        return str(round(figure))
    return f"{figure:.1f} %"
