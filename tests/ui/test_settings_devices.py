"""Devices added, changed, tried and taken away, on real workers, a virtual printer and real ptys."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.application.device_watch import DeviceView, FoundDevice, PortView
from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    LogLine,
    PrinterState,
    PrinterStatus,
    QueueCounts,
)
from pos_desktop.application.services import Services
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.employing import driver_views
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.finding import Finder
from pos_desktop.devices.printers.finding import on_network
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.system.wires.identity import SerialPort
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.screens.settings_pages.device_trials import ReadPanel, WeighPanel
from pos_desktop.ui.screens.settings_pages.find_panel import FindPanel
from pos_desktop.ui.screens.settings_pages.new_device import AllSettingsPanel, NewDevicePanel
from pos_desktop.ui.viewmodels import device_fields as fields
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.viewmodels.scan_kinds import scan_shown
from pos_desktop.ui.viewmodels.weights import reading_figure, reading_hint
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.toggle import Toggle
from tests.counter_hardware import PtyBench, plain_drivers
from tests.ui.register import person_named
from tests.ui.selling import Till
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into

__all__ = ["plain_drivers"]


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


def new_device(window, page) -> NewDevicePanel:
    page.add.click()
    end = time.monotonic() + 5
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


def test_without_a_printer_the_first_step_is_offered(page):
    assert page.pane.places.currentWidget() is page.pane.empty
    assert page.pane.empty.action.text() == "Find devices"


def test_a_printer_is_added_by_its_address_and_its_drawer_with_it(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 3)
    assert list(rows_of(page).values())[0] == ("Receipt printer", "Network (ESC/POS) · 192.0.2.7")
    assert list(rows_of(page).values())[1] == ("Cash drawer", "Through Receipt printer")
    assert "device_added" in journal_kinds(services)
    assert page.detail.title() == "Receipt printer"


def test_ports_that_are_told_late_open_no_panel_over_another_screen(window, page, qtbot):
    page.add.click()
    window.go("sale")
    qtbot.waitUntil(lambda: not window.runner.tasks._open)
    assert window.frame.page() == "sale" and window.panels.top is None


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
    driver = page.drivers("printer")["tcp"]
    assert {field.key for field in fields.other_fields(driver)} >= {"port", "connect_ms", "answers"}
    assert {field.key for field in fields.drawer_fields(driver)} == {
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
    page.tests["print"].click()
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
    page.tests["drawer"].click()
    qtbot.waitUntil(lambda: virtual.state.drawer_open, timeout=8000)
    assert "drawer_tried" in journal_kinds(services)


def test_a_cashier_needs_a_managers_word_for_the_drawer(window, services, virtual, qtbot):
    page = settings_of(window, section="devices").page
    add_virtual(page, virtual, qtbot)
    page = settings_of(window, "Cashier 1", "devices").page
    assert not page.add.isEnabled()
    page.tests["drawer"].click()
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
    page._all_settings(page._device())
    panel = window.panels.top
    assert isinstance(panel, AllSettingsPanel)
    port = next(bound.field for bound in panel._form._bound if bound.stored == "9100")
    type_into(port, "70000")
    assert "65535" in port.error()
    type_into(port, "9101")
    assert page._settings.all()[0].settings["port"] == 9101


def test_a_new_name_stays_when_a_field_is_changed_after_it(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    page._ask_name(page._device())
    panel = window.panels.top
    panel.field.set_text("Counter")
    panel.primary.click()
    assert page._settings.all()[0].name == "Counter"
    type_into(page.editor.fields["host"], "192.0.2.8")
    row = page._settings.all()[0]
    assert (row.name, row.settings["host"]) == ("Counter", "192.0.2.8")


def test_what_stands_among_all_settings_stays_when_a_field_is_changed_after_it(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None)
    page._all_settings(page._device())
    panel = window.panels.top
    type_into(next(bound.field for bound in panel._form._bound if bound.stored == "9100"), "9101")
    panel.primary.click()
    type_into(page.editor.fields["host"], "192.0.2.8")
    settings = page._settings.all()[0].settings
    assert (settings["port"], settings["host"]) == (9101, "192.0.2.8")


def test_a_removed_printer_can_be_brought_back(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: bool(page._devices))
    device, draft = page._devices[0], page._draft(page._devices[0])
    page._remove(device)
    qtbot.waitUntil(lambda: not page._devices)
    assert page.pane.places.currentWidget() is page.pane.empty
    page._bring_back(device.id, draft)
    qtbot.waitUntil(lambda: [d.name for d in page._devices] == ["Receipt printer"])


def test_a_printer_with_waiting_papers_is_not_removed_without_a_word(window, page, services, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: page.editor is not None and bool(page._devices))
    device = page._devices[0]
    services.devices.test_print(device.id)
    qtbot.waitUntil(lambda: services.devices.devices()[0].counts.waiting == 1)
    page._remove(device)
    panel = window.panels.top
    assert isinstance(panel, NoticePanel) and "1 job waits." in panel.accessibleDescription()
    window.panels.dismiss()
    assert [row.name for row in page._settings.all()] == ["Receipt printer"]
    page._remove(device)
    window.panels.top.answer.click()
    qtbot.waitUntil(lambda: not page._devices)
    assert "device_removed" in journal_kinds(services) and window.panels.top is None


class Found:
    """A watch that finds what the test says, when it says so."""

    def __init__(self, devices, *found: FoundDevice) -> None:
        self._devices, self.found = devices, found
        self.go_on, self.known = threading.Event(), ()

    def find(self, finding):
        finding.tell("Looking at USB", self.found[:1])
        self.go_on.wait(5)
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


def view(state: PrinterState, **counts: int) -> DeviceView:
    numbers = {"waiting": 0, "printing": 0, "failed": 0} | counts
    status = PrinterStatus(state, answered_ms=13)
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


def test_what_a_printer_gave_up_is_printed_or_dropped(window, page, services, virtual, qtbot):
    add_virtual(page, virtual, qtbot)
    assert not page.failed.button.isVisible()
    with services.desk.store.write() as work:
        work.print_jobs.add(new_id(), "report", page.devices[0].id, None, services.desk.clock.now())
    services.devices.wake()
    qtbot.waitUntil(page.failed.button.isVisible, timeout=8000)  # a paper without words never comes out
    jobs: list[object] = []
    services.devices.on_job = lambda job, outcome: jobs.append(outcome.reason)
    page.failed.print()
    services.devices.wake()
    qtbot.waitUntil(lambda: jobs == [FailureReason.BAD_DOCUMENT], timeout=8000)
    page.failed.drop()
    page.refresh()
    assert not page.failed.button.isVisible()
    assert journal_kinds(services)[-2:] == ["failed_prints_repeated", "failed_prints_dropped"]


@pytest.mark.parametrize(("shown", "words_"), [("", "Ready"), ("1.234 kg", "1,234 kg")])
def test_a_scale_at_rest_is_ready_and_one_that_weighs_shows_it(dressed, shown, words_):
    assert words.device_words("scale", DeviceStatus(DeviceState.READY, shown), ",") == words_


def test_log_times_have_milliseconds(dressed):
    from datetime import UTC, datetime

    at = datetime(2026, 1, 5, 14, 2, 31, 118_000, tzinfo=UTC)
    row = words.log_rows([LogLine(at, "out", "GS V 66 0 cut")], UTC)[0]
    assert row.text == "14:02:31.118  →  GS V 66 0 cut"


# -- the other families --------------------------------------------------------------------------


@pytest.fixture
def bench(tmp_path) -> Iterator[PtyBench]:
    made = PtyBench(tmp_path)
    yield made
    made.pull_out()


def plug_in(page, qtbot, family: str, bench: PtyBench, name: str = "") -> None:
    form = DeviceForm(name or family, f"plain_{family}", {"port": str(bench.port)}, family=family)
    page.add_device(form)
    qtbot.waitUntil(lambda: page.banner is not None and page.detail.title() == (name or family))


def banner_says(page, qtbot, title: str) -> None:
    qtbot.waitUntil(lambda: page.banner.accessibleName() == title, timeout=8000)


def test_a_device_of_any_family_is_added_by_hand(window, page, plain_drivers, services, bench, qtbot):
    panel = new_device(window, page)
    panel.choose("scale", "plain_scale")
    assert panel.name.text() == "Scale"
    assert list(panel.inputs) == ["wire", "port", "baud"]
    panel.inputs["wire"].select("tcp")
    panel._show_fields()
    assert list(panel.inputs) == ["wire", "host", "tcp_port"]
    panel.primary.click()
    assert panel.trouble.isVisible() and "Address" in panel.trouble.accessibleDescription()
    panel.inputs["host"].set_text("192.0.2.5")
    panel.primary.click()
    qtbot.waitUntil(lambda: [row.family for row in page._settings.all()] == ["scale"])
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 2)
    assert page.pane.list.rows[0].secondary == "192.0.2.5:4001 · Plain scale"


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[SerialPort]:
    """What is plugged in, before the page looks."""
    there = [SerialPort("COM3", "USB Serial", "0403:6001:A10K2"), SerialPort("COM4", "", "")]
    monkeypatch.setattr("pos_desktop.devices.finding.serial_ports", lambda: there)
    return there


@pytest.mark.parametrize("kind", [("scanner",), ("printer", "serial")])
def test_a_port_that_is_there_is_chosen_and_its_device_known_by_its_number(
    window, ports, page, plain_drivers, services, qtbot, kind
):
    qtbot.waitUntil(lambda: len(page.ports) == len(ports))
    panel = new_device(window, page)
    panel.choose(*kind)
    panel.inputs["port"].select("COM3")
    panel.primary.click()
    qtbot.waitUntil(lambda: bool(page._settings.all()))
    assert page._settings.all()[0].settings["identity"] == "0403:6001:A10K2"
    qtbot.waitUntil(lambda: page.editor is not None)
    page.editor.fields["port"].changed.emit("COM4")
    row = page._settings.all()[0]
    assert (row.settings["port"], row.settings["identity"]) == ("COM4", "")


def test_another_wire_asks_for_other_fields_and_is_stored_when_they_are_there(
    window, page, plain_drivers, services, bench, qtbot
):
    plug_in(page, qtbot, "display", bench)
    assert list(page.editor.fields) == ["wire", "port", "baud"]
    page.editor.fields["wire"].changed.emit("tcp")
    assert page._incomplete and not page.may_leave()
    type_into(page.editor.fields["host"], "192.0.2.5")
    row = page._settings.all()[0]
    assert (row.settings["wire"], row.settings["host"]) == ("tcp", "192.0.2.5")


def test_a_scale_is_tried_with_its_weight_shown_large(window, page, plain_drivers, bench, qtbot):
    bench.answers["W"] = "1245"
    plug_in(page, qtbot, "scale", bench, "Scale")
    page.tests["weigh"].click()
    panel = window.panels.top
    assert isinstance(panel, WeighPanel)
    qtbot.waitUntil(lambda: panel.figure.text() == "1,245\N{NO-BREAK SPACE}kg", timeout=8000)
    assert panel.hint.text() == "Stable"
    panel.primary.click()
    qtbot.waitUntil(lambda: "Z" in bench.heard)
    panel.dismiss()
    assert page.services.counter._weighings == []


def test_a_scanner_is_tried_with_the_kind_of_code_it_read(window, page, plain_drivers, bench, qtbot):
    plug_in(page, qtbot, "scanner", bench, "Scanner")
    banner_says(page, qtbot, "Ready")
    listeners = list(page.services.counter._scanned)
    page.tests["read"].click()
    panel = window.panels.top
    assert isinstance(panel, ReadPanel)
    bench.say("]E04006381333931")
    qtbot.waitUntil(lambda: panel.figure.text() == "4006381333931")
    assert panel.hint.text() == "EAN-13 / UPC-A (]E0)"
    page.services.devices.counter.scanned(page._devices[0].id, "123456")
    qtbot.waitUntil(lambda: panel.count.text() == "2 codes read")
    assert "does not say" in panel.hint.text()
    panel.dismiss()
    assert page.services.counter._scanned == listeners
    assert not page.services.tickets.ticket.lines


def test_a_display_is_tried_with_two_lines(window, page, plain_drivers, bench, qtbot):
    plug_in(page, qtbot, "display", bench, "Pole")
    page.tests["show"].click()
    qtbot.waitUntil(lambda: "Corner shop" in bench.heard)


def test_a_drawer_on_a_wire_takes_the_place_of_the_printers(
    window, page, services, plain_drivers, bench, virtual, qtbot
):
    add_virtual(page, virtual, qtbot)
    assert words.DRAWER in [row.key for row in page.pane.list.rows]
    bench.answers["K"] = "open"
    plug_in(page, qtbot, "drawer", bench, "Drawer")
    qtbot.waitUntil(lambda: words.DRAWER not in [row.key for row in page.pane.list.rows])
    page.tests["drawer"].click()
    qtbot.waitUntil(lambda: bench.heard == ["K"], timeout=8000)
    assert "drawer_tried" in journal_kinds(services)
    qtbot.waitUntil(lambda: window.frame.status_bar.chip("drawer").text() == "Drawer open", timeout=8000)
    assert not virtual.state.drawer_open


def test_a_device_that_vanished_is_told_on_the_page_and_in_the_status_bar(
    window, page, plain_drivers, bench, qtbot
):
    plug_in(page, qtbot, "scanner", bench, "Scanner")
    banner_says(page, qtbot, "Ready")
    assert "scanner" not in window.frame.status_bar._chips
    bench.pull_out()
    banner_says(page, qtbot, "The device is not plugged in")
    assert "Plug it in" in page.banner.accessibleDescription()
    qtbot.waitUntil(lambda: page.pane.list.rows[0].tag.text == "Not reached")
    qtbot.waitUntil(lambda: "scanner" in window.frame.status_bar._chips)
    assert window.frame.status_bar.chip("scanner").text() == "Scanner · Not reached"
    bench.plug_in()
    banner_says(page, qtbot, "Ready")


def test_a_card_reader_leads_to_its_way_of_paying(window, services, qtbot):
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.payment_methods.add("fake", "Counter reader", {"port": "9", "answer_ms": "500"})
    page = settings_of(window, section="devices").page
    assert [row.primary for row in page.pane.list.rows] == ["Counter reader", "Scanner"]
    lead = next(b for b in page.detail.findChildren(Button) if b.text() == "Open Payments")
    lead.click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.key == "payments")


def test_a_scanner_that_types_stands_in_the_list_and_leads_to_its_settings(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 3)
    row = page.pane.list.rows[-1]
    assert (row.primary, row.secondary, row.tag) == ("Scanner", "Types like a keyboard", None)
    Till(qtbot, window, window.services).scan("4006381333931")
    page.refresh()
    row = page.pane.list.rows[-1]
    assert row.secondary == "Types like a keyboard · 10 ms a character" and row.tag.text == "Ready"
    page.take(row.key)
    assert page.banner is None and page.editor is None
    next(b for b in page.detail.findChildren(Button) if b.text() == "Open Scanner").click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.key == "scanner")


def test_the_customers_screen_stands_in_the_list_and_leads_to_its_setting(window, page, services, qtbot):
    services.desk.change_settings(customer_screen="window")
    qtbot.waitUntil(lambda: window.customer is not None and window.customer.screen is not None)
    page.refresh()
    row = next(each for each in page.pane.list.rows if each.key == "second-screen")
    assert (row.primary, row.secondary, row.tag.text) == (
        "Customer display",
        "Window 1024 \u00d7 600",
        "Showing",
    )
    page.take(row.key)
    next(b for b in page.detail.findChildren(Button) if b.text() == "Open Customer screen").click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.detail.title() == "Customer screen")


@pytest.mark.parametrize(("chosen", "tag"), [("HDMI-7", "Not plugged in"), ("second", ""), ("none", "")])
def test_a_chosen_screen_that_is_missing_is_told(window, page, services, chosen, tag):
    services.desk.change_settings(customer_screen=chosen)
    page.refresh()
    rows = [row for row in page.pane.list.rows if row.key == "second-screen"]
    assert [(row.secondary, row.tag.text) for row in rows] == ([(chosen, tag)] if tag else [])


@pytest.mark.parametrize("family", ["scanner", "scale", "display", "drawer"])
@pytest.mark.parametrize("state", list(DeviceState))
def test_every_state_of_every_family_has_words(dressed, family, state):
    status = DeviceStatus(state, "0.000 kg")
    made = DeviceView(new_id(), family, "plain", "Device", "COM3", status, QueueCounts(0, 0, 0))
    notice, tag = words.notice_of(made), words.device_tag(made)
    assert notice.title and notice.text and tag.text
    assert notice.tone == tag.kind


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        ("]E44012345\r", "EAN-8", "4012345"),
        ("]C1010400638133393110A\x1d17", "GS1-128", "010400638133393110A\u241d17"),
        ("]Q1https://example.com", "QR Code", "https://example.com"),
        ("]d2\x1d01", "GS1 DataMatrix", "01"),
        ("40063", "The scanner does not say which kind of code", "40063"),
        ("]?", "The scanner does not say which kind of code", "]?"),
    ],
)
def test_a_scan_is_shown_with_its_kind(dressed, raw, kind, code):
    shown = scan_shown(raw)
    assert (shown.kind, shown.code) == (kind, code)


@pytest.mark.parametrize("state", list(ScaleState))
def test_every_state_of_a_scale_has_words(dressed, services, state):
    reading = ScaleReading(state)
    assert reading_hint(reading)
    assert reading_figure(reading, services.desk.formats) == "\u2013"


@pytest.mark.skipif(sys.platform != "linux", reason="USB devices of the class HID are offered on Linux alone")
def test_a_port_is_chosen_among_those_that_fit(dressed) -> None:
    ports = [
        PortView("/dev/ttyUSB0", "Adapter", "0403:6001:A"),
        PortView("/dev/hidraw0", "Reader", "0c2e:0b61:B", "hid_scanner"),
        PortView("/dev/hidraw1", "Scale", "0922:8003:C", "hid_scale"),
    ]
    drivers = {view.driver: view for view in driver_views()}
    fitting = {
        key: [port.port for port in fields.ports_for(fields.field_named(drivers[key], "port"), ports)]
        for key in ("serial_scanner", "hid_scanner", "hid_scale")
    }
    assert fitting == {
        "serial_scanner": ["/dev/ttyUSB0"], "hid_scanner": ["/dev/hidraw0"], "hid_scale": ["/dev/hidraw1"],
    }  # fmt: skip
    asked = [field.key for field in fields.where_fields(drivers["hid_scale"])]
    assert asked == ["port"], "a speed says nothing of a USB device"
    assert {field.key for field in fields.other_fields(drivers["hid_scale"])} == {"answer_ms", "zeroes"}


# -- order tickets -------------------------------------------------------------------------------


def test_a_printers_order_tickets_are_chosen_by_category(window, page, services, virtual) -> None:
    categories = services.catalogue.categories()
    settings = DeviceSettings(services.desk, services.devices, services.printers)
    form = DeviceForm("Kitchen", "tcp", {"host": "127.0.0.1", "port": virtual.port})
    kitchen = settings.add(form)
    settings.reload()
    page.refresh()
    page.take(str(kitchen))
    choose = next(b for b in window.findChildren(Button) if b.accessibleName() == "Choose…")
    choose.click()
    panel = window.panels.top
    assert isinstance(panel, AllSettingsPanel)
    switches = panel.findChildren(Toggle)
    assert len(switches) == len(categories) > 0
    switches[0].click()
    assert settings.get(kitchen).settings["order_tickets"] == str(categories[0].id)
    switches[0].click()
    assert settings.get(kitchen).settings["order_tickets"] == ""


def test_a_printer_is_chosen_for_labels(window, page, services, virtual) -> None:
    settings = DeviceSettings(services.desk, services.devices, services.printers)
    form = DeviceForm("Labels", "tcp", {"host": "127.0.0.1", "port": virtual.port})
    labels = settings.add(form)
    settings.reload()
    page.refresh()
    page.take(str(labels))
    switch = next(
        each for each in page.detail.findChildren(Toggle) if each.accessibleName() == "Product labels"
    )
    switch.click()
    assert settings.get(labels).settings["labels"] == "yes"
    page.editor.fields["columns"].changed.emit("26")
    stored = settings.get(labels).settings
    assert (stored["labels"], stored["columns"]) == ("yes", 26), "what is changed next goes on from there"
    with services.desk.store.read() as work:
        assert services.printers.label_printer(work) == labels
