# ruff: noqa: F811 - fixtures are imported by name
"""From the icon to a register that sells: damage is mended as chosen, the window comes up, and all ends in order."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402 - the platform is chosen before Qt is loaded
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402

from pos_desktop import bootstrap, launch  # noqa: E402
from pos_desktop.application.errors import PersonError  # noqa: E402
from pos_desktop.application.first_run import NEXT_RECEIPT  # noqa: E402
from pos_desktop.bootstrap import Damaged, OpenDatabase, Register  # noqa: E402
from pos_desktop.demo import at_screen  # noqa: E402
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter  # noqa: E402
from pos_desktop.storage import backup  # noqa: E402
from pos_desktop.storage.errors import disk_full  # noqa: E402
from pos_desktop.storage.recovery import Choice  # noqa: E402
from pos_desktop.system.crash_report import CrashReports  # noqa: E402
from pos_desktop.system.folders import Folders  # noqa: E402
from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire  # noqa: E402
from pos_desktop.ui import appearance  # noqa: E402
from pos_desktop.ui.first_paint import after_first_paint  # noqa: E402
from pos_desktop.ui.screens.wizard import WizardWindow  # noqa: E402
from pos_desktop.ui.shell.window import RegisterWindow  # noqa: E402
from pos_desktop.ui.theme.dressing import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import theme, themes, use  # noqa: E402
from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow  # noqa: E402
from pos_desktop.ui.widgets.buttons import Button  # noqa: E402
from tests.faults.shop_folder import at_work, shop_folder, shop_template, sign_in  # noqa: F401, E402

without_window_manager = pytest.mark.qt_log_ignore("plugin does not support", extend=True)
"""Windows raise and size themselves, which the platform without a display cannot."""

HANGING_MS = 10_000


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application as it is dressed for a store; nothing of it is left in sight afterwards."""
    apply(qapp, "light")
    themes().reduce_motion = True
    # The one setting of Qt that another test may have left behind.
    qapp.setQuitOnLastWindowClosed(True)
    yield qapp
    use("light")
    appearance.speak("en")
    themes().reduce_motion = False
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [window for window in qapp.topLevelWidgets() if window.isVisible()]


def opened(folder: Path) -> OpenDatabase:
    return bootstrap.open_database(Folders.under(folder), key_file=True)


def sell(folder: Path, many: int = 2) -> None:
    """Some sales, and an orderly end."""
    register = Register(opened(folder))
    sign_in(register)
    services = register.services
    if services.shifts.current() is None:
        services.shifts.open(10_000)
    tile = next(
        tile for tile in services.catalogue.tiles(None, 0, 50)[0] if tile.price_minor and not tile.weighed
    )
    for _ in range(many):
        services.tickets.add(tile.variant_row)
        services.checkout.pay_cash(services.checkout.due().minor)
    register.close()


def numbers(folder: Path) -> list[str]:
    """The receipts that the register knows, the newest first."""
    register = Register(opened(folder))
    try:
        return [order.number for order in register.services.orders.find("", limit=20)]
    finally:
        register.close()


def spoil(folder: Path) -> bytes:
    """What a failing disk leaves: a whole page of nothing."""
    file = Folders.under(folder).database
    content = file.read_bytes()
    file.write_bytes(b"\0garbage" * 512 + content[4096:])
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return file.read_bytes()


def damaged(folder: Path) -> Damaged:
    with pytest.raises(Damaged) as raised:
        opened(folder)
    return raised.value


def backed_up(folder: Path) -> Path:
    register = Register(opened(folder))
    register.backups.make()
    register.close()
    return folder


# -- damage ------------------------------------------------------------------------------------------------------


@pytest.fixture
def spoilt(shop_folder: Path) -> Path:
    """Two sales, a back-up, a third sale, then damage."""
    sell(shop_folder)
    backed_up(shop_folder)
    sell(shop_folder, 1)
    spoil(shop_folder)
    return shop_folder


def test_leaving_changes_nothing(spoilt: Path) -> None:
    before = Folders.under(spoilt).database.read_bytes()
    assert not launch._mend(damaged(spoilt), "leave")
    assert Folders.under(spoilt).database.read_bytes() == before


def test_a_back_up_that_is_not_there_is_not_restored(shop_folder: Path) -> None:
    spoil(shop_folder)
    shutil.rmtree(Folders.under(shop_folder).backups)
    found = damaged(shop_folder)
    assert Choice.RESTORE not in found.report.choices
    assert not launch._mend(found, Choice.RESTORE)


def test_restoring_brings_the_sales_of_the_back_up_back(spoilt: Path) -> None:
    done = launch._mend(damaged(spoilt), Choice.RESTORE)
    assert done is not None
    title, sentences = done
    assert title == "The back-up is in place"
    assert [word in " ".join(sentences) for word in ("brought over", "lies in")] == [True, True]
    assert numbers(spoilt) == ["1-000002", "1-000001"]


def test_an_empty_register_goes_on_after_every_number_given_out(spoilt: Path) -> None:
    assert launch._mend(damaged(spoilt), Choice.START_FRESH)
    again = opened(spoilt)
    try:
        assert not again.set_up
        with again.store.read() as work:
            following = int(work.settings.get(NEXT_RECEIPT))
        assert following > 3, "the third receipt is with its customer"
    finally:
        again.close()


def test_a_power_cut_after_the_old_database_was_set_aside_gives_no_number_twice(spoilt: Path) -> None:
    damaged(spoilt).file.start_fresh(datetime.now(UTC))  # and nothing after it
    again = opened(spoilt)
    with again.store.read() as work:
        assert int(work.settings.get(NEXT_RECEIPT)) > 3
    again.close()
    again = opened(spoilt)
    assert again.file.next_receipt_noted() is None
    again.close()


def test_a_lost_database_whose_keys_are_lost_too_gets_no_new_ones(spoilt: Path) -> None:
    """Its back-ups wait for their key, which may be on paper."""
    Folders.under(spoilt).database.unlink()
    (spoilt / "keys.json").unlink()
    with pytest.raises(PersonError) as trouble:
        opened(spoilt)
    assert trouble.value.next_step
    assert not (spoilt / "keys.json").exists()


def answer(application: QApplication, words: str) -> list[str]:
    """Presses a button of the page that will ask; the answer gets the page's title."""
    seen: list[str] = []

    def press() -> None:
        dialog = application.activeModalWidget()
        if dialog is None:  # what takes long goes on meanwhile
            QTimer.singleShot(10, press)
            return
        assert isinstance(dialog, QDialog)
        offered = [button.text() for button in dialog.findChildren(Button)]
        seen.extend(offered)
        if words in offered:
            next(button for button in dialog.findChildren(Button) if button.text() == words).click()
        else:
            dialog.reject()

    QTimer.singleShot(0, application, press)
    return seen


@without_window_manager
def test_the_start_asks_and_goes_on_with_what_was_restored(
    application, spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = answer(application, "Restore the back-up")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert "The back-up is in place." in capsys.readouterr().err
    assert offered == ["Close and change nothing", "Start with an empty register", "Restore the back-up"]
    assert found is not None
    assert found.set_up
    found.close()
    assert numbers(spoilt) == ["1-000002", "1-000001"]


@without_window_manager
def test_the_register_stays_open_after_its_data_was_mended(application, spoilt: Path) -> None:
    """The page that asked was the last window: closing it must not end what is opened next."""
    answer(application, "Restore the back-up")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert found is not None
    register, seen = Register(found), []
    watching = Watching(application, lambda window: seen.append(window.frame.page()))
    try:
        assert launch.show(application, register) == 0
    finally:
        register.close()
    assert watching.window is not None, "the program ended before anybody saw it"
    assert seen == ["login"]


@without_window_manager
def test_the_start_ends_when_nothing_is_to_be_changed(application, spoilt: Path) -> None:
    answer(application, "Close and change nothing")
    assert launch._opened(application, Folders.under(spoilt), key_file=True) is None
    answer(application, "Start with an empty register")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert found is not None
    assert not found.set_up
    found.close()


def test_a_missing_key_is_said(application, shop_folder: Path, capsys) -> None:
    (shop_folder / "keys.json").unlink()
    assert launch._opened(application, Folders.under(shop_folder), key_file=True) is None
    assert capsys.readouterr().err.startswith("The key of the shop's database is missing")


# -- the window --------------------------------------------------------------------------------------------------


class Watching(QObject):
    """Works on the register's window once it is there, then closes it; nothing may hang."""

    def __init__(self, application: QApplication, then: Callable[[RegisterWindow], object]) -> None:
        super().__init__()
        self._application, self._then = application, then
        self.window: RegisterWindow | None = None
        self._rescue = QTimer(self, singleShot=True, interval=HANGING_MS)
        self._rescue.timeout.connect(lambda: application.exit(99))
        self._rescue.start()
        self._look = QTimer(self, interval=10)
        self._look.timeout.connect(self._on_look)
        self._look.start()

    def _on_look(self) -> None:
        found = [
            w for w in self._application.topLevelWidgets() if isinstance(w, RegisterWindow) and w.isVisible()
        ]
        if not found:
            return
        self._look.stop()
        self.window = found[0]
        try:
            self._then(found[0])
        finally:
            self.window.close()


def started(window: RegisterWindow) -> None:
    """Waits until the register did what waits for its first paint."""
    done: list[bool] = []
    after_first_paint(window, lambda: done.append(True))
    until = time.monotonic() + HANGING_MS / 1000
    while not done and time.monotonic() < until:
        QApplication.processEvents()
    assert done


def shown(application, folder: Path, then: Callable[[RegisterWindow], object], **facts) -> int:
    """Shows the register until `then` has done its work."""
    register = Register(opened(folder))
    watching = Watching(application, then)
    try:
        return launch.show(application, register, **facts)
    finally:
        register.close()
        assert watching.window is not None


@without_window_manager
def test_the_window_comes_up_and_all_ends_in_order(application, shop_folder: Path) -> None:
    seen: list[object] = []
    hooks = (sys.excepthook, threading.excepthook)

    def look(window: RegisterWindow) -> None:
        started(window)
        seen.append(
            (window.windowTitle(), window.frame.page(), [t.data.title for t in window.frame.toasts.toasts])
        )

    assert shown(application, shop_folder, look, before=lambda window: seen.append(window)) == 0
    assert isinstance(seen[0], RegisterWindow)
    title, page, toasts = seen[1]
    assert title
    assert page == "login"
    assert toasts == [], "a demo shop that was closed in order has nothing to tell"
    assert (sys.excepthook, threading.excepthook) == hooks
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("task-", "daily"))]
    assert opened_cleanly(shop_folder)


@without_window_manager
def test_practice_devices_that_were_on_stand_beside_the_register_again(
    application, shop_folder: Path
) -> None:
    with at_work(shop_folder) as register:
        register.services.practice.turn_on()
    assert not register.practice_lab.devices()
    seen: list[str] = []

    def beside() -> list[str]:
        return sorted(
            type(window).__name__ for window in application.topLevelWidgets()
            if window.isVisible() and type(window).__name__.startswith("Virtual")
        )  # fmt: skip

    def look(window: RegisterWindow) -> None:
        until = time.monotonic() + HANGING_MS / 1000
        while len(beside()) < 4 and time.monotonic() < until:
            QApplication.processEvents()
        seen.extend(beside())

    assert shown(application, shop_folder, look) == 0
    assert seen == [f"Virtual{kind}Window" for kind in ("Display", "Printer", "Scale", "Scanner")]
    assert not beside(), "they close with the register"


def opened_cleanly(folder: Path) -> bool:
    again = opened(folder)
    try:
        return again.stopped_cleanly
    finally:
        again.close()


@without_window_manager
def test_what_happened_since_the_last_time_is_told(application, shop_folder: Path) -> None:
    data = opened(shop_folder)
    data.database.close()  # the power goes: the file in use stays marked
    told: list[str] = []

    def look(window: RegisterWindow) -> None:
        started(window)
        told.extend(toast.data.title for toast in window.frame.toasts.toasts)

    shown(application, shop_folder, look)
    assert told == ["The register was not closed properly"]


@without_window_manager
def test_a_fault_is_reported_and_the_register_goes_on(application, shop_folder: Path, tmp_path: Path) -> None:
    crashes = CrashReports(tmp_path / "crashes")
    panels: list[str] = []

    def fail(window: RegisterWindow) -> None:
        def broken() -> None:
            raise ZeroDivisionError("a fault in a slot")

        QTimer.singleShot(0, window, broken)
        for _ in range(5):
            QApplication.processEvents()
        panels.append(window.panels.top.accessibleName())

    assert shown(application, shop_folder, fail, crashes=crashes) == 0
    assert "Something went wrong" in panels[0]
    assert len(crashes.all()) == 1
    assert "ZeroDivisionError" in crashes.all()[0].read_text(encoding="utf-8")


@without_window_manager
def test_a_second_start_brings_the_window_to_the_front(
    application, shop_folder: Path, tmp_path: Path
) -> None:
    instance = acquire(tmp_path / "lock")
    assert isinstance(instance, Instance)
    seen: list[bool] = []

    def start_again(window: RegisterWindow) -> None:
        window.showMinimized()
        second = acquire(tmp_path / "lock")
        assert isinstance(second, AlreadyRunning)
        seen.append(second.bring_to_front())
        until = time.monotonic() + 5
        while window.isMinimized() and time.monotonic() < until:
            QApplication.processEvents()
        seen.append(window.isMinimized())

    try:
        shown(application, shop_folder, start_again, instance=instance)
    finally:
        instance.release()
    assert seen == [True, False]


def called_to_the_front(application, folder: Path, window: Callable[[], QWidget | None]) -> list[object]:
    """Looks for a window, minimises it and starts the register again; whether that was answered, and the window came."""
    seen: list[object] = []

    def look() -> None:
        found = window()
        if found is None or not found.isVisible():
            QTimer.singleShot(10, application, look)
            return
        found.showMinimized()
        second = acquire(folder)
        assert isinstance(second, AlreadyRunning)
        seen.append(second.bring_to_front())
        until = time.monotonic() + 5
        while found.isMinimized() and time.monotonic() < until:
            QApplication.processEvents()
        seen.append(found.isMinimized())
        found.close()

    QTimer.singleShot(0, application, look)
    return seen


@without_window_manager
def test_a_second_start_brings_the_question_about_damage_to_the_front(application, spoilt: Path) -> None:
    instance = acquire(spoilt)
    assert isinstance(instance, Instance)
    seen = called_to_the_front(application, spoilt, application.activeModalWidget)
    try:
        assert launch._opened(application, Folders.under(spoilt), instance, key_file=True) is None
    finally:
        instance.release()
    assert seen == [True, False]


@without_window_manager
def test_a_second_start_brings_the_wizard_to_the_front(application, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    instance = acquire(folder)
    assert isinstance(instance, Instance)
    data = opened(folder)

    def wizard() -> QWidget | None:
        return next((w for w in application.topLevelWidgets() if isinstance(w, WizardWindow)), None)

    seen = called_to_the_front(application, folder, wizard)
    try:
        assert launch._first_run(application, data, instance) is None
    finally:
        data.close()
        instance.release()
    assert seen == [True, False]


@without_window_manager
def test_a_second_start_is_answered_while_the_data_is_looked_over(
    application, shop_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(shop_folder).database.close()  # the power goes
    instance = acquire(shop_folder)
    assert isinstance(instance, Instance)
    seen: list[bool] = []
    check = backup.check

    def looked_over(*facts: Any) -> backup.BackupCheck:
        second = acquire(shop_folder)
        assert isinstance(second, AlreadyRunning)
        seen.append(second.bring_to_front())
        return check(*facts)

    monkeypatch.setattr(backup, "check", looked_over)
    try:
        found = launch._opened(application, Folders.under(shop_folder), instance, key_file=True)
        assert found is not None
        found.close()
    finally:
        instance.release()
    assert seen == [True]


@without_window_manager
def test_a_back_up_that_fails_is_told_at_the_register(
    application, shop_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "BACKUP_AFTER_MS", 0)
    told: list[tuple[str, str]] = []

    def broken(*_facts: object) -> None:
        raise disk_full()

    monkeypatch.setattr(backup.Backups, "make_daily", broken)

    def look(window: RegisterWindow) -> None:
        until = time.monotonic() + HANGING_MS / 1000
        while not window.frame.toasts.toasts and time.monotonic() < until:
            QApplication.processEvents()
        told.extend((toast.data.title, toast.data.text) for toast in window.frame.toasts.toasts)

    assert shown(application, shop_folder, look) == 0
    assert [title for title, _ in told] == ["Today's back-up could not be made"]
    assert "The disk is full." in told[0][1]


# -- the demo shop on the screen -----------------------------------------------------------------------------------


@without_window_manager
def test_the_demo_shop_with_its_printer_beside_it(application, shop_folder: Path) -> None:
    seen: dict[str, object] = {}

    def look(window: RegisterWindow) -> None:
        beside = [
            w for w in application.topLevelWidgets() if isinstance(w, VirtualPrinterWindow) and w.isVisible()
        ]
        seen["beside"] = len(beside)
        seen["mode"] = theme().mode
        with window.services.desk.store.read() as work:
            seen["port"] = work.devices.all()[0].settings["port"]

    watching = Watching(application, look)
    assert at_screen.open_demo(shop_folder, dark=True) == 0, "closing the register ends the demo"
    assert watching.window is not None
    assert seen["beside"] == 1
    assert seen["mode"] == "dark"
    assert isinstance(seen["port"], int)
    assert shop_folder.exists(), "a folder that was named is kept"
    assert opened_cleanly(shop_folder)
    VirtualPrinter(int(seen["port"])).start().stop()  # the port is free again


@without_window_manager
def test_a_demo_without_a_folder_leaves_nothing_behind(application, shop_folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(at_screen.tempfile, "mkdtemp", lambda **_: str(shop_folder))
    watching = Watching(application, lambda window: None)
    assert at_screen.open_demo(None) == 0
    assert watching.window is not None
    assert not shop_folder.exists()


@without_window_manager
def test_a_demo_that_cannot_be_opened_stops_its_printer(application, spoilt: Path) -> None:
    with pytest.raises(Damaged):
        at_screen.open_demo(spoilt)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("virtual-printer")]
    assert isinstance(lock := acquire(spoilt), Instance), "the folder is free again"
    lock.release()


@without_window_manager
def test_a_demo_that_runs_already_is_brought_to_the_front(application, shop_folder: Path) -> None:
    first = acquire(shop_folder)
    assert isinstance(first, Instance)
    called = threading.Event()
    first.listen(called.set)
    try:
        assert at_screen.open_demo(shop_folder) == 0
        assert called.wait(5)
    finally:
        first.release()
