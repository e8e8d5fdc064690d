"""An order's copies on the platforms, as its list row and its detail show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pos_desktop.application.formats import Formats, isolate
from pos_desktop.application.sync_view import OrderSync, OrderSyncView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.viewmodels.orders import Moment
from pos_desktop.ui.widgets.tag_painting import Tag

_SOON_SECONDS = 120


def order_tag(view: OrderSyncView) -> Tag:
    """Where the copy is, behind the order's number."""
    if view.state is OrderSync.SYNCED:
        there = f"{view.name} {isolate(view.platform_name)}" if view.platform_name else view.name
        return Tag("neutral", tr("On {platform}", platform=there), "")
    return {
        OrderSync.WAITING: Tag("neutral", tr("Waits for {platform}", platform=view.name), "clock-fill"),
        OrderSync.FAILED: Tag("attention", tr("Not on {platform}", platform=view.name)),
        OrderSync.DROPPED: Tag("neutral", tr("Not sent to {platform}", platform=view.name), "prohibit"),
    }[view.state]


def not_synced_tag() -> Tag:
    """In the list of orders: somebody must look at its copy."""
    return Tag("attention", tr("Not synced"))


def sync_moments(synced: Sequence[OrderSyncView], paid_at: datetime, formats: Formats) -> list[Moment]:
    """What became of the copies, for the end of the order's story."""
    told = []
    for view in synced:
        if view.at is None:
            continue
        time = formats.recent(view.at, paid_at, seconds=True)
        if view.state is OrderSync.SYNCED:
            named = isolate(view.platform_name)
            title = (
                tr("Sent to {platform} as {name}", platform=view.name, name=named)
                if view.platform_name
                else tr("Sent to {platform}", platform=view.name)
            )
            told.append(Moment("arrows-clockwise", "good", title, _after(view.at, paid_at), time))
        elif view.state is OrderSync.FAILED:
            title = tr("Not taken by {platform}", platform=view.name)
            told.append(Moment("warning-fill", "attention", title, view.words, time))
        elif view.state is OrderSync.DROPPED:
            title = tr("Not to be sent to {platform}", platform=view.name)
            told.append(Moment("prohibit", "text-2", title, view.words, time))
    return told


def _after(at: datetime, paid_at: datetime) -> str:
    seconds = round((at - paid_at).total_seconds())
    if 0 <= seconds < _SOON_SECONDS:
        return tr_n("{count} s after payment", "{count} s after payment", seconds)
    return ""
