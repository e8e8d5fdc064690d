"""Notices that Stripe sends by itself: whether one is genuine and fresh, and what it says in the register's words.

Pure: no clock, no network, no memory. That a notice is acted upon once is up to whoever stores its id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pos_desktop.payments.stripe.amounts import from_stripe

REPLAY_WINDOW = timedelta(minutes=5)


class NoticeKind(StrEnum):
    """What happened."""

    PAYMENT_SUCCEEDED = "payment_succeeded"
    PAYMENT_AUTHORISED = "payment_authorised"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_CANCELLED = "payment_cancelled"
    REFUND_CREATED = "refund_created"
    REFUND_CHANGED = "refund_changed"
    DISPUTE_CREATED = "dispute_created"
    OTHER = "other"  # acknowledged, of no concern to the register


class BadNotice(Exception):
    """It is not from Stripe, is too old, or cannot be read. Holds nothing of what was sent."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A genuine notice. It says that something changed; the outcome itself is asked for."""

    ref: str  # the notice's own id: each is acted upon once
    kind: NoticeKind
    at: datetime
    payment_ref: str = ""
    refund_ref: str = ""
    payment_id: UUID | None = None
    order_id: UUID | None = None
    amount_minor: int = 0
    currency: str = ""


_KINDS = {
    "payment_intent.succeeded": NoticeKind.PAYMENT_SUCCEEDED,
    "payment_intent.amount_capturable_updated": NoticeKind.PAYMENT_AUTHORISED,
    "payment_intent.payment_failed": NoticeKind.PAYMENT_FAILED,
    "payment_intent.canceled": NoticeKind.PAYMENT_CANCELLED,
    "refund.created": NoticeKind.REFUND_CREATED,
    "refund.updated": NoticeKind.REFUND_CHANGED,
    "refund.failed": NoticeKind.REFUND_CHANGED,
    "charge.dispute.created": NoticeKind.DISPUTE_CREATED,
}


def parse_webhook(
    body: bytes, signature: str, secret: str, now: datetime, window: timedelta = REPLAY_WINDOW
) -> Notice:
    """A notice from the raw body and its `Stripe-Signature`; BadNotice when it is forged, stale or unreadable.

    `secret` is the endpoint's signing secret. While it is being changed Stripe signs with both.
    """
    _expect_genuine(body, signature, secret)
    if abs(now - _signed_at(signature)) > window:
        raise BadNotice("outside the replay window")
    return _read(body)


def _expect_genuine(body: bytes, signature: str, secret: str) -> None:
    import stripe

    try:
        # Its own check of the time has the wall clock in it, and lets the future pass.
        stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=None)
        return
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        pass
    raise BadNotice("signature")


def _signed_at(signature: str) -> datetime:
    fields = dict(item.partition("=")[::2] for item in signature.split(","))
    return datetime.fromtimestamp(int(fields["t"]), UTC)


def _read(body: bytes) -> Notice:
    try:
        told = json.loads(body)
        thing = told["data"]["object"]
        currency = str(thing.get("currency") or "").upper()
        return Notice(
            ref=str(told["id"]),
            kind=_KINDS.get(told["type"], NoticeKind.OTHER),
            at=datetime.fromtimestamp(told["created"], UTC),
            payment_ref=_payment_ref(thing),
            refund_ref=thing["id"] if thing.get("object") == "refund" else "",
            payment_id=_our_id(thing, "payment_id"),
            order_id=_our_id(thing, "order_id"),
            amount_minor=from_stripe(int(thing.get("amount") or 0), currency) if currency else 0,
            currency=currency,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        pass
    raise BadNotice("unreadable")


def _payment_ref(thing: Mapping[str, Any]) -> str:
    if thing.get("object") == "payment_intent":
        return str(thing["id"])
    return str(thing.get("payment_intent") or "")


def _our_id(thing: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID(str((thing.get("metadata") or {}).get(name)))
    except ValueError:
        return None
