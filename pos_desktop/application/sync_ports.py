"""What goes to and comes from platforms, as the application needs it stored.

Storage implements these. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import (
        Connection,
        Customer,
        Delivery,
        DeliveryEvent,
        DeliveryState,
        InboxItem,
        InboxState,
        LevelRow,
        Link,
        LinkKind,
        Minute,
        OnlineOrderRow,
        OutboxEvent,
        QueueLength,
    )


class Outbox(Protocol):
    """What other systems must hear of; drained by the sync thread."""

    def add(
        self, event_id: UUID, lane: str, topic: str, subject_id: UUID, body: Mapping[str, Any], at: datetime
    ) -> None: ...
    def waiting(self) -> int:
        """Deliveries that are still to be made, and events that no lane has taken yet."""
        ...

    def untaken(self) -> int:
        """Events that no lane has taken yet."""
        ...

    def unrouted(self, limit: int) -> list[OutboxEvent]:
        """Events that are not handed to their targets yet, the oldest first."""
        ...

    def routed(self, event_ids: Sequence[UUID]) -> None: ...


class Connections(Protocol):
    """Shops on platforms that the store connected."""

    def all(self) -> list[Connection]:
        """Removed ones left out."""
        ...

    def removed(self, platform: str) -> list[Connection]:
        """Those to shops of a platform that were removed, the last one first."""
        ...

    def get(self, connection_id: UUID) -> Connection: ...
    def save(self, connection: Connection, at: datetime) -> None:
        """A new one is connected from now on: it hears of no event that is in the outbox already."""
        ...

    def hears_after(self, connection_id: UUID) -> int:
        """The number of the last event before it was connected. By a number: clocks are set back."""
        ...

    def remove(self, connection_id: UUID, at: datetime) -> None: ...
    def cursor(self, connection_id: UUID, stream: str) -> str: ...
    def set_cursor(self, connection_id: UUID, stream: str, value: str, at: datetime) -> None: ...


class Deliveries(Protocol):
    """Events on their way to platforms: claimed with a lease, in order within a lane (design, rules 8 and 9)."""

    def insert(self, deliveries: Sequence[Delivery], outbox_ids: Sequence[UUID]) -> None:
        """Row by row with its outbox event; one that is there already is left as it is."""
        ...

    def claim(
        self,
        connection_id: UUID,
        by: str,
        now: datetime,
        until: datetime,
        limit: int,
        held: Collection[UUID] = (),
    ) -> list[Delivery]:
        """The first of each lane that is due and whose lane nobody holds; what a lost lease left is taken over, but
        for those that whoever asks still has in hand (`held`)."""
        ...

    def next_due(self, connection_id: UUID) -> datetime | None: ...
    def save(self, delivery: Delivery) -> None: ...
    def get(self, delivery_id: UUID) -> Delivery: ...
    def of_subject(self, subject_id: UUID) -> list[Delivery]: ...
    def listed(
        self, connection_id: UUID | None, states: Sequence[DeliveryState], limit: int
    ) -> list[Delivery]:
        """Waiting ones the oldest first, ended ones the newest first."""
        ...

    def counts(self, connection_id: UUID) -> Mapping[DeliveryState, int]:
        """Of those that have not ended, and of the parked."""
        ...

    def queue(self, connection_id: UUID) -> QueueLength:
        """Those that have not ended, at a glance."""
        ...

    def done_since(self, connection_id: UUID, since: datetime) -> int: ...
    def last_done(self, connection_id: UUID) -> datetime | None: ...
    def wake(self, connection_id: UUID, now: datetime) -> int:
        """Makes everything that waits for its next attempt due now; how many. What may have been asked for settles first
        (`backoff.SETTLE_SECONDS`)."""
        ...

    def note(self, delivery_id: UUID, kind: str, words: str, at: datetime) -> None: ...
    def history(self, delivery_id: UUID) -> list[DeliveryEvent]: ...


class Links(Protocol):
    """What is the same thing here and on a platform."""

    def put(self, links: Sequence[Link]) -> None:
        """A link that is there takes the new ref."""
        ...

    def ref(self, connection_id: UUID, kind: LinkKind, local_id: UUID) -> Link | None: ...
    def refs(self, connection_id: UUID, kind: LinkKind, local_ids: Sequence[UUID]) -> Mapping[UUID, Link]: ...
    def local(self, connection_id: UUID, kind: LinkKind, ref: str) -> Link | None: ...
    def locals(self, connection_id: UUID, kind: LinkKind, refs: Sequence[str]) -> Mapping[str, Link]: ...
    def item_rows(self, connection_id: UUID, item_refs: Sequence[str]) -> Mapping[str, tuple[int, bool]]:
        """The rows of the variants whose stock is kept under these, and whether it is counted in whole pieces; those
        that are not linked are left out."""
        ...

    def by_row(self, connection_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, Link]:
        """Variants by their rows, as stock moves name them."""
        ...

    def all(self, connection_id: UUID, kind: LinkKind) -> list[Link]: ...
    def remove(self, connection_id: UUID, kind: LinkKind, local_id: UUID) -> None: ...
    def carry_over(self, from_id: UUID, to_id: UUID, kinds: Sequence[LinkKind]) -> None:
        """Another connection, to the same shop, takes these over; what it has of them already stays."""
        ...


class Levels(Protocol):
    """What platforms told of stock, and our moves that they have not acknowledged (design, rule 7)."""

    def wait(
        self, delivery_id: UUID, connection_id: UUID, location_id: UUID, moves: Iterable[tuple[int, int]]
    ) -> None:
        """(variant row, thousandths) rows that a delivery will tell a platform of."""
        ...

    def acknowledged(self, delivery_id: UUID) -> None: ...
    def waiting_of(self, delivery_id: UUID) -> list[tuple[int, UUID, int]]:
        """(variant row, location, thousandths) rows of a delivery."""
        ...

    def waiting(self, connection_id: UUID, variant_row: int, location_id: UUID) -> int:
        """Thousandths of our moves that this platform has not acknowledged."""
        ...

    def waiting_at(
        self, connection_id: UUID, location_id: UUID, variant_rows: Sequence[int]
    ) -> Mapping[int, int]:
        """As `waiting`, for many at once; those of which nothing waits are left out."""
        ...

    def told(self, connection_id: UUID, variant_row: int, location_id: UUID) -> LevelRow | None: ...
    def told_at(
        self, connection_id: UUID, location_id: UUID, variant_rows: Sequence[int]
    ) -> Mapping[int, LevelRow]:
        """As `told`, for many at once; those that it never told of are left out."""
        ...

    def keep(self, levels: Sequence[LevelRow]) -> None:
        """In the place of what was told before."""
        ...

    def forget(self, connection_id: UUID, variant_row: int, location_id: UUID) -> None:
        """The platform keeps no stock of it there any more."""
        ...

    def forget_place(self, connection_id: UUID, location_id: UUID) -> None:
        """What was told of it was told of another place of the platform."""
        ...


class Inbox(Protocol):
    """Messages of platforms, each delivery id once for a connection."""

    def add(self, item: InboxItem) -> bool:
        """False when that delivery id is there already."""
        ...

    def tell_anew(self, item: InboxItem) -> None:
        """The message of its delivery id takes its body and waits again."""
        ...

    def due(self, now: datetime, limit: int) -> list[InboxItem]: ...
    def next_due(self) -> datetime | None: ...
    def wake(self, now: datetime) -> int:
        """What waits for a later moment is due now; how many."""
        ...

    def save(self, item: InboxItem) -> None: ...
    def get(self, item_id: UUID) -> InboxItem: ...
    def listed(
        self, connection_id: UUID | None, states: Sequence[InboxState], limit: int
    ) -> list[InboxItem]: ...
    def oldest_waiting(self) -> datetime | None: ...


class Customers(Protocol):
    """The store's customers."""

    def get(self, customer_id: UUID) -> Customer: ...
    def save(self, customer: Customer, at: datetime) -> None: ...
    def by_email(self, email: str) -> Customer | None: ...
    def by_phone(self, phone: str) -> Customer | None:
        """By the number as it was saved; the one that changed last."""
        ...

    def find(self, words: Sequence[str], digits: str, limit: int) -> list[Customer]:
        """Whose name or e-mail address has every word in it, whatever its case, or whose number has the digits; those
        that changed last first. Looks through all of them: off the UI thread."""
        ...


class OnlineOrders(Protocol):
    """Orders of platforms."""

    def save(self, order: OnlineOrderRow) -> None: ...
    def remove(self, row_id: UUID) -> None: ...
    def by_ref(self, connection_id: UUID, ref: str) -> OnlineOrderRow | None: ...
    def newest(self, connection_id: UUID | None, limit: int) -> list[OnlineOrderRow]: ...


class Figures(Protocol):
    """How the integrations do, minute by minute, kept over restarts."""

    def add(self, minutes: Sequence[Minute]) -> None:
        """Adds to what is there of the same minute."""
        ...

    def since(self, at: datetime, system: str | None = None) -> list[Minute]: ...
    def forget_before(self, at: datetime) -> None: ...
