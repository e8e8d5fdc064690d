"""The virtual line displays: what their command sets make of bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_desktop.devices.fake.lab import Mishap, VirtualDisplay, new_line
from pos_desktop.devices.fake.lab.display_cd5220 import Cd5220
from pos_desktop.devices.fake.lab.display_escpos import EscPosDisplay
from pos_desktop.devices.fake.lab.glass import Glass
from tests.unit.lab_bench import Wire, wired


def shown(
    kind: type[EscPosDisplay] | type[Cd5220], data: bytes, *, pieces: int = 0
) -> tuple[tuple[str, str], list[str]]:
    """What is on the glass after some bytes, and what was odd; `pieces`: so many bytes at once."""
    glass, odd = Glass(), list[str]()
    speech = kind(glass)
    step = pieces or len(data)
    for place in range(0, len(data), step):
        speech.heard(data[place : place + step], odd.append)
    upper, lower = glass.lines
    return (upper.rstrip(), lower.rstrip()), odd


EPSON = [
    ("1B 40 0C 41 70 70 6C 65 73", ("Apples", "")),
    ("0C 41 1F 24 01 02 42", ("A", "B")),  # US $ column row
    ("0C 1F 24 14 01 58 59", (" " * 19 + "X", "Y")),  # the line runs over into the lower one
    ("0C 1F 24 14 02 58 59", ("Y", " " * 19 + "X")),  # and from there to the beginning
    ("0C 41 0A 42 0D 43", ("A", "CB")),  # LF goes down, CR to the left
    ("0C 41 42 18 43", ("C", "")),  # CAN clears the cursor's line
    ("0C 1F 42 41", ("", " " * 19 + "A")),  # US B: bottom
    ("1B 74 00 81", ("ü", "")),  # PC437
    ("1B 74 13 D5", ("€", "")),  # PC858
    ("1B 74 10 80", ("€", "")),  # WPC1252
    ("1B 74 11 80", ("А", "")),  # PC866, Cyrillic
    ("1B 52 02 5B", ("Ä", "")),  # Germany
    ("1F 02 1F 24 14 02 41 42", (" " * 19 + "A", "B")),  # vertical scroll
    ("1F 58 02 41", ("A", "")),
    ("1B 3D 01 41 1B 3D 02 42", ("B", "")),  # A is for the printer behind it
    ("1B 26 01 41 41 05 01 02 03 04 05 42", ("B", "")),
    ("1B 57 01 01 01 01 05 01 42", ("B", "")),
    ("1F 45 00 1F 23 01 05 1F 2E 41", ("A", "")),
]


@pytest.mark.parametrize(("sent", "lines"), EPSON)
@pytest.mark.parametrize("at_once", [0, 1])
def test_epson(sent: str, lines: tuple[str, str], at_once: int) -> None:
    assert shown(EscPosDisplay, bytes.fromhex(sent), pieces=at_once) == (lines, [])


TWENTY = "31 32 33 34 35 36 37 38 39 30 41 42 43 44 45 46 47 48 49 4A"
CD5220 = [
    ("1B 40 0C 41 70", ("Ap", "")),
    (f"1B 51 41 {TWENTY} 0D 1B 51 42 42 0D", ("1234567890ABCDEFGHIJ", "B")),
    (f"1B 51 41 {TWENTY} 4B 4C 0D", ("1234567890ABCDEFGHIJ", "")),
    ("1B 51 41 41 0D 1B 51 41 42 42 0D", ("BB", "")),
    ("1B 51 41 41 0D 0C 43", ("C", "")),  # CLR ends string mode
    ("1B 6C 03 02 41", ("", "  A")),  # ESC l column row
    ("1B 5B 4B 41", ("", " " * 19 + "A")),
    ("1B 66 47 5B", ("Ä", "")),  # ESC f G: Germany
    ("1B 63 52 80", ("А", "")),
    ("1B 63 4C 1B 51 41 9F 0D", ("č", "")),
    ("1B 12 1B 2A 03 1B 5F 00 41", ("A", "")),
    ("1B 51 44 41 42 0D 43", ("CB", "")),
]


@pytest.mark.parametrize(("sent", "lines"), CD5220)
@pytest.mark.parametrize("at_once", [0, 1])
def test_cd5220(sent: str, lines: tuple[str, str], at_once: int) -> None:
    assert shown(Cd5220, bytes.fromhex(sent), pieces=at_once) == (lines, [])


def test_string_mode_takes_nothing_else() -> None:
    lines, odd = shown(Cd5220, b"\x1bQAone\rX\x1bl\x01\x02")
    assert lines == ("one", "")
    assert len(odd) == 2


def test_what_they_do_not_know_is_noted() -> None:
    assert shown(EscPosDisplay, b"\x1b~A\x01")[1] == ["unknown command 1b 7e", "unknown command 01"]
    assert shown(EscPosDisplay, b"\x1f$\x15\x01A") == (("A", ""), ["unknown command 1f 24 15 01"])
    assert shown(Cd5220, b"\x1bQZx\r\x1bfZ")[1] == [
        "unknown command 1b 51 5a 78 0d",
        "unknown command 1b 66 5a",
    ]
    assert shown(Cd5220, b"\x1bQA" + b"x" * 700)[1] == ["a command without end"]


@contextmanager
def display(protocol: str) -> Iterator[tuple[VirtualDisplay, Wire]]:
    with VirtualDisplay(protocol, new_line("display")) as device, wired(device) as wire:
        yield device, wire


@pytest.mark.parametrize(
    ("mishap", "upper"),
    [
        (Mishap.SILENT, "qefore"),
        (Mishap.HALF, "xyqore"),
        (Mishap.TWICE, "xyzxyzq"),
        (Mishap.WRONG_CHECK, "x∙zqre"),
    ],
)
def test_a_bad_line_spoils_one_text(mishap: Mishap, upper: str) -> None:
    with display("escpos_display") as (device, wire):
        wire.write(b"\x0cbefore\x0b")
        assert device.wait_until(lambda: device.lines == ("before", ""))
        device.strike(mishap)
        wire.write(b"xyz")
        assert device.wait_until(lambda: not device._mishaps)
        wire.write(b"q")
        assert device.wait_until(lambda: device.lines == (upper, ""))


def test_power_of_its_own() -> None:
    with display("cd5220") as (device, wire):
        wire.write(b"\x1bQATotal\r\x1bQB12.34\r")
        assert device.wait_until(lambda: device.lines == ("Total", "12.34"))
        device.unplug()
        assert device.lines == ("Total", "12.34")
        device.switch_off()
        assert device.lines == ("", "")
        assert not device.state.powered
        device.switch_on()
        assert device.lines == ("", "")
        assert list(device.texts)[-1] == ("Total", "12.34")
