"""What the application needs from the outside: one transaction with its repositories, and a clock.

Storage implements these; nothing here knows how. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_ports import Catalogue, CatalogueEdits, Reservations, Stock
    from pos_desktop.application.documents import Document
    from pos_desktop.application.payment_ports import (
        Differences,
        PaymentMethods,
        Payments,
        Refunds,
        StoredValueLedger,
    )
    from pos_desktop.application.people_view import PersonView, RoleView
    from pos_desktop.application.platform_import import LinkingStore
    from pos_desktop.application.product_import import ProductStore
    from pos_desktop.application.sale_ports import Orders, Shifts, Tickets
    from pos_desktop.application.store_settings import StoreSettings
    from pos_desktop.application.sync_ports import (
        Connections,
        Customers,
        Deliveries,
        Figures,
        Inbox,
        Levels,
        Links,
        OnlineOrders,
        Outbox,
    )
    from pos_desktop.domain.permissions import Role


T = TypeVar("T")


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def offset_minutes(self) -> int:
        """What the register's wall clock adds to UTC."""
        ...


class People(Protocol):
    """Who may use the register."""

    def all(self) -> list[PersonView]: ...
    def get(self, person_id: UUID) -> PersonView: ...
    def by_badge(self, badge_key: bytes) -> PersonView | None: ...
    def pin_hash(self, person_id: UUID) -> str | None: ...
    def roles(self) -> list[RoleView]: ...
    def save_role(self, role_id: UUID, role: Role, position: int) -> None: ...
    def insert(self, person_id: UUID, name: str, role_id: UUID, language: str | None) -> None: ...
    def update(self, person_id: UUID, name: str, role_id: UUID, active: bool) -> None: ...
    def set_pin(self, person_id: UUID, pin_hash: str | None, length: int) -> None: ...
    def set_badge(self, person_id: UUID, badge_key: bytes | None) -> None: ...
    def set_attempts(self, person_id: UUID, wrong: int, locked_until: datetime | None) -> None: ...
    def seen(self, person_id: UUID, at: datetime) -> None: ...


class RegisterRow(Protocol):
    """This register."""

    id: UUID
    number: int
    name: str
    location_id: UUID


class Registers(Protocol):
    """The registers of the store and their running numbers."""

    def only(self) -> RegisterRow | None:
        """The register of this database."""
        ...

    def insert(
        self,
        register_id: UUID,
        number: int,
        name: str,
        location_id: UUID,
        location: str,
        next_receipt: int = 1,
    ) -> None: ...
    def update(self, register_id: UUID, number: int, name: str) -> None: ...
    def take_receipt(self, register_id: UUID) -> int:
        """The next receipt number: taken in the commit that uses it, so that none is ever missing."""
        ...

    def take_ticket(self, register_id: UUID) -> int: ...
    def take_shift(self, register_id: UUID) -> int: ...


class Settings(Protocol):
    """Settings by key."""

    def store(self) -> StoreSettings: ...
    def save_store(self, settings: StoreSettings) -> None: ...
    def get(self, key: str) -> Any | None: ...
    def put(self, key: str, value: Any) -> None: ...


class DeviceRow(Protocol):
    """A configured device."""

    id: UUID
    family: str
    driver: str
    name: str
    settings: dict[str, Any]
    fallback_id: UUID | None
    active: bool


class Devices(Protocol):
    """Configured devices."""

    def all(self) -> list[DeviceRow]: ...
    def save(
        self,
        device_id: UUID,
        family: str,
        driver: str,
        name: str,
        settings: Mapping[str, Any],
        fallback_id: UUID | None,
        active: bool,
    ) -> None: ...
    def move_last(self, device_id: UUID) -> None:
        """Behind all others."""
        ...

    def remove(self, device_id: UUID) -> None: ...


class PrintJobs(Protocol):
    """Print jobs as they are asked for; the worker's side is printing.PrintQueue."""

    def add(
        self,
        job_id: UUID,
        kind: str,
        device_id: UUID,
        document: Document | None,
        at: datetime,
        *,
        order_id: UUID | None = None,
        held: bool = False,
        expires_at: datetime | None = None,
    ) -> None:
        """A held job waits until somebody releases it."""
        ...

    def release(self, job_id: UUID, at: datetime) -> None: ...
    def cancel(self, job_id: UUID, at: datetime) -> None: ...
    def held(self) -> list[UUID]: ...
    def ask_again(self, device_id: UUID, at: datetime) -> int:
        """Has a device print what it failed to print for good; how many papers. Kicks are not made up for."""
        ...

    def drop_failed(self, device_id: UUID, at: datetime) -> int:
        """Papers that failed for good are wanted no more; how many."""
        ...

    def slips_left(self, device_id: UUID) -> int:
        """Slips with a code that is worth money which a device has not printed; nothing else holds that code."""
        ...

    def hand_over_slips(self, device_id: UUID, to: UUID, at: datetime) -> int:
        """Has another device print those, the failed ones as well; how many."""
        ...

    def rewrite(self, job_id: UUID, document: Document) -> bool:
        """Puts another paper in the place of one that is still held; False when it is not held any more."""
        ...


class Journal(Protocol):
    """The chained journal, written with the fact in the same commit."""

    def add(
        self,
        kind: str,
        body: Mapping[str, Any],
        *,
        subject_id: UUID | None = None,
        person_id: UUID | None = None,
        approver_id: UUID | None = None,
    ) -> None: ...


LeftOpen = tuple[tuple[UUID, ...], tuple[UUID, ...], tuple[UUID, ...]]
"""Ids of payments, refunds and tickets."""


class Unfinished(Protocol):
    """What a stop of the program may have left."""

    def left(self) -> LeftOpen:
        """The attempts and refunds that are open, and the tickets that are being paid."""
        ...


class Work(Protocol):
    """One transaction: all of it happens, or none."""

    tickets: Tickets
    orders: Orders
    shifts: Shifts
    people: People
    catalogue: Catalogue
    catalogue_edits: CatalogueEdits
    stock: Stock
    registers: Registers
    settings: Settings
    devices: Devices
    print_jobs: PrintJobs
    outbox: Outbox
    journal: Journal
    unfinished: Unfinished
    payment_methods: PaymentMethods
    payments: Payments
    refunds: Refunds
    stored_values: StoredValueLedger
    reservations: Reservations
    differences: Differences
    connections: Connections
    deliveries: Deliveries
    links: Links
    levels: Levels
    inbox: Inbox
    customers: Customers
    online_orders: OnlineOrders
    figures: Figures


class Snapshot(Protocol):
    """The database as it was at one moment, for questions that follow one another."""

    def ask(self, question: Callable[[Work], T]) -> T:
        """What the question answers; its repositories refuse to write. Where it fails, the snapshot has ended."""
        ...

    def let_go(self) -> None:
        """Ends it; may be said twice."""
        ...


class Store(Protocol):
    """The register's database."""

    def write(self) -> AbstractContextManager[Work]:
        """A writing transaction, committed at the end of the block; typed errors when that fails."""
        ...

    def read(self) -> AbstractContextManager[Work]:
        """A reading transaction; its repositories refuse to write."""
        ...

    def hold(self) -> Snapshot:
        """A snapshot to be let go within a second or two: the log cannot be written back past it."""
        ...

    def glance(self, look: Callable[[Work], T]) -> T | None:
        """Reads what a write is about to need, where the write then finds it; None when another writes just now."""
        ...

    def expect_cashier(self) -> None:
        """The cashier writes in a moment; what works behind the screen lets her go first. May be said in vain."""
        ...

    def cashier_served(self) -> None:
        """What she wrote is on the screen: the rest goes on."""
        ...

    def product_import(self, connection_id: UUID) -> AbstractContextManager[LinkingStore]:
        """Takes a platform's products in, batch by batch, each linked in the commit that stores it."""
        ...

    def file_import(self) -> AbstractContextManager[ProductStore]:
        """Takes a file's products in, batch by batch."""
        ...

    def settle(self, check: Callable[[Work], bool]) -> bool:
        """Whether a transaction in doubt holds, for good; `check` looks it up by an id of its own."""
        ...
