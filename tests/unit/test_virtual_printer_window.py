"""The window of the virtual printer shows its paper and moves its parts."""

import socket
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_desktop.devices.fake.virtual_printer import Paper, VirtualPrinter
from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow, hung_up

# The off-screen platform says this of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as running:
        yield running


@pytest.fixture
def window(qtbot: QtBot, printer: VirtualPrinter) -> VirtualPrinterWindow:
    shown = VirtualPrinterWindow(printer)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def send(printer: VirtualPrinter, data: bytes) -> None:
    with socket.create_connection((printer.host, printer.port), timeout=60) as connection:
        connection.sendall(data)


def test_receipts_hang_below_one_another(
    qtbot: QtBot, window: VirtualPrinterWindow, printer: VirtualPrinter
) -> None:
    assert window.paper.paper_box().height() == 0
    send(printer, b"one\n\x1dVA\x00two\n\x1dVA\x00three\n")
    printer.wait_for_receipts(2)
    qtbot.waitUntil(lambda: window.paper.paper_box().height() > 0, timeout=30_000)
    assert printer.wait_until(lambda: printer.text == "three")
    strip = hung_up(printer.pieces(4))
    assert strip.width() == 640
    assert strip.height() == sum(piece[1] for piece in printer.pieces(4)) + 2 * 24


def test_hands_reach_the_printer(qtbot: QtBot, window: VirtualPrinterWindow, printer: VirtualPrinter) -> None:
    for switch, field in (
        (window.cover, "cover_open"),
        (window.offline, "held_offline"),
        (window.mute, "muted"),
    ):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert getattr(printer.state, field) is True
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert getattr(printer.state, field) is False
    window.level.changed.emit("out")
    assert printer.state.paper is Paper.OUT
    assert window.state_tag.text() == "Offline"


def test_the_drawer_opens_by_pulse_and_is_pushed_shut(
    qtbot: QtBot, window: VirtualPrinterWindow, printer: VirtualPrinter
) -> None:
    assert window.drawer_tag.text() == "Closed"
    send(printer, b"\x1bp\x00\x32\x32")
    qtbot.waitUntil(lambda: window.drawer_tag.text() == "Open", timeout=30_000)
    qtbot.mouseClick(window.drawer, Qt.MouseButton.LeftButton)
    assert not printer.state.drawer_open
    assert window.drawer_tag.text() == "Closed"


def test_a_hidden_window_listens_no_more(
    qtbot: QtBot, window: VirtualPrinterWindow, printer: VirtualPrinter
) -> None:
    window.hide()
    printer.paper_low()
    assert window.state_tag.text() == "Ready"
    window.show()
    assert window.state_tag.text() == "Paper low"
