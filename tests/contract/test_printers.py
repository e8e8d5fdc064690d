"""One suite over every registered printer driver: what a receipt printer must do, whatever it hangs on."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_desktop.application.documents import (
    Bars,
    Cell,
    Columns,
    Cut,
    Document,
    KickDrawer,
    Picture,
    QrCode,
    TextLine,
)
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PaperState,
    PrinterState,
    PrintResult,
)
from pos_desktop.devices.drawers.through_printer import PrinterDrawer
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.fake.virtual_printer.state import Trouble
from pos_desktop.devices.registry import create_printer, printer_drivers
from tests.printer_wires import (
    MemoryWire,
    SerialWire,
    StarSerialWire,
    StarTcpWire,
    TcpWire,
    UsbWire,
    Wire,
)

WIRES = {
    "memory": MemoryWire,
    "tcp": TcpWire,
    "serial": SerialWire,
    "usb": UsbWire,
    "star_tcp": StarTcpWire,
    "star_serial": StarSerialWire,
}
ONE_WAY = {"file"}
SPOOLED = {"cups"} if sys.platform != "win32" else {"win32raw"}
"""In tests/contract/test_spooled_printers.py: a spooler cannot be asked what a printer can."""
RECEIPT = Document(
    "Receipt 1-000213",
    (
        TextLine("Corner Shop", "center", bold=True, size=2),
        Columns((Cell("2", 4), Cell("Croissant"), Cell("3.00", 9, "end"))),
        Columns((Cell("Total"), Cell("3.00", 9, "end")), bold=True),
        QrCode("https://example.com/r/1-000213"),
        Cut(),
    ),
)


def long_receipt(lines: int = 400) -> Document:
    return Document("long", (*(TextLine(f"line {n} of many") for n in range(lines)), Cut()))


def soon(happens: Callable[[], bool], seconds: float = 2.0) -> bool:
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(params=sorted(WIRES))
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    made = WIRES[request.param]()
    yield made
    made.end()


def test_every_registered_driver_is_in_this_suite() -> None:
    assert set(printer_drivers()) == set(WIRES) | ONE_WAY | SPOOLED


def test_prints_and_knows_it(wire: Wire) -> None:
    outcome = wire.make().print(RECEIPT)
    assert outcome.result is PrintResult.PRINTED
    assert outcome.bytes_sent > 100
    assert [line.rstrip() for line in wire.inside.lines if "Croissant" in line] == [
        "2   Croissant" + " " * 31 + "3.00"
    ]
    assert wire.inside.cuts == 1


def test_prints_one_job_after_the_other_on_one_connection(wire: Wire) -> None:
    printer = wire.make()
    assert [printer.print(RECEIPT).result for _ in range(3)] == [PrintResult.PRINTED] * 3
    assert wire.inside.cuts == 3


@pytest.mark.parametrize(
    ("trouble", "state", "reason"),
    [
        ({}, PrinterState.READY, None),
        ({"paper": PaperState.LOW}, PrinterState.PAPER_LOW, None),
        ({"paper": PaperState.OUT}, PrinterState.PAPER_OUT, FailureReason.PAPER_OUT),
        ({"cover_open": True}, PrinterState.COVER_OPEN, FailureReason.COVER_OPEN),
        ({"offline": True}, PrinterState.OFFLINE, FailureReason.OFFLINE),
        ({"broken": True}, PrinterState.ERROR, FailureReason.PRINTER_ERROR),
    ],
)
def test_says_how_it_is_and_prints_only_when_it_can(
    wire: Wire, trouble: dict[str, object], state: PrinterState, reason: FailureReason | None
) -> None:
    for name, value in trouble.items():
        setattr(wire.inside, name, value)
    printer = wire.make()
    printer.open()
    assert printer.status().state is state
    outcome = printer.print(RECEIPT)
    assert outcome.reason is reason
    if reason is not None:
        assert (outcome.result, outcome.bytes_sent, wire.inside.lines) == (PrintResult.FAILED, 0, [])


def test_not_connected_is_unreachable(wire: Wire) -> None:
    assert wire.make().status().state is PrinterState.UNREACHABLE


def test_silence_is_unknown_and_never_ready(wire: Wire) -> None:
    wire.inside.silent = True
    printer = wire.make()
    printer.open()
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.drawer_state() is DrawerState.UNKNOWN


def test_a_printer_that_never_answers_gets_the_receipt_and_no_more_is_claimed(wire: Wire) -> None:
    wire.inside.silent = True
    outcome = wire.make().print(RECEIPT)
    assert outcome.result is PrintResult.SENT
    assert wire.inside.cuts == 1


def test_a_printer_that_must_answer_gets_nothing_while_it_is_silent(wire: Wire) -> None:
    wire.inside.silent = True
    outcome = wire.make(answers="always").print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.NO_ANSWER, 0)


def test_a_printer_that_fell_silent_gets_nothing(wire: Wire) -> None:
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.silent = True
    outcome = printer.print(RECEIPT)
    assert (outcome.result, outcome.bytes_sent) == (PrintResult.FAILED, 0)
    assert wire.inside.cuts == 1
    wire.inside.silent = False
    assert printer.print(RECEIPT).result is PrintResult.PRINTED


def test_a_printer_that_does_not_know_gs_r_confirms_by_its_status(wire: Wire) -> None:
    wire.inside.knows_gs_r = False
    printer = wire.make(confirm_ms=3000)
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    second = printer.print(RECEIPT)
    assert second.result is PrintResult.PRINTED
    assert second.took_ms < 1500


@pytest.mark.parametrize("rubbish", [b"\xff\x80", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_rubbish_is_unknown_and_confirms_nothing(wire: Wire, rubbish: bytes) -> None:
    wire.inside.babbles = rubbish
    printer = wire.make()
    printer.open()
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.print(RECEIPT).result is not PrintResult.PRINTED


def test_an_answer_given_twice_is_one_answer(wire: Wire) -> None:
    wire.inside.answers_twice = True
    printer = wire.make()
    printer.open()
    assert printer.status().state is PrinterState.READY
    wire.inside.cover_open = True
    assert printer.status().state in (PrinterState.COVER_OPEN, PrinterState.UNKNOWN)
    wire.inside.cover_open = False
    assert printer.print(RECEIPT).result is PrintResult.PRINTED


def test_hangs_and_the_call_ends_all_the_same(wire: Wire) -> None:
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.takes_nothing = True
    started = time.monotonic()
    outcome = printer.print(long_receipt())
    assert outcome.result is PrintResult.FAILED
    assert time.monotonic() - started < 5
    wire.inside.takes_nothing = False


def test_refuses_the_connection(wire: Wire) -> None:
    wire.off()
    printer = wire.make()
    with pytest.raises((TryAgain, FixSetting)) as raised:
        printer.open()
    assert raised.value.title
    assert raised.value.next_step
    outcome = printer.print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)


def test_paper_ends_in_the_middle(wire: Wire) -> None:
    wire.inside.paper_lasts = 3
    outcome = wire.make().print(long_receipt(30))
    assert (outcome.reason, outcome.unsure) == (FailureReason.PAPER_OUT, True)


def test_dies_in_the_middle_and_comes_back(wire: Wire) -> None:
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.dies_after = 3000
    outcome = printer.print(long_receipt(2000))
    assert outcome.result is PrintResult.FAILED
    assert outcome.unsure
    wire.off()
    assert printer.print(RECEIPT).reason is FailureReason.UNREACHABLE
    wire.on()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED


@pytest.mark.parametrize(
    ("trouble", "value", "state"),
    [
        ("paper", PaperState.LOW, PrinterState.PAPER_LOW),
        ("paper", PaperState.OUT, PrinterState.PAPER_OUT),
        ("cover_open", True, PrinterState.COVER_OPEN),
        ("broken", True, PrinterState.ERROR),
        ("offline", True, PrinterState.OFFLINE),
    ],
)
def test_tells_by_itself_what_changed(wire: Wire, trouble: str, value: object, state: PrinterState) -> None:
    printer = wire.make()
    printer.open()
    assert printer.status().state is PrinterState.READY
    assert not soon(printer.news, 0.1)
    setattr(wire.inside, trouble, value)
    assert soon(printer.news)
    assert printer.status().state is state
    assert not soon(printer.news, 0.1)


def test_tells_of_the_drawer_also_after_a_job(wire: Wire) -> None:
    printer = wire.make(drawer_sensor="high")
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.drawer_open = True
    assert soon(printer.news)
    assert printer.status().drawer is DrawerState.OPEN


def test_a_printer_that_cannot_tell_prints_and_answers_all_the_same(wire: Wire) -> None:
    wire.inside.knows_gs_a = False
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.cover_open = True
    assert not soon(printer.news, 0.1)
    assert printer.status().state is PrinterState.COVER_OPEN


def test_a_printer_that_is_not_to_tell_is_not_asked_to(wire: Wire) -> None:
    assert wire.make(tells_changes="never").print(RECEIPT).result is PrintResult.PRINTED
    assert b"\x1da" not in wire.inside.received


def test_a_printer_that_never_answered_is_not_asked_to_tell(wire: Wire) -> None:
    wire.inside.silent = True
    assert wire.make().print(RECEIPT).result is PrintResult.SENT
    assert b"\x1da" not in wire.inside.received


def test_going_away_is_news(wire: Wire) -> None:
    printer = wire.make()
    printer.open()
    assert printer.status().state is PrinterState.READY
    wire.off()
    assert soon(printer.news)
    assert printer.status().state is PrinterState.UNREACHABLE


@pytest.mark.parametrize("wire", ["memory", "serial", "tcp", "usb"], indirect=True)
@pytest.mark.parametrize(("tells", "asked"), [(True, [1]), (False, [1, 2, 4])])
def test_before_a_job_is_asked_only_what_the_printer_does_not_tell_by_itself(
    wire: Wire, tells: bool, asked: list[int]
) -> None:
    wire.inside.knows_gs_a = tells
    printer = wire.make()
    printer.open()
    assert [printer.status().state for _ in range(2)] == [PrinterState.READY] * 2
    wire.inside.received.clear()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    before, _, _ = bytes(wire.inside.received).partition(b"\x1b@")
    assert before == b"".join(b"\x10\x04" + bytes([question]) for question in asked)


def test_what_a_printer_did_not_tell_shows_in_its_answer_before_the_job(wire: Wire) -> None:
    printer = wire.make()
    printer.open()
    assert [printer.status().state for _ in range(2)] == [PrinterState.READY] * 2
    wire.inside.knows_gs_a = False
    wire.inside.restart()  # on a serial line nobody notices, and what it was asked to tell is forgotten
    wire.inside.cover_open = True
    outcome = printer.print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.COVER_OPEN, 0)


def test_a_connection_that_went_stale_is_made_anew_without_a_failure(wire: Wire) -> None:
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.off()
    wire.on()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED


@pytest.mark.parametrize(
    ("sensor", "before", "after"), [("high", "closed", "open"), ("low", "open", "closed")]
)
def test_drawer_sensor_has_a_polarity(wire: Wire, sensor: str, before: str, after: str) -> None:
    printer = wire.make(drawer_sensor=sensor)
    printer.open()
    assert printer.drawer_state() == before
    wire.inside.drawer_open = True
    assert printer.drawer_state() == after


def test_kick_opens_the_drawer_and_says_so(wire: Wire) -> None:
    drawer = PrinterDrawer(wire.make(drawer_sensor="high"))
    assert drawer.kick().result is PrintResult.PRINTED
    assert drawer.state() is DrawerState.OPEN
    assert wire.inside.kicks == 1


def test_kick_that_does_not_open_is_a_failure(wire: Wire) -> None:
    wire.inside.drawer_stuck = True
    outcome = wire.make(drawer_sensor="high").kick_drawer()
    assert outcome.reason is FailureReason.DRAWER_STAYED_CLOSED


def test_kick_without_sensor_is_confirmed_by_the_printer(wire: Wire) -> None:
    assert wire.make().kick_drawer().result is PrintResult.PRINTED
    assert wire.inside.kicks == 1


def test_drawer_opens_without_paper(wire: Wire) -> None:
    wire.inside.paper = PaperState.OUT
    outcome = wire.make(drawer_sensor="high").kick_drawer()
    assert (outcome.result, wire.inside.kicks) == (PrintResult.PRINTED, 1)


def test_interrupt_ends_every_call(wire: Wire) -> None:
    printer = wire.make()
    printer.open()
    printer.interrupt()
    assert printer.print(RECEIPT).reason is FailureReason.STOPPED


def test_the_log_has_the_conversation_and_not_the_receipt(wire: Wire) -> None:
    said: list[tuple[str, str]] = []
    wire.make(lambda direction, words, tone: said.append((direction, words))).print(RECEIPT)
    assert set(wire.says) <= set(said)
    assert not any("Croissant" in words for _, words in said)


def test_a_picture_full_of_command_bytes_prints(wire: Wire) -> None:
    printer = wire.make()
    assert printer.print(Document("logo", (Picture(_noise_png()), Cut()))).result is PrintResult.PRINTED
    assert wire.inside.cuts == 1


@pytest.mark.parametrize(("columns", "profile"), [(48, "epson"), (42, "epson"), (32, "plain")])
def test_the_virtual_printer_understands_every_command(columns: int, profile: str) -> None:
    """It was written from the command reference on its own, and notes each command it does not know."""
    document = Document(
        "all",
        (
            Picture(_noise_png()),
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
        printer = create_printer("tcp", raw | {"drawer_sensor": "high"})
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
        printer = create_printer("tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high"})
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
        printer = create_printer("tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high"})
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
        printer = create_printer("tcp", {"host": "127.0.0.1", "port": paper.port, "drawer_sensor": "high"})
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
    assert printer.drawer_state() is DrawerState.UNKNOWN
    assert stat.S_IMODE((tmp_path / "paper.bin").stat().st_mode) == 0o600


def test_file_in_a_folder_that_is_not_there_is_a_setting(tmp_path: Path) -> None:
    printer = create_printer("file", {"path": str(tmp_path / "no" / "paper.bin")})
    with pytest.raises(FixSetting, match="cannot be written"):
        printer.open()
    assert printer.print(RECEIPT).reason is FailureReason.UNREACHABLE


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
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr


def _noise_png() -> bytes:
    import io
    import random

    from PIL import Image

    image = Image.frombytes("L", (300, 200), random.Random(7).randbytes(60_000))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
