"""The devices page of a register with real workers, and devices as somebody adds them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.device_watch import FoundDevice
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.services import Services
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.system.wires.identity import SerialPort
from pos_desktop.ui.screens.settings_pages.new_device import NewDevicePanel
from tests.ui.register import PATIENCE_SECONDS, wait_for_threads
from tests.ui.settings_at_work import settings_of


@pytest.fixture
def services(services: Services) -> Iterator[Services]:
    """The register of the other tests, with workers for its printers."""
    database, desk = services.desk.store._database, services.desk
    crew = DeviceCrew(desk.store, SqlPrintQueue(database), desk.clock.now)
    crew.start()
    services.devices = crew
    yield services
    crew.stop()
    wait_for_threads("device ", "printer ")


@pytest.fixture
def virtual() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter(0).start()
    yield printer
    printer.stop()


@pytest.fixture
def page(window):
    return settings_of(window, section="devices").page


def new_device(window, page) -> NewDevicePanel:
    page.add.click()
    end = time.monotonic() + PATIENCE_SECONDS
    while not isinstance(window.panels.top, NewDevicePanel):
        assert time.monotonic() < end, "the panel does not open"
        QApplication.processEvents()
    return window.panels.top


def add_by_hand(window, page, address: str) -> None:
    panel = new_device(window, page)
    panel.inputs["host"].set_text(address)
    panel.primary.click()


def add_virtual(page, virtual, qtbot) -> None:
    page.search.take_found(FoundDevice("tcp", "here", {"host": "127.0.0.1", "port": virtual.port}))
    qtbot.waitUntil(
        lambda: bool(page._devices) and page._devices[0].status.state is PrinterState.READY, timeout=8000
    )
    qtbot.waitUntil(lambda: page.banner is not None and page.banner.accessibleName() == "Ready")


# -- the other families --------------------------------------------------------------------------


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[SerialPort]:
    """What is plugged in, before the page looks."""
    there = [SerialPort("COM3", "USB Serial", "0403:6001:A10K2"), SerialPort("COM4", "", "")]
    monkeypatch.setattr("pos_desktop.devices.finding.serial_ports", lambda: there)
    return there
