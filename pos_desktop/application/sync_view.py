"""The sync as people look at it: lanes, deliveries, minutes, integrations, alarms. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from pos_desktop.application.platform.changes import ChangeKind
    from pos_desktop.application.platform.shop import Budget
    from pos_desktop.application.platform.trouble import MendKind
    from pos_desktop.application.sync_records import Connection, DeliveryState, InboxState, Minute


class Health(StrEnum):
    """How a connection is, in one word; the first that holds in this order."""

    OFF = "off"  # its switch
    PAUSED = "paused"  # by a person
    SIGN_IN = "sign_in"  # only signing in again helps
    SETTING = "setting"  # stands still until a setting is mended
    OFFLINE = "offline"  # no way out of this house
    WAITING = "waiting"  # it is away, or asked to be left alone
    TESTING = "testing"  # its breaker lets one call through, to see
    PARKED = "parked"  # works, but something waits for a person
    WORKING = "working"


@record
class BreakerView:
    """Whether calls pass: closed, open or half_open."""

    state: str = "closed"
    next_try_seconds: float | None = None  # until it lets one through, while it is open
    open_seconds: float = 0.0


@record
class LaneView:
    """A connection as a row of the sync centre."""

    connection_id: UUID
    platform: str  # key of the kind
    name: str
    short: str  # two letters for its tile
    health: Health
    words: str  # of the health: '1 parked', 'Paused', 'Sign in again'
    trouble: str  # why it stands still, whole; empty while it works
    waiting: int
    parked: int
    last_success: datetime | None
    breaker: BreakerView
    sent_today: int
    budget: Budget | None
    active: bool
    paused: bool
    oldest: datetime | None = None  # what waits longest


@record
class SyncPicture:
    """Everything at a glance."""

    lanes: tuple[LaneView, ...]
    waiting: int  # over all lanes, and what no lane has taken yet
    parked: int
    online: bool
    running: bool  # whether this program sends at all
    oldest: datetime | None = None

    @property
    def all_paused(self) -> bool:
        """Whether nothing is sent because a person said so."""
        switched_on = [lane for lane in self.lanes if lane.active]
        return bool(switched_on) and all(lane.paused for lane in switched_on)


@record
class MinuteBar:
    """What was sent in a minute, and what failed and is tried again."""

    at: datetime
    sent: int
    failed: int


@record
class RefusedLine:
    """The line of an order that the platform does not take."""

    line_id: UUID
    name: str
    sku: str
    quantity_milli: int
    total_minor: int
    variant_row: int | None = None


@record
class DeliveryStep:
    """One line of what happened to a delivery, the oldest first. `kind` as in DeliveryEvent."""

    at: datetime
    kind: str
    words: str


@record
class DeliveryView:
    """What is on its way to a platform. Of a refund or a move of stock, the order is the one that it belongs to."""

    id: UUID
    connection_id: UUID
    platform_name: str  # the connection's name
    topic: str
    topic_words: str  # 'Order', 'Refund', 'Stock', 'Void'
    subject_id: UUID
    order_id: UUID | None
    order_number: str
    total_minor: int | None
    currency: str
    when: datetime  # when it happened at the register
    tenders: str  # 'Paid: Card', in words; empty where there is none
    state: DeliveryState
    attempts: int
    next_try: datetime | None
    title: str  # of its trouble; empty where there is none
    meaning: str
    next_step: str
    mend: MendKind | None  # what a person can change; None: try again or drop
    line: RefusedLine | None
    platform_ref: str
    done_at: datetime | None
    history: tuple[DeliveryStep, ...] = ()
    customer: str = ""  # whom it is about, where it is about a customer

    @property
    def can_link(self) -> bool:
        """Whether 'link to another product' and 'send as a custom line' are offered."""
        return self.line is not None and self.state.value == "parked"


@record
class Suggestion:
    """A product that the refused line may be instead; the platform knows it."""

    variant_row: int
    name: str
    sku: str
    barcode: str
    price_minor: int | None


class OrderSync(StrEnum):
    """Where an order is on its way to a platform."""

    WAITING = "waiting"
    SYNCED = "synced"
    FAILED = "failed"  # parked: a person can retry or mend it
    DROPPED = "dropped"


@record
class OrderSyncView:
    """An order and a platform."""

    connection_id: UUID
    name: str  # the connection's
    short: str
    state: OrderSync
    platform_name: str  # what the platform's people call the order: #1001
    platform_ref: str
    words: str  # why it waits or failed
    at: datetime | None
    delivery_id: UUID


class AlarmKind(StrEnum):
    """What monitoring rings for."""

    PAYMENT_FAILURES = "payment_failures"
    WEBHOOK_DELAY = "webhook_delay"
    TIME_OUTS = "time_outs"
    BAD_SIGNATURES = "bad_signatures"
    LOW_SUCCESS = "low_success"
    SLOW = "slow"
    BREAKER_OPEN = "breaker_open"
    FALLBACK = "fallback"


@record
class Alarm:
    """Something that monitoring rings for, with its figure and its limit in the same unit."""

    kind: AlarmKind
    system: str
    figure: Decimal
    limit: Decimal


@record
class AlarmView:
    """An alarm in words."""

    kind: AlarmKind
    system: str
    title: str
    words: str


class Counted(StrEnum):
    """What the figures of an integration count."""

    CALLS = "calls"
    CHANGES = "changes"  # that a connection was sent
    PAPERS = "papers"  # of a printer


@record
class SystemView:
    """An integration's last hour. Shares are of one hundred; None where nothing was sent."""

    system: str
    name: str
    sent: int
    failed: int
    success_percent: Decimal | None
    mean_ms: int | None
    p95_ms: int | None
    usual_ms: int | None  # its normal mean
    time_outs: int
    trips: int
    fallbacks: int
    bad_signatures: int
    breaker: BreakerView
    alarms: tuple[AlarmView, ...] = ()
    counted: Counted = Counted.CALLS


@record
class MonitorView:
    """The monitoring screen."""

    systems: tuple[SystemView, ...]
    alarms: tuple[AlarmView, ...]
    webhook_delay_seconds: int | None = None  # of the oldest message that waits


@record
class InboxView:
    """A message of a platform."""

    id: UUID
    connection_id: UUID
    name: str
    topic: str
    source: str
    state: InboxState
    received_at: datetime
    happened_at: datetime | None
    attempts: int
    field_name: str
    words: str


@record
class Notice:
    """Something of the sync that a person should hear of now: a toast, and a line of the sync centre."""

    title: str
    words: str
    connection_id: UUID
    delivery_id: UUID | None


class SyncNews(Protocol):
    """The sync at work, as the screens and commands see it. Listeners are called on its threads."""

    @property
    def running(self) -> bool: ...
    @property
    def online(self) -> bool: ...
    def on_change(self, listener: Callable[[], None]) -> None:
        """After each step, and when the network comes or goes; often: look at most once a second."""
        ...

    def wake(self) -> None:
        """Something is to be sent now."""
        ...

    def send_now(self, connection_id: UUID | None = None) -> None:
        """A person wants it tried at once, whatever a connection asked for."""
        ...

    def is_offline(self, connection_id: UUID) -> bool:
        """Whether it has no way out."""
        ...

    def take_notices(self) -> list[Notice]:
        """What came since the last time it was asked."""
        ...

    def take_changes(self) -> frozenset[ChangeKind]:
        """What platforms changed here since the last time it was asked: catalogue, levels, orders, customers."""
        ...

    def budget(self, connection_id: UUID) -> Budget | None:
        """What its limit leaves; None before it was asked."""
        ...

    def away_until(self, connection_id: UUID) -> datetime | None:
        """Until when the whole connection is left alone, because the platform or its breaker says so."""
        ...

    def breaker(self, connection: Connection) -> BreakerView: ...
    def breakers(self) -> Mapping[str, BreakerView]:
        """By system, payment providers among them."""
        ...

    def unstored_minutes(self) -> list[Minute]:
        """What was counted and is not in the database yet."""
        ...
