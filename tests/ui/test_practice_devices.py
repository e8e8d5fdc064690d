"""The switch that puts virtual devices on the counter: real workers, real lines, the devices' own windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.practice import Practice
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.services import Services
from pos_desktop.devices import attendant
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.practice import PracticeCounter
from pos_desktop.devices.printers import worker
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.ui.virtual_devices.lab_device_window import LabDeviceWindow
from pos_desktop.ui.virtual_devices.scanner_window import VirtualScannerWindow
from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow
from tests.ui.register import PATIENCE_SECONDS, person_named, wait_for_threads
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of

NAMES = ["Practice printer", "Practice scale", "Practice scanner", "Practice line display"]


@pytest.fixture
def lab(tmp_path) -> Iterator[PracticeCounter]:
    made = PracticeCounter(tmp_path / "practice")
    yield made
    made.stop()


@pytest.fixture
def services(services: Services, lab: PracticeCounter) -> Iterator[Services]:
    """The register of the other tests, with workers for its devices and a lab to practise with."""
    desk = services.desk
    crew = DeviceCrew(desk.store, SqlPrintQueue(desk.store._database), desk.clock.now)
    crew.start()
    services.devices, services._practice_lab = crew, lab
    yield services
    crew.stop()
    wait_for_threads("device ", "printer ")


@pytest.fixture
def page(window):
    return settings_of(window, section="devices").page


def stored(services: Services) -> list[str]:
    with services.desk.store.read() as work:
        return [row.name for row in work.devices.all()]


def sign_in(services: Services, who: str = "Manager") -> None:
    services.session.sign_in(person_named(services, who), "pin")


def beside() -> list[str]:
    kinds = (VirtualPrinterWindow, LabDeviceWindow)
    return [
        type(w).__name__ for w in QApplication.topLevelWidgets() if isinstance(w, kinds) and w.isVisible()
    ]


def test_the_switch_puts_the_devices_on_the_counter_and_takes_them_away(window, page, services, qtbot):
    page.switch.toggle.click()
    qtbot.waitUntil(lambda: len(beside()) == 4, timeout=8000)
    assert stored(services) == NAMES
    assert journal_kinds(services).count("device_added") == 4
    assert journal_kinds(services)[-1] == "settings_changed"
    views = {view.name: view for view in services.devices.devices()}
    qtbot.waitUntil(
        lambda: all(
            view.status.state in (PrinterState.READY, DeviceState.READY)
            for view in services.devices.devices()
        ),
        timeout=8000,
    )
    assert list(views) == NAMES
    assert [primary for primary, _ in rows_of(page).values()][:2] == ["Practice printer", "Cash drawer"]
    page.switch.toggle.click()
    qtbot.waitUntil(lambda: not services.practice.on and page.switch.toggle.isEnabled(), timeout=8000)
    assert not beside() and stored(services) == []
    assert not services.practice.running() and not services.devices.devices()
    assert journal_kinds(services).count("device_removed") == 4


def test_a_switch_that_nobody_waits_for_can_be_turned_again(window, page, services, qtbot):
    page.switch.toggle.click()
    window.runner.cancel()
    qtbot.waitUntil(lambda: not window.runner.tasks._open, timeout=8000)
    page.refresh()
    assert page.switch.toggle.isEnabled() and page.switch.toggle.isChecked() is services.practice.on


def test_a_practice_device_leads_to_its_window_instead_of_a_connection(window, page, services, qtbot):
    page.switch.toggle.click()
    qtbot.waitUntil(lambda: len(beside()) == 4, timeout=8000)
    window.close_practice()
    scanner = next(view for view in services.devices.devices() if view.name == "Practice scanner")
    page.take(str(scanner.id))
    assert page.editor is None
    key = services.practice.key_of(scanner.id)
    window.show_practice(key)
    assert beside() == ["VirtualScannerWindow"]
    shown = next(w for w in QApplication.topLevelWidgets() if isinstance(w, VirtualScannerWindow))
    assert "Oat drink" in shown.products


def test_a_cashier_cannot_turn_the_switch(window, services):
    page = settings_of(window, "Cashier 1", "devices").page
    assert not page.switch.toggle.isEnabled()
    with pytest.raises(Refused):
        services.practice.turn_on()
    assert not services.practice.running() and stored(services) == []


def test_a_real_printer_added_later_is_the_one_that_prints(services):
    sign_in(services)
    services.practice.turn_on()
    settings = DeviceSettings(services.desk, services.devices, services.printers)
    real = settings.add(DeviceForm("Counter printer", "tcp", {"host": "192.0.2.7"}))
    assert stored(services) == ["Counter printer", *NAMES]
    with services.desk.store.read() as work:
        assert services.printers.receipt_printer(work) == real
    services.practice.turn_off()
    assert stored(services) == ["Counter printer"]
    services.practice.turn_on()
    assert stored(services) == ["Counter printer", *NAMES]


def test_they_run_again_after_a_restart_with_the_ports_they_have_then(services, lab, tmp_path, monkeypatch):
    for threads in (attendant, worker):  # how quickly they end is tried elsewhere
        monkeypatch.setattr(threads, "STOP_SECONDS", PATIENCE_SECONDS)
    sign_in(services)
    services.practice.turn_on()
    before = lab.devices()[0].settings["port"]
    with services.desk.store.read() as work:
        ids = [row.id for row in work.devices.all()]
    assert services.devices.stop()
    again = PracticeCounter(tmp_path / "practice")
    practice = Practice(services.desk, services.devices, services.printers, again)
    try:
        practice.resume()
        with services.desk.store.read() as work:
            rows = work.devices.all()
        assert [row.id for row in rows] == ids
        after = again.devices()[0].settings["port"]
        assert rows[0].settings["port"] == after != before
    finally:
        again.stop()


def test_what_was_off_stays_off_after_a_restart(services, lab):
    sign_in(services)
    services.practice.turn_on()
    services.practice.turn_off()
    practice = Practice(services.desk, services.devices, services.printers, lab)
    practice.resume()
    assert not practice.on and not practice.running()


def test_a_line_that_cannot_be_had_changes_nothing(services, tmp_path):
    sign_in(services)
    (tmp_path / "taken").write_text("a file where the ports' folder should be")
    practice = Practice(
        services.desk, services.devices, services.printers, PracticeCounter(tmp_path / "taken")
    )
    with pytest.raises(TryAgain):
        practice.turn_on()
    assert not practice.on and not practice.running() and stored(services) == []
