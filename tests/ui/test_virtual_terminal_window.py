"""The window of the virtual card terminal: what the reader shows, and the customer's buttons."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, Decline, NoAnswer, NotSent, PaymentProvider
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.registry import provider_kind
from pos_desktop.ui.virtual_devices.card_window import VirtualTerminalWindow
from tests.kept_port import kept_port


@pytest.fixture
def terminal() -> Iterator[VirtualTerminal]:
    with VirtualTerminal(kept_port()) as running:
        yield running


def made(terminal: VirtualTerminal, key: str) -> PaymentProvider:
    return provider_kind(key).create(Surroundings(lambda name: "", {"port": str(terminal.port)}))


@pytest.fixture
def reader(terminal: VirtualTerminal) -> Iterator[PaymentProvider]:
    with closing(made(terminal, "fake")) as provider:
        yield provider


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, terminal: VirtualTerminal) -> VirtualTerminalWindow:
    shown = VirtualTerminalWindow(terminal, "de-DE")
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def charge(**facts: object) -> Charge:
    return Charge(new_id(), str(new_id()), new_id(), "Ticket 14", 1721, "EUR", **facts)


def press(qtbot: QtBot, button: QWidget) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shows(qtbot: QtBot, window: VirtualTerminalWindow, *parts: str) -> None:
    """Waits until the reader says all of this."""

    def said() -> None:
        screen = " ".join(window.reader.said()).replace("\u00a0", " ")
        assert all(part in screen for part in parts), screen

    qtbot.waitUntil(lambda: said() is None, timeout=3000)


def test_a_card_held_near_pays(
    qtbot: QtBot, window: VirtualTerminalWindow, terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    shows(qtbot, window, "Welcome")
    assert not window.visa.isEnabled()
    asked = charge()
    reader.start(asked)
    shows(qtbot, window, "17,21 €", "Tap, insert or swipe", "Ticket 14")
    assert window.state_tag.text() == "Busy"
    press(qtbot, window.mastercard)
    shows(qtbot, window, "17,21 €", "Approved", "Mastercard ···· 5454")
    assert not window.mastercard.isEnabled()
    assert reader.ask(asked).state is PaymentState.TAKEN


@pytest.mark.parametrize(
    ("button", "reason", "words"),
    [
        ("short", Decline.INSUFFICIENT_FUNDS, "Insufficient funds"),
        ("declined", Decline.CARD_DECLINED, "Card declined"),
        ("expired", Decline.EXPIRED_CARD, "Expired card"),
        ("wrong_pin", Decline.WRONG_PIN, "Wrong PIN"),
        ("stolen", Decline.LOST_OR_STOLEN, "Card refused"),
    ],
)
def test_a_bank_says_no(
    qtbot: QtBot,
    window: VirtualTerminalWindow,
    reader: PaymentProvider,
    button: str,
    reason: Decline,
    words: str,
) -> None:
    asked = charge()
    reader.start(asked)
    shows(qtbot, window, "Tap")
    press(qtbot, getattr(window, button))
    shows(qtbot, window, words)
    assert reader.ask(asked).decline is reason


def test_a_tip_and_a_signature(
    qtbot: QtBot, window: VirtualTerminalWindow, terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge(ask_tip=True)
    reader.start(asked)
    shows(qtbot, window, "Add a tip?")
    press(qtbot, window.tip)
    shows(qtbot, window, "18,93 €", "incl. tip 1,72 €")
    assert not window.tip.isEnabled()
    press(qtbot, window.signing)
    shows(qtbot, window, "Please sign")
    press(qtbot, window.sign)
    shows(qtbot, window, "Thank you")
    reader.accept_signature(asked, True)
    shows(qtbot, window, "18,93 €", "Approved")
    assert terminal.charged(asked.order_id) == 1893


def test_no_tip(qtbot: QtBot, window: VirtualTerminalWindow, reader: PaymentProvider) -> None:
    asked = charge(ask_tip=True)
    reader.start(asked)
    shows(qtbot, window, "Add a tip?")
    press(qtbot, window.no_tip)
    shows(qtbot, window, "17,21 €", "Tap")


def test_a_customer_leaves(qtbot: QtBot, window: VirtualTerminalWindow, reader: PaymentProvider) -> None:
    asked = charge()
    reader.start(asked)
    shows(qtbot, window, "Tap")
    press(qtbot, window.leave)
    shows(qtbot, window, "Cancelled")
    assert reader.ask(asked).state is PaymentState.CANCELLED


def test_hands_on_the_cable(
    qtbot: QtBot, window: VirtualTerminalWindow, terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    press(qtbot, window.cut)
    assert window.state_tag.text() == "Line cut"
    with pytest.raises(NotSent):
        reader.ask(asked)
    press(qtbot, window.cut)
    press(qtbot, window.lose)
    with pytest.raises(NoAnswer):
        reader.ask(asked)
    press(qtbot, window.away)
    shows(qtbot, window, "No connection")
    assert not window.visa.isEnabled()
    press(qtbot, window.away)
    press(qtbot, window.mute)
    assert terminal.state.muted
    assert window.state_tag.text() == "Silent"
    press(qtbot, window.mute)
    assert not terminal.state.muted
    assert reader.ask(asked).state is PaymentState.SENT


def test_a_pay_link(qtbot: QtBot, window: VirtualTerminalWindow, terminal: VirtualTerminal) -> None:
    with closing(made(terminal, "fake_link")) as link:
        assert not window.pay_link.isEnabled()
        first, second = charge(), charge()
        link.start(first)
        qtbot.waitUntil(window.pay_link.isEnabled, timeout=3000)
        press(qtbot, window.open_link)
        press(qtbot, window.pay_link)
        assert link.ask(first).state is PaymentState.TAKEN
        link.start(second)
        qtbot.waitUntil(window.abandon_link.isEnabled, timeout=3000)
        press(qtbot, window.abandon_link)
        assert link.ask(second).state is PaymentState.CANCELLED
        assert window.links_tag.text() == "0 open"


def test_a_hidden_window_listens_no_more(
    qtbot: QtBot, window: VirtualTerminalWindow, terminal: VirtualTerminal
) -> None:
    window.hide()
    terminal.mute()
    assert window.state_tag.text() == "Ready"
    window.show()
    assert window.state_tag.text() == "Silent"


def test_it_fits_a_small_screen(window: VirtualTerminalWindow) -> None:
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 720
