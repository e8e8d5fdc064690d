"""What the status bar says: what is to be sent, printer and drawer, who is here, the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from pos_desktop.application.device_states import DeviceFamily, DeviceState
from pos_desktop.application.events import Event
from pos_desktop.application.printing import DrawerState, FailureReason, PrinterState, Silence
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.ui.first_paint import after_first_paint
from pos_desktop.ui.widgets.status_bar import StatusItem

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.device_watch import DeviceView
    from pos_desktop.application.formats import Formats
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.printing import PrinterStatus
    from pos_desktop.application.services import Services
    from pos_desktop.ui.widgets.status_bar import StatusBar, Tone

_MINUTE_MS = 60_000
_SOON_MS = 1000
_LONGEST_NAME = 24
# What a cashier must look at first.
_WORST_FIRST = (
    PrinterState.PAPER_OUT,
    PrinterState.COVER_OPEN,
    PrinterState.ERROR,
    PrinterState.UNREACHABLE,
    PrinterState.OFFLINE,
    PrinterState.PAPER_LOW,
    PrinterState.UNKNOWN,
    PrinterState.READY,
)
_AWAY = (DeviceState.UNREACHABLE, DeviceState.ERROR)
_EVENTS = (
    Event.PERSON,
    Event.DEVICES,
    Event.OUTBOX,
    Event.SOLD,
    Event.PRINT,
    Event.SETTINGS,
    Event.PAYMENT,
    Event.PAYMENT_MOVED,
)


def printer_words(state: PrinterState) -> tuple[str, str, Tone]:
    """The state with the device's name, without it, and its tone."""
    return {
        PrinterState.READY: (tr("Printer ready"), tr("Ready"), "good"),
        PrinterState.PAPER_LOW: (tr("Paper low"), tr("Paper low"), "attention"),
        PrinterState.PAPER_OUT: (tr("Paper out"), tr("Paper out"), "danger"),
        PrinterState.COVER_OPEN: (tr("Printer cover open"), tr("Cover open"), "danger"),
        PrinterState.OFFLINE: (tr("Printer offline"), tr("Offline"), "danger"),
        PrinterState.UNREACHABLE: (tr("Printer not reached"), tr("Not reached"), "danger"),
        PrinterState.UNKNOWN: (tr("Printer state not known"), tr("Not known"), "neutral"),
        PrinterState.ERROR: (tr("Printer error"), tr("Error"), "danger"),
    }[state]  # type: ignore[return-value]  # the tones are literals


def _status_words(status: PrinterStatus) -> tuple[str, str, Tone]:
    """No answer is nothing bad while the printer is being asked for the first time; later somebody should look."""
    if status.state is PrinterState.UNKNOWN and status.silence is Silence.NOT_ASKED:
        return tr("Asking the printer"), tr("Asking …"), "neutral"
    if status.state is PrinterState.UNKNOWN and status.silence is Silence.NO_ANSWER:
        return tr("Printer does not answer"), tr("No answer"), "attention"
    return printer_words(status.state)


def _worst_first(device: DeviceView) -> tuple[int, bool]:
    """A printer that does not answer comes with those that are offline, before one whose paper is low."""
    status = device.printer
    silent = status.state is PrinterState.UNKNOWN and status.silence is Silence.NO_ANSWER
    return _WORST_FIRST.index(PrinterState.OFFLINE if silent else status.state), silent


def drawer_words(state: DrawerState) -> tuple[str, str, Tone]:
    """The same for the drawer."""
    if state is DrawerState.OPEN:
        return tr("Drawer open"), tr("Open"), "attention"
    if state is DrawerState.CLOSED:
        return tr("Drawer closed"), tr("Closed"), "good"
    return tr("Drawer not sensed"), tr("Not sensed"), "neutral"


def printer_item(devices: Sequence[DeviceView]) -> StatusItem:
    """One chip for all printers: the one that somebody should look at first."""
    printers = [device for device in devices if device.family == "printer"]
    if not printers:
        return StatusItem("printer", "printer", tr("No printer"), tr("None"), "neutral")
    worst = min(printers, key=_worst_first)
    words, compact, tone = _status_words(worst.printer)
    if len(printers) > 1 and tone != "good":
        words = f"{_short(worst.name)} · {compact}"
    waiting = worst.counts.waiting
    if waiting and not worst.printer.state.can_print:
        words = f"{words} · {tr_n('{count} to print', '{count} to print', waiting)}"
    elif failed := sum(printer.counts.failed for printer in printers):
        words, tone = tr_n("{count} not printed", "{count} not printed", failed), "attention"
        compact = words
    return StatusItem("printer", "printer", words, compact, tone)


def drawer_item(
    devices: Sequence[DeviceView], drawer: DrawerState, trouble: FailureReason | None = None
) -> StatusItem | None:
    """The drawer, where there is one: on a wire of its own, or on a printer. `trouble` kept it shut."""
    wired = next((device for device in devices if device.family == DeviceFamily.DRAWER), None)
    if wired is not None and wired.attended.state in _AWAY:
        return StatusItem("drawer", "tray", tr("Drawer not reached"), tr("Not reached"), "danger")
    if wired is None and not any(device.family == DeviceFamily.PRINTER for device in devices):
        return None
    if trouble is not None:
        return StatusItem("drawer", "tray", tr("Drawer not opened"), tr("Not opened"), "danger")
    words, compact, tone = drawer_words(drawer)
    return StatusItem("drawer", "tray", words, compact, tone)


def care_items(devices: Sequence[DeviceView]) -> list[StatusItem]:
    """Scanners, scales and displays that somebody must look at; those that work say nothing here."""
    icons = {DeviceFamily.SCANNER: "barcode", DeviceFamily.SCALE: "scales", DeviceFamily.DISPLAY: "monitor"}
    items = []
    for family, icon in icons.items():
        ailing = [device for device in devices if device.family == family]
        ailing = [device for device in ailing if device.attended.state in (*_AWAY, DeviceState.ATTENTION)]
        if not ailing:
            continue
        away = next((device for device in ailing if device.attended.state in _AWAY), None)
        if away is None:
            shown = ailing[0].attended.shown or tr("Check it")
            items.append(
                StatusItem(family.value, icon, f"{_short(ailing[0].name)} · {shown}", shown, "attention")
            )
            continue
        is_lost = away.attended.state is DeviceState.UNREACHABLE
        state = tr("Not reached") if is_lost else tr("Error")
        items.append(StatusItem(family.value, icon, f"{_short(away.name)} · {state}", state, "danger"))
    return items


def _short(name: str) -> str:
    """A name that leaves room for the other chips."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def reader_item(waiting: Sequence[Payment], formats: Formats, *, away: bool) -> StatusItem:
    """The card reader: what it is busy with, and outcomes that are still open."""
    from pos_desktop.application.payment_provider import Phase

    doubts = [payment for payment in waiting if payment.state is PaymentState.UNKNOWN]
    busy = [p for p in waiting if p.kind is TenderKind.CARD and p.state is not PaymentState.UNKNOWN]
    if doubts:
        amount = formats.money(sum(payment.whole_minor for payment in doubts))
        words = tr_n("Outcome open", "{count} outcomes open", len(doubts))
        return StatusItem("reader", "credit-card", f"{words} · {amount}", words, "attention")
    if away or any(payment.phase == Phase.READER_AWAY.value for payment in busy):
        return StatusItem("reader", "credit-card", tr("Reader away"), tr("Away"), "danger")
    if busy:
        amount = formats.money(busy[-1].whole_minor)
        return StatusItem("reader", "credit-card", f"{tr('Reader busy')} · {amount}", tr("Busy"), "good")
    return StatusItem("reader", "credit-card", tr("Reader ready"), tr("Ready"), "good")


def reader_away(services: Services, method: UUID) -> bool:
    """What the reader of a way of paying said last holds until it says otherwise: nobody asks it from here."""
    last = services.tendering.latest_of(method)
    if last is None or last.capture_state is not None:
        return False  # its card was read; what could not be charged later says nothing of the reader
    return last.state is PaymentState.CANCELLED and bool(last.last_error)


class Status(QObject):
    """Keeps the status bar true. Devices speak on their own threads; it listens through a queued signal."""

    parked = Signal(int)
    """How many things of the sync need a decision."""
    kick_missed = Signal()
    """The drawer was asked for and taken up too late, so that it stays shut."""
    _told = Signal()
    _hurried = Signal()

    def __init__(self, services: Services, bar: StatusBar) -> None:
        super().__init__(bar)
        self._services, self._bar = services, bar
        self.parked_count = 0
        self._shows_sync = False
        self._shows_day = False
        self._closed = False
        self._shows_reader = False
        self._trouble: FailureReason | None = None
        # Queued when told from another thread, at once when from this one.
        self._told.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._hurried.connect(self._refresh_soon)
        services.devices.on_change(self._tell)
        self._ends = [services.desk.events.on(event, self._tell) for event in _EVENTS]
        self._clock = QTimer(self, singleShot=True, timerType=Qt.TimerType.CoarseTimer)
        self._clock.timeout.connect(self._tick)
        self._tick()
        self.refresh()
        after_first_paint(self, self._know_the_rest)

    def close(self) -> None:
        """Nothing is listened to any more."""
        self._closed = True
        self._clock.stop()
        self._soon.stop()
        for end in self._ends:
            end()
        self._ends = []

    def _refresh_soon(self) -> None:
        if not self._closed and not self._soon.isActive():
            self._soon.start()

    def show_day(self, day: bool) -> None:
        """The day in place of the time, where a screen shows the time itself."""
        self._shows_day = day
        self._show_clock()

    def refresh(self) -> None:
        """Reads everything again."""
        if self._closed:
            return
        devices = self._services.devices.devices()
        items = [*self._sync(), printer_item(devices)]
        trouble = self._services.devices.drawer_trouble()
        drawer = drawer_item(devices, self._services.devices.drawer(), trouble)
        if drawer is not None:
            items.append(drawer)
        items += care_items(devices)
        if self._shows_reader:
            items += self._reader()
        self._bar.set_items(items)
        self._bar.set_person(self._person())
        self._show_clock()
        before, self._trouble = self._trouble, trouble
        if trouble is FailureReason.NOT_OPENED and before is not trouble:
            self.kick_missed.emit()

    def _tell(self) -> None:
        if not self._closed:
            self._told.emit()

    def _know_the_rest(self) -> None:
        """What a start need not wait for."""
        self._shows_reader = self._shows_sync = True
        self._services.sync_news.on_change(self._tell_soon)
        self.refresh()

    def _tell_soon(self) -> None:
        """The sync speaks often, on its threads: it is looked at once a second at most."""
        if not self._closed:
            self._hurried.emit()

    def _reader(self) -> list[StatusItem]:
        """Where the store has a reader, or an outcome is open."""
        services, desk = self._services, self._services.desk
        waiting = services.tendering.waiting_outcomes()
        methods = [m for m in services.payment_methods.all() if m.active and m.provider in self._readers]
        if not methods and not waiting:
            return []
        away = bool(methods) and reader_away(services, methods[0].id)
        return [reader_item(waiting, desk.formats, away=away)]

    @cached_property
    def _readers(self) -> frozenset[str]:
        """The kinds of provider that have a reader: the same as long as the program runs."""
        return frozenset(kind.key for kind in self._services.payment_methods.kinds() if kind.traits.reader)

    def _sync(self) -> list[StatusItem]:
        """Where the store has a platform connected."""
        if not self._shows_sync:
            return []
        from pos_desktop.ui.viewmodels.sync import chip

        picture = self._services.sync.picture()
        if picture.parked != self.parked_count:
            self.parked_count = picture.parked
            self.parked.emit(picture.parked)
        return [chip(picture)] if picture.lanes else []

    def _person(self) -> str:
        desk = self._services.desk
        return f"{desk.person.name} · {desk.register.name}" if desk.person else tr("Nobody signed in")

    def _now(self) -> datetime:
        return self._services.desk.clock.now()

    def _tick(self) -> None:
        self._show_clock()
        now = self._now()
        self._clock.start(_MINUTE_MS - (now.second * 1000 + now.microsecond // 1000) + 1)

    def _show_clock(self) -> None:
        formats, now = self._services.desk.formats, self._now()
        self._bar.set_clock(formats.short_day(now) if self._shows_day else formats.time(now))
