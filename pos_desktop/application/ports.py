"""What the application needs from the outside: one transaction with its repositories, and a clock.

Storage implements these; nothing here knows how. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.payment_provider import StoredValues

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_records import ProductRecord, VariantRecord
    from pos_desktop.application.documents import Document
    from pos_desktop.application.orders_view import OrderRow, OrderView, ReturnableLine, TenderLeftView
    from pos_desktop.application.payment_records import (
        Difference,
        Due,
        Payment,
        PaymentEvent,
        PaymentMethod,
        Refund,
        StoredValueView,
        ValueMove,
    )
    from pos_desktop.application.people_view import PersonView, RoleView
    from pos_desktop.application.platform_import import LinkingStore
    from pos_desktop.application.sale_record import SaleRecord, TenderRecord
    from pos_desktop.application.sellable import Category, SearchHit, Sellable, Tile, VariantChoice
    from pos_desktop.application.shift_view import MoveView, ShiftReport, ShiftView
    from pos_desktop.application.store_settings import StoreSettings
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
    )
    from pos_desktop.domain.order import OrderState
    from pos_desktop.domain.payment import RefundState, TenderKind
    from pos_desktop.domain.permissions import Role
    from pos_desktop.domain.returns import LineBack
    from pos_desktop.domain.shift import CashMove, DrawerSums
    from pos_desktop.domain.tax import TaxRates
    from pos_desktop.domain.ticket import Ticket, TicketLine, TicketState


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


class Tickets(Protocol):
    """Open and parked tickets, written line by line."""

    def open_ticket(self, register_id: UUID) -> Ticket | None: ...
    def get(self, ticket_id: UUID) -> Ticket: ...
    def state(self, ticket_id: UUID) -> TicketState: ...
    def backs(self, ticket_id: UUID) -> list[LineBack]:
        """What goods that come back on it are of, in the order of its lines."""
        ...

    def parked(self) -> list[Ticket]: ...
    def parked_count(self) -> int: ...
    def insert(self, register_id: UUID, ticket: Ticket, at: datetime) -> None: ...
    def save_head(self, ticket: Ticket, at: datetime) -> None:
        """Writes everything of the ticket but its lines."""
        ...

    def insert_line(self, ticket_id: UUID, position: int, line: TicketLine) -> None: ...
    def update_line(self, line: TicketLine) -> None: ...
    def delete_line(self, line_id: UUID) -> None: ...
    def set_state(self, ticket_id: UUID, state: TicketState, at: datetime) -> None: ...
    def order_state(self, ticket_id: UUID) -> OrderState:
        """Where the ticket's order is before it is stored as one (R-76)."""
        ...

    def set_order_state(self, ticket_id: UUID, state: OrderState) -> None: ...


class Orders(Protocol):
    """Paid orders."""

    def insert(self, sale: SaleRecord) -> None:
        """Writes the order, its lines, taxes and tenders."""
        ...

    def exists(self, order_id: UUID) -> bool: ...
    def get(self, order_id: UUID) -> OrderView: ...
    def find(
        self,
        text: str,
        *,
        states: Sequence[OrderState] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 50,
    ) -> list[OrderRow]:
        """Newest first. Text: a receipt number or its last digits, a card's last four, the beginning of a
        customer, an amount, or words of a product sold."""
        ...

    def by_number(self, number: str) -> UUID | None: ...
    def set_state(self, order_id: UUID, state: OrderState) -> None: ...
    def set_tenders_state(self, order_id: UUID, state: str) -> None: ...
    def set_tender_state(self, tender_id: UUID, state: str) -> None: ...
    def add_tender(self, order_id: UUID, tender: TenderRecord, shift_id: UUID, at: datetime) -> None: ...
    def returnable(self, order_id: UUID) -> list[ReturnableLine]:
        """The lines of an order with what came back of them so far."""
        ...

    def tenders_left(self, order_id: UUID) -> list[TenderLeftView]:
        """The tenders of an order with what may still go back to them."""
        ...

    def taken_back_by(self, order_id: UUID) -> list[UUID]:
        """The sales whose goods came back with this order."""
        ...


class Shifts(Protocol):
    """Shifts and the cash that moved in them."""

    def current(self, register_id: UUID) -> ShiftView | None: ...
    def get(self, shift_id: UUID) -> ShiftView: ...
    def recent(self, register_id: UUID, limit: int) -> list[ShiftView]: ...
    def insert(
        self, shift_id: UUID, register_id: UUID, number: int, person_id: UUID, at: datetime, float_minor: int
    ) -> None: ...
    def set_counted(
        self, shift_id: UUID, counts: Mapping[int, int], counted: int, expected: int, note: str, at: datetime
    ) -> None: ...
    def set_closed(
        self, shift_id: UUID, person_id: UUID, reason: str, float_left: int, report: ShiftReport, at: datetime
    ) -> None: ...
    def z_report(self, shift_id: UUID) -> ShiftReport | None: ...
    def add_move(
        self,
        shift_id: UUID,
        kind: CashMove,
        amount_minor: int,
        person_id: UUID,
        at: datetime,
        *,
        reason: str = "",
        order_id: UUID | None = None,
        approved_by: UUID | None = None,
    ) -> None:
        """Amount signed as it acts on the drawer."""
        ...

    def moves(self, shift_id: UUID) -> list[MoveView]:
        """The float and what was moved by hand, the latest first; not what sales and voids moved."""
        ...

    def sales(self, shift_id: UUID) -> int:
        """How many sales the shift has, voided ones left out."""
        ...

    def drawer(self, shift_id: UUID) -> DrawerSums: ...
    def report(self, shift_id: UUID, until: datetime, *, final: bool) -> ShiftReport: ...


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


class Catalogue(Protocol):
    """Products for selling and showing."""

    def by_code(self, key: str) -> Sellable | None:
        """Looks a barcode key (gtin.barcode_key) up by its unique index."""
        ...

    def by_plu(self, plu: str) -> Sellable | None: ...
    def by_sku(self, sku: str) -> Sellable | None: ...
    def sellable(self, variant_row: int) -> Sellable: ...
    def product_of(self, variant_row: int) -> UUID | None: ...
    def category_of(self, variant_row: int) -> UUID | None: ...
    def sku(self, variant_row: int) -> str:
        """Of one that is sold no more, too; empty where it has none."""
        ...

    def barcode(self, variant_row: int) -> str:
        """The first of its barcodes; empty where it has none."""
        ...

    def variants(self, product_id: UUID) -> list[VariantChoice]: ...
    def options(self, product_id: UUID) -> tuple[str, ...]: ...
    def categories(self) -> list[Category]: ...
    def favourites(self, offset: int, limit: int) -> list[Tile]: ...
    def favourites_count(self) -> int: ...
    def tiles(self, category_id: UUID | None, offset: int, limit: int) -> list[Tile]: ...
    def tiles_count(self, category_id: UUID | None) -> int: ...
    def search(self, text: str, limit: int = 50, first: int | None = None) -> list[SearchHit]:
        """The best first, `limit` of them; or only the `first` of these."""
        ...

    def add_code(self, key: str, variant_row: int) -> None: ...
    def set_favourite(self, product_id: UUID, position: int | None) -> None: ...
    def set_price(self, variant_row: int, price_minor: int) -> None: ...
    def tax_classes(self) -> list[tuple[UUID, str, TaxRates]]: ...
    def save_tax_class(self, tax_class_id: UUID, name: str, rates: TaxRates, position: int) -> None: ...
    def products_count(self) -> int: ...


class CatalogueEdits(Protocol):
    """Products and variants as they are changed; the search follows."""

    def variant(self, variant_id: UUID) -> VariantRecord | None: ...
    def variants(self, product_id: UUID) -> list[VariantRecord]: ...
    def owner(self, code: str) -> tuple[int, str] | None:
        """Row and name of the variant that has a barcode key."""
        ...

    def save_variant(self, record: VariantRecord) -> None:
        """Its codes become those of the record; none of them may be another's."""
        ...

    def product(self, product_id: UUID) -> ProductRecord | None: ...
    def save_product(self, record: ProductRecord) -> None: ...


class Stock(Protocol):
    """The ledger of stock moves at a location."""

    def move(
        self, moves: Iterable[tuple[int, int, UUID | None]], location_id: UUID, reason: str, at: datetime
    ) -> None:
        """(variant row, signed thousandths, order line) rows; levels follow in the same commit."""
        ...

    def reverse(
        self, order_line_ids: Sequence[UUID], reason: str, at: datetime
    ) -> Mapping[UUID, Sequence[tuple[int, int]]]:
        """Moves back exactly what the moves of these order lines took; (variant row, thousandths) by location."""
        ...

    def on_hand(self, variant_row: int, location_id: UUID) -> int: ...
    def hold(self, variant_row: int, location_id: UUID) -> int:
        """On hand, which nobody else moves before this transaction ends."""
        ...

    def hold_at(self, location_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, int]:
        """As `hold`, for many at once; those that never moved are left out."""
        ...

    def in_pieces(self, variant_rows: Iterable[int]) -> set[int]:
        """Those that are counted in whole pieces: their stock is kept, and they are not weighed."""
        ...


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
    def rename(self, register_id: UUID, name: str) -> None: ...
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
    def rewrite(self, job_id: UUID, document: Document) -> bool:
        """Puts another paper in the place of one that is still held; False when it is not held any more."""
        ...


class Outbox(Protocol):
    """What other systems must hear of; drained by the sync thread."""

    def add(
        self, event_id: UUID, lane: str, topic: str, subject_id: UUID, body: Mapping[str, Any], at: datetime
    ) -> None: ...
    def waiting(self) -> int:
        """Deliveries that are still to be made, and events that no lane has taken yet."""
        ...

    def unrouted(self, limit: int) -> list[OutboxEvent]:
        """Events that are not handed to their targets yet, the oldest first."""
        ...

    def routed(self, event_ids: Sequence[UUID]) -> None: ...


class PaymentMethods(Protocol):
    """The ways of paying that the store set up."""

    def all(self) -> list[PaymentMethod]:
        """In the store's order, inactive ones included, removed ones left out."""
        ...

    def get(self, method_id: UUID) -> PaymentMethod:
        """A removed one too: past payments name it."""
        ...

    def save(self, method: PaymentMethod) -> None: ...
    def remove(self, method_id: UUID, at: datetime) -> None: ...


class Payments(Protocol):
    """Attempts to take money, and their events."""

    def insert(self, payment: Payment) -> None: ...
    def save(self, payment: Payment) -> None:
        """Writes everything that can change after the insert."""
        ...

    def get(self, payment_id: UUID) -> Payment: ...
    def of_ticket(self, ticket_id: UUID) -> list[Payment]:
        """In the order they were made."""
        ...

    def open_tickets(self) -> list[UUID]:
        """Tickets not sold yet that are being paid or partly paid."""
        ...

    def to_settle(self) -> list[UUID]:
        """Of those, the ones that may have to be sold, or whose order may stand elsewhere by now."""
        ...

    def ask_after(self, turns: Iterable[tuple[UUID, bool]], at: datetime) -> None:
        """Those that are open still have their turn then; whether each is to be stopped stands beside it."""
        ...

    def open(self) -> list[Payment]:
        """Every attempt whose outcome is still to come, the oldest first."""
        ...

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]:
        """Those whose turn it is, and those put off beyond the longest wait: the clock was set back since."""
        ...

    def next_due(self) -> datetime | None: ...
    def between(self, method_id: UUID, since: datetime, until: datetime) -> list[Payment]:
        """Attempts of a time that a provider may know of, for reconciliation."""
        ...

    def by_provider_ref(self, provider_ref: str) -> Payment | None: ...
    def held(self) -> list[Payment]:
        """Those that are reserved on a card and not charged, the oldest first."""
        ...

    def captures(self) -> list[Payment]:
        """Those whose charging is wanted, under way, or refused and waiting for a person; the oldest first."""
        ...

    def note(self, payment_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None: ...
    def events(self, payment_id: UUID) -> list[PaymentEvent]: ...


class Refunds(Protocol):
    """Money on its way back, and its events."""

    def insert(self, refund: Refund) -> None: ...
    def save(self, refund: Refund) -> None: ...
    def get(self, refund_id: UUID) -> Refund: ...
    def of_ticket(self, ticket_id: UUID) -> list[Refund]: ...
    def of_payment(self, payment_id: UUID) -> list[Refund]: ...
    def open(self) -> list[Refund]: ...
    def refused(self) -> list[Refund]:
        """Those that a person must pay out in another way."""
        ...

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]: ...
    def ask_after(self, turns: Iterable[tuple[UUID, RefundState, datetime]]) -> None:
        """Those that are open still are in that state, and have their turn then."""
        ...

    def next_due(self) -> datetime | None: ...
    def note(self, refund_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None: ...
    def events(self, refund_id: UUID) -> list[PaymentEvent]: ...


class StoredValueLedger(StoredValues, Protocol):
    """Gift cards, store credits and vouchers: balances are sums of moves."""

    def issue(
        self,
        value_id: UUID,
        kind: TenderKind,
        code: str,
        amount_minor: int,
        currency: str,
        at: datetime,
        *,
        expires_at: datetime | None = None,
        order_id: UUID | None = None,
        customer: str = "",
        note: str = "",
    ) -> None: ...
    def find(self, code: str) -> StoredValueView | None:
        """By its whole code."""
        ...

    def get(self, value_id: UUID) -> StoredValueView: ...
    def newest(self, kind: TenderKind, limit: int, last_four: str = "") -> list[StoredValueView]: ...
    def moves(self, value_id: UUID) -> list[ValueMove]: ...
    def adjust(self, value_id: UUID, amount_minor: int, reason: str, key: UUID, at: datetime) -> None: ...
    def set_blocked(self, value_id: UUID, blocked: bool) -> None: ...


class Reservations(Protocol):
    """Stock that is kept for a ticket while it is being paid."""

    def hold(
        self, ticket_id: UUID, lines: Iterable[tuple[int, int]], location_id: UUID, until: datetime
    ) -> None:
        """(variant row, thousandths) rows, in place of what was held for the ticket before."""
        ...

    def release(self, ticket_id: UUID) -> None:
        """After the sale's own moves, or when it is given up."""
        ...

    def reserved(self, variant_row: int, location_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        """Thousandths held for others now."""
        ...

    def expire(self, now: datetime) -> int:
        """Drops what is past its time; how many."""
        ...


class Differences(Protocol):
    """What reconciliation found."""

    def add(self, difference: Difference) -> bool:
        """False when the same one is listed already, resolved or not."""
        ...

    def open(self) -> list[Difference]: ...
    def get(self, difference_id: UUID) -> Difference: ...
    def resolve(
        self, difference_id: UUID, resolution: str, note: str, person_id: UUID, at: datetime
    ) -> None: ...


class Connections(Protocol):
    """Shops on platforms that the store connected."""

    def all(self) -> list[Connection]:
        """Removed ones left out."""
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
        self, connection_id: UUID, by: str, now: datetime, until: datetime, limit: int
    ) -> list[Delivery]:
        """The first of each lane that is due and whose lane nobody holds; what a lost lease left is taken over."""
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

    def done_since(self, connection_id: UUID, since: datetime) -> int: ...
    def last_done(self, connection_id: UUID) -> datetime | None: ...
    def oldest_waiting(self, connection_id: UUID) -> datetime | None: ...
    def wake(self, connection_id: UUID, now: datetime) -> int:
        """Makes everything that waits for its next attempt due now; how many."""
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
    def by_item(self, connection_id: UUID, item_refs: Sequence[str]) -> Mapping[str, Link]:
        """Variants by what their stock is kept under."""
        ...

    def item_row(self, connection_id: UUID, item_ref: str) -> tuple[int, bool] | None:
        """The row of the variant whose stock is kept under it, and whether that is counted in whole pieces."""
        ...

    def item_rows(self, connection_id: UUID, item_refs: Sequence[str]) -> Mapping[str, tuple[int, bool]]:
        """As `item_row`, for many at once; those that are not linked are left out."""
        ...

    def by_row(self, connection_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, Link]:
        """Variants by their rows, as stock moves name them."""
        ...

    def all(self, connection_id: UUID, kind: LinkKind) -> list[Link]: ...
    def remove(self, connection_id: UUID, kind: LinkKind, local_id: UUID) -> None: ...


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


class OnlineOrders(Protocol):
    """Orders of platforms."""

    def save(self, order: OnlineOrderRow) -> None: ...
    def remove(self, row_id: UUID) -> None: ...
    def by_ref(self, connection_id: UUID, ref: str) -> OnlineOrderRow | None: ...
    def newest(self, connection_id: UUID | None, limit: int) -> list[OnlineOrderRow]: ...


class Figures(Protocol):
    """How the integrations do, minute by minute, kept over restarts (R-60)."""

    def add(self, minutes: Sequence[Minute]) -> None:
        """Adds to what is there of the same minute."""
        ...

    def since(self, at: datetime, system: str | None = None) -> list[Minute]: ...
    def forget_before(self, at: datetime) -> None: ...


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


class Store(Protocol):
    """The register's database."""

    def write(self) -> AbstractContextManager[Work]:
        """A writing transaction, committed at the end of the block; typed errors when that fails."""
        ...

    def read(self) -> AbstractContextManager[Work]:
        """A reading transaction; its repositories refuse to write."""
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

    def settle(self, check: Callable[[Work], bool]) -> bool:
        """Whether a transaction in doubt holds, for good; `check` looks it up by an id of its own."""
        ...
