"""The sync as its screen shows it: lanes, what is parked and why, what was sent. Texts, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pos_desktop.application.formats import Formats, isolate
from pos_desktop.application.platform.trouble import MendKind
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import (
    BreakerView,
    DeliveryView,
    Health,
    LaneView,
    MinuteBar,
    SyncPicture,
)
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.widgets.lane_table import LaneRow, LaneTitles
from pos_desktop.ui.widgets.minute_bars import Bar
from pos_desktop.ui.widgets.state_tag import Tone
from pos_desktop.ui.widgets.status_bar import StatusItem
from pos_desktop.ui.widgets.tag_painting import Tag

_TAGS: dict[Health, tuple[Tone, str]] = {
    Health.OFF: ("neutral", "power"),
    Health.PAUSED: ("danger", "pause-circle-fill"),
    Health.SIGN_IN: ("danger", "key-fill"),
    Health.SETTING: ("danger", "warning-circle-fill"),
    Health.OFFLINE: ("neutral", "wifi-slash"),
    Health.WAITING: ("attention", "hourglass-medium-fill"),
    Health.TESTING: ("accent", "hourglass-medium-fill"),
    Health.PARKED: ("attention", "warning-fill"),
    Health.WORKING: ("good", "check-circle-fill"),
}


def titles() -> LaneTitles:
    """The heads of the table."""
    return LaneTitles(
        tr("Lane"), tr("Health"), tr("Waiting"), tr("Last success"), tr("Breaker"), tr("Sent today")
    )


def health_tag(lane: LaneView) -> Tag:
    """How a lane is, in a word with its colour."""
    tone, icon = _TAGS[lane.health]
    return Tag(tone, lane.words, icon)


def breaker_words(breaker: BreakerView) -> str:
    """Whether its calls pass."""
    if breaker.state == "open":
        if breaker.next_try_seconds is None:
            return tr("Open")
        seconds = max(1, round(breaker.next_try_seconds))
        return tr("Open · tries in {seconds} s", seconds=seconds)
    if breaker.state == "half_open":
        return tr("Half-open · 1 trial")
    return tr("Closed")


def last_words(moment: datetime | None, formats: Formats, now: datetime) -> str:
    """When something went through last: the time today, the day before that."""
    if moment is None:
        return tr("Never")
    today = formats.days_ago(moment, now) == 0
    return formats.recent(moment, now, seconds=today)


def lane_row(lane: LaneView, formats: Formats, now: datetime) -> LaneRow:
    """A lane in the table."""
    return LaneRow(
        str(lane.connection_id),
        lane.short,
        lane.name,
        health_tag(lane),
        formats.number(lane.waiting),
        last_words(lane.last_success, formats, now),
        breaker_words(lane.breaker),
        formats.number(lane.sent_today),
        alarming=lane.breaker.state == "open",
    )


def head_words(picture: SyncPicture) -> str:
    """What stands under the screen's title."""
    if not picture.lanes:
        return tr("Sales go on whatever stands here.")
    if not picture.waiting:
        waits = tr("Everything is sent.")
    else:
        waits = tr_n(
            "{count} change is waiting on this register.",
            "{count} changes are waiting on this register.",
            picture.waiting,
        )
    return f"{tr('Sales go on whatever stands here.')} {waits}"


def side_words(lane: LaneView) -> str:
    """What stands under a lane's name."""
    if lane.parked:
        return tr_n("{count} thing needs a decision", "{count} things need a decision", lane.parked)
    if lane.waiting:
        return tr_n("{count} change is waiting", "{count} changes are waiting", lane.waiting)
    return tr("Nothing waits")


def lane_story(lane: LaneView) -> tuple[str, str]:
    """What a lane's state means for the shop: a title and a sentence."""
    return {
        Health.OFF: (tr("Switched off"), tr("Nothing is sent or asked. What is sold meanwhile is kept.")),
        Health.PAUSED: (
            tr("Paused by hand"),
            tr("Everything waits until you let it go on. Sales are not touched by it."),
        ),
        Health.SIGN_IN: (tr("Sign in again"), lane.trouble),
        Health.SETTING: (tr("A setting must be mended"), lane.trouble),
        Health.OFFLINE: (
            tr("No way to the network"),
            tr("Everything is kept here and sent by itself once the network is back."),
        ),
        Health.WAITING: (
            lane.trouble or tr("It asked to be left alone for a while"),
            tr("It is tried again by itself. Nothing is lost."),
        ),
        Health.TESTING: (tr("Is it back?"), tr("One call is let through, to see.")),
        Health.PARKED: (tr("Something needs a decision"), tr("The rest goes on.")),
        Health.WORKING: (tr("Everything works"), tr("What is sold goes out within seconds.")),
    }[lane.health]


def delivery_title(view: DeliveryView) -> str:
    """What it is, with the order's number."""
    if view.order_number:
        return f"{view.topic_words} {isolate(view.order_number)}"
    if view.customer:
        return f"{view.topic_words} {isolate(view.customer)}"
    return view.topic_words


def delivery_second(view: DeliveryView, formats: Formats, now: datetime) -> str:
    """When it happened here, and how it was paid."""
    from pos_desktop.ui.viewmodels.orders import when_words  # only for one that is looked at

    return " · ".join(part for part in (when_words(view.when, now, formats), view.tenders) if part)


def waiting_words(view: DeliveryView, formats: Formats, now: datetime) -> str:
    """When a delivery is sent next, or since when it waits for its turn."""
    if view.state is DeliveryState.CLAIMED:
        return tr("Being sent")
    if view.next_try is not None and view.next_try > now:
        return tr("Next try {time}", time=formats.time(view.next_try, seconds=True))
    today = formats.days_ago(view.when, now) == 0
    return formats.recent(view.when, now, seconds=today)


def can_be_linked(view: DeliveryView) -> bool:
    """Whether another product may stand in for the refused line."""
    return view.can_link and view.mend is MendKind.UNKNOWN_VARIANT


def bars(minutes: Sequence[MinuteBar], formats: Formats) -> list[Bar]:
    """The last hour as the chart draws it."""
    made = []
    for minute in minutes:
        when = formats.time(minute.at)
        sent = tr_n("{count} sent", "{count} sent", minute.sent)
        failed = tr_n("{count} failed and tried again", "{count} failed and tried again", minute.failed)
        words = f"{when} · {sent}" + (f" · {failed}" if minute.failed else "")
        made.append(Bar(when, minute.sent, minute.failed, words))
    return made


def bars_spoken(minutes: Sequence[MinuteBar]) -> str:
    """The chart for a screen reader."""
    sent, failed = sum(m.sent for m in minutes), sum(m.failed for m in minutes)
    return tr(
        "In the last hour {sent} changes were sent, {failed} failed and were tried again.",
        sent=sent,
        failed=failed,
    )


def chip(picture: SyncPicture) -> StatusItem:
    """What the status bar says of the sync."""
    if picture.parked:
        words = tr("Online") if picture.online else tr("Offline")
        parts = [tr_n("{count} waiting", "{count} waiting", picture.waiting)] if picture.waiting else []
        parts.append(tr_n("{count} parked", "{count} parked", picture.parked))
        compact = parts[-1]
        return StatusItem(
            "outbox", _network_icon(picture), f"{words} · {', '.join(parts)}", compact, "attention"
        )
    waiting = tr_n("{count} waiting", "{count} waiting", picture.waiting)
    if not picture.online:
        return StatusItem("outbox", "wifi-slash", f"{tr('Offline')} · {waiting}", tr("Offline"), "neutral")
    troubled = [lane for lane in picture.lanes if lane.health in (Health.SIGN_IN, Health.SETTING)]
    if troubled:
        words = f"{troubled[0].name}: {troubled[0].words}"
        return StatusItem("outbox", "warning-circle", words, troubled[0].words, "attention")
    if picture.all_paused:
        return StatusItem(
            "outbox", "pause-circle", f"{tr('Sync paused')} · {waiting}", tr("Paused"), "attention"
        )
    return StatusItem("outbox", "wifi-high", f"{tr('Online')} · {waiting}", tr("Online"), "good")


def _network_icon(picture: SyncPicture) -> str:
    return "wifi-high" if picture.online else "wifi-slash"
