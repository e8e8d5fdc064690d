"""Moves of stock whose answer was lost for longer than the platform remembers their key, or whose key stands for other
moves by now.

Asked for again they would move the stock there a second time. What tells is the level: the one that was known when
they were asked for is kept with the delivery, and the platform is asked for the one of now. A level that stayed as it
was says that they never arrived; one that differs by just what moved, at about the time when they were asked for, that
they did. Anything else only a person can decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.errands import Done
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.platform.trouble import PlatformRefused
from pos_desktop.application.stock_moves import TOPIC as STOCK_MOVED
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.errands import StockErrand
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.platform.stock import StockChange
    from pos_desktop.application.ports import Store, Work
    from pos_desktop.application.sync_records import Delivery

DOUBTFUL = "doubtful"
"""The code of a delivery of which only a person can say whether it arrived."""
_ASKED_AT, _BEFORE, _ANEW = "asked_at", "before", "anew"
"""Among a delivery's fixes: when it was first asked for, the levels that were known then, by the variant's row, and how
often its moves were found missing."""
_NEAR = timedelta(minutes=10)
"""So far the platform's moment may lie from ours. Where a clock is wrong by more, a person is asked."""
_OPEN = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.PARKED)
_ALL = 1_000_000


def as_asked(work: Work, delivery: Delivery, now: datetime) -> Mapping[str, Any]:
    """The fixes of a delivery that is about to be asked for the first time."""
    if delivery.topic != STOCK_MOVED:
        return delivery.fixes
    place, rows = UUID(delivery.body["location"]), _rows(delivery)
    told = work.levels.told_at(delivery.connection_id, place, rows)
    before = {str(row): [level.level_milli, level.told_at.isoformat()] for row, level in told.items()}
    return {**delivery.fixes, _ASKED_AT: now.isoformat(), _BEFORE: before}


def anew(delivery: Delivery) -> Mapping[str, int]:
    """What its fixes take in when its moves never arrived: they are asked for with another key."""
    return {_ANEW: key_number(delivery) + 1}


def key_number(delivery: Delivery) -> int:
    """Which of its keys is used: one that was used for something else, or may be remembered, is not used again."""
    return int(delivery.fixes.get(_ANEW, 0))


def is_looked_up(delivery: Delivery) -> bool:
    """Whether what was refused just now is looked up before it is asked for again. Moves are not, unless an earlier
    answer was lost: their key tells what they came to, and after days a level would not."""
    return delivery.asked or delivery.topic != STOCK_MOVED


def is_lapsed(delivery: Delivery, kept: timedelta, now: datetime) -> bool:
    """Whether moves were asked for so long ago that their key may be forgotten, which is `kept` so long."""
    return delivery.asked and delivery.topic == STOCK_MOVED and abs(now - _asked_at(delivery)) >= kept


def look_up(store: Store, platform: Platform, delivery: Delivery, errand: StockErrand) -> Done | None:
    """What the platform has of them: Done where they arrived, None where they never did.

    Raises PlatformRefused with the code DOUBTFUL where nobody can tell, and the platform's own trouble.
    """
    wanted = {(change.item_ref, change.location_ref): change for change in errand.changes}
    items = list(dict.fromkeys(item for item, _ in wanted))
    levels = [told for told in platform.levels(items) if (told.item_ref, told.location_ref) in wanted]
    with store.read() as work:
        before = _before(work, delivery)
        alone = not _others(work, delivery)
    found = {
        _arrived(wanted[told.item_ref, told.location_ref], before.get(told.item_ref), told, delivery)
        for told in levels
    }
    if found == {False}:
        return None
    if found <= {True} and alone:  # or the platform keeps no stock of any of them
        return Done(found=bool(found), levels=levels)
    raise _doubt()


def _arrived(
    change: StockChange, before: tuple[int, datetime] | None, now: LevelTold, delivery: Delivery
) -> bool | None:
    """None: nobody can say."""
    if before is None:
        return None
    if before == (now.level_milli, now.at):
        return False
    moved = now.level_milli - before[0] == change.quantity_milli
    return True if moved and abs(now.at - _asked_at(delivery)) <= _NEAR else None


def _before(work: Work, delivery: Delivery) -> dict[str, tuple[int, datetime]]:
    """The levels that were known, by what the platform keeps them under."""
    kept: Mapping[str, Sequence[Any]] = delivery.fixes.get(_BEFORE, {})
    links = work.links.by_row(delivery.connection_id, [int(row) for row in kept])
    known = {row: (int(level), datetime.fromisoformat(at)) for row, (level, at) in kept.items()}
    return {str(link.extra.get("item_ref") or link.ref): known[str(row)] for row, link in links.items()}


def _others(work: Work, delivery: Delivery) -> bool:
    """Whether other moves of the same goods are in doubt as well: a level does not say whose it holds."""
    rows = set(_rows(delivery))
    return any(
        each.id != delivery.id and each.asked and each.topic == STOCK_MOVED and rows & set(_rows(each))
        for each in work.deliveries.listed(delivery.connection_id, _OPEN, _ALL)
    )


def _rows(delivery: Delivery) -> list[int]:
    return [int(row) for row, _ in delivery.body["moves"]]


def _asked_at(delivery: Delivery) -> datetime:
    """Of one that an earlier version asked for: no earlier than it was made."""
    told = delivery.fixes.get(_ASKED_AT)
    return datetime.fromisoformat(told) if told else delivery.created_at


def _doubt() -> PlatformRefused:
    return PlatformRefused(
        tr("It is not known whether the stock moved there"),
        tr("The answer was lost too long ago: sent again, it might be counted twice."),
        tr("Look at the stock there. Try again if the move is missing, never send it if it is not."),
        code=DOUBTFUL,
    )
