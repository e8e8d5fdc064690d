"""Devices as the settings show them: rows, tags, banners, the fields of a form. Texts, no decisions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal, cast

from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.device_watch import DeviceView, FoundDevice
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import DrawerState, FailureReason, LogLine, PrinterState
from pos_desktop.application.printing_words import drawer_words, printer_words, reason_words
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

Tone = Literal["good", "attention", "danger", "accent", "neutral"]

DRAWER = "drawer"
_BEHIND_THE_KIND = re.compile(", |\u060c ")
"""'Scale, Mettler Toledo 8217', in Arabic with its own comma."""
_WEIGHT = re.compile(r"^(-?\d+)\.(\d+)")
ICONS = {
    DeviceFamily.PRINTER: "printer",
    DeviceFamily.DRAWER: "tray",
    DeviceFamily.SCANNER: "barcode",
    DeviceFamily.SCALE: "scales",
    DeviceFamily.DISPLAY: "monitor",
}


def icon_of(family: str) -> str:
    """The sign of a family."""
    return ICONS.get(cast(DeviceFamily, family), "puzzle-piece")


def family_words(family: str) -> str:
    """What people call a device of a family."""
    return {
        DeviceFamily.PRINTER: tr("Receipt printer"),
        DeviceFamily.DRAWER: tr("Cash drawer"),
        DeviceFamily.SCANNER: tr("Scanner"),
        DeviceFamily.SCALE: tr("Scale"),
        DeviceFamily.DISPLAY: tr("Customer display"),
    }.get(cast(DeviceFamily, family), tr("Device"))


def printer_tone(state: PrinterState) -> Tone:
    """The colour of a printer's state."""
    if state is PrinterState.READY:
        return "good"
    if state is PrinterState.PAPER_LOW:
        return "attention"
    return "neutral" if state is PrinterState.UNKNOWN else "danger"


def drawer_tone(state: DrawerState) -> Tone:
    """The colour of a drawer's state."""
    if state is DrawerState.OPEN:
        return "attention"
    return "good" if state is DrawerState.CLOSED else "neutral"


def device_tone(state: DeviceState) -> Tone:
    """The colour of the state of any other device."""
    tones: dict[DeviceState, Tone] = {
        DeviceState.READY: "good",
        DeviceState.ATTENTION: "attention",
        DeviceState.UNKNOWN: "neutral",
    }
    return tones.get(state, "danger")


def device_words(family: str, status: DeviceStatus, mark: str = ".") -> str:
    """The state of any other device in a word or two: a weight, 'Open', 'Not reached'. `mark` is that of decimals."""
    if status.state in (DeviceState.READY, DeviceState.ATTENTION):
        if family == DeviceFamily.DISPLAY:
            return tr("Showing") if status.shown else tr("Ready")
        if family == DeviceFamily.SCANNER and status.state is DeviceState.READY:
            return tr("Ready")
        shown = status.shown[:1].upper() + status.shown[1:] or tr("Ready")
        return _WEIGHT.sub(rf"\1{mark}\2", shown) if family == DeviceFamily.SCALE else shown
    return {
        DeviceState.UNKNOWN: tr("No answer"),
        DeviceState.UNREACHABLE: tr("Not reached"),
    }.get(status.state, tr("Error"))


def device_rows(
    devices: Sequence[DeviceView], drawer: DrawerState, drivers: Mapping[str, str], mark: str = "."
) -> list[RowData]:
    """Every device; after the printer that the drawer hangs on the drawer."""
    rows: list[RowData] = []
    for device in devices:
        connection = drivers.get(device.driver, device.driver)
        parts = (connection, device.address)
        if device.family != DeviceFamily.PRINTER:
            # Where it is tells two of one kind apart; what kind of device it is stands above.
            parts = (device.address, _BEHIND_THE_KIND.split(connection, maxsplit=1)[-1])
        second = " · ".join(part for part in parts if part)
        icon, tag = icon_of(device.family), device_tag(device, mark)
        rows.append(RowData(str(device.id), device.name, second, icon=icon, tag=tag))
        if device.has_drawer:
            rows.append(drawer_row(device, drawer))
    return rows


def found_row(key: str, found: FoundDevice, drivers: Mapping[str, str]) -> RowData:
    """A device that was found and is not set up yet: what it is, and where."""
    icon = {"": "puzzle-piece", "terminal": "credit-card"}.get(found.family, icon_of(found.family))
    title = found.title or family_words(found.family)
    second = " · ".join(part for part in (drivers.get(found.driver, ""), found.address) if part)
    return RowData(key, title, second, icon=icon)


def device_tag(device: DeviceView, mark: str = ".") -> Tag:
    """The state of a device as its row shows it; without an answer it has no sign."""
    if device.family == DeviceFamily.PRINTER:
        state = device.printer.state
        bare = state is PrinterState.UNKNOWN
        return Tag(printer_tone(state), printer_words(state).title, "" if bare else None)
    status = device.attended
    bare = status.state is DeviceState.UNKNOWN
    return Tag(device_tone(status.state), device_words(device.family, status, mark), "" if bare else None)


def drawer_row(printer: DeviceView, drawer: DrawerState) -> RowData:
    """The row of the drawer that hangs on a printer."""
    tag = Tag(drawer_tone(drawer), drawer_words(drawer).title)
    return RowData(
        DRAWER, tr("Cash drawer"), tr("Through {printer}", printer=printer.name), icon="tray", tag=tag
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says."""

    title: str
    text: str
    tone: Tone


def notice_of(device: DeviceView, mark: str = ".") -> Notice:
    """What the banner says of a device of any family."""
    return printer_notice(device) if device.family == DeviceFamily.PRINTER else device_notice(device, mark)


def printer_notice(device: DeviceView) -> Notice:
    """How the printer is, what waits, and the next step."""
    if device.error is not None:
        return _trouble(device.error, "danger")
    words, tone = printer_words(device.printer.state), printer_tone(device.printer.state)
    waiting = device.counts.waiting + device.counts.printing
    parts = [words.next_step]
    if waiting and device.printer.state.can_print:
        parts.append(tr_n("{count} job is being printed.", "{count} jobs are being printed.", waiting))
    elif waiting:
        parts.append(tr_n("{count} job waits.", "{count} jobs wait.", waiting))
    elif device.printer.state is PrinterState.READY and not device.counts.failed:
        parts.append(tr("Everything that was asked for is printed."))
    if device.counts.failed:
        failed = tr_n("{count} job was not printed.", "{count} jobs were not printed.", device.counts.failed)
        parts.append(failed)
    if device.counts.failed and tone == "good":
        tone = "attention"
    return Notice(words.title, " ".join(part for part in parts if part), tone)


def device_notice(device: DeviceView, mark: str = ".") -> Notice:
    """How any other device is, what it means, and what to do."""
    status = device.attended
    tone = device_tone(status.state)
    if device.error is not None and tone in ("danger", "neutral"):
        return _trouble(device.error, tone)
    title = device_words(device.family, status, mark)
    if status.state is DeviceState.UNKNOWN:
        return Notice(
            title, tr("It is connected and says nothing. Check that it is on and set as below."), tone
        )
    if status.state is DeviceState.UNREACHABLE:
        return Notice(
            title, tr("Check that it is on and its cable is plugged in. It comes back by itself."), tone
        )
    if status.state is DeviceState.ERROR:
        return Notice(title, tr("Switch it off and on. What it said stands in the live log."), tone)
    if status.state is DeviceState.ATTENTION:
        return Notice(title, tr("Look at the device; the register goes on either way."), tone)
    return Notice(title, _at_work(device.family), tone)


def _at_work(family: str) -> str:
    """What a device does that is ready."""
    return {
        DeviceFamily.SCANNER: tr("Every code that it reads goes on the ticket."),
        DeviceFamily.SCALE: tr("It weighs as soon as something sold by weight is put on the ticket."),
        DeviceFamily.DISPLAY: tr("It shows the customer what is put on the ticket, and the total."),
        DeviceFamily.DRAWER: tr("It opens by itself when cash is taken."),
    }.get(cast(DeviceFamily, family), "")


def _trouble(error: PersonError, tone: Tone) -> Notice:
    return Notice(error.title, " ".join(part for part in (error.meaning, error.next_step) if part), tone)


def drawer_notice(state: DrawerState, trouble: FailureReason | None = None) -> Notice:
    """How the drawer is; `trouble` kept it shut when it was to open."""
    if trouble is not None:
        why = reason_words(trouble)
        reason = "" if trouble is FailureReason.NOT_OPENED else f"{why.title}. "
        return Notice(tr("Drawer not opened"), f"{reason}{why.next_step}", "danger")
    words = drawer_words(state)
    step = {
        DrawerState.OPEN: tr("Close it; the register goes on either way."),
        DrawerState.CLOSED: tr("It opens by itself when cash is taken."),
    }.get(state, words.next_step)
    return Notice(words.title, step, drawer_tone(state))


def device_second(device: DeviceView, number: Any) -> str:
    """The line under the device's name."""
    parts = []
    if device.status.answered_ms is not None:
        parts.append(tr("Answers in {ms} ms", ms=number(device.status.answered_ms)))
    if device.counts.waiting:
        parts.append(tr_n("{count} waiting", "{count} waiting", device.counts.waiting))
    parts.append(device.address)
    return " · ".join(part for part in parts if part) or tr("Has not answered yet")


# -- the log -------------------------------------------------------------------------------------

_ARROWS = {"out": "\u2192", "in": "\u2190", "note": "\u00b7"}


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the live log."""

    time: str
    arrow: str
    words: str
    tone: str

    @property
    def text(self) -> str:
        """As it is copied."""
        return f"{self.time}  {self.arrow}  {self.words}"


def log_rows(lines: Iterable[LogLine], zone: tzinfo | None) -> list[LogRow]:
    """The conversation with a device; technical words, the same in every language."""
    return [
        LogRow(_log_time(line.at, zone), _ARROWS[line.direction], line.words, line.tone) for line in lines
    ]


def _log_time(at: datetime, zone: tzinfo | None) -> str:
    here = at.astimezone(zone)
    return f"{here:%H:%M:%S}.{here.microsecond // 1000:03d}"


def not_printed(device: DeviceView) -> int:
    """Jobs that it still has to print, and papers that it gave up until somebody asks again."""
    return device.counts.waiting + device.counts.printing + device.counts.failed


def removed_words(device: DeviceView, moved: int) -> str:
    """What became of the jobs of a device that was removed."""
    told = []
    if moved:
        told.append(
            tr_n(
                "{count} slip of a gift card is printed on another printer.",
                "{count} slips of gift cards are printed on another printer.",
                moved,
            )
        )
    if not_printed(device) > moved:
        told.append(tr("What it had not printed was discarded."))
    return " ".join(told)
