"""The windows of the virtual devices on lines: they follow the device, and their buttons reach it."""

import os
from collections.abc import Iterator
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.commands import lab
from pos_desktop.devices.fake.lab import VirtualDisplay, VirtualDrawer, VirtualScale, VirtualScanner
from pos_desktop.ui.virtual_devices.display_window import VirtualDisplayWindow
from pos_desktop.ui.virtual_devices.drawer_window import VirtualDrawerWindow
from pos_desktop.ui.virtual_devices.lab_windows import OnDemand
from pos_desktop.ui.virtual_devices.scale_window import VirtualScaleWindow
from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow
from tests.unit.lab_bench import wired

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the lines are opened as pseudo-terminals")


@pytest.fixture(scope="module")
def bench() -> Iterator[lab.Lab]:
    with lab.opened() as running:
        yield running


W = TypeVar("W", bound=QWidget)


def press(qtbot: QtBot, button: QWidget) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]  # pytest-qt carries none


def shown(qtbot: QtBot, window: W) -> W:
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def test_goods_are_weighed(qtbot: QtBot, dressed: QApplication, bench: lab.Lab) -> None:
    scale = bench.devices["scale-mettler-8217"]
    assert isinstance(scale, VirtualScale)
    scale.settle_seconds = 0.0
    window = shown(qtbot, VirtualScaleWindow(scale))
    assert window.readout.said() == ["  0.000 kg"]
    press(qtbot, window.weights[250])
    press(qtbot, window.weights[100])
    qtbot.waitUntil(lambda: window.readout.said() == ["  0.350 kg"])
    press(qtbot, window.tare)
    press(qtbot, window.weights[50])
    qtbot.waitUntil(lambda: window.readout.said() == ["  0.050 kg"])
    press(qtbot, window.clear)
    press(qtbot, window.over)
    qtbot.waitUntil(lambda: "¯" in window.readout.said()[0])
    press(qtbot, window.shakes)
    assert scale.platter.moving
    press(qtbot, window.shakes)
    press(qtbot, window.empty)
    window.unit.changed.emit("lb")
    qtbot.waitUntil(lambda: window.readout.said() == ["   0.00 lb"])
    window.unit.changed.emit("kg")


def test_the_cable_is_pulled_and_messages_are_struck(
    qtbot: QtBot, dressed: QApplication, bench: lab.Lab
) -> None:
    scale = bench.devices["scale-dialog-06"]
    window = shown(qtbot, VirtualScaleWindow(scale))  # type: ignore[arg-type]  # a scale by its name
    before = window.address.text()
    press(qtbot, window.strikes["half"])
    assert scale.struck == 1
    press(qtbot, window.behave)
    assert scale.struck == 0
    press(qtbot, window.pulled)
    qtbot.waitUntil(lambda: scale.standing == "unplugged" and window.elsewhere.isEnabled())
    press(qtbot, window.elsewhere)
    qtbot.waitUntil(lambda: window.address.text() == f"{before}-2")
    press(qtbot, window.mute)
    assert scale.standing == "silent"
    press(qtbot, window.mute)


def test_a_code_is_read(qtbot: QtBot, dressed: QApplication, bench: lab.Lab) -> None:
    scanner = bench.devices["scanner"]
    assert isinstance(scanner, VirtualScanner)
    window = shown(qtbot, VirtualScannerWindow(scanner, {"Apples": "04001"}))
    press(qtbot, window.products["Apples"])
    qtbot.waitUntil(lambda: "nobody" in window.last.text())
    with wired(scanner) as wire:
        window.code.edit.setText("4006381333931")
        press(qtbot, window.scan)
        assert wire.read(14) == b"4006381333931\r"
        press(qtbot, window.aim)
        press(qtbot, window.half)
        assert wire.read(8) == b"]E040063"
    press(qtbot, window.aim)


def test_the_glass_shows_what_it_is_told(qtbot: QtBot, dressed: QApplication, bench: lab.Lab) -> None:
    display = bench.devices["display-cd5220"]
    assert isinstance(display, VirtualDisplay)
    window = shown(qtbot, VirtualDisplayWindow(display))
    with wired(display) as wire:
        wire.write(b"\x1bQATotal\r\x1bQB12.34\r")
        qtbot.waitUntil(lambda: [line.rstrip() for line in window.glass.said()] == ["Total", "12.34"])
        press(qtbot, window.power)
        assert not display.state.powered
        press(qtbot, window.power)


def test_the_drawer_opens_and_sticks(qtbot: QtBot, dressed: QApplication, bench: lab.Lab) -> None:
    drawer = bench.devices["drawer"]
    assert isinstance(drawer, VirtualDrawer)
    window = shown(qtbot, VirtualDrawerWindow(drawer))
    press(qtbot, window.push)
    assert drawer.state.is_open
    press(qtbot, window.push)
    press(qtbot, window.stuck)
    with wired(drawer) as wire:
        wire.write(b"\x07")
        qtbot.waitUntil(lambda: "1 time" in window.kicks.text())
    assert not drawer.state.is_open
    press(qtbot, window.stuck)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_the_list_leads_to_every_window(qtbot: QtBot, dressed: QApplication, bench: lab.Lab) -> None:
    windows = OnDemand()
    window = shown(qtbot, lab.list_window(bench, windows))
    assert list(window.rows) == ["printer", "card-terminal", "card-terminal-zvt", *bench.devices]
    for key, device in bench.devices.items():
        assert window.rows[key].address.text() == device.address
        press(qtbot, window.rows[key].open)
        made = windows.show(key)
        qtbot.addWidget(made)
        assert made.isVisible()
    with wired(bench.devices["scanner"]):
        qtbot.waitUntil(partial(_says, window.rows["scanner"].state_tag, "Connected"))
    press(qtbot, window.rows["scanner"].copy)
    assert QApplication.clipboard().text() == bench.devices["scanner"].address
    windows.close()
    with qtbot.waitSignal(window.closed):
        window.close()


def _says(tag: QWidget, words: str) -> bool:
    return words in tag.accessibleName()
