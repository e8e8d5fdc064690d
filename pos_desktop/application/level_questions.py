"""Questions which level holds where a platform told two of one moment (decision 29): moments of some are whole seconds.

A question is a message of our own in the inbox, one for an item at a place: it waits, is tried again and is seen as
others are. What is told while it is being answered asks anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.sync_records import InboxItem, LinkKind

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Delivery

TOPIC = "level asked for"
_PAUSE = timedelta(seconds=2)
"""The moment passes, and what else is told of it comes in: one question is enough for all of it."""


@dataclass(frozen=True, slots=True)
class LevelQuestion:
    """Which level an item has at a place."""

    item_ref: str
    location_ref: str

    @staticmethod
    def read(body: bytes) -> LevelQuestion:
        """What `ask` wrote."""
        told = json.loads(body)
        return LevelQuestion(told["item"], told["location"])


def ask(work: Work, connection_id: UUID, item_ref: str, location_ref: str, now: datetime) -> None:
    """Has the platform asked soon, once for however many ask for the same."""
    number = new_id()
    body = {"item": item_ref, "location": location_ref, "question": str(number)}
    item = InboxItem(
        id=number,
        connection_id=connection_id,
        delivery_ref=f"level of {item_ref} at {location_ref}",
        topic=TOPIC,
        source="own",
        body=json.dumps(body).encode(),
        received_at=now,
        not_before_at=now + _PAUSE,
    )
    if not work.inbox.add(item):
        work.inbox.tell_anew(item)


def ask_of_moves(work: Work, delivery: Delivery, now: datetime) -> None:
    """Has the platform asked for the levels of goods whose moves it will not be told of: from now on these hold alone."""
    moves = work.levels.waiting_of(delivery.id)
    items = work.links.by_row(delivery.connection_id, [row for row, _, _ in moves])
    for row, location_id, _ in moves:
        place = work.links.ref(delivery.connection_id, LinkKind.LOCATION, location_id)
        if row in items and place is not None:
            item_ref = str(items[row].extra.get("item_ref") or items[row].ref)
            ask(work, delivery.connection_id, item_ref, place.ref, now)
