"""Devices that are found: they come in while it looks on, and are added with a press."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import threading

import pytest

from pos_desktop.application.device_watch import FoundDevice
from pos_desktop.application.errors import FixSetting
from pos_desktop.devices.finding import Finder
from pos_desktop.devices.printers.finding import on_network
from pos_desktop.system.wires.identity import SerialPort
from pos_desktop.ui.screens.settings_pages.find_panel import FindPanel
from pos_desktop.ui.viewmodels import devices as words
from tests.ui.devices_page import add_by_hand, page, ports, services, virtual


class Found:
    """A watch that finds what the test says, when it says so."""

    def __init__(self, devices, *found: FoundDevice) -> None:
        self._devices, self.found = devices, found
        self.go_on, self.known = threading.Event(), ()

    def find(self, finding):
        finding.tell("Looking at USB", self.found[:1])
        self.go_on.wait(300)
        return self.found

    def try_out(self, found, finding):
        return self.known

    def __getattr__(self, name):
        return getattr(self._devices, name)


PRINTER = FoundDevice("usb", "04b8:0202", {"vendor": 0x04B8, "product": 0x0202})

PORT = FoundDevice("", "COM3", {"port": "COM3", "identity": ""}, "", "USB Serial")

TERMINAL = FoundDevice("", "192.0.2.9:20007", {}, "terminal", "Card terminal (ZVT)")


@pytest.fixture
def search(window, page, services, qtbot):
    """The panel while it looks around, with one device found so far."""
    found = Found(services.devices, PRINTER, PORT, TERMINAL)
    services.devices = found
    page.find.click()
    panel = window.panels.top
    assert isinstance(panel, FindPanel)
    qtbot.waitUntil(lambda: len(panel.found) == 1)
    yield panel, found
    found.go_on.set()


def test_what_is_found_comes_in_while_it_looks_on(search, qtbot):
    panel, found = search
    assert panel.running and panel.stop.isVisible()
    assert [row.secondary for row in panel.list.rows] == ["USB (ESC/POS) · 04b8:0202"]
    found.go_on.set()
    qtbot.waitUntil(lambda: not panel.running)
    assert [row.primary for row in panel.list.rows] == [
        "Receipt printer",
        "USB Serial",
        "Card terminal (ZVT)",
    ]


def test_a_search_that_is_stopped_keeps_what_it_found(search, qtbot):
    panel, _ = search
    panel.stop.click()
    assert not panel.running and len(panel.found) == 1 and panel._search.cancelled


def test_a_found_device_is_added_by_its_button(search, window, page, qtbot):
    panel, found = search
    found.go_on.set()
    qtbot.waitUntil(lambda: not panel.running)
    panel.primary.click()
    qtbot.waitUntil(lambda: [row.driver for row in page._settings.all()] == ["usb"])


def test_what_a_port_is_is_found_out_only_when_somebody_asks(search, qtbot):
    panel, found = search
    found.go_on.set()
    qtbot.waitUntil(lambda: not panel.running)
    panel.list.select("1")
    panel._show_choice()
    assert (panel.primary.text(), panel.try_it.text()) == ("Choose what it is", "Find out what it is")
    panel.try_it.click()
    qtbot.waitUntil(lambda: panel.result.isVisible())
    assert panel.result.accessibleName() == "Nothing answered"
    found.known = (
        FoundDevice("serial", "COM3", {"port": "COM3"}, "printer", "Receipt printer at 38400 baud"),
    )
    panel.try_it.click()
    qtbot.waitUntil(lambda: panel.result.accessibleName() == "It answers")
    assert panel.found[1].driver == "serial"
    panel.list.chosen.emit("1")
    assert not panel.result.isVisible()
    assert panel.primary.text() == "Add the device"


def test_a_card_terminal_leads_to_the_payments(search, window, qtbot):
    panel, found = search
    found.go_on.set()
    qtbot.waitUntil(lambda: not panel.running)
    panel.list.select("2")
    panel._show_choice()
    assert not panel.try_it.isVisible()
    panel.primary.click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.key == "payments")


def test_found_devices_are_those_that_are_not_set_up_yet(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: bool(page._devices))
    ports = [SerialPort("COM3", "USB Serial", "0403:6001:A"), SerialPort("COM1", "", "")]
    answers = {("192.0.2.7", 9100), ("192.0.2.8", 9100), ("192.0.2.9", 20007)}
    finder = Finder(
        services.devices.devices(),
        hosts=lambda: ["192.0.2.7", "192.0.2.8", "192.0.2.9"],
        answers=lambda host, port: (host, port) in answers,
        ports=lambda: ports,
    )
    heard: list[str] = []

    class Waiting:
        cancelled = False

        def tell(self, words, found):
            heard.append(words)

    found = finder.all(Waiting())
    places = [(each.family, each.address) for each in found if each.driver != "usb"]
    assert places[:2] == [("", "COM3"), ("", "COM1")]
    assert set(places[2:]) == {("printer", "192.0.2.8"), ("terminal", "192.0.2.9:20007")}
    assert any("%" in words for words in heard)
    Waiting.cancelled = True
    assert finder.all(Waiting()) == tuple(found)


def test_a_printer_on_this_computer_is_found(virtual):
    found = on_network(["127.0.0.1"], virtual.port)
    assert [printer.settings for printer in found] == [{"host": "127.0.0.1", "port": virtual.port}]
    assert on_network(["127.0.0.1"], 1) == []


def test_an_unknown_driver_is_refused(services):
    with pytest.raises(FixSetting):
        services.devices.check("printer", "carrier-pigeon", {})
