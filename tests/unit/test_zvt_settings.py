"""Where a card terminal is, as people type it."""

from pathlib import Path

import pytest

from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from pos_desktop.payments.zvt.settings import checked_password, read_settings


@pytest.mark.parametrize(
    ("typed", "line", "serial", "baud"),
    [
        ("192.168.1.50", "192.168.1.50:20007", False, 9600),
        (" 192.168.1.50:20008 ", "192.168.1.50:20008", False, 9600),
        ("terminal.local", "terminal.local:20007", False, 9600),
        ("[fe80::1]:20010", "fe80::1:20010", False, 9600),
        ("COM3", "COM3", True, 9600),
        ("com12@115200", "com12", True, 115_200),
        ("/dev/ttyUSB0", "/dev/ttyUSB0", True, 9600),
        ("/dev/serial/by-id/usb-X:1.0-port0@19200", "/dev/serial/by-id/usb-X:1.0-port0", True, 19_200),
    ],
)
def test_an_address_is_a_network_s_or_a_serial_port(typed: str, line: str, serial: bool, baud: int) -> None:
    settings = read_settings({"host": typed})
    assert (settings.line, settings.serial, settings.baud) == (line, serial, baud)


@pytest.mark.parametrize(
    "raw",
    [
        {"host": "a:99999"},
        {"port": "x"},
        {"host": "COM3@100"},
        {"prints": "nobody"},
        {"currency": "XYZ"},
        {"width": "5"},
        {"what": "1"},
    ],
)
def test_what_is_wrong_is_named(raw: dict[str, str]) -> None:
    with pytest.raises(ProviderSetting) as wrong:
        read_settings(raw)
    assert wrong.value.meaning


def test_without_an_address_or_a_folder_there_is_no_terminal(tmp_path: Path) -> None:
    kind = provider_kind("zvt")
    for settings, folder in (({}, tmp_path), ({"host": "terminal"}, None)):
        with pytest.raises(ProviderSetting):
            kind.create(Surroundings(lambda name: "", settings, folder))


def test_a_password_is_six_digits() -> None:
    assert checked_password("") == "000000"
    assert checked_password(" 123456 ") == "123456"
    for wrong in ("12345", "abcdef", "1234567"):
        with pytest.raises(ProviderSetting):
            checked_password(wrong)
