"""Devices as the settings show them: rows, tags, banners, the fields of a form. Texts, no decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from pos_desktop.application.printing import DrawerState, LogLine, PrinterState
from pos_desktop.application.printing_words import drawer_words, printer_words
from pos_desktop.application.services import DeviceView, DriverView
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

Tone = Literal["good", "attention", "danger", "accent", "neutral"]

DRAWER = "drawer"
PAPER_WIDTH = "columns"

# What belongs beside the connection: where the printer is. All else has a default that fits most printers.
_WHERE = ("host", "path", "port", "vendor", "product")
_DRAWER_PREFIX = "drawer_"


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


def device_rows(
    devices: Sequence[DeviceView], drawer: DrawerState, drivers: Mapping[str, str]
) -> list[RowData]:
    """The printers, and the drawer that hangs on the first one after it."""
    rows: list[RowData] = []
    for place, device in enumerate(devices):
        state = device.status.state
        connection = drivers.get(device.driver, device.driver)
        second = " · ".join(part for part in (connection, device.address) if part)
        tag = Tag(
            printer_tone(state), printer_words(state).title, "" if state is PrinterState.UNKNOWN else None
        )
        rows.append(RowData(str(device.id), device.name, second, icon="printer", tag=tag))
        if place == 0:
            rows.append(drawer_row(device, drawer))
    return rows


def drawer_row(printer: DeviceView, drawer: DrawerState) -> RowData:
    """The drawer's row."""
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


def printer_notice(device: DeviceView) -> Notice:
    """How the printer is, what waits, and the next step."""
    words, tone = printer_words(device.status.state), printer_tone(device.status.state)
    waiting = device.counts.waiting + device.counts.printing
    parts = [words.next_step]
    if waiting and device.status.state.can_print:
        parts.append(tr_n("{count} job is being printed.", "{count} jobs are being printed.", waiting))
    elif waiting:
        parts.append(tr_n("{count} job waits.", "{count} jobs wait.", waiting))
    elif device.status.state is PrinterState.READY:
        parts.append(tr("Everything that was asked for is printed."))
    if device.counts.failed:
        failed = tr_n("{count} job was not printed.", "{count} jobs were not printed.", device.counts.failed)
        parts.append(failed)
    if device.counts.failed and tone == "good":
        tone = "attention"
    return Notice(words.title, " ".join(part for part in parts if part), tone)


def drawer_notice(state: DrawerState) -> Notice:
    """How the drawer is."""
    words = drawer_words(state)
    step = {
        DrawerState.OPEN: tr("Close it; the register goes on either way."),
        DrawerState.CLOSED: tr("It opens by itself when cash is taken."),
    }.get(state, words.next_step)
    return Notice(words.title, step, drawer_tone(state))


def printer_second(device: DeviceView, number: Any) -> str:
    """The line under the printer's name."""
    parts = []
    if device.status.answered_ms is not None:
        parts.append(tr("Answers in {ms} ms", ms=number(device.status.answered_ms)))
    if device.counts.waiting:
        parts.append(tr_n("{count} waiting", "{count} waiting", device.counts.waiting))
    return " · ".join(parts) or device.address or tr("Has not answered yet")


# -- the form ------------------------------------------------------------------------------------


def where_fields(driver: DriverView) -> tuple[SettingField, ...]:
    """The fields that say where a printer is; a port number with a default is not one of them."""
    return tuple(f for f in driver.fields if f.key in _WHERE and not (f.key == "port" and f.kind == "number"))


def drawer_fields(driver: DriverView) -> tuple[SettingField, ...]:
    """The fields about the drawer."""
    return tuple(f for f in driver.fields if f.key.startswith(_DRAWER_PREFIX))


def other_fields(driver: DriverView) -> tuple[SettingField, ...]:
    """What is left, for the panel with all settings."""
    shown = {PAPER_WIDTH, *(f.key for f in (*where_fields(driver), *drawer_fields(driver)))}
    return tuple(f for f in driver.fields if f.key not in shown)


def field_named(driver: DriverView, key: str) -> SettingField | None:
    """One field of a driver, if it has it."""
    return next((f for f in driver.fields if f.key == key), None)


def choice_words(key: str, choice: str) -> str:
    """A choice of a setting in words; its own name where it has none."""
    columns = {
        "48": tr("80 mm, {count} columns", count=48),
        "42": tr("80 mm, {count} columns", count=42),
        "32": tr("58 mm, {count} columns", count=32),
    }
    words: dict[str, dict[str, str]] = {
        PAPER_WIDTH: columns,
        "tells_changes": {"auto": tr("If it can"), "never": tr("Never")},
        "answers": {"auto": tr("Find out"), "always": tr("Always"), "never": tr("Never")},
        "drawer_sensor": {"none": tr("No sensor"), "high": tr("High"), "low": tr("Low")},
        "parity": {"none": tr("None"), "even": tr("Even"), "odd": tr("Odd")},
        "flow": {"dsr": tr("Hardware (DSR)"), "xonxoff": tr("Software (XON/XOFF)"), "none": tr("None")},
        "drawer_pin": {"2": tr("Pin {number}", number=2), "5": tr("Pin {number}", number=5)},
    }
    return words.get(key, {}).get(choice, choice)


def shown_value(field: SettingField, settings: Mapping[str, Any]) -> str:
    """What the form shows for a setting: what is stored, else the default; USB numbers as people know them."""
    value = settings.get(field.key, field.default)
    if field.key in ("vendor", "product"):
        return f"{int(value):04x}" if int(value or 0) else ""
    return str(value)


def stored_value(field: SettingField, text: str) -> int | str:
    """What a typed text is stored as. ValueError in words when it is no number where one is needed."""
    typed = text.strip()
    if field.key in ("vendor", "product"):
        return _number(typed, 16)
    if field.kind == "number" or (field.kind == "choice" and all(c.isdigit() for c in field.choices)):
        return _number(typed, 10)
    return typed


def _number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError as trouble:
        raise ValueError(tr("Type a number")) from trouble


def kept_settings(driver: DriverView, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Of some settings those that another driver knows as well."""
    known = {field.key for field in driver.fields}
    return {key: value for key, value in settings.items() if key in known}


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
