"""Printers behind a spooler: the system's own commands as small programs, and Windows' spooler as it is called."""

import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.documents import Cut, Document, TextLine
from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.printing import DrawerState, FailureReason, PrinterState, PrintResult
from pos_desktop.devices.base import ReceiptPrinter, no_log
from pos_desktop.devices.printers.drivers import cups
from pos_desktop.devices.printers.drivers.win32raw import PRINTER_DRIVER as WINDOWS
from pos_desktop.devices.printers.drivers.win32raw import WindowsQueue, WindowsSettings
from pos_desktop.devices.printers.spooled import SpooledPrinter
from pos_desktop.devices.registry import create_printer, printer_drivers

RECEIPT = Document("Receipt 1-000213", (TextLine("Croissant 3.00"), Cut()))

# A spool folder in place of CUPS: what a command is to say or do is a file in it.
LP = """#!/bin/sh
cd "$SPOOL"
test -f lp.hangs && exec sleep 30
test -f lp.fails && { echo "lp: Error - unable to access \\"counter\\" - No such file or directory" >&2; exit 1; }
echo "$*" >> asked
number=$(($(ls -d *.job 2>/dev/null | wc -l) + 41))
cat > "$number.job"
test -f holds && cp holds "$number.waits"
test -f connects && mv connects alerts
echo "request id is counter-$number (1 file(s))"
"""
LPSTAT = """#!/bin/sh
cd "$SPOOL"
test -f lpstat.hangs && exec sleep 30
test -f gone && { echo 'lpstat: Invalid destination name in list "counter"!' >&2; exit 1; }
test -f down && { echo "lpstat: Scheduler is not running." >&2; exit 1; }
case "$*" in
  *"-p counter"*) test -f disabled && cat disabled && exit 0
    echo "printer counter is idle.  enabled since Thu Nov 26 05:01:44 2026"
    echo "	Form mounted:"
    echo "	Alerts: $(cat alerts 2>/dev/null || echo none)";;
  *"-a counter"*) test -f rejects && echo "counter not accepting requests since Thu Nov 26" && exit 0
    echo "counter accepting requests since Thu Nov 26 05:01:44 2026";;
  *not-completed*) echo >> looks
    for each in *.waits; do test -f "$each" || continue
      echo "counter-${each%.waits} user 1024 Thu Nov 26 05:01:44 2026"; cat "$each"; done;;
  *completed*) for each in *.ended; do test -f "$each" || continue
      echo "counter-${each%.ended} user 1024 Thu Nov 26 05:01:44 2026"; cat "$each"; done;;
esac
exit 0
"""
CANCEL = """#!/bin/sh
cd "$SPOOL"
test -f cancel.fails && exit 1
rm -f "${1#counter-}.waits"
echo "$1" >> cancelled
"""


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs, folder = tmp_path / "bin", tmp_path / "spool"
    programs.mkdir()
    folder.mkdir()
    for name, text in (("lp", LP), ("lpstat", LPSTAT), ("cancel", CANCEL)):
        program = programs / name
        program.write_text(text)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("SPOOL", str(folder))
    return folder


def counter(**settings: Any) -> ReceiptPrinter:
    """Its commands are processes, which a busy computer may hold up; a job that stays is not watched for long."""
    patience = {"answer_ms": 5_000, "stall_ms": 30_000, "confirm_ms": 400}
    return create_printer("cups", {"queue": "counter"} | patience | settings)


def jobs(spool: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted(spool.glob("*.job"))]


def test_the_spooler_gets_the_bytes_as_they_are_and_nothing_is_claimed(spool: Path) -> None:
    outcome = counter().print(RECEIPT)
    assert outcome.result is PrintResult.SENT
    (data,) = jobs(spool)
    assert len(data) == outcome.bytes_sent
    assert data.startswith(b"\x1b@") and b"Croissant 3.00\n" in data and data.endswith(b"\x1dVB\x00")
    assert (spool / "asked").read_text() == "-d counter -o raw -t receipt\n"


def test_a_queue_at_work_says_nothing_of_its_printer(spool: Path) -> None:
    printer = counter()
    assert printer.status().state is PrinterState.UNREACHABLE
    printer.open()
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.drawer_state() is DrawerState.UNKNOWN
    assert not printer.news()


@pytest.mark.parametrize(
    ("file", "words", "state"),
    [
        ("disabled", "printer counter disabled since Thu Nov 26 -\n\tPaused\n", PrinterState.OFFLINE),
        ("rejects", "", PrinterState.OFFLINE),
        ("alerts", "media-empty-error", PrinterState.PAPER_OUT),
        ("alerts", "cover-open", PrinterState.COVER_OPEN),
        ("alerts", "media-jam-error", PrinterState.ERROR),
        ("alerts", "media-low-warning", PrinterState.PAPER_LOW),
        ("alerts", "offline-report", PrinterState.OFFLINE),
    ],
)
def test_what_the_spooler_knows_of_the_printer_counts(
    spool: Path, file: str, words: str, state: PrinterState
) -> None:
    (spool / file).write_text(words)
    printer = counter()
    printer.open()
    assert printer.status().state is state
    outcome = printer.print(RECEIPT)
    if state is PrinterState.PAPER_LOW:
        assert outcome.result is PrintResult.SENT
    else:
        assert (outcome.result, outcome.bytes_sent, jobs(spool)) == (PrintResult.FAILED, 0, [])


def test_a_job_that_is_held_is_taken_back_and_said_to_be_unsure(spool: Path) -> None:
    (spool / "holds").write_text("\tStatus: \n\tAlerts: job-hold-until-specified\n\tqueued for counter\n")
    outcome = counter().print(RECEIPT)
    assert (outcome.reason, outcome.unsure) == (FailureReason.OFFLINE, True)
    assert (spool / "cancelled").read_text() == "counter-41\n"


def test_a_job_whose_printer_is_being_connected_to_is_not_held(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each job begins so; a printer that wakes up first would get its receipt a second time, as a copy."""
    monkeypatch.setattr(cups, "CONNECT_SECONDS", 60.0)
    (spool / "holds").write_text("\tAlerts: job-printing\n")
    (spool / "connects").write_text("connecting-to-device\n")

    def connect() -> None:
        looks, end = spool / "looks", time.monotonic() + 50
        while time.monotonic() < end and not (looks.exists() and looks.stat().st_size >= 2):
            time.sleep(0.01)
        (spool / "alerts").unlink(missing_ok=True)
        (spool / "41.waits").unlink(missing_ok=True)

    wakes_up = threading.Thread(target=connect)
    wakes_up.start()
    outcome = counter(confirm_ms=60_000).print(RECEIPT)
    wakes_up.join()
    assert (outcome.result, outcome.reason) == (PrintResult.SENT, None)
    assert not (spool / "cancelled").exists()


def test_a_printer_that_is_never_connected_to_gives_its_job_back(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cups, "CONNECT_SECONDS", 0.1)
    (spool / "holds").write_text("\tAlerts: job-printing\n")
    (spool / "connects").write_text("connecting-to-device\n")
    assert counter(confirm_ms=60_000).print(RECEIPT).reason is FailureReason.OFFLINE
    assert (spool / "cancelled").read_text() == "counter-41\n"


def test_a_held_job_that_cannot_be_taken_back_is_not_sent_twice(spool: Path) -> None:
    (spool / "holds").write_text("\tAlerts: printer-stopped\n")
    (spool / "cancel.fails").touch()
    assert counter().print(RECEIPT).result is PrintResult.SENT


def test_a_job_that_waits_its_turn_is_on_its_way(spool: Path) -> None:
    (spool / "holds").write_text("\tAlerts: job-printing\n")
    outcome = counter().print(RECEIPT)
    assert (outcome.result, outcome.reason) == (PrintResult.SENT, None)
    assert "still in the spooler" in outcome.detail


def test_a_job_that_failed_in_the_spooler_has_failed(spool: Path) -> None:
    (spool / "41.ended").write_text("\tStatus: Filter failed\n\tAlerts: job-aborted-by-system\n")
    outcome = counter().print(RECEIPT)
    assert (outcome.reason, outcome.unsure) == (FailureReason.PRINTER_ERROR, True)


def test_a_job_of_another_name_is_another_job(spool: Path) -> None:
    (spool / "411.waits").write_text("\tAlerts: job-hold-until-specified\n")
    assert counter().print(RECEIPT).reason is None


def test_a_refusal_of_the_spooler_leaves_nothing_on_its_way(spool: Path) -> None:
    (spool / "lp.fails").touch()
    outcome = counter().print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
    assert "unable to access" in outcome.detail


def test_a_spooler_that_hangs_with_a_job_leaves_it_unsure(spool: Path) -> None:
    (spool / "lp.hangs").touch()
    started = time.monotonic()
    outcome = counter(stall_ms=300).print(RECEIPT)
    assert (outcome.reason, outcome.unsure) == (FailureReason.STALLED, True)
    assert time.monotonic() - started < 25, "it hangs for thirty"


@pytest.mark.parametrize(("file", "error"), [("gone", FixSetting), ("down", TryAgain)])
def test_no_queue_or_no_spooler_is_said_with_a_next_step(
    spool: Path, file: str, error: type[Exception]
) -> None:
    (spool / file).touch()
    printer = counter()
    with pytest.raises(error) as raised:
        printer.open()
    assert raised.value.next_step  # type: ignore[attr-defined]
    outcome = printer.print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
    (spool / file).unlink()
    assert printer.print(RECEIPT).result is PrintResult.SENT


def test_a_spooler_that_does_not_answer_is_tried_again(spool: Path) -> None:
    (spool / "lpstat.hangs").touch()
    with pytest.raises(TryAgain):
        counter(answer_ms=50).open()


def test_without_cups_the_setting_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    printer = counter()
    with pytest.raises(FixSetting, match="not set up"):
        printer.open()
    assert printer.print(RECEIPT).reason is FailureReason.UNREACHABLE


def test_a_kick_is_sent_and_never_comes_late(spool: Path) -> None:
    assert counter().kick_drawer().result is PrintResult.SENT
    assert jobs(spool) == [b"\x1bp\x00\x3c\x78"]
    (spool / "holds").write_text("\tAlerts: printer-stopped\n")
    assert counter().kick_drawer().reason is FailureReason.OFFLINE
    assert (spool / "cancelled").read_text() == "counter-42\n"


def test_a_kick_that_waits_its_turn_is_taken_back_in_time(spool: Path) -> None:
    """The spooler would open the drawer when the printer is switched on again, with nobody in front of it."""
    (spool / "holds").write_text("\tAlerts: job-printing\n")
    outcome = counter().kick_drawer()
    assert (outcome.result, outcome.reason) == (PrintResult.FAILED, FailureReason.NOT_OPENED)
    assert (spool / "cancelled").read_text() == "counter-41\n"
    (spool / "cancel.fails").touch()
    assert counter().kick_drawer().result is PrintResult.SENT, "it is gone already, or nobody knows"


def test_interrupt_ends_every_call(spool: Path) -> None:
    printer = counter()
    printer.interrupt()
    assert printer.print(RECEIPT).reason is FailureReason.STOPPED


@pytest.mark.parametrize("name", ["-o", "two words", "a/b", "it's", "#1"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FixSetting):
        printer_drivers()["cups"].parse({"queue": name})


# -- Windows -------------------------------------------------------------------------------------


class Winspool:
    """The calls of pywin32's win32print that are made, over a spooler in memory."""

    def __init__(self) -> None:
        self.status = 0
        self.attributes = 0
        self.jobs: dict[int, bytearray] = {}
        self.job_status: int | None = None
        self.open = 0
        self.takes: Callable[[bytes], int] = len
        self.fails: set[str] = set()

    def _may_fail(self, call: str) -> None:
        if call in self.fails:
            raise OSError(1722, call, "The RPC server is unavailable.")

    def OpenPrinter(self, name: str) -> int:  # noqa: N802  (winspool's names)
        self._may_fail("OpenPrinter")
        if name != "Counter":
            raise OSError(1801, "OpenPrinter", "The printer name is invalid.")
        self.open += 1
        return 7

    def ClosePrinter(self, handle: int) -> None:  # noqa: N802
        self.open -= 1

    def EnumPrinters(self, flags: int) -> list[tuple[int, str, str, str]]:  # noqa: N802
        self._may_fail("EnumPrinters")
        return [(0, "", "Counter", "")]

    def GetPrinter(self, handle: int, level: int) -> dict[str, int]:  # noqa: N802
        self._may_fail("GetPrinter")
        return {"Status": self.status, "Attributes": self.attributes}

    def StartDocPrinter(self, handle: int, level: int, doc: tuple[str, None, str]) -> int:  # noqa: N802
        assert doc == ("receipt", None, "RAW")
        self.jobs[len(self.jobs) + 1] = bytearray()
        return len(self.jobs)

    def StartPagePrinter(self, handle: int) -> None:  # noqa: N802
        pass

    EndPagePrinter = EndDocPrinter = StartPagePrinter

    def WritePrinter(self, handle: int, data: bytes) -> int:  # noqa: N802
        self._may_fail("WritePrinter")
        took = self.takes(data)
        self.jobs[len(self.jobs)] += data[:took]
        return took

    def EnumJobs(self, handle: int, first: int, most: int, level: int) -> list[dict[str, int]]:  # noqa: N802
        self._may_fail("EnumJobs")
        if self.job_status is None:
            return []
        return [{"JobId": number, "Status": self.job_status} for number in self.jobs]

    def SetJob(self, handle: int, job: int, level: int, info: None, command: int) -> None:  # noqa: N802
        assert command == 5
        self.job_status = None


def windows(spooler: Winspool, name: str = "Counter") -> SpooledPrinter:
    settings = WindowsSettings(queue=name, confirm_ms=200)
    return SpooledPrinter(settings, lambda stop: WindowsQueue(name, stop, spooler), no_log)


def test_windows_gets_the_bytes_in_pieces_and_every_handle_is_closed() -> None:
    spooler = Winspool()
    spooler.takes = lambda data: min(len(data), 10)
    outcome = windows(spooler).print(RECEIPT)
    assert outcome.result is PrintResult.SENT
    assert spooler.jobs[1].startswith(b"\x1b@") and len(spooler.jobs[1]) == outcome.bytes_sent
    assert spooler.open == 0


@pytest.mark.parametrize(
    ("status", "attributes", "state"),
    [
        (0x10, 0, PrinterState.PAPER_OUT),
        (0x400000, 0, PrinterState.COVER_OPEN),
        (0x8, 0, PrinterState.ERROR),
        (0x80, 0, PrinterState.OFFLINE),
        (0, 0x400, PrinterState.OFFLINE),
        (0, 0, PrinterState.UNKNOWN),
    ],
)
def test_windows_says_how_the_queue_is(status: int, attributes: int, state: PrinterState) -> None:
    spooler = Winspool()
    spooler.status, spooler.attributes = status, attributes
    printer = windows(spooler)
    printer.open()
    assert printer.status().state is state
    assert (printer.print(RECEIPT).result is PrintResult.SENT) == (state is PrinterState.UNKNOWN)


def test_windows_takes_back_what_it_holds_and_tells_what_failed() -> None:
    spooler = Winspool()
    spooler.job_status = 0x40
    assert windows(spooler).print(RECEIPT).reason is FailureReason.OFFLINE
    assert spooler.job_status is None
    spooler.job_status = 0x2
    assert windows(spooler).print(RECEIPT).reason is FailureReason.PRINTER_ERROR


def test_windows_that_takes_nothing_more_leaves_it_unsure() -> None:
    spooler = Winspool()
    spooler.takes = lambda data: 0 if spooler.jobs[1] else 5
    outcome = windows(spooler).print(RECEIPT)
    assert (outcome.reason, outcome.unsure) == (FailureReason.STALLED, True)


@pytest.mark.parametrize("stopped", [("OpenPrinter", "EnumPrinters"), ("OpenPrinter",), ("GetPrinter",)])
def test_windows_without_its_spooler_keeps_the_receipt_for_later(stopped: tuple[str, ...]) -> None:
    spooler = Winspool()
    printer = windows(spooler)
    printer.open()
    spooler.fails = set(stopped)
    assert printer.status().state is PrinterState.UNREACHABLE
    outcome = printer.print(RECEIPT)
    assert (outcome.reason, outcome.bytes_sent) == (FailureReason.UNREACHABLE, 0)
    with pytest.raises(TryAgain):
        printer.open()
    spooler.fails = set()
    assert printer.print(RECEIPT).result is PrintResult.SENT


def test_windows_whose_spooler_stops_under_a_job_leaves_it_on_its_way() -> None:
    spooler = Winspool()
    spooler.fails = {"EnumJobs"}
    assert windows(spooler).print(RECEIPT).result is PrintResult.SENT
    spooler.takes = lambda data: spooler.fails.update({"OpenPrinter", "EnumPrinters"}) or len(data)
    assert windows(spooler).print(RECEIPT).result is PrintResult.SENT


@pytest.mark.parametrize("status", [0x80, 0x80 | 0x4, 0x1000])
def test_windows_that_keeps_what_it_printed_has_printed_it(status: int) -> None:
    spooler = Winspool()
    spooler.job_status = status
    assert windows(spooler).kick_drawer().result is PrintResult.SENT
    assert windows(spooler).print(RECEIPT).result is PrintResult.SENT
    assert spooler.job_status == status, "nothing was taken back"


def test_windows_without_the_printer_is_a_setting() -> None:
    with pytest.raises(FixSetting, match="no such print queue"):
        windows(Winspool(), "Kitchen").open()


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows the library is there")
def test_without_the_library_the_setting_is_wrong() -> None:
    printer = WINDOWS.create(WINDOWS.parse({"queue": "Counter"}), no_log)
    with pytest.raises(FixSetting, match="not set up"):
        printer.open()


def test_windows_printers_are_offered_on_windows_alone() -> None:
    assert ("win32raw" in printer_drivers()) == (sys.platform == "win32")
    assert ("cups" in printer_drivers()) == (sys.platform != "win32")
