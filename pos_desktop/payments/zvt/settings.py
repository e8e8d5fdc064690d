"""Where a terminal is and who prints its receipts; its password is kept apart from these."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.payments.zvt.codes import CURRENCIES
from pos_desktop.payments.zvt.link import Link, NetworkLink, SerialLink
from pos_desktop.system.wires.serial_port import SerialLine, open_serial
from pos_desktop.system.wires.tcp import open_tcp

PORT = 20_007
PASSWORD = "password"  # noqa: S105  the name of a field
USUAL_PASSWORD = "000000"  # noqa: S105  what terminals are delivered with
_KEYS = frozenset({"host", "port", "baud", "stop_bits", "prints", "width", "reader", "currency"})
_SERIAL = re.compile(r"COM\d{1,3}|/dev/[^\s@]+", re.IGNORECASE)
_WITH_BAUD = re.compile(r"(.+)@(\d{3,6})")
_WITH_PORT = re.compile(r"([^:]+|\[[^\]]+\]):(\d{1,5})")


@record
class ZvtSettings:
    """`host` is a name or number of the network, or a serial port. `prints` names who prints the terminal's receipts;
    `width` is that of the register's paper, in signs."""

    host: str = ""
    port: int = PORT
    baud: int = 9_600
    stop_bits: int = 2
    prints: Literal["register", "terminal"] = "register"
    width: int = 32
    currency: str = "EUR"

    @property
    def line(self) -> str:
        """By what this terminal is told from others."""
        return self.host if self.serial else f"{self.host}:{self.port}"

    @property
    def serial(self) -> bool:
        """Whether it hangs on a serial port."""
        return _SERIAL.fullmatch(self.host) is not None

    def opener(self) -> Callable[[float], Link]:
        """Opens a wire to it within so many seconds; OSError when that is not possible."""
        if not self.serial:
            return lambda seconds: NetworkLink(open_tcp(self.host, self.port, seconds))
        line = SerialLine(self.host, self.baud, stop_bits=self.stop_bits)
        return lambda seconds: SerialLink(open_serial(line))


def setting_fields() -> tuple[SettingField, ...]:
    """What the settings ask for, in the language in use."""
    return (
        SettingField("host", tr("Address, or serial port (COM3)"), "text", ""),
        SettingField(
            "prints",
            tr("Card receipts are printed by"),
            "choice",
            "register",
            ("register", "terminal"),
            (tr("The register"), tr("The terminal")),
        ),
        SettingField("currency", tr("Currency of the terminal"), "choice", "EUR"),
    )


def secret_fields() -> tuple[SettingField, ...]:
    """What goes to the keyring. Without it the password that terminals are delivered with is used."""
    return (SettingField(PASSWORD, tr("Password of the terminal (six digits)"), "text", USUAL_PASSWORD),)


def read_settings(raw: Mapping[str, str]) -> ZvtSettings:
    """Stored settings; ProviderSetting that names what is wrong. An address may be missing still.

    An address may bear its port, as 192.168.1.50:20008, and a serial port its speed, as COM3@115200.
    """
    for name in sorted(raw.keys() - _KEYS):
        raise _wrong(name, tr("this setting does not exist"))
    told = {name: str(text).strip() for name, text in raw.items()}
    told |= _taken_apart(told.get("host", ""))
    prints = _one_of(
        told.get("prints") or "register", ("register", "terminal"), tr("Card receipts are printed by")
    )
    return ZvtSettings(
        host=told.get("host", ""),
        port=_number(told.get("port") or str(PORT), tr("Port"), 1, 65_535),
        baud=_number(told.get("baud") or "9600", tr("Speed of the serial port (baud)"), 300, 921_600),
        stop_bits=_number(told.get("stop_bits") or "2", tr("Stop bits"), 1, 2),
        prints="terminal" if prints == "terminal" else "register",
        currency=_currency(told.get("currency") or "EUR"),
        width=_number(told.get("width") or "32", tr("Signs on a line"), 20, 99),
    )


def _taken_apart(address: str) -> dict[str, str]:
    with_baud, with_port = _WITH_BAUD.fullmatch(address), _WITH_PORT.fullmatch(address)
    if with_baud is not None and _SERIAL.fullmatch(with_baud[1]):
        return {"host": with_baud[1], "baud": with_baud[2]}
    if with_port is not None and not _SERIAL.fullmatch(address):
        return {"host": with_port[1].strip("[]"), "port": with_port[2]}
    return {"host": address}


def checked_password(text: str) -> str:
    """Six digits; ProviderSetting for anything else. Empty means what terminals are delivered with."""
    plain = text.strip() or USUAL_PASSWORD
    if len(plain) != 6 or not (plain.isascii() and plain.isdigit()):
        raise _wrong(tr("Password of the terminal (six digits)"), tr("it must be six digits"))
    return plain


def check_place(settings: ZvtSettings) -> None:
    """ProviderSetting when it is not said where the terminal is."""
    if not settings.host:
        raise _wrong(tr("Address, or serial port (COM3)"), tr("it must not be empty"))


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise _wrong(tr("Currency of the terminal"), tr("terminals do not know it"))
    return code


def _one_of(text: str, choices: tuple[str, ...], label: str) -> str:
    if text not in choices:
        raise _wrong(label, tr("this setting does not exist"))
    return text


def _number(text: str, label: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
        raise _wrong(label, tr("it must be a whole number from {least} to {most}", least=least, most=most))
    return int(text)


def _wrong(label: str, problem: str) -> ProviderSetting:
    return ProviderSetting(
        tr("A payment setting is wrong"),
        tr("{label}: {problem}.", label=label, problem=problem),
        tr("Correct it in Settings › Payments."),
    )
