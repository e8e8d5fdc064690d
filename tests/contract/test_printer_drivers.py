"""Printer drivers: what the virtual printer says of them, files, settings, and what they are called."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_desktop.application.documents import Bars, Cut, Document, KickDrawer, Picture, TextLine
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import DrawerState, FailureReason, PrinterState, PrintResult
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.fake.virtual_printer.state import Trouble
from pos_desktop.devices.registry import create_printer, printer_drivers
from tests.contract.printed_papers import RECEIPT, noise_png, soon
from tests.printer_wires import PATIENT


@pytest.mark.parametrize(("columns", "profile"), [(48, "epson"), (42, "epson"), (32, "plain")])
def test_the_virtual_printer_understands_every_command(columns: int, profile: str) -> None:
    """It was written from the command reference on its own, and notes each command it does not know."""
    document = Document(
        "all",
        (
            Picture(noise_png()),
            *RECEIPT.blocks[:-1],
            TextLine("Žluťoučký Ελληνικά خبز"),
            Bars("1-000213"),
            Bars("4006381333931", "EAN13"),
            KickDrawer(),
            Cut(),
        ),
    )
    with VirtualPrinter(columns=columns) as paper:
        raw = {"host": "127.0.0.1", "port": paper.port, "columns": columns, "profile": profile}
        printer = create_printer("tcp", raw | {"drawer_sensor": "high", **PATIENT})
        assert printer.print(document).result is PrintResult.PRINTED
        assert printer.drawer_state() is DrawerState.OPEN
        printer.close()
        assert paper.problems == []
        (receipt,) = paper.wait_for_receipts(1)
        assert "Croissant" in receipt.text
        assert {code.data for code in receipt.codes} == (
            {"https://example.com/r/1-000213", "1-000213", "4006381333931"} if profile == "epson" else set()
        )


@pytest.mark.parametrize(
    ("hand", "state"),
    [
        (VirtualPrinter.paper_low, PrinterState.PAPER_LOW),
        (VirtualPrinter.paper_out, PrinterState.PAPER_OUT),
        (VirtualPrinter.cover_open, PrinterState.COVER_OPEN),
        (lambda paper: paper.fail(Trouble.CUTTER), PrinterState.ERROR),
        (VirtualPrinter.offline, PrinterState.OFFLINE),
    ],
)
def test_the_virtual_printer_tells_what_a_hand_does_to_it(
    hand: Callable[[VirtualPrinter], None], state: PrinterState
) -> None:
    with VirtualPrinter() as paper:
        printer = create_printer(
            "tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high", **PATIENT}
        )
        assert printer.print(RECEIPT).result is PrintResult.PRINTED
        assert not soon(printer.news, 0.1)
        hand(paper)
        assert soon(printer.news)
        assert printer.status().state is state
        paper.drawer_open()
        assert soon(printer.news)
        assert printer.status().drawer is DrawerState.OPEN
        printer.close()


def test_a_drawer_that_is_pushed_shut_at_once_did_open() -> None:
    with VirtualPrinter() as paper:
        printer = create_printer(
            "tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high", **PATIENT}
        )
        paper.on_state(lambda state: paper.drawer_close() if state.drawer_open else None)
        assert [printer.kick_drawer().result for _ in range(2)] == [PrintResult.PRINTED] * 2
        assert not paper.state.drawer_open
        printer.close()


class EndsUnderTheKick(VirtualPrinter):
    """Its roll ends when it has said that it is ready and before it opens the drawer."""

    def received(self, data: bytes) -> None:
        if b"\x1bp" in data:
            self.paper_out()
        super().received(data)


def test_a_drawer_opens_at_once_when_the_paper_ends_under_the_kick() -> None:
    with EndsUnderTheKick() as paper:
        printer = create_printer(
            "tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high", **PATIENT}
        )
        assert printer.kick_drawer().result is PrintResult.PRINTED
        assert [pulse.realtime for pulse in paper.pulses] == [True]
        printer.close()


def test_file_appends_and_claims_only_sent(tmp_path: Path) -> None:
    path = tmp_path / "paper.bin"
    path.write_bytes(b"before")
    printer = create_printer("file", {"path": str(path)})
    outcome = printer.print(RECEIPT)
    printer.close()
    assert outcome.result is PrintResult.SENT
    assert path.stat().st_size == len(b"before") + outcome.bytes_sent
    assert path.read_bytes().startswith(b"before\x1b@")
    assert printer.print(RECEIPT).result is PrintResult.SENT


def test_file_status_is_unknown(tmp_path: Path) -> None:
    printer = create_printer("file", {"path": str(tmp_path / "paper.bin")})
    printer.open()
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.status().silence is None, "a file is asked nothing"
    assert printer.drawer_state() is DrawerState.UNKNOWN
    assert stat.S_IMODE((tmp_path / "paper.bin").stat().st_mode) == 0o600


def test_file_in_a_folder_that_is_not_there_is_a_setting(tmp_path: Path) -> None:
    printer = create_printer("file", {"path": str(tmp_path / "no" / "paper.bin")})
    with pytest.raises(FixSetting, match="cannot be written"):
        printer.open()
    assert printer.print(RECEIPT).reason is FailureReason.UNREACHABLE


@pytest.mark.skipif(os.name != "posix", reason="elsewhere ports are no files of a folder")
def test_a_port_that_is_not_there_is_not_made() -> None:
    """It would take receipts and print none, and stand where the printer's own comes back."""
    port = Path("/dev/no-such-printer")
    try:
        outcome = create_printer("file", {"path": str(port)}).print(RECEIPT)
        assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
        assert not port.exists()
    finally:
        port.unlink(missing_ok=True)
    with pytest.raises(TryAgain, match="not there"):
        create_printer("file", {"path": str(port)}).open()


def test_file_that_takes_nothing_stalls(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    printer = create_printer("file", {"path": str(pipe), "stall_ms": 200})
    outcome = printer.print(Document("long", tuple(TextLine("x" * 48) for _ in range(3000))))
    assert (outcome.reason, outcome.unsure) == (FailureReason.STALLED, True)
    os.close(reader)
    assert printer.print(RECEIPT).reason is FailureReason.CONNECTION_LOST
    assert printer.print(RECEIPT).reason is FailureReason.UNREACHABLE


@pytest.mark.parametrize(
    ("key", "raw", "named"),
    [
        ("tcp", {}, "host"),
        ("tcp", {"host": " "}, "host"),
        ("tcp", {"host": "a", "port": 0}, "port"),
        ("tcp", {"host": "a", "port": "91OO"}, "port"),
        ("tcp", {"host": "a", "port": True}, "port"),
        ("tcp", {"host": "a", "columns": 40}, "columns"),
        ("tcp", {"host": "a", "colums": 48}, "colums"),
        ("serial", {"port": "COM3", "baud": 1234}, "baud"),
        ("serial", {"port": "COM3", "parity": "mark"}, "parity"),
        ("usb", {"vendor": 1208}, "product"),
        ("file", {"path": 3}, "path"),
        ("memory", {"drawer_on_ms": 1000}, "drawer_on_ms"),
    ],
)
def test_wrong_settings_are_refused_by_name(key: str, raw: dict[str, object], named: str) -> None:
    with pytest.raises(FixSetting) as raised:
        printer_drivers()[key].parse(raw)
    assert named in raised.value.meaning
    assert raised.value.next_step


def test_unknown_driver_is_a_setting() -> None:
    with pytest.raises(FixSetting, match="not known"):
        create_printer("telepathy", {})


def test_unknown_profile_fails_the_job_with_nothing_sent() -> None:
    outcome = create_printer("memory", {"profile": "no such model"}).print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.BAD_SETTING, 0)


@pytest.mark.parametrize("raw", [("tcp", {"host": "10.0.0.9"}, "10.0.0.9"), ("file", {"path": "/p"}, "/p")])
def test_drivers_name_themselves_and_their_address(raw: tuple[str, dict[str, object], str]) -> None:
    key, settings, address = raw
    driver = printer_drivers()[key]
    assert driver.label
    assert {entry.key for entry in driver.fields} >= {"columns", "drawer_pin", *settings}
    driver.parse({entry.key: entry.default for entry in driver.fields} | settings)
    assert driver.address(driver.parse(settings)) == address


def test_a_host_name_that_does_not_exist_is_a_setting() -> None:
    printer = create_printer("tcp", {"host": "printer.invalid", "connect_ms": 500})
    with pytest.raises((FixSetting, TryAgain)) as raised:
        printer.open()
    assert "printer.invalid" in raised.value.meaning


def test_escpos_is_not_imported_before_a_printer_is_opened() -> None:
    program = (
        "import sys; from pos_desktop.devices.registry import create_printer as c; c('tcp', {'host': 'a'});"
        "assert not {'escpos', 'serial', 'usb'} & set(sys.modules), 'imported too early'"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
