"""The settings as a person opens them, for the tests of its pages."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from pos_desktop.application.services import Services
from pos_desktop.ui.screens.settings import SettingsScreen
from pos_desktop.ui.shell.window import RegisterWindow
from tests.ui.conftest import person_named


def settings_of(window: RegisterWindow, services: Services, who: str = "Manager", section: str = "store") -> SettingsScreen:
    """Signs somebody in and opens a page of the settings."""
    services.session.sign_in(person_named(services, who), "pin")
    window.go("settings", section=section)
    screen = window.screen_in_sight
    assert isinstance(screen, SettingsScreen)
    return screen


def journal_kinds(services: Services) -> list[str]:
    """What the journal holds, oldest first."""
    from sqlalchemy import select

    from pos_desktop.storage import tables

    database = services.desk.store._database
    with database.read() as work:
        return list(work.execute(select(tables.journal.c.kind).order_by(tables.journal.c.seq)).scalars())


def type_into(field: QWidget, text: str) -> None:
    """Types a text into a field and leaves it."""
    field.set_text(text)
    field.edit.editingFinished.emit()


__all__ = ["journal_kinds", "pytest", "settings_of", "type_into"]
