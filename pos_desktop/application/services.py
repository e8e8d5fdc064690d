"""The register's services in one hand: what the screens and the commands are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

from pos_desktop.domain.record import field, record

if TYPE_CHECKING:
    from pos_desktop.application.captures import Captures
    from pos_desktop.application.catalogue import Catalogue
    from pos_desktop.application.checkout import Checkout
    from pos_desktop.application.connections import ConnectionDesk
    from pos_desktop.application.counter import Counter, LineText, Stop
    from pos_desktop.application.coupons import Coupons
    from pos_desktop.application.customer_desk import CustomerDesk
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.device_states import DeviceStatus
    from pos_desktop.application.documents import Document
    from pos_desktop.application.errors import PersonError
    from pos_desktop.application.labels import Labels
    from pos_desktop.application.online_orders_view import OnlineOrdersDesk
    from pos_desktop.application.orders import Orders
    from pos_desktop.application.payment_methods import CredentialShelf, PaymentMethods
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.people import People
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.practice import Practice, PracticeLab
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.printing import (
        DrawerState,
        FailureReason,
        LogLine,
        PrinterStatus,
        QueueCounts,
    )
    from pos_desktop.application.reader_test import ReaderTest
    from pos_desktop.application.receipt_design import ReceiptDesign
    from pos_desktop.application.reconciliation import Reconciliation
    from pos_desktop.application.recovering import Recovered
    from pos_desktop.application.refund_decisions import RefundDecisions
    from pos_desktop.application.returns import Returns
    from pos_desktop.application.session import Session
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.application.settling import Settling
    from pos_desktop.application.shifts import Shifts
    from pos_desktop.application.shop_gift_cards import ShopGiftCards
    from pos_desktop.application.shop_tax import ShopTax
    from pos_desktop.application.stored_values import StoredValueDesk
    from pos_desktop.application.sync_desk import SyncDesk
    from pos_desktop.application.sync_view import SyncNews
    from pos_desktop.application.tendering import Tendering
    from pos_desktop.application.terminal_days import TerminalDays
    from pos_desktop.application.tickets import TicketDesk
    from pos_desktop.application.weighing import ScaleReading, WeighingOrder


@record
class DeviceView:
    """A device as the status bar and the settings show it."""

    id: UUID
    family: str
    driver: str
    name: str
    address: str
    """Where it is now, which for a USB device may be another port than when it was set up."""
    status: PrinterStatus | DeviceStatus
    counts: QueueCounts
    error: PersonError | None = None
    """Why it cannot be used or is not reached, in words for people, where more is known than the state."""
    has_drawer: bool = False
    """Whether the register's drawer hangs on it: on the receipt printer, unless it has a wire of its own."""

    @property
    def printer(self) -> PrinterStatus:
        """What a printer says of itself; for the family `printer` alone."""
        return cast("PrinterStatus", self.status)

    @property
    def attended(self) -> DeviceStatus:
        """What any other device says of itself."""
        return cast("DeviceStatus", self.status)


class DeviceWatch(Protocol):
    """The devices at work. Listeners are called on the devices' threads."""

    @property
    def counter(self) -> Counter:
        """The devices as a sale uses them."""
        ...

    def devices(self) -> list[DeviceView]: ...
    def drawer(self) -> DrawerState: ...
    def drawer_trouble(self) -> FailureReason | None:
        """Why the last kick of the register's drawer did not open it; None once it opened again."""
        ...

    def on_change(self, listener: Callable[[], None]) -> None: ...
    def log(self, device_id: UUID) -> list[LogLine]: ...
    def test_print(self, device_id: UUID) -> None: ...
    def kick(self, device_id: UUID) -> None: ...
    def reconnect(self, device_id: UUID) -> None: ...
    def weigh(self, device_id: UUID, order: WeighingOrder, listener: Callable[[ScaleReading], None]) -> Stop:
        """Tries one scale, as `Counter.weigh` does the register's."""
        ...

    def zero(self, device_id: UUID) -> None: ...
    def show(self, device_id: UUID, text: LineText) -> None:
        """Tries one display."""
        ...

    def reload(self) -> None:
        """Reads the configured devices again and restarts the workers of those that were changed."""
        ...

    def drivers(self) -> list[DriverView]: ...
    def check(self, family: str, driver: str, settings: Mapping[str, Any]) -> None:
        """FixSetting that names what is wrong with a driver's settings; connects nothing."""
        ...

    def find(self, finding: Finding) -> Sequence[FoundDevice]:
        """Devices on this computer and its network that are not set up yet, after a few seconds; sends nothing to
        a serial port. Off the UI thread."""
        ...

    def try_out(self, found: FoundDevice, finding: Finding) -> Sequence[FoundDevice]:
        """Speaks to a device that was found: what it turns out to be, empty when nothing answers. Off the UI thread.

        A serial port is asked in all the languages that scales and printers speak: only when a person wishes it.
        """
        ...

    def ports(self) -> list[PortView]:
        """The serial ports of this computer; off the UI thread."""
        ...

    def paper(self, document: Document, columns: int, block: int = 0) -> PaperPicture:
        """The document as the receipt printer prints it on paper of so many characters; off the UI thread.

        The picture says where that block begins.
        """
        ...

    def wake(self) -> None:
        """Something was asked for: prints at once."""
        ...


@record
class PaperPicture:
    """Printed paper: the bytes a printer was sent, a PNG of what it printed, and the text on it."""

    data: bytes
    png: bytes
    text: str
    block_top: int = 0
    """Dots from the top of the picture to the block that was asked for."""
    left_out: tuple[str, ...] = ()
    """What the printer could not print, in technical words."""


@record
class DriverView:
    """A kind of device that can be added."""

    driver: str
    label: str
    fields: tuple[SettingField, ...]
    family: str = "printer"


@record
class FoundDevice:
    """A device that was found: how it is connected, where, and the settings it would be added with.

    Without `driver` nobody knows yet what it is (a serial port), or it is set up elsewhere (`family` 'terminal').
    """

    driver: str
    address: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    family: str = "printer"
    title: str = ""
    """What it is, in words for people; empty where the driver's label says enough."""


@record
class PortView:
    """A port: its name, what is plugged in there, and what that USB device is known by. `kind` is that of the field that
    takes it (`SettingField.kind`); empty for a serial port."""

    port: str
    description: str
    identity: str
    kind: str = ""


class Finding(Protocol):
    """Who waits for a search. Called on the searching thread."""

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits any more."""
        ...

    def tell(self, words: str, found: Sequence[FoundDevice]) -> None:
        """Where it looks now, and what was found so far."""
        ...


@record
class BackupView:
    """A back-up file."""

    path: str
    at: datetime
    size_bytes: int
    reason: str


class Backups(Protocol):
    """Back-ups of the database."""

    def list(self) -> list[BackupView]: ...
    def make(self) -> BackupView:
        """Makes one now; slow: off the UI thread."""
        ...


class PaymentNews(Protocol):
    """The payments' worker, as the screen sees it."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener after each step of a payment or refund, on a worker's thread."""
        ...

    def sign(self, payment_id: UUID, accepted: bool) -> None:
        """The cashier's word about a signature, told to the provider with the payment's next step."""
        ...

    def keep_free(self, method_id: UUID) -> bool:
        """Whether an attempt that is about to be written can go to disk as sent: nothing else of its way of paying
        is at work, nor begins before `begin` or `let_go`."""
        ...

    def begin(self, payment: Payment) -> None:
        """Carries out an attempt that is on disk as sent, in the place that was kept free for it."""
        ...

    def let_go(self, method_id: UUID) -> None:
        """Nothing came to disk for the place that was kept free."""
        ...

    def take_recovered(self) -> Recovered | None:
        """What the start found unfinished and took up; once, None from then on."""
        ...


class Services:
    """Everything that can be asked of the register. A service is made when somebody first asks for it: selling needs
    a few of them, and its start must not wait for the others."""

    def __init__(
        self,
        desk: Desk,
        devices: DeviceWatch,
        backups: Backups,
        providers: Providers,
        credentials: CredentialShelf,
        payment_news: PaymentNews,
        platforms: Platforms,
        sync_news: SyncNews,
        practice_lab: PracticeLab | None = None,
    ) -> None:
        self.desk = desk
        self.devices = devices
        self.backups = backups
        self.payment_news = payment_news
        self.sync_news = sync_news
        self._platforms = platforms
        self._providers = providers
        self._credentials = credentials
        self._practice_lab = practice_lab

    @property
    def counter(self) -> Counter:
        """The counter's devices as a sale uses them."""
        return self.devices.counter

    @cached_property
    def session(self) -> Session:
        from pos_desktop.application.session import Session

        return Session(self.desk)

    @cached_property
    def tickets(self) -> TicketDesk:
        from pos_desktop.application.tickets import TicketDesk

        return TicketDesk(self.desk, self.printers)

    @cached_property
    def checkout(self) -> Checkout:
        from pos_desktop.application.checkout import Checkout

        return Checkout(self.desk, self.tickets, self.printers)

    @cached_property
    def shifts(self) -> Shifts:
        from pos_desktop.application.shifts import Shifts

        return Shifts(self.desk, self.printers)

    @cached_property
    def orders(self) -> Orders:
        from pos_desktop.application.orders import Orders

        return Orders(self.desk, self.printers, self.settling)

    @cached_property
    def online_orders(self) -> OnlineOrdersDesk:
        from pos_desktop.application.online_orders_view import OnlineOrdersDesk

        return OnlineOrdersDesk(self.desk)

    @cached_property
    def coupons(self) -> Coupons:
        from pos_desktop.application.coupons import Coupons

        return Coupons(self.desk, self._platforms, self.tickets)

    @cached_property
    def shop_tax(self) -> ShopTax:
        from pos_desktop.application.shop_tax import ShopTax

        return ShopTax(self.desk, self._platforms, self.tickets)

    @cached_property
    def shop_gift_cards(self) -> ShopGiftCards:
        from pos_desktop.application.shop_gift_cards import ShopGiftCards

        return ShopGiftCards(self.desk, self._platforms, self.tendering)

    @cached_property
    def customers(self) -> CustomerDesk:
        from pos_desktop.application.customer_desk import CustomerDesk

        return CustomerDesk(self.desk, self._platforms, self.sync_news, self.tickets)

    @cached_property
    def captures(self) -> Captures:
        from pos_desktop.application.captures import Captures

        return Captures(self.desk, self.printers)

    @cached_property
    def catalogue(self) -> Catalogue:
        from pos_desktop.application.catalogue import Catalogue

        return Catalogue(self.desk)

    @cached_property
    def people(self) -> People:
        from pos_desktop.application.people import People

        return People(self.desk)

    @cached_property
    def printers(self) -> Printers:
        from pos_desktop.application.printers import Printers

        return Printers(self.desk)

    @cached_property
    def labels(self) -> Labels:
        from pos_desktop.application.labels import Labels

        return Labels(self.desk, self.printers)

    @cached_property
    def receipt_design(self) -> ReceiptDesign:
        from pos_desktop.application.receipt_design import ReceiptDesign

        return ReceiptDesign(self.desk, self.printers)

    @cached_property
    def tendering(self) -> Tendering:
        from pos_desktop.application.tendering import Tendering

        return Tendering(
            self.desk, self.tickets, self.checkout, self.printers, self._providers, self.payment_news
        )

    @cached_property
    def settling(self) -> Settling:
        from pos_desktop.application.settling import Settling

        return Settling(self.desk, self.tickets, self.printers, self._providers)

    @cached_property
    def returns(self) -> Returns:
        from pos_desktop.application.returns import Returns

        return Returns(self.desk, self.tickets, self.printers, self._providers)

    @cached_property
    def refund_decisions(self) -> RefundDecisions:
        from pos_desktop.application.refund_decisions import RefundDecisions

        return RefundDecisions(self.desk, self._providers)

    @cached_property
    def practice(self) -> Practice | None:
        """The switch of the virtual devices; None where this program cannot run any."""
        from pos_desktop.application.practice import Practice

        if self._practice_lab is None:
            return None
        return Practice(self.desk, self.devices, self.printers, self._practice_lab)

    @cached_property
    def payment_methods(self) -> PaymentMethods:
        from pos_desktop.application.payment_methods import PaymentMethods

        return PaymentMethods(self.desk, self._providers, self._credentials)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        from pos_desktop.application.reconciliation import Reconciliation

        return Reconciliation(self.desk, self._providers, self.settling)

    @cached_property
    def reader_test(self) -> ReaderTest:
        from pos_desktop.application.reader_test import ReaderTest

        return ReaderTest(self.desk, self._providers)

    @cached_property
    def terminal_days(self) -> TerminalDays:
        from pos_desktop.application.terminal_days import TerminalDays

        return TerminalDays(self.desk, self._providers, self.printers)

    @cached_property
    def stored_values(self) -> StoredValueDesk:
        from pos_desktop.application.stored_values import StoredValueDesk

        return StoredValueDesk(self.desk, self.printers)

    @cached_property
    def sync(self) -> SyncDesk:
        from pos_desktop.application.sync_desk import SyncDesk

        return SyncDesk(self.desk, self.sync_news)

    @cached_property
    def connections(self) -> ConnectionDesk:
        from pos_desktop.application.connections import ConnectionDesk

        return ConnectionDesk(self.desk, self._platforms, self._credentials)


def assemble(
    desk: Desk,
    devices: DeviceWatch,
    backups: Backups,
    providers: Providers,
    credentials: CredentialShelf,
    payment_news: PaymentNews,
    platforms: Platforms,
    sync_news: SyncNews,
    practice_lab: PracticeLab | None = None,
) -> Services:
    """The services around a desk."""
    return Services(
        desk, devices, backups, providers, credentials, payment_news, platforms, sync_news, practice_lab
    )
