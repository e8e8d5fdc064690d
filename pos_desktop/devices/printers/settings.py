"""Settings that all printers have in common."""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pos_desktop.application.printing import DrawerPulse
from pos_desktop.application.setting_field import SettingField
from pos_desktop.devices.printers.profiles import PAPER_COLUMNS
from pos_desktop.devices.settings import categories, choice, fields_of, number, text

Answers = Literal["auto", "always", "never"]


@dataclass(frozen=True, kw_only=True)
class PrinterSettings:
    """Common to all printers; times in milliseconds.

    `profile` is a model's name (see `profiles.profile_names`). `answers`: `never` for printers that
    cannot be asked, `always` for those whose silence is a fault from the first moment, `auto` learns
    it. `paper_end`: where each paper ends (see `profiles.ending`). `labels` chooses the printer for product labels, for
    the program alone. `tells_changes`: `auto` has a printer that answers tell its status by itself as well, `never` is for
    models that take the command for text. `stall_ms` is how long the printer may take no byte, `confirm_ms` how long it may print on after
    the last one before the result counts as not confirmed. `order_tickets` are the ids of categories that a kitchen is to make, for the program
    alone. The drawer's sensor reads high or low when
    open, or there is `none`.
    """

    columns: int = choice(48, *PAPER_COLUMNS)
    profile: str = text("epson")
    paper_end: Literal["cut", "gap", "tear"] = choice("cut", "cut", "gap", "tear")
    answers: Answers = choice("auto", "auto", "always", "never")
    tells_changes: Literal["auto", "never"] = choice("auto", "auto", "never")
    answer_ms: int = number(500, 20, 5_000)
    stall_ms: int = number(5_000, 50, 60_000)
    confirm_ms: int = number(8_000, 50, 60_000)
    order_tickets: str = categories()
    labels: Literal["no", "yes"] = choice("no", "no", "yes")
    drawer_pin: Literal[2, 5] = choice(2, 2, 5)
    drawer_on_ms: int = number(120, 2, 510)
    drawer_off_ms: int = number(240, 2, 510)
    drawer_sensor: Literal["none", "high", "low"] = choice("none", "none", "high", "low")

    @property
    def pulse(self) -> DrawerPulse:
        return DrawerPulse(self.drawer_pin, self.drawer_on_ms, self.drawer_off_ms)


def setting_fields(kind: type[PrinterSettings]) -> tuple[SettingField, ...]:
    """What a form asks for, in the language in use; the settings every printer has come last."""
    return fields_of(kind, last=PrinterSettings)
