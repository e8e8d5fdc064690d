"""What is noted of a refund in doubt: that its provider sends a person to look, and what the person said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_desktop.application.payment_records import ASKS_PERSON, DECIDED, PaymentEvent

if TYPE_CHECKING:
    from datetime import datetime

    from pos_desktop.application.payment_provider import NoAnswer
    from pos_desktop.application.payment_records import Refund
    from pos_desktop.application.ports import Work


UNMADE = "unmade"
"""The event of a promise whose way of paying could not be made: this version has it not, or its key or setting is gone."""


def note_ask(work: Work, refund: Refund, error: NoAnswer, now: datetime) -> None:
    """Keeps what a person is to look at, once for each time that it was asked for."""
    if asked_of(work.refunds.events(refund.id), refund.key) is None:
        body = {"title": error.title, "next_step": error.next_step, "key": refund.key}
        work.refunds.note(refund.id, ASKS_PERSON, body, now)


def asked_of(events: Sequence[PaymentEvent], key: str) -> tuple[str, str] | None:
    """What a person is to look at, and what then; None where the provider did not say so."""
    body = next((e.body for e in events if e.kind == ASKS_PERSON and e.body.get("key") == key), None)
    return None if body is None else (str(body.get("title", "")), str(body.get("next_step", "")))


def note_unmade(work: Work, refund: Refund, now: datetime) -> None:
    """Keeps that nobody can be asked to give it back, once for each key."""
    if not is_unmade(work.refunds.events(refund.id), refund.key):
        work.refunds.note(refund.id, UNMADE, {"key": refund.key}, now)


def is_unmade(events: Sequence[PaymentEvent], key: str) -> bool:
    """Whether its way of paying could not be made when its turn came."""
    return any(event.kind == UNMADE and event.body.get("key") == key for event in events)


def note_word(work: Work, refund: Refund, reason: str, now: datetime, *, went_back: bool) -> None:
    """Keeps a person's word."""
    body = {"went_back": went_back, "reason": reason, "key": refund.key}
    work.refunds.note(refund.id, DECIDED, body, now)


def word_of(events: Sequence[PaymentEvent], key: str) -> bool | None:
    """Whether a person said that it went back; None where nobody said anything."""
    body = next((e.body for e in events if e.kind == DECIDED and e.body.get("key") == key), None)
    return None if body is None else bool(body.get("went_back"))
