"""The register's services in one hand: what the screens and the commands are given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pos_desktop.application.catalogue import Catalogue
from pos_desktop.application.checkout import Checkout
from pos_desktop.application.desk import Desk
from pos_desktop.application.orders import Orders
from pos_desktop.application.payment_methods import CredentialShelf, PaymentMethods
from pos_desktop.application.payment_provider import Providers
from pos_desktop.application.people import People
from pos_desktop.application.printers import Printers
from pos_desktop.application.printing import DrawerState, LogLine, PrinterStatus, QueueCounts
from pos_desktop.application.returns import Returns
from pos_desktop.application.session import Session
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.settling import Settling
from pos_desktop.application.shifts import Shifts
from pos_desktop.application.tendering import Tendering
from pos_desktop.application.tickets import TicketDesk


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device as the status bar and the settings show it."""

    id: UUID
    family: str
    driver: str
    name: str
    address: str
    status: PrinterStatus
    counts: QueueCounts


class DeviceWatch(Protocol):
    """The devices at work. Listeners are called on the devices' threads."""

    def devices(self) -> list[DeviceView]: ...
    def drawer(self) -> DrawerState: ...
    def on_change(self, listener: Callable[[], None]) -> None: ...
    def log(self, device_id: UUID) -> list[LogLine]: ...
    def test_print(self, device_id: UUID) -> None: ...
    def kick(self, device_id: UUID) -> None: ...
    def reconnect(self, device_id: UUID) -> None: ...
    def reload(self) -> None:
        """Reads the configured devices again and restarts their workers."""
        ...

    def drivers(self) -> list["DriverView"]: ...
    def check(self, driver: str, settings: Mapping[str, Any]) -> None:
        """FixSetting that names what is wrong with a driver's settings; connects nothing."""
        ...

    def find(self) -> Sequence["FoundPrinter"]:
        """Printers that answer on this computer and its network, after a few seconds; off the UI thread."""
        ...

    def wake(self) -> None:
        """Something was asked for: prints at once."""
        ...


@dataclass(frozen=True, slots=True)
class DriverView:
    """A kind of printer that can be added."""

    driver: str
    label: str
    fields: tuple[SettingField, ...]


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer that was found: how it is connected, where, and the settings it would be added with."""

    driver: str
    address: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that can be asked of the register."""

    desk: Desk
    session: Session
    tickets: TicketDesk
    checkout: Checkout
    shifts: Shifts
    orders: Orders
    catalogue: Catalogue
    people: People
    printers: Printers
    devices: DeviceWatch
    backups: Backups
    tendering: Tendering
    settling: Settling
    returns: Returns
    payment_methods: PaymentMethods
    payment_news: PaymentNews


def assemble(
    desk: Desk,
    devices: DeviceWatch,
    backups: Backups,
    providers: Providers,
    credentials: CredentialShelf,
    payment_news: PaymentNews,
) -> Services:
    """Builds the services around a desk."""
    printers = Printers(desk)
    tickets = TicketDesk(desk)
    checkout = Checkout(desk, tickets, printers)
    settling = Settling(desk, tickets, printers, providers)
    return Services(
        desk=desk,
        session=Session(desk),
        tickets=tickets,
        checkout=checkout,
        shifts=Shifts(desk, printers),
        orders=Orders(desk, printers, settling),
        catalogue=Catalogue(desk),
        people=People(desk),
        printers=printers,
        devices=devices,
        backups=backups,
        tendering=Tendering(desk, tickets, checkout, printers, providers),
        settling=settling,
        returns=Returns(desk, tickets, printers, providers),
        payment_methods=PaymentMethods(desk, providers, credentials),
        payment_news=payment_news,
    )
