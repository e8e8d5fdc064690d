"""What the register keeps of its platforms: connections, deliveries, messages, links, levels, figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pos_desktop.domain.record import field, record

SHIPPED = "order.shipped"
"""The topic of the event that somebody sent an order's goods off."""
REFUSALS = "refusals"
"""Among a delivery's fixes: how often the platform refused it. No line has an id like that."""
CUSTOMER_MADE = "customer.made"
"""The topic of the event that shops are to know a customer who was made at the register."""


@record
class Connection:
    """A shop on a platform that the store connected. Secrets are in the keyring under its id."""

    id: UUID
    platform: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)  # tenders, taxes; locations are links
    shop: Mapping[str, Any] = field(default_factory=dict)  # what the last test found
    active: bool = True  # its switch
    paused: bool = False  # a person's pause: everything waits
    trouble: str = ""  # why it stands still, in words, until it is mended
    sign_in: bool = False  # only signing in again helps
    connected_at: datetime | None = None


@record
class OutboxEvent:
    """What happened, as the fact's own commit wrote it."""

    id: UUID
    seq: int
    lane: str
    topic: str
    subject_id: UUID
    body: Mapping[str, Any]
    created_at: datetime


class DeliveryState(StrEnum):
    """Three ends only: acknowledged with the platform's id, parked with its reason, or still waiting."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    PARKED = "parked"
    DROPPED = "dropped"  # a person decided that it is never sent


@record
class Delivery:
    """An event on its way to one platform."""

    id: UUID  # the idempotency key that the platform sees
    seq: int
    connection_id: UUID
    lane: str
    topic: str
    subject_id: UUID
    body: Mapping[str, Any]
    state: DeliveryState
    created_at: datetime
    attempts: int = 0
    not_before_at: datetime | None = None
    asked: bool = False  # it was asked for once and may have happened: look up first
    claimed_by: str = ""
    claimed_until_at: datetime | None = None
    error: Mapping[str, Any] = field(default_factory=dict)  # title, meaning, next_step, code, mend
    fixes: Mapping[str, Any] = field(
        default_factory=dict
    )  # what a person mended: line id to variant or custom
    platform_ref: str = ""
    done_at: datetime | None = None


@record
class QueueLength:
    """What is on its way to a connection: how many wait or are under way, since when, and how many are parked."""

    waiting: int
    parked: int
    oldest: datetime | None


@record
class DeliveryEvent:
    """One line of a delivery's history."""

    at: datetime
    kind: str  # sent, refused, away, unsure, found, missing, acknowledged, parked, retried, mended, dropped
    words: str = ""


class LinkKind(StrEnum):
    """What a link ties together."""

    VARIANT = "variant"
    PRODUCT = "product"
    LOCATION = "location"
    ORDER = "order"
    REFUND = "refund"
    CUSTOMER = "customer"


@record
class Link:
    """A thing of ours and the same thing on a platform. `extra`: its item id, the refs of an order's lines."""

    connection_id: UUID
    kind: LinkKind
    local_id: UUID
    ref: str
    extra: Mapping[str, Any] = field(default_factory=dict)


class InboxState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"  # an unknown topic: kept, replayable
    QUARANTINED = "quarantined"  # not in the shape it must have; `field_name` says where


@record
class InboxItem:
    """A message of a platform, kept whole for replay; each delivery id once for a connection."""

    id: UUID
    connection_id: UUID
    delivery_ref: str
    topic: str
    source: str  # webhook, look
    body: bytes
    received_at: datetime
    happened_at: datetime | None = None
    state: InboxState = InboxState.WAITING
    attempts: int = 0
    not_before_at: datetime | None = None
    last_error: str = ""
    field_name: str = ""
    processed_at: datetime | None = None


@record
class Customer:
    """A customer of the store."""

    id: UUID
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    tax_exempt: bool = False
    addresses: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    updated_at: datetime | None = None


@record
class OnlineOrderRow:
    """An order of a platform as it is stored here; `body` is all of it."""

    id: UUID
    connection_id: UUID
    ref: str
    name: str
    state: str
    paid: bool
    fulfilled: bool
    currency: str
    total_minor: int
    refunded_minor: int
    placed_at: datetime
    updated_at: datetime
    our_order_id: UUID | None = None
    customer_id: UUID | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


@record
class LevelRow:
    """The last level that a platform told of a variant at a place, at a moment of its own clock."""

    connection_id: UUID
    variant_row: int
    location_id: UUID
    level_milli: int
    told_at: datetime


@record
class Minute:
    """How an integration's calls went in one minute. `slowness` counts calls by the class of their duration."""

    system: str
    at: datetime
    sent: int = 0
    failed: int = 0
    time_outs: int = 0
    trips: int = 0
    fallbacks: int = 0
    bad_signatures: int = 0
    milliseconds: int = 0
    slowness: Mapping[str, int] = field(default_factory=dict)
