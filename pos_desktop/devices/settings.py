"""Settings of devices: one strict reader and one form for every settings class of every family."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from typing import Any, TypeVar

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr

T = TypeVar("T")


def number(default: int, least: int, most: int) -> Any:
    """A whole number from `least` to `most`."""
    return field(default=default, metadata={"least": least, "most": most})


def choice(default: object, *choices: object) -> Any:
    """One of the choices."""
    return field(default=default, metadata={"choices": choices})


def text(default: str | None = None) -> Any:
    """A text; without default it must be given and not be blank."""
    if default is None:
        return field(metadata={"needed": True})
    return field(default=default)


def categories() -> Any:
    """Ids of categories, separated by commas."""
    return field(default="", metadata={"form": "categories"})


def read_settings(kind: type[T], raw: Mapping[str, object]) -> T:
    """Stored settings into their class.

    Raises `FixSetting` that names the setting and what it takes: unknown names, missing ones, wrong
    types and values out of range are all refused.
    """
    fields = {entry.name: entry for entry in dataclasses.fields(kind)}  # type: ignore[arg-type]  # each kind is a dataclass
    for name in raw:
        if name not in fields:
            raise _wrong(name, tr("this setting does not exist for this connection"))
    values = {}
    for name, entry in fields.items():
        if name in raw:
            values[name] = _checked(name, _plain(raw[name], entry), entry)
        elif entry.metadata.get("needed"):
            raise _wrong(name, tr("it is missing"))
    return kind(**values)


def fields_of(kind: type[Any], last: type[Any] | None = None) -> tuple[SettingField, ...]:
    """What a form asks for, in the language in use; the settings that `last` has come at the end."""
    common = {entry.name for entry in dataclasses.fields(last)} if last else set()
    entries = sorted(dataclasses.fields(kind), key=lambda entry: entry.name in common)
    return tuple(_form_field(entry) for entry in entries)


def _form_field(entry: dataclasses.Field[Any]) -> SettingField:
    limits = entry.metadata
    default = "" if entry.default is dataclasses.MISSING else str(entry.default)
    choices = tuple(map(str, limits.get("choices", ())))
    form = limits.get("form") or ("choice" if choices else "number" if "least" in limits else "text")
    return SettingField(entry.name, setting_label(entry.name), form, default, choices)


def setting_label(name: str) -> str:
    """What people call a setting, in the language in use; its own name where there is no word."""
    labels = {**_labels_of_wires(), **_labels_of_printers(), **_labels_of_wired_devices()}
    return labels.get(name, name)


def _labels_of_wires() -> dict[str, str]:
    return {
        "host": tr("Address"),
        "port": tr("Port"),
        "path": tr("File or printer port"),
        "queue": tr("Name in the system"),
        "baud": tr("Speed (baud)"),
        "parity": tr("Parity"),
        "data_bits": tr("Data bits"),
        "stop_bits": tr("Stop bits"),
        "flow": tr("Flow control"),
        "vendor": tr("USB vendor number"),
        "product": tr("USB product number"),
        "serial": tr("Serial number"),
        "endpoint_in": tr("USB endpoint in"),
        "endpoint_out": tr("USB endpoint out"),
        "wire": tr("Connection"),
        "tcp_port": tr("TCP port"),
        "identity": tr("USB device"),
        "connect_ms": tr("Time to connect (ms)"),
    }


def _labels_of_printers() -> dict[str, str]:
    return {
        "columns": tr("Characters per line"),
        "order_tickets": tr("Order tickets for"),
        "labels": tr("Product labels"),
        "paper_end": tr("Each paper ends"),
        "profile": tr("Model"),
        "answers": tr("Answers status"),
        "tells_changes": tr("Tells its status by itself"),
        "answer_ms": tr("Time to answer (ms)"),
        "stall_ms": tr("Time without taking data (ms)"),
        "confirm_ms": tr("Time to confirm (ms)"),
        "drawer_pin": tr("Drawer pin"),
        "drawer_on_ms": tr("Drawer pulse on (ms)"),
        "drawer_off_ms": tr("Drawer pulse off (ms)"),
        "drawer_sensor": tr("Drawer sensor when open"),
    }


def _labels_of_wired_devices() -> dict[str, str]:
    return {
        "unit": tr("Weighs in"),
        "zeroes": tr("Can be zeroed from here"),
        "checksum": tr("Sends a checksum"),
        "price_digits": tr("Digits of the price"),
        "polynomial": tr("Polynomial of the scale's maker"),
        "pairs": tr("Checksums it wants"),
        "suffix": tr("Codes end with"),
        "prefix": tr("Codes begin with"),
        "charset": tr("Character set"),
        "pause_ms": tr("Longest pause within a code (ms)"),
        "longest": tr("Longest code (characters)"),
        "table": tr("Number of the code page"),
        "blank_minutes": tr("Goes blank after (minutes)"),
        "opens": tr("Bytes that open it (hexadecimal)"),
        "sensor": tr("Sensor"),
        "sensor_open": tr("Sensor when open"),
        "asks": tr("Bytes that ask for its state (hexadecimal)"),
        "open_bits": tr("Bits that say open (hexadecimal)"),
    }


def _plain(value: object, entry: dataclasses.Field[Any]) -> object:
    """Digits from a form are taken as the number they are."""
    is_number = "least" in entry.metadata or type(entry.default) is int
    if is_number and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value


def _checked(name: str, value: object, entry: dataclasses.Field[Any]) -> object:
    limits = entry.metadata
    if "choices" in limits:
        if not any(type(value) is type(one) and value == one for one in limits["choices"]):
            raise _wrong(
                name, tr("it must be one of {choices}", choices=", ".join(map(str, limits["choices"])))
            )
    elif "least" in limits:
        least, most = limits["least"], limits["most"]
        if type(value) is not int or not least <= value <= most:
            raise _wrong(name, tr("it must be a whole number from {least} to {most}", least=least, most=most))
    elif not isinstance(value, str) or (limits.get("needed") and not value.strip()):
        raise _wrong(name, tr("it must be a text that is not empty"))
    return value


def _wrong(name: str, problem: str) -> FixSetting:
    return FixSetting(
        tr("A device setting is wrong"),
        tr("{label} ({name}): {problem}.", label=setting_label(name), name=name, problem=problem),
        tr("Correct it in Settings › Devices."),
    )
