"""Codes of scanners on a wire come to the register just as those that are typed by a keyboard wedge."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from pos_desktop.application.ids import new_id
from pos_desktop.ui.dialogs.coupon import CouponPanel
from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
from tests.ui.register import PATIENCE_SECONDS, person_named

OAT, COFFEE, MILK = "4006381333931", "4012345678901", "4008400401621"


class WiredScanner:
    """Reads on a thread of its own, as a device does."""

    def __init__(self, services) -> None:
        self._counter = services.counter
        self._id = new_id()

    def read(self, *codes: str) -> None:
        """Everything is read when this returns; nothing of it was taken up yet."""

        def work() -> None:
            for code in codes:
                self._counter.scanned(self._id, code)

        thread = threading.Thread(target=work, name="scanner")
        thread.start()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def scanner(window, qtbot, services) -> WiredScanner:
    qtbot.waitUntil(lambda: bool(services.counter._scanned))
    return WiredScanner(services)


def names(services) -> list[str]:
    return [line.name for line in services.tickets.ticket.lines]


def test_a_code_is_sold_and_stays_out_of_text_boxes(window, cashier, services, scanner, qtbot) -> None:
    window.screen_in_sight.search.edit.setFocus()
    scanner.read(OAT)
    assert not services.tickets.ticket.lines, "a code is never taken up on the scanner's thread"
    qtbot.waitUntil(lambda: names(services) == ["Oat drink"])
    assert window.screen_in_sight.search.text() == ""


def test_the_kind_of_code_that_the_scanner_sends_in_front_is_understood(
    window, cashier, services, scanner, qtbot
) -> None:
    scanner.read("]E0" + COFFEE)
    qtbot.waitUntil(lambda: names(services) == ["Ground coffee"])


def test_codes_keep_their_order_among_themselves_and_with_typed_ones(
    window, cashier, services, scanner, qtbot
) -> None:
    scanner.read(OAT)
    window.scanner.scanned.emit(COFFEE)  # what the reader of the key stream does at the end of a scan
    scanner.read(MILK)
    qtbot.waitUntil(lambda: len(names(services)) == 3)
    assert names(services) == ["Oat drink", "Ground coffee", "Fresh organic milk"]


@pytest.mark.parametrize("screen", ["reports", "cash", "settings"])
def test_a_code_that_a_screen_has_no_use_for_is_sold(
    window, cashier, services, scanner, qtbot, screen
) -> None:
    window.go(screen)
    assert window.screen_in_sight.name == screen
    scanner.read(OAT)
    qtbot.waitUntil(lambda: names(services) == ["Oat drink"])
    assert window.screen_in_sight.name == "sale"


def test_a_screen_that_looks_for_codes_is_given_them(
    window, cashier, services, scanner, qtbot, monkeypatch
) -> None:
    window.go("orders")
    offered: list[str] = []
    monkeypatch.setattr(window.screen_in_sight, "scanned", lambda code: offered.append(code) or True)
    scanner.read("POS-1-1")
    qtbot.waitUntil(lambda: offered == ["POS-1-1"])


def test_what_a_scanner_sends_in_front_is_no_part_of_a_card_or_a_receipt(
    window, cashier, services, scanner, qtbot, monkeypatch
) -> None:
    """HID scanners tell the kind of every code, serial ones where they are set to."""
    window.go("orders")
    offered: list[str] = []
    monkeypatch.setattr(window.screen_in_sight, "scanned", lambda code: bool(offered.append(code)))
    scanner.read("]C0POS-1-000001")
    qtbot.waitUntil(lambda: offered == ["POS-1-000001"])
    qtbot.waitUntil(lambda: isinstance(window.panels.top, UnknownCodePanel))
    window.panels.dismiss()

    panel = CouponPanel(window, "Ticket 1", 1_000, lambda coupon: None)
    monkeypatch.setattr(panel, "_check", lambda: None)
    window.show_overlay(panel)
    scanner.read("]Q3SAVE10")
    qtbot.waitUntil(lambda: panel.field.text() == "SAVE10")


def test_a_dialog_that_holds_everything_back_holds_no_code_back(
    window, cashier, services, scanner, qtbot
) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    scanner.read(OAT)
    qtbot.waitUntil(lambda: names(services) == ["Oat drink"])
    dialog.close()


def test_an_unknown_code_asks(window, cashier, scanner, qtbot) -> None:
    scanner.read("4999999999999")
    qtbot.waitUntil(lambda: isinstance(window.panels.top, UnknownCodePanel))


def test_while_the_register_is_locked_a_code_is_a_badge(window, cashier, services, scanner, qtbot) -> None:
    with services.desk.store.write() as work:
        other = person_named(services, "Cashier 2")
        work.people.set_badge(other.id, services.desk.vault.badge_key("BADGE-42"))
    window.lock()
    scanner.read(OAT)
    qtbot.waitUntil(lambda: window.screen_in_sight.side_.second.text() == "This badge is not known")
    assert not services.tickets.ticket.lines
    scanner.read("BADGE-42")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"


def test_a_closed_window_hears_nothing_more(window, cashier, services, scanner) -> None:
    window.close()
    assert not services.counter._scanned
    scanner.read(OAT)
