"""One suite over every registered printer driver: what a receipt printer must do, whatever it hangs on."""

import sys
import time
from collections.abc import Iterator

import pytest

from pos_desktop.application.documents import Cut, Document, Picture, TextLine
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PaperState,
    PrinterState,
    PrintResult,
    Silence,
)
from pos_desktop.devices.printers import conversation, inquiry
from pos_desktop.devices.registry import printer_drivers
from tests.contract.printed_papers import RECEIPT, noise_png, soon
from tests.printer_wires import (
    QUICK,
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


HALF_PATIENT = {"answer_ms": 1_500, "stall_ms": 1_500, "confirm_ms": 5_000}
"""Where it answers first and is waited for in vain later."""


@pytest.fixture(autouse=True)
def _time_for_the_sensor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawer opens by another thread, which the computer may hold up."""
    monkeypatch.setattr(conversation, "SENSOR_SECONDS", 20.0)


def long_receipt(lines: int = 400) -> Document:
    return Document("long", (*(TextLine(f"line {n} of many") for n in range(lines)), Cut()))


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
    printer = wire.make(**QUICK)
    printer.open()
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.status().silence is Silence.NO_ANSWER, "somebody should look"
    assert printer.drawer_state() is DrawerState.UNKNOWN


def test_a_printer_that_never_answers_gets_the_receipt_and_no_more_is_claimed(wire: Wire) -> None:
    wire.inside.silent = True
    outcome = wire.make(**QUICK | {"stall_ms": 30_000}).print(RECEIPT)
    assert outcome.result is PrintResult.SENT
    assert soon(lambda: wire.inside.cuts == 1)


def test_a_printer_that_must_answer_gets_nothing_while_it_is_silent(wire: Wire) -> None:
    wire.inside.silent = True
    outcome = wire.make(**QUICK, answers="always").print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.NO_ANSWER, 0)


def test_a_printer_that_fell_silent_gets_nothing(wire: Wire) -> None:
    printer = wire.make(**HALF_PATIENT)
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.silent = True
    outcome = printer.print(RECEIPT)
    assert (outcome.result, outcome.bytes_sent) == (PrintResult.FAILED, 0)
    assert wire.inside.cuts == 1
    wire.inside.silent = False
    assert printer.print(RECEIPT).result is PrintResult.PRINTED


def test_a_printer_that_does_not_know_gs_r_confirms_by_its_status(wire: Wire) -> None:
    wire.inside.knows_gs_r = False
    printer = wire.make()
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    second = printer.print(RECEIPT)
    assert second.result is PrintResult.PRINTED
    # A busy computer may hold up one or another.
    assert second.took_ms < 1500 or any(printer.print(RECEIPT).took_ms < 1500 for _ in range(6))


@pytest.mark.parametrize("rubbish", [b"\xff\x80", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_rubbish_is_unknown_and_confirms_nothing(wire: Wire, rubbish: bytes) -> None:
    wire.inside.babbles = rubbish
    printer = wire.make(**QUICK)
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
    printer = wire.make(**HALF_PATIENT)
    assert printer.print(RECEIPT).result is PrintResult.PRINTED
    wire.inside.takes_nothing = True
    started = time.monotonic()
    outcome = printer.print(long_receipt())
    assert outcome.result is PrintResult.FAILED
    assert time.monotonic() - started < 30
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
    assert soon(lambda: wire.inside.is_telling)
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
    assert wire.make(**QUICK | {"stall_ms": 30_000}).print(RECEIPT).result is PrintResult.SENT
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
    wire: Wire, tells: bool, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry, "FRESH_SECONDS", 100.0)
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
    printer = wire.make(drawer_sensor="high")
    assert printer.kick_drawer().result is PrintResult.PRINTED
    assert printer.drawer_state() is DrawerState.OPEN
    assert wire.inside.kicks == 1


def test_kick_that_does_not_open_is_a_failure(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "SENSOR_SECONDS", 0.5)
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
    assert printer.print(Document("logo", (Picture(noise_png()), Cut()))).result is PrintResult.PRINTED
    assert wire.inside.cuts == 1
