"""The window of the virtual ZVT terminal: its display, the customer's buttons, what goes wrong."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.ui.virtual_devices.zvt_faults import fault_words, step_words
from pos_desktop.ui.virtual_devices.zvt_window import VirtualZvtWindow
from tests.unit.zvt_register import PAY_12_50, QUICK, Register, registered

PATIENT = replace(QUICK, acknowledged=20.0, answered=20.0, card=60.0)
"""The register is slow to answer where the computer is busy."""


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(times=PATIENT) as running:
        yield running


@pytest.fixture
def register(terminal: VirtualZvtTerminal) -> Iterator[Register]:
    with registered(terminal, "86") as one:
        yield one


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, terminal: VirtualZvtTerminal) -> VirtualZvtWindow:
    shown = VirtualZvtWindow(terminal, "de-DE")
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def press(qtbot: QtBot, button: QWidget) -> None:
    qtbot.waitUntil(button.isEnabled, timeout=3000)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shows(qtbot: QtBot, window: VirtualZvtWindow, *parts: str) -> None:
    """Waits until the display says all of this."""

    def said() -> None:
        screen = " ".join(window.reader.said()).replace("\u00a0", " ")
        assert all(part in screen for part in parts), screen

    qtbot.waitUntil(lambda: said() is None, timeout=3000)


def test_a_card_pays(qtbot: QtBot, window: VirtualZvtWindow, register: Register) -> None:
    shows(qtbot, window, "Welcome")
    assert not window.girocard.isEnabled()
    register.send(PAY_12_50)
    shows(qtbot, window, "12,50 €", "Tap, insert or swipe")
    assert window.state_tag.text() == "Busy"
    press(qtbot, window.girocard)
    assert register.follow()[-1].control == 0x060F
    shows(qtbot, window, "12,50 €", "Approved", "girocard ···· 1234")
    qtbot.waitUntil(lambda: "12,50" in window.turnover.text() and window.state_tag.text() == "Ready")


@pytest.mark.parametrize(
    ("button", "result", "words"),
    [
        ("short", 0x33, "Insufficient funds"),
        ("declined", 0x05, "Card declined"),
        ("expired", 0x78, "Expired card"),
        ("wrong_pin", 0x37, "Wrong PIN"),
        ("leave", 0x6C, "Cancelled"),
    ],
)
def test_it_comes_to_nothing(
    qtbot: QtBot, window: VirtualZvtWindow, register: Register, button: str, result: int, words: str
) -> None:
    register.send(PAY_12_50)
    press(qtbot, getattr(window, button))
    assert register.follow()[-1].data == bytes([result])
    shows(qtbot, window, words)


def test_a_signature(
    qtbot: QtBot, window: VirtualZvtWindow, register: Register, terminal: VirtualZvtTerminal
) -> None:
    register.send(PAY_12_50)
    assert not window.accept.isEnabled()
    press(qtbot, window.signing)
    shows(qtbot, window, "Please sign")
    press(qtbot, window.reject)
    assert register.follow()[-1].control == 0x061E
    assert terminal.turnover_minor == 0


def test_pays_by_itself(qtbot: QtBot, window: VirtualZvtWindow, terminal: VirtualZvtTerminal) -> None:
    press(qtbot, window.automatic)
    assert terminal.automatic == 1500
    press(qtbot, window.automatic)
    assert terminal.automatic is None


def test_paper_and_power(qtbot: QtBot, window: VirtualZvtWindow, terminal: VirtualZvtTerminal) -> None:
    assert window.state_tag.text() == "Not registered"
    press(qtbot, window.paper)
    qtbot.waitUntil(lambda: window.state_tag.text() == "Paper out", timeout=3000)
    assert not terminal.state.paper
    press(qtbot, window.power)
    shows(qtbot, window, "Switched off")
    press(qtbot, window.power)
    press(qtbot, window.paper)
    qtbot.waitUntil(lambda: window.state_tag.text() == "Not registered", timeout=3000)
    assert terminal.state.powered


def test_what_is_to_go_wrong(
    qtbot: QtBot, window: VirtualZvtWindow, register: Register, terminal: VirtualZvtTerminal
) -> None:
    faults = window.faults
    assert not faults.behave.isEnabled()
    faults.fault.select("others")
    press(qtbot, faults.happen)
    qtbot.waitUntil(lambda: faults.tag.text() == "1 to come", timeout=3000)
    press(qtbot, faults.behave)
    qtbot.waitUntil(lambda: faults.tag.text() == "0 to come", timeout=3000)
    faults.step.select("bank")
    faults.step.changed.emit("bank")
    faults.fault.select("declined")
    press(qtbot, faults.happen)
    register.send(PAY_12_50)
    press(qtbot, window.visa)
    assert register.follow()[-1].data == b"\x05"


def test_words_for_every_step_and_fault(window: VirtualZvtWindow, terminal: VirtualZvtTerminal) -> None:
    for step in step_words():
        assert {str(one) for one in terminal.faults_at(step)} <= set(fault_words())


def test_a_hidden_window_listens_no_more(
    qtbot: QtBot, window: VirtualZvtWindow, terminal: VirtualZvtTerminal
) -> None:
    window.hide()
    terminal.paper_out()
    assert window.state_tag.text() == "Not registered"
    window.show()
    assert window.state_tag.text() == "Paper out"


def test_it_fits_a_small_screen(window: VirtualZvtWindow) -> None:
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 720
