"""The devices at work, as screens and settings see them, and what a search for new ones finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

from pos_desktop.domain.record import field, record

if TYPE_CHECKING:
    from pos_desktop.application.counter import Counter, LineText, Stop
    from pos_desktop.application.device_states import DeviceStatus
    from pos_desktop.application.documents import Document
    from pos_desktop.application.errors import PersonError
    from pos_desktop.application.printing import (
        DrawerState,
        FailureReason,
        LogLine,
        PrinterStatus,
        QueueCounts,
    )
    from pos_desktop.application.setting_field import SettingField
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
