"""From the icon to a register that sells: the window comes up, says what is to be known, and all ends in order."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_desktop import launch
from pos_desktop.storage import backup
from pos_desktop.storage.errors import disk_full
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.folders import Folders
from pos_desktop.ui.shell.window import RegisterWindow
from tests.faults.shop_folder import at_work, opened, shop_folder, shop_template
from tests.integration.register_window import (
    HANGING_MS,
    application,
    opened_cleanly,
    shown,
    started,
    without_window_manager,
)


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
    for thread in threading.enumerate():
        if thread.name.startswith(("task-", "daily")):
            thread.join(HANGING_MS / 1000)
            assert not thread.is_alive(), thread.name
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
def test_an_older_copy_that_a_command_met_first_is_told_once_at_the_screen(
    application, shop_folder: Path
) -> None:
    file = Folders.under(shop_folder).database
    before = file.read_bytes()
    with at_work(shop_folder):
        pass
    file.write_bytes(before)
    opened(shop_folder).close()  # by a command, which has no screen
    told: list[str] = []

    def look(window: RegisterWindow) -> None:
        started(window)
        told.extend(toast.data.title for toast in window.frame.toasts.toasts)

    for _ in range(2):
        shown(application, shop_folder, look)
    assert told == ["The store's data is older than it was"]


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
