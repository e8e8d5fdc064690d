"""The settings of a device as a form shows them: which fields stand in front, and their values in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DriverView, PortView
from pos_desktop.application.printers import LABELS
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr

PAPER_WIDTH = "columns"
CATEGORIES = "categories"
"""The kind of a field that holds categories: it stands on the page, not among the other settings."""
WIRE = "wire"
PORT = "port"
IDENTITY = "identity"
"""Kept with the port and never typed: what a USB device is known by."""

# What belongs beside the connection: where the device is. All else has a default that fits most of them.
_WHERE = ("host", "path", "port", "vendor", "product", "queue")
_HID_PORTS = ("hid_scanner", "hid_scale")
_DRAWER_PREFIX = "drawer_"
_SERIAL = ("port", "baud", "data_bits", "parity", "stop_bits", "flow")
_TCP = ("host", "tcp_port", "connect_ms")


def is_wired(driver: DriverView) -> bool:
    """Whether it is on a serial port or a TCP port by choice, as all but printers are."""
    return field_named(driver, WIRE) is not None


def where_fields(driver: DriverView, settings: Mapping[str, Any] | None = None) -> tuple[SettingField, ...]:
    """The fields that say where a device is; a port number with a default is not one of them."""
    if is_wired(driver):
        keys = (WIRE, *(_TCP[:2] if _wire_of(driver, settings or {}) == "tcp" else _SERIAL[:2]))
        return tuple(field for key in keys if (field := field_named(driver, key)) is not None)
    return tuple(f for f in driver.fields if f.key in _WHERE and not (f.key == PORT and f.kind == "number"))


def _wire_of(driver: DriverView, settings: Mapping[str, Any]) -> str:
    field = field_named(driver, WIRE)
    return str(settings.get(WIRE) or (field.default if field else ""))


def knows_identity(driver: DriverView) -> bool:
    """Whether what is plugged in at its port is kept with it."""
    return field_named(driver, IDENTITY) is not None


def is_port(field: SettingField) -> bool:
    """Whether it names a serial port, or that of a USB device."""
    return field.key == PORT and field.kind in ("text", *_HID_PORTS)


def ports_for(field: SettingField, ports: Sequence[PortView]) -> list[PortView]:
    """Those that can stand in the field."""
    kind = field.kind if field.kind in _HID_PORTS else ""
    return [port for port in ports if port.kind == kind]


def port_words(port: PortView) -> str:
    """A serial port in a list: its name, and what is plugged in there."""
    return f"{port.port} · {port.description}" if port.description else port.port


def connection_label(family: str) -> str:
    """What is chosen first: for a printer the connection, for the others the language that they speak."""
    return tr("Connection") if family == DeviceFamily.PRINTER else tr("Kind")


def drawer_fields(driver: DriverView) -> tuple[SettingField, ...]:
    """The fields about the drawer that hangs on a printer."""
    if driver.family != DeviceFamily.PRINTER:
        return ()
    return tuple(f for f in driver.fields if f.key.startswith(_DRAWER_PREFIX))


def other_fields(driver: DriverView, settings: Mapping[str, Any] | None = None) -> tuple[SettingField, ...]:
    """What is left, for the panel with all settings."""
    shown = {
        PAPER_WIDTH,
        IDENTITY,
        LABELS,
        *(f.key for f in (*where_fields(driver, settings), *drawer_fields(driver))),
    }
    if is_wired(driver):
        unused = _SERIAL if _wire_of(driver, settings or {}) == "tcp" else _TCP
        shown = (shown - {PORT}) | set(unused)
    return tuple(f for f in driver.fields if f.key not in shown and f.kind != CATEGORIES)


def field_named(driver: DriverView, key: str) -> SettingField | None:
    """One field of a driver, if it has it."""
    return next((f for f in driver.fields if f.key == key), None)


def choice_words(key: str, choice: str) -> str:
    """A choice of a setting in words; its own name where it has none."""
    columns = {
        "48": tr("80 mm, {count} columns", count=48),
        "42": tr("80 mm, {count} columns", count=42),
        "32": tr("58 mm, {count} columns", count=32),
        "26": tr("40 mm labels, {count} columns", count=26),
    }
    words: dict[str, dict[str, str]] = {
        PAPER_WIDTH: columns,
        "paper_end": {
            "cut": tr("Cut off"),
            "gap": tr("At the next label"),
            "tear": tr("Torn off by hand"),
        },
        "tells_changes": {"auto": tr("If it can"), "never": tr("Never")},
        "answers": {"auto": tr("Find out"), "always": tr("Always"), "never": tr("Never")},
        "drawer_sensor": {"none": tr("No sensor"), "high": tr("High"), "low": tr("Low")},
        "parity": {"none": tr("None"), "even": tr("Even"), "odd": tr("Odd")},
        WIRE: {"serial": tr("Serial or USB port"), "tcp": tr("Network")},
        "flow": {
            "dsr": tr("Hardware (DSR)"),
            "rts": tr("Hardware (RTS)"),
            "xonxoff": tr("Software (XON/XOFF)"),
            "none": tr("None"),
        },
        "suffix": {"auto": tr("Find out"), "pause": tr("Pause")},
        "prefix": {"any": tr("Any")},
        "sensor": {
            "none": tr("No sensor"),
            "cts": tr("Control line CTS"),
            "dsr": tr("Control line DSR"),
            "byte": tr("It answers"),
        },
        "sensor_open": {"high": tr("High"), "low": tr("Low")},
        "zeroes": {"yes": tr("Yes"), "no": tr("No")},
        "checksum": {"yes": tr("Yes"), "no": tr("No")},
        "unit": {"auto": tr("Find out")},
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
