# ruff: noqa: F811 - fixtures are imported by name
"""After the payment: the change, the choice of the receipt, and every way on to the next customer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.printing import DrawerState, FailureReason
from pos_desktop.domain.cash import bills, coins
from pos_desktop.ui.screens.done import _sized
from pos_desktop.ui.shell.window import RegisterWindow
from pos_desktop.ui.widgets.denomination import Denomination
from tests.ui.register import person_named
from tests.ui.selling import (
    COFFEE,
    CTRL,
    OAT,
    SPACE,
    Choice,
    misplaced,
    nameless,
    no_while_passes,
    plug_in_printer,
    stock,
    till,  # noqa: F401
    too_small,
    untranslated,
)

HELD = [("receipt", "held"), ("drawer", "queued")]
PRINTS = [("receipt", "queued"), ("drawer", "queued")]
DROPPED = [("receipt", "cancelled"), ("drawer", "queued")]


def pay(till, given: str = "2000", code: str = COFFEE) -> None:
    till.scan(code)
    till.key(Qt.Key.Key_F12)
    till.digits(given)
    till.enter()
    assert till.page == "done"


@pytest.fixture
def printer(till):
    """A receipt printer is set up, and the coffee is paid with a bill of twenty."""
    plug_in_printer(till.services)
    pay(till)
    assert till.jobs() == HELD
    return till


def on(till, way: str) -> None:
    """One of the ways from this screen to the next customer."""
    {
        "enter": lambda: till.done.next_button.click(),
        "escape": till.escape,
        "F12": lambda: till.key(Qt.Key.Key_F12),
        "tap": lambda: till.tap(till.done.next_button),
        "rail": lambda: till.window.frame.rail.cell("sale").click(),
        "orders": lambda: till.window.go("orders"),
        "scan": lambda: till.scan(OAT),
    }[way]()
    till.settle()


WAYS = ["enter", "escape", "F12", "tap", "rail", "orders", "scan"]


# -- the change --------------------------------------------------------------------------------------------------


def pieces(till) -> int:
    """What the bills and coins on the screen come to, in minor units."""
    formats = till.services.desk.formats
    faces = {
        formats.denomination(minor): minor for minor in (*bills(formats.currency), *coins(formats.currency))
    }
    shown = [pill for pill in till.done.findChildren(Denomination) if pill.isVisible()]
    return sum(faces[pill._text] * int(pill._times.split()[-1]) for pill in shown)


@pytest.mark.parametrize("given", ["799", "1000", "2000", "5000", "80000", "100000", "123456789"])
def test_the_pieces_come_to_the_change(till, given) -> None:
    pay(till, given)
    change = int(given) - 799
    done = till.done
    assert done.figure.accessibleName() == f"{till.services.desk.formats.figure(change)} €"
    assert pieces(till) == change
    assert done._pills.isVisible() == (change > 0)
    assert misplaced(till.window) == []
    assert done._receipt.text() == f"Receipt 1-000001 · 7,99{SPACE}€"
    rows = [(row.label, row.value) for row in till.side.panel.totals.rows]
    assert rows[-1] == ("Change", f"{till.services.desk.formats.figure(change)}{SPACE}€")
    assert [line.name for line in till.side.panel.view.lines] == ["Ground coffee"]
    assert till.stored().lines == (), "the next ticket is open already"


@pytest.mark.parametrize("width", [1366, 1024, 1920])
@pytest.mark.parametrize("given", ["799", "999999999"])
def test_the_figure_is_as_large_as_it_fits_and_never_cut(till, width, given) -> None:
    till.window.resize(width, 768)
    till.settle()
    pay(till, given)
    figure = till.done.figure
    size = figure._fitting()
    assert sum(figure._widths(size)) <= figure.width()
    assert _sized(size).pixelSize() == size
    if given == "799":
        assert size >= 160


def test_no_printer_is_said_and_no_receipt_is_chosen(till) -> None:
    pay(till)
    done = till.done
    assert not done.print_card.isEnabled()
    assert done.print_card.accessibleDescription() == "No printer is set up"
    assert done.none_card.isChecked()
    assert not done._drawer.isVisible()
    till.key(Qt.Key.Key_F1)
    assert done.none_card.isChecked()
    assert QApplication.focusWidget() is done.next_button
    till.tap(done.next_button)
    assert (till.page, till.jobs()) == ("sale", [])


# -- the receipt -------------------------------------------------------------------------------------------------


def test_the_receipt_is_printed_unless_told_otherwise(printer) -> None:
    done = printer.done
    assert done.print_card.isChecked()
    assert done.print_card.accessibleDescription() == "Counter printer"
    assert done.next_button.accessibleDescription() == "Prints the receipt"
    printer.key(Qt.Key.Key_F3)
    assert (done.print_card.isChecked(), done.none_card.isChecked()) == (False, True)
    assert done.next_button.accessibleDescription() == "No receipt"
    assert printer.jobs() == HELD
    printer.key(Qt.Key.Key_F1)
    assert (done.print_card.isChecked(), done.none_card.isChecked()) == (True, False)
    printer.tap(done.none_card)
    printer.tap(done.none_card)
    assert done.none_card.isChecked(), "a second press takes nothing back"
    assert printer.jobs() == HELD, "nothing is printed or dropped before the next customer"


@pytest.mark.parametrize("way", WAYS)
def test_every_way_on_prints_the_receipt(printer, way) -> None:
    on(printer, way)
    assert printer.page == ("orders" if way == "orders" else "sale")
    assert printer.jobs() == PRINTS


@pytest.mark.parametrize("way", WAYS)
def test_no_receipt_holds_for_every_way_on(printer, way) -> None:
    printer.key(Qt.Key.Key_F3)
    on(printer, way)
    assert printer.jobs() == DROPPED


def test_the_next_sale_asks_anew(printer) -> None:
    printer.key(Qt.Key.Key_F3)
    on(printer, "F12")
    printer.after_a_while()
    pay(printer)
    assert printer.done.print_card.isChecked()


def test_locking_keeps_the_change_and_the_choice(printer) -> None:
    printer.key(Qt.Key.Key_F3)
    printer.key(Qt.Key.Key_L, held=CTRL)
    assert (printer.page, printer.jobs()) == ("login", HELD)
    printer.services.session.sign_in(person_named(printer.services, "Cashier 1"), "pin")
    printer.settle()
    assert printer.page == "done"
    assert printer.done.figure.accessibleName() == "12,01 €"
    assert printer.done.none_card.isChecked()
    on(printer, "F12")
    assert printer.jobs() == DROPPED


def test_somebody_else_signs_in_and_the_receipt_is_printed(printer) -> None:
    printer.key(Qt.Key.Key_L, held=CTRL)
    printer.services.session.sign_in(person_named(printer.services, "Cashier 2"), "pin")
    printer.settle()
    assert (printer.page, printer.jobs()) == ("sale", PRINTS)
    assert printer.names() == []


def test_looking_something_up_and_coming_back_prints_once(printer) -> None:
    on(printer, "orders")
    printer.escape()
    assert printer.page == "done"
    assert printer.done.figure.accessibleName() == "12,01 €"
    on(printer, "F12")
    assert printer.jobs() == PRINTS


def test_a_disk_that_fails_keeps_nobody_from_the_next_customer(printer, monkeypatch) -> None:
    def fails(_sale: object) -> None:
        raise TryAgain("The disk is full", "The receipt waits.", "Make room.")

    monkeypatch.setattr(
        printer.services.checkout.__class__, "release_receipt", lambda _self, sale: fails(sale)
    )
    printer.scan(OAT)
    assert printer.page == "sale"
    assert printer.names() == ["1 × Oat drink"], "the item is not lost"
    assert printer.toasts() == ["The disk is full"]
    assert printer.jobs() == HELD, "and is printed at the next start"


# -- keys --------------------------------------------------------------------------------------------------------


def test_a_key_held_down_and_a_bounce_do_not_hide_the_change(printer) -> None:
    target = printer.done.next_button
    assert QApplication.focusWidget() is target
    for repeat in (True, False):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=repeat
        )
        with no_while_passes():
            QApplication.sendEvent(target, event)
            printer.settle()
    assert printer.page == "done"
    printer.qtbot.waitUntil(lambda: not printer.done.just_paid)
    printer.enter()
    assert (printer.page, printer.jobs()) == ("sale", PRINTS)


def test_enter_with_the_keyboard_elsewhere_goes_on(printer) -> None:
    printer.qtbot.waitUntil(lambda: not printer.done.just_paid)
    printer.done.setFocus()
    printer.enter()
    assert printer.page == "sale"
    assert QApplication.focusWidget() is printer.sale.search.edit


# -- the drawer --------------------------------------------------------------------------------------------------


def test_the_drawer_is_open_until_its_sensor_says_otherwise(printer) -> None:
    devices, done = printer.services.devices, printer.done
    assert done._drawer.isVisible()
    assert done._drawer.text() == "Drawer open"
    devices.change(*devices.shown, drawer=DrawerState.OPEN)
    printer.settle()
    assert done._drawer.text() == "Drawer open"
    devices.change(*devices.shown, drawer=DrawerState.CLOSED)
    printer.settle()
    assert done._drawer.text() == "Drawer closed"
    devices.kick_failed = FailureReason.DRAWER_STAYED_CLOSED
    devices.change(*devices.shown, drawer=DrawerState.CLOSED)
    printer.settle()
    assert done._drawer.text() == "Drawer not opened"
    assert printer.window.frame.status_bar.chip("drawer").text() == "Drawer not opened"


def test_devices_may_tell_after_the_window_is_gone(qtbot, dressed, services) -> None:
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    services.shifts.open(0)
    window = RegisterWindow(services)
    window.start()
    services.tickets.scan(OAT)
    window.go("pay")
    window.screen_in_sight.take()
    assert window.frame.page() == "done"
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    services.devices.change(drawer=DrawerState.CLOSED)


def test_a_receipt_by_mail_is_no_copy_and_needs_no_paper(printer, monkeypatch) -> None:
    mails: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: mails.append(bytes(url.toEncoded().data()).decode()) or True
    )
    number = printer.done.sale.order.number
    printer.done.ways.write_mail()
    assert number in mails[0]
    assert "COPY" not in mails[0]
    on(printer, "enter")
    assert printer.jobs() == DROPPED
    assert "receipt_given" in printer.journal()


# -- looks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "language"), [(1366, "en"), (1024, "de"), (1024, "ar"), (1366, "ar")])
def test_everything_has_its_place(till, width, language) -> None:
    plug_in_printer(till.services)
    till.window.resize(width, 768)
    till.services.desk.change_settings(language=language)
    stock(till.services, "Odd", Choice("", 1, "9000000000005"))
    pay(till, "88889", "9000000000005")
    assert pieces(till) == 88888
    assert misplaced(till.window) == []
    assert too_small(till.done) == []
    assert nameless(till.window) == []
    assert till.done.minimumSizeHint().width() <= till.window.frame.main.width()


def test_every_word_follows_the_language(printer) -> None:
    printer.services.desk.change_settings(language="de")
    printer.settle()
    assert untranslated("de", printer.done, printer.side.panel) == set()
    assert printer.page == "done"
    assert [line.name for line in printer.side.panel.view.lines] == ["Ground coffee"], "still what was paid"
    assert printer.side.panel.view._locked
