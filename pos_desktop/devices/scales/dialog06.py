"""Price-computing scales that speak the checkout dialogue 06: told the price, they answer weight and amount.

Source: Mettler Toledo, DIVA service manual 72191202, section 6.1.8.4 (order of events).
"""

# ruff: noqa: RUF009  (number, choice and text are dataclasses.field with limits, made once on purpose)

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeightUnit
from pos_desktop.application.wording import tr
from pos_desktop.devices.scales import dialog06_records as records
from pos_desktop.devices.scales.readings import NO_ANSWER, RESTING, other_unit, refused
from pos_desktop.devices.scales.scale_turns import ScaleOnWire, ScaleSettings, Told, shown_bytes
from pos_desktop.devices.settings import choice, fields_of, number, read_settings, text
from pos_desktop.devices.wired import WireSettings

if TYPE_CHECKING:
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.application.weighing import WeighingOrder
    from pos_desktop.devices.base import Log

NO_ERROR = b"00"


@dataclass(frozen=True, kw_only=True)
class Dialog06Settings(ScaleSettings):
    """`polynomial` is what the scale's maker hands out to those who may weigh by it: 16 bits in hexadecimal, x^16 not
    written. Scales that never ask for checksums need none. `pairs`: how many checksums the scale wants."""

    parity: Literal["none", "even", "odd"] = choice("odd", "none", "even", "odd")
    zeroes: Literal["yes", "no"] = choice("no", "no")
    unit: WeightUnit = choice("kg", "kg", "lb")
    price_digits: int = choice(6, 5, 6)
    polynomial: str = text("")
    pairs: int = number(1, 1, 5)


class Unheard(Exception):
    """The dialogue broke off; carries the reading that says how."""

    def __init__(self, reading: ScaleReading) -> None:
        super().__init__(reading.detail)
        self.reading = reading


class Dialog06Scale(ScaleOnWire):
    """A `Scale`. While nobody weighs it is asked for its status alone, so that it shows no price."""

    _settings: Dialog06Settings
    _asked: records.Asked | None = None
    """What the scale knows already and may be asked about again."""
    _result: tuple[WeighingOrder, ScaleReading] | None = None
    """The latest result and its order: as long as the scale says that nothing has moved, it stands."""

    def _connected(self) -> None:
        super()._connected()
        self._asked = self._result = None

    def _weigh(self, order: WeighingOrder | None) -> ScaleReading:
        if self._owed:
            self._asked = None
        try:
            return self._rested() if order is None else self._weighed(order)
        except Unheard as broken:
            self._asked = None
            return broken.reading

    def _rested(self) -> ScaleReading:
        self._asked = self._result = None
        code = self._status_code()
        if code == NO_ERROR:
            return RESTING
        return records.read_status(code)

    def _weighed(self, order: WeighingOrder) -> ScaleReading:
        if order.unit != self._settings.unit:
            raise Unheard(other_unit(self._settings.unit, order))
        asked = records.Asked(order.price_minor or 0, order.tare_milli or 0)
        if self._asked != asked:
            self._tell_price(asked)
        answer = self._ask(records.ASK_RESULT, records.is_whole)
        if answer == records.NAK:
            return self._no_result(order, asked)
        self._asked = None
        self._say(records.EOT)
        reading = records.read_result(answer, asked, order.unit) if answer else NO_ANSWER
        self._result = (order, reading) if reading.state is ScaleState.STABLE else None
        return reading

    def _no_result(self, order: WeighingOrder, asked: records.Asked) -> ScaleReading:
        code = self._status_code()
        self._asked = asked if code in records.ASK_AGAIN else None
        if code == records.NOT_MOVED and self._result is not None and self._result[0] is order:
            return self._result[1]
        self._result = None
        return records.read_status(code, asked.tare_milli)

    def _tell_price(self, asked: records.Asked) -> None:
        told = records.price_record(asked, self._settings.price_digits, self._settings.unit)
        if told is None:
            raise Unheard(refused("the price or the tare is too large for this scale"))
        answer = self._ask(told, records.is_whole)
        number = records.random_number(answer)
        if number is not None:
            self._send_checksums(number)
            answer = self._ask(told, records.is_whole)
        if answer == records.NAK:
            raise Unheard(records.read_status(self._status_code()))
        self._need_ack(answer)

    def _send_checksums(self, number: int) -> None:
        """The scale asks for them when it was switched on and after fifty weighings; without them it tells nothing."""
        if not self._settings.polynomial:
            raise Unheard(refused("asks for checksums, and the settings have no polynomial"))
        self._log("note", "checksums asked for", "plain")
        told = records.checksum_record(self._checksums(), int(self._settings.polynomial, 16), number)
        self._need_ack(self._ask(told, records.is_whole))
        judged = records.checksums_held(self._ask(records.ASK_RESULT, records.is_whole))
        if not judged:
            raise Unheard(refused("checksums refused" if judged is False else "checksums not judged"))

    def _checksums(self) -> list[int]:
        """Those of this release, one as good as another to the scale: it checks that their remainders fit."""
        release = metadata.version("pos-desktop")
        return [crc_hqx(f"{release} {n}".encode(), 0) for n in range(self._settings.pairs)]

    def _status_code(self) -> bytes:
        answer = self._ask(records.ASK_STATUS, records.is_whole)
        code = records.status_code(answer)
        if code is None:
            raise Unheard(refused(f"no record 09: {shown_bytes(answer)}") if answer else NO_ANSWER)
        return code

    def _need_ack(self, answer: bytes) -> None:
        if answer != records.ACK:
            raise Unheard(refused(f"no ACK: {shown_bytes(answer)}") if answer else NO_ANSWER)


class Dialog06Driver:
    family = DeviceFamily.SCALE
    key = "dialog_06"

    @property
    def label(self) -> str:
        return tr("Scale, Dialog 06")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return fields_of(Dialog06Settings, last=WireSettings)

    def parse(self, raw: Mapping[str, object]) -> Dialog06Settings:
        settings = read_settings(Dialog06Settings, raw)
        if settings.polynomial and not _is_polynomial(settings.polynomial):
            raise FixSetting(
                tr("A device setting is wrong"),
                tr("The polynomial is four hexadecimal digits, as the scale's maker hands it out."),
                tr("Correct it in Settings › Devices."),
            )
        return settings

    def create(self, settings: Dialog06Settings, log: Log, told: Told) -> Dialog06Scale:
        return Dialog06Scale(settings, log, told)


def _is_polynomial(words: str) -> bool:
    return len(words) == 4 and all(c in "0123456789abcdefABCDEF" for c in words)


DEVICE_DRIVER = Dialog06Driver()
