"""The printer dies in the middle of a receipt: the sale stands, the paper follows whole, marked where it must be."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_desktop.application.sale_writing import Sale
from pos_desktop.bootstrap import Register
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from tests.faults import torture_checks as checks
from tests.faults.shop_folder import at_work, build_shop
from tests.kept_port import kept_port

COPY = "COPY"
SECONDS = 60


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(port=kept_port(), line_delay=0.002) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, printer: VirtualPrinter) -> Path:
    folder = build_shop(tmp_path / "shop", printer.port)
    with at_work(folder) as register:
        register.services.shifts.open(10_000)
        register.services.desk.change_settings(print_receipt="always")
    return folder


def _sell(register: Register, lines: int = 12) -> Sale:
    for row in range(1, lines + 1):
        register.services.tickets.add(row)
    return register.services.checkout.pay_cash(100_000)


def _codes(printer: VirtualPrinter, number: str) -> int:
    """How many whole receipts of a sale came out: the QR code is the last thing on them."""
    return sum(code.data.startswith(number + ";") for piece in printer.receipts for code in piece.codes)


def _papers(printer: VirtualPrinter) -> checks.Paper:
    pieces = [checks.Piece(p.text, tuple(c.data for c in p.codes if ";" in c.data)) for p in printer.receipts]
    return checks.Paper(pieces, len(printer.pulses))


def _wait_for(printer: VirtualPrinter, sale: Sale, times: int = 1) -> None:
    assert printer.wait_until(lambda: _codes(printer, sale.order.number) >= times, SECONDS), printer.text
    assert printer.wait_idle()


def _at_the_words(printer: VirtualPrinter, words: str, then: Callable[[], object]) -> threading.Event:
    """Does something once, in the very moment in which they are on the paper; set when it was done."""
    done = threading.Event()

    def look() -> None:
        if not done.is_set() and words in printer.text:
            then()
            done.set()

    printer.on_paper(look)
    return done


@pytest.mark.parametrize("after", [1, 60, 400, 900, 1300])
def test_the_plug_of_the_printer(folder: Path, printer: VirtualPrinter, after: int) -> None:
    """The connection is reset after so many bytes; the next sale waits its turn behind the copy."""
    with at_work(folder) as register:
        opening = checks.levels(register)
        first = _sell(register)
        printer.dies_after(after)
        register.start()
        second = _sell(register)
        _wait_for(printer, first)
        _wait_for(printer, second)
        register.crew.stop()
        assert checks.unprinted(register, _papers(printer)) == []
        assert checks.paper_faults(register, _papers(printer), "") == []
        assert len(checks.observed(register).sales) == 2
        levels = checks.levels(register)
        assert sum(opening.values()) - sum(levels.values()) == 24_000
    assert not [words for words in printer.problems if "could not" in words]


def test_paper_that_runs_out_in_the_middle(folder: Path, printer: VirtualPrinter) -> None:
    """Sales go on meanwhile; with a new roll everything comes out, the torn one as a copy."""
    ended = _at_the_words(printer, "Receipt 1-000001", printer.paper_out)
    with at_work(folder) as register:
        register.start()
        first = _sell(register)
        assert ended.wait(SECONDS)
        others = [_sell(register) for _ in range(3)]
        assert [sale.order.sequence for sale in others] == [2, 3, 4]
        printer.line_delay = 0.0
        printer.paper_ok()
        for sale in (first, *others):
            _wait_for(printer, sale)
        register.crew.stop()
        assert checks.unprinted(register, _papers(printer)) == []


def test_printer_and_register_die_together(folder: Path, printer: VirtualPrinter) -> None:
    """The printer is switched off while it prints, the register closed; both come back the next morning."""
    reached = _at_the_words(printer, "Receipt 1-000001", lambda: setattr(printer, "line_delay", 600))
    with at_work(folder) as register:
        register.start()
        sale = _sell(register)
        assert reached.wait(SECONDS)
        printer.stop()
        pulses = len(printer.pulses)
    assert _codes(printer, sale.order.number) == 0
    printer.line_delay = 0.0
    printer.start()
    with at_work(folder) as register:
        register.start()
        _wait_for(printer, sale)
        register.crew.stop()
        assert checks.unprinted(register, _papers(printer)) == []
    assert COPY in printer.receipts[-1].text
    assert len(printer.pulses) == pulses
