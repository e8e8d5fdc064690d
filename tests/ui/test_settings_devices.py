"""Printers added, changed, tried and taken away, on real workers and a virtual printer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.printing import DrawerState, LogLine, PrinterState, PrinterStatus, QueueCounts
from pos_desktop.application.services import DeviceView, FoundPrinter, Services
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.printers.finding import on_network
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.ui.screens.settings_pages.new_printer import AllSettingsPanel, FoundPanel, NewPrinterPanel
from pos_desktop.ui.viewmodels import devices as words
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into


@pytest.fixture
def services(services: Services) -> Iterator[Services]:
    """The register of the other tests, with workers for its printers."""
    database, desk = services.desk.store._database, services.desk
    crew = DeviceCrew(desk.store, SqlPrintQueue(database), desk.clock.now)
    crew.start()
    services.devices = crew
    yield services
    crew.stop()


@pytest.fixture
def virtual() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter(0).start()
    yield printer
    printer.stop()


@pytest.fixture
def page(window):
    return settings_of(window, section="devices").page


def add_by_hand(window, page, address: str) -> None:
    page.add.click()
    panel = window.panels.top
    assert isinstance(panel, NewPrinterPanel)
    panel.inputs["host"].set_text(address)
    panel.primary.click()


def add_virtual(page, virtual, qtbot) -> None:
    page._take_found(FoundPrinter("tcp", "here", {"host": "127.0.0.1", "port": virtual.port}))
    qtbot.waitUntil(
        lambda: bool(page._devices) and page._devices[0].status.state is PrinterState.READY, timeout=8000
    )
    qtbot.waitUntil(lambda: page.banner is not None and page.banner.accessibleName() == "Ready")


def test_without_a_printer_the_first_step_is_offered(page):
    assert page.pane.places.currentWidget() is page.pane.empty
    assert page.pane.empty.action.text() == "Find printers"


def test_a_printer_is_added_by_its_address_and_its_drawer_with_it(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 2)
    assert list(rows_of(page).values())[0] == ("Receipt printer", "Network (ESC/POS) · 192.0.2.7")
    assert list(rows_of(page).values())[1] == ("Cash drawer", "Through Receipt printer")
    assert "device_added" in journal_kinds(services)
    assert page.detail.title() == "Receipt printer"


def test_a_missing_address_is_said_in_the_panel_and_nothing_is_added(window, page):
    add_by_hand(window, page, " ")
    panel = window.panels.top
    assert panel.trouble.isVisible()
    assert "Address" in panel.trouble.accessibleDescription()
    assert page._settings.all() == []


def test_fields_come_from_the_driver(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    assert list(page.editor.fields) == ["host", "columns"]
    driver = page.drivers()["tcp"]
    assert {field.key for field in words.other_fields(driver)} >= {"port", "connect_ms", "answers"}
    assert {field.key for field in words.drawer_fields(driver)} == {
        "drawer_pin",
        "drawer_on_ms",
        "drawer_off_ms",
        "drawer_sensor",
    }


def test_a_change_is_stored_journalled_and_taken_up_by_the_worker(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    type_into(page.editor.fields["host"], "192.0.2.8")
    assert page._settings.all()[0].settings["host"] == "192.0.2.8"
    assert "device_changed" in journal_kinds(services)
    qtbot.waitUntil(lambda: services.devices.devices()[0].address == "192.0.2.8")


def test_a_printer_answers_prints_a_test_receipt_and_its_log_is_shown(window, page, services, virtual, qtbot):
    add_virtual(page, virtual, qtbot)
    page.test.click()
    qtbot.waitUntil(lambda: bool(virtual.pieces(1)), timeout=8000)
    qtbot.waitUntil(lambda: any("cut" in row.words for row in page.log.lines.rows), timeout=8000)
    page.log.copy.click()
    assert "cut" in QApplication.clipboard().text()


def test_a_paused_log_stands_still(window, page, virtual, qtbot):
    add_virtual(page, virtual, qtbot)
    qtbot.waitUntil(lambda: bool(page.log.lines.rows))
    page.log.pause.click()
    held = list(page.log.lines.rows)
    page.log.show_rows([])
    assert list(page.log.lines.rows) == held
    page.log.pause.click()
    assert page.log.state.text() == "Receiving"


def test_paper_out_is_told_in_words_with_the_next_step(window, page, virtual, qtbot):
    add_virtual(page, virtual, qtbot)
    virtual.paper_out()
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Paper out", timeout=8000)
    assert "new roll" in page.banner.accessibleDescription()
    assert page.pane.list.rows[0].tag.text == "Paper out"


def test_the_drawer_is_opened_by_those_who_may_and_noted(window, page, services, virtual, qtbot):
    add_virtual(page, virtual, qtbot)
    page.take(words.DRAWER)
    page.drawer.click()
    qtbot.waitUntil(lambda: virtual.state.drawer_open, timeout=8000)
    assert "drawer_tried" in journal_kinds(services)


def test_a_cashier_needs_a_managers_word_for_the_drawer(window, services, virtual, qtbot):
    page = settings_of(window, section="devices").page
    add_virtual(page, virtual, qtbot)
    page = settings_of(window, "Cashier 1", "devices").page
    assert not page.add.isEnabled()
    page.drawer.click()
    assert type(window.panels.top).__name__ == "ApprovalPanel"
    assert "drawer_tried" not in journal_kinds(services)
    with pytest.raises(Refused):
        page._settings.remove(page._devices[0].id)


def test_another_connection_is_stored_when_it_has_all_it_needs(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    page.editor._take_driver("usb")
    assert page._settings.all()[0].driver == "tcp"
    assert not page.may_leave()
    type_into(page.editor.fields["vendor"], "04b8")
    assert page._settings.all()[0].driver == "tcp"
    type_into(page.editor.fields["product"], "0202")
    row = page._settings.all()[0]
    assert (row.driver, row.settings["vendor"], row.settings["product"]) == ("usb", 0x04B8, 0x0202)
    qtbot.waitUntil(lambda: not page._incomplete)
    assert page.may_leave()


def test_a_number_out_of_range_is_refused_at_its_field(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    page._all_settings(page._printer())
    panel = window.panels.top
    assert isinstance(panel, AllSettingsPanel)
    port = next(bound.field for bound in panel._form._bound if bound.stored == "9100")
    type_into(port, "70000")
    assert "65535" in port.error()
    type_into(port, "9101")
    assert page._settings.all()[0].settings["port"] == 9101


def test_a_removed_printer_can_be_brought_back(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: bool(page._devices))
    device, draft = page._devices[0], page._draft(page._devices[0])
    page._remove(device)
    qtbot.waitUntil(lambda: not page._devices)
    assert page.pane.places.currentWidget() is page.pane.empty
    page._bring_back(device.id, draft)
    qtbot.waitUntil(lambda: [d.name for d in page._devices] == ["Receipt printer"])


def test_found_printers_are_offered_and_known_ones_left_out(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: bool(page._devices))
    page._show_found([FoundPrinter("tcp", "192.0.2.7", {}), FoundPrinter("usb", "04b8:0202", {})])
    panel = window.panels.top
    assert isinstance(panel, FoundPanel)
    assert [row.primary for row in panel.list.rows] == ["04b8:0202"]


def test_a_printer_on_this_computer_is_found(virtual):
    found = on_network(["127.0.0.1"], virtual.port)
    assert [printer.settings for printer in found] == [{"host": "127.0.0.1", "port": virtual.port}]
    assert on_network(["127.0.0.1"], 1) == []


def test_an_unknown_driver_is_refused(services):
    with pytest.raises(FixSetting):
        services.devices.check("carrier-pigeon", {})


def view(state: PrinterState, **counts: int) -> DeviceView:
    numbers = {"waiting": 0, "printing": 0, "failed": 0} | counts
    status = PrinterStatus(state, answered_ms=13)
    from pos_desktop.application.ids import new_id

    return DeviceView(
        new_id(), "printer", "tcp", "Receipt printer", "192.0.2.7", status, QueueCounts(**numbers)
    )


@pytest.mark.parametrize("state", list(PrinterState))
def test_every_state_has_words_and_a_tone(dressed, state):
    notice = words.printer_notice(view(state, waiting=2))
    assert notice.title
    assert "2 jobs" in notice.text
    assert notice.tone == words.printer_tone(state)


def test_every_state_of_the_drawer_has_words(dressed):
    assert {words.drawer_notice(state).tone for state in DrawerState} == {"good", "attention", "neutral"}


def test_log_times_have_milliseconds(dressed):
    from datetime import UTC, datetime

    at = datetime(2026, 1, 5, 14, 2, 31, 118_000, tzinfo=UTC)
    row = words.log_rows([LogLine(at, "out", "GS V 66 0 cut")], UTC)[0]
    assert row.text == "14:02:31.118  →  GS V 66 0 cut"
