"""Printers added, changed, tried and taken away, on real workers and a virtual printer."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import FailureReason
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.screens.settings_pages.live_log import LogLines
from pos_desktop.ui.screens.settings_pages.new_device import AllSettingsPanel
from pos_desktop.ui.viewmodels import device_fields as fields
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.viewmodels.devices import LogRow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.toggle import Toggle
from tests.ui.devices_page import add_by_hand, add_virtual, page, services, virtual
from tests.ui.register import PATIENCE_SECONDS
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into


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


def test_a_printer_of_labels_is_not_shown_as_one_of_receipts(window, page, services, virtual) -> None:
    settings = DeviceSettings(services.desk, services.devices, services.printers)
    settings.add(DeviceForm("Receipts", "tcp", {"host": "192.0.2.7"}))
    labels = settings.add(DeviceForm("Labels", "tcp", {"host": "127.0.0.1", "port": virtual.port}))
    settings.reload()
    page.refresh()
    page.take(str(labels))
    assert list(page.tests) == ["print", "drawer", "again"]
    page.labels.control.click()
    QApplication.processEvents()
    assert list(page.tests) == ["print", "again"] and page.tests["print"].text() == "Test label"
    assert "Labels wait" in [each.itemText(0) for each in page.detail.findChildren(QComboBox)]
    assert QApplication.focusWidget() is page.labels.control
    page.tests["print"].click()
    virtual.wait_for_receipts(1, PATIENCE_SECONDS)
    assert "Test label" in virtual.receipts[0].text
    page.labels.control.click()
    QApplication.processEvents()
    assert list(page.tests) == ["print", "drawer", "again"] and page.tests["print"].text() == "Test receipt"


def test_the_live_log_cuts_no_line(qtbot) -> None:
    log = LogLines()
    qtbot.addWidget(log)
    rows = [LogRow("12:00:00.000", "→", f"line {place}", "plain") for place in range(40)]
    with qtbot.waitExposed(log):
        log.show()
    for height in (200, 207, 218, 223):
        log.resize(400, height)
        log.set_rows(rows[: height % 40])
        log.set_rows(rows)
        assert log.rows_in_sight()[-1] is rows[-1], height
        whole = len(log.rows_in_sight())
        assert whole == (height - 8) // 24, height
    log.verticalScrollBar().setValue(30)
    assert log.rows_in_sight()[0] is rows[1]
