"""A message of a platform that is to be looked at once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pos_desktop.application.errors import Refused
from pos_desktop.application.sync_records import InboxItem, InboxState
from pos_desktop.application.wording import tr

LOOK, LOOK_AGAIN = "look", "look again"
"""Sources of messages: found by a look; found, and to be asked for again."""


def due_again(item: InboxItem, now: datetime) -> InboxItem:
    """One that was ignored, quarantined or put off, due now; Refused for one that was done.

    What a look found in another shape is asked for again: the same text would be read in the same way.
    """
    if item.state is InboxState.DONE:
        raise Refused(tr("This message needs nothing"), tr("Nothing was changed."))
    again = item.source == LOOK and item.state is InboxState.QUARANTINED
    return replace(
        item,
        state=InboxState.WAITING,
        source=LOOK_AGAIN if again else item.source,
        attempts=0,
        last_error="",
        field_name="",
        not_before_at=now,
        processed_at=None,
    )
