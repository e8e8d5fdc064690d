"""The wizard on a fresh register's real files, and its steps as somebody fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.setup import RegisterSetup
from pos_desktop.system.folders import Folders
from pos_desktop.ui.screens.wizard import WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import Draft


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[bootstrap.OpenDatabase]:
    database = bootstrap.open_database(Folders.under(tmp_path / "register"), key_file=True)
    yield database
    database.close()


@pytest.fixture
def setup(opened: bootstrap.OpenDatabase) -> RegisterSetup:
    return RegisterSetup(opened)


@pytest.fixture
def wizard(qtbot, dressed, setup: RegisterSetup) -> Iterator[WizardWindow]:
    made = WizardWindow(setup, Draft.of_computer("de_DE", "en"))
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._leave()
    made.deleteLater()


def fill_store(wizard: WizardWindow) -> None:
    wizard.step.name.set_text("Linden Street Store")
    wizard.go_on()


def fill_people(wizard: WizardWindow) -> None:
    step = wizard.step
    for row, name, pin in ((step.manager, "Manager", "4713"), (step.rows[0], "Cashier 1", "4711")):
        row.name.set_text(name)
        row.pin.set_text(pin)
        row.again.set_text(pin)
