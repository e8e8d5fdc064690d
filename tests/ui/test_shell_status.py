"""The status bar says what is, and hears devices on their own threads."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.application.device_watch import DeviceView
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import (
    DrawerState,
    FailureReason,
    PrinterState,
    PrinterStatus,
    QueueCounts,
    Silence,
)
from pos_desktop.ui.shell.status import care_items, drawer_item, printer_item, printer_words


def printer(state: PrinterState, waiting: int = 0, failed: int = 0) -> DeviceView:
    counts = QueueCounts(waiting, 0, failed)
    return DeviceView(uuid4(), "printer", "tcp", "Receipts", "10.0.0.9", PrinterStatus(state), counts)


def test_every_state_of_a_printer_has_words_and_a_tone() -> None:
    words = {state: printer_words(state) for state in PrinterState}
    assert len({full for full, _, _ in words.values()}) == len(PrinterState)
    assert [state for state, (_, _, tone) in words.items() if tone == "good"] == [PrinterState.READY]
    assert words[PrinterState.UNKNOWN][2] == "neutral", "no answer is not ready"


@pytest.mark.parametrize(
    ("printers", "text", "tone"),
    [
        ([], "No printer", "neutral"),
        ([printer(PrinterState.READY)], "Printer ready", "good"),
        ([printer(PrinterState.READY), printer(PrinterState.PAPER_OUT)], "Receipts · Paper out", "danger"),
        ([printer(PrinterState.UNREACHABLE, waiting=3)], "Printer not reached · 3 to print", "danger"),
        ([printer(PrinterState.READY, failed=2)], "2 not printed", "attention"),
    ],
)
def test_one_chip_tells_the_worst_of_all_printers(printers, text: str, tone: str) -> None:
    item = printer_item(printers)
    assert (item.text, item.tone) == (text, tone)


def test_a_printer_that_does_not_answer_wants_somebody_to_look() -> None:
    def of(silence: Silence | None) -> DeviceView:
        status = PrinterStatus(PrinterState.UNKNOWN, silence=silence)
        return DeviceView(uuid4(), "printer", "tcp", "Receipts", "", status, QueueCounts(0, 0, 0))

    items = [printer_item([of(silence)]) for silence in (Silence.NOT_ASKED, Silence.NO_ANSWER, None)]
    assert [(item.text, item.tone) for item in items] == [
        ("Asking the printer", "neutral"),
        ("Printer does not answer", "attention"),
        ("Printer state not known", "neutral"),
    ]
    low = printer(PrinterState.PAPER_LOW)
    assert printer_item([low, of(Silence.NO_ANSWER)]).text == "Receipts · No answer"
    assert printer_item([low, of(Silence.NOT_ASKED)]).text == "Receipts · Paper low"


def other(family: str, state: DeviceState, shown: str = "", name: str = "") -> DeviceView:
    status = DeviceStatus(state, shown)
    return DeviceView(uuid4(), family, "any", name or family, "COM3", status, QueueCounts(0, 0, 0))


@pytest.mark.parametrize(
    ("devices", "chips"),
    [
        ([other("scanner", DeviceState.READY), other("scale", DeviceState.UNKNOWN)], []),
        ([other("scanner", DeviceState.UNREACHABLE)], [("scanner · Not reached", "danger")]),
        ([other("scale", DeviceState.ERROR)], [("scale · Error", "danger")]),
        ([other("scale", DeviceState.ATTENTION, "Too heavy")], [("scale · Too heavy", "attention")]),
        ([other("display", DeviceState.ATTENTION)], [("display · Check it", "attention")]),
        (
            [other("scale", DeviceState.ATTENTION, "Too heavy"), other("scale", DeviceState.UNREACHABLE)],
            [("scale · Not reached", "danger")],
        ),
        (
            [other("scanner", DeviceState.UNREACHABLE, name="The scanner on the long cable")],
            [("The scanner on the long… · Not reached", "danger")],
        ),
    ],
)
def test_other_devices_have_a_chip_when_they_need_care(devices, chips) -> None:
    assert [(item.text, item.tone) for item in care_items(devices)] == chips


def test_the_drawers_chip_is_that_of_the_drawer_that_opens() -> None:
    assert drawer_item([], DrawerState.OPEN) is None
    on_printer = drawer_item([printer(PrinterState.READY)], DrawerState.OPEN)
    assert on_printer is not None and on_printer.text == "Drawer open"
    stuck = drawer_item([printer(PrinterState.READY)], DrawerState.CLOSED, FailureReason.DRAWER_STAYED_CLOSED)
    assert stuck is not None and (stuck.text, stuck.tone) == ("Drawer not opened", "danger")
    away = drawer_item([other("drawer", DeviceState.UNREACHABLE)], DrawerState.UNKNOWN)
    assert away is not None and (away.text, away.tone) == ("Drawer not reached", "danger")


def test_devices_speak_from_their_own_threads(window, services, qtbot) -> None:
    bar = window.frame.status_bar
    assert bar.chip("printer").text() == "No printer"
    ready = printer(PrinterState.READY)
    thread = threading.Thread(target=lambda: services.devices.change(ready, drawer=DrawerState.OPEN))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bar.chip("printer").text() == "Printer ready")
    assert bar.chip("drawer").text() == "Drawer open"
    assert bar.chip("drawer").item.tone == "attention"


def test_nothing_is_said_of_the_sync_where_no_platform_is_connected(window, services) -> None:
    bar = window.frame.status_bar
    with services.desk.store.write() as work:
        work.outbox.add(new_id(), "lane", "order.paid", new_id(), {}, services.desk.clock.now())
    window.status.refresh()
    assert bar.chip("printer").isVisible()
    assert "outbox" not in bar._chips


def test_the_time_stands_there_and_the_day_while_somebody_signs_in(window, services, cashier, qtbot) -> None:
    formats, clock, bar = services.desk.formats, services.desk.clock, window.frame.status_bar
    qtbot.waitUntil(lambda: bar._clock == formats.time(clock.now()))  # the minute may be over meanwhile
    window.lock()
    qtbot.waitUntil(lambda: bar._clock == formats.short_day(clock.now()))
    assert window.frame.status_bar.chip("person").text() == "Nobody signed in"


def test_nothing_is_heard_after_the_end(window, services) -> None:
    window.close()
    services.devices.change(printer(PrinterState.PAPER_OUT))
    assert window.frame.status_bar.chip("printer").text() == "No printer"


def test_a_drawer_that_came_too_late_is_told_once_and_leads_to_another_try(
    qtbot, window, services, cashier
) -> None:
    devices, toasts = services.devices, window.frame.toasts
    devices.kick_failed = FailureReason.NOT_OPENED
    for _ in range(3):
        devices.change(printer(PrinterState.READY))
    qtbot.waitUntil(lambda: [toast.data.title for toast in toasts.toasts] == ["Drawer not opened"])
    told = toasts.toasts[0]
    assert (told.data.kind, told.data.action) == ("neutral", "No sale")
    told.acted.emit()
    qtbot.waitUntil(lambda: window.frame.page() == "cash")
    devices.kick_failed = None
    devices.change(printer(PrinterState.READY))
    window.lock()
    devices.kick_failed = FailureReason.NOT_OPENED
    devices.change(printer(PrinterState.READY))
    QApplication.processEvents()
    assert not [toast for toast in toasts.toasts if toast is not told], "nobody is there to be told"
    assert window.frame.status_bar.chip("drawer").text() == "Drawer not opened"
