"""A start while the register runs already: it answers, and what is open comes to the front."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop import launch
from pos_desktop.storage import backup
from pos_desktop.system import single_instance
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire
from pos_desktop.ui.screens.wizard import WizardWindow
from pos_desktop.ui.shell.window import RegisterWindow
from tests.faults.shop_folder import opened, shop_folder, shop_template
from tests.integration.register_window import application, shown, without_window_manager
from tests.integration.spoilt_shop import spoilt


@pytest.fixture(autouse=True)
def _patient_second_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers is a thread, which the computer may hold up."""
    monkeypatch.setattr(single_instance, "_ANSWER_SECONDS", 60.0)


def started_again(folder: Path, window: QWidget) -> tuple[bool, bool]:
    """Minimises a window and starts the register again; whether that was answered, and the window is still away."""
    window.showMinimized()
    second = acquire(folder)
    assert isinstance(second, AlreadyRunning)
    answered = second.bring_to_front()
    until = time.monotonic() + 60
    while window.isMinimized() and time.monotonic() < until:
        QApplication.processEvents()
    return answered, window.isMinimized()


@without_window_manager
def test_a_second_start_brings_the_window_to_the_front(
    application, shop_folder: Path, tmp_path: Path
) -> None:
    instance = acquire(tmp_path / "lock")
    assert isinstance(instance, Instance)
    seen: list[bool] = []

    def start_again(window: RegisterWindow) -> None:
        seen.extend(started_again(tmp_path / "lock", window))

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
        seen.extend(started_again(folder, found))
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
