"""Settings of printers: what all have in common, and one strict reader for every settings class."""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.printers.profiles import PAPER_COLUMNS

Answers = Literal["auto", "always", "never"]
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


@dataclass(frozen=True, kw_only=True)
class PrinterSettings:
    """Common to all printers; times in milliseconds.

    `profile` is a model's name (see `profiles.profile_names`). `answers`: `never` for printers that
    cannot be asked, `always` for those whose silence is a fault from the first moment, `auto` learns
    it. `stall_ms` is how long the printer may take no byte, `confirm_ms` how long it may print on after
    the last one before the result counts as not confirmed. The drawer's sensor reads high or low when
    open, or there is `none`.
    """

    columns: int = choice(48, *PAPER_COLUMNS)
    profile: str = text("epson")
    answers: Answers = choice("auto", "auto", "always", "never")
    answer_ms: int = number(500, 20, 5_000)
    stall_ms: int = number(5_000, 50, 60_000)
    confirm_ms: int = number(8_000, 50, 60_000)
    drawer_pin: Literal[2, 5] = choice(2, 2, 5)
    drawer_on_ms: int = number(120, 2, 510)
    drawer_off_ms: int = number(240, 2, 510)
    drawer_sensor: Literal["none", "high", "low"] = choice("none", "none", "high", "low")

    @property
    def pulse(self) -> DrawerPulse:
        return DrawerPulse(self.drawer_pin, self.drawer_on_ms, self.drawer_off_ms)


def read_settings(kind: type[T], raw: Mapping[str, object]) -> T:
    """Stored settings into their class.

    Raises `FixSetting` that names the setting and what it takes: unknown names, missing ones, wrong
    types and values out of range are all refused.
    """
    fields = {entry.name: entry for entry in dataclasses.fields(kind)}  # type: ignore[arg-type]
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


def setting_fields(kind: type[PrinterSettings]) -> tuple[SettingField, ...]:
    """What a form asks for, in the language in use; the settings every printer has come last."""
    common = {entry.name for entry in dataclasses.fields(PrinterSettings)}
    entries = sorted(dataclasses.fields(kind), key=lambda entry: entry.name in common)
    return tuple(_form_field(entry) for entry in entries)


def _form_field(entry: dataclasses.Field[Any]) -> SettingField:
    limits = entry.metadata
    default = "" if entry.default is dataclasses.MISSING else str(entry.default)
    choices = tuple(map(str, limits.get("choices", ())))
    form = "choice" if choices else "number" if "least" in limits else "text"
    return SettingField(entry.name, setting_label(entry.name), form, default, choices)


def setting_label(name: str) -> str:
    """What people call a setting, in the language in use; its own name where there is no word."""
    labels = {
        "host": tr("Address"),
        "port": tr("Port"),
        "path": tr("File or printer port"),
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
        "connect_ms": tr("Time to connect (ms)"),
        "columns": tr("Characters per line"),
        "profile": tr("Model"),
        "answers": tr("Answers status"),
        "answer_ms": tr("Time to answer (ms)"),
        "stall_ms": tr("Time without taking data (ms)"),
        "confirm_ms": tr("Time to confirm (ms)"),
        "drawer_pin": tr("Drawer pin"),
        "drawer_on_ms": tr("Drawer pulse on (ms)"),
        "drawer_off_ms": tr("Drawer pulse off (ms)"),
        "drawer_sensor": tr("Drawer sensor when open"),
    }
    return labels.get(name, name)


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
        tr("A printer setting is wrong"),
        tr("{label} ({name}): {problem}.", label=setting_label(name), name=name, problem=problem),
        tr("Correct it in Settings, Devices."),
    )
