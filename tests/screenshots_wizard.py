"""Pictures of the first start: the wizard's steps, and a shop that is tested there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_desktop import bootstrap
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.setup import RegisterSetup
from pos_desktop.system.folders import Folders
from pos_desktop.ui.screens.wizard import WizardWindow
from tests.photographer import both_lights
from tests.screenshots_sync import SECRETS


def pictures(folder: Path, only: str) -> list[str]:
    """Takes them all; their names."""
    return first_run(folder, only) + first_run_with_a_shop(folder, only)


def first_run(folder: Path, only: str) -> list[str]:
    """The wizard's steps."""
    taken: list[str] = []
    with fresh_wizard() as wizard:
        for number in range(5):
            wizard.show_step(number)
            if number == 0:
                wizard.step.name.set_text("Linden Street Store")
            if number == 3:
                _people(wizard.step)
            taken += _take(wizard, folder, f"wizard-{number + 1}", only)
        wizard.close()
    return taken


def _people(step) -> None:
    """A manager and a cashier, as a shop would fill in."""
    who = (("Manager", "9999"), ("Cashier 1", "1111"))
    for row, (name, pin) in zip((step.manager, step.rows[0]), who, strict=True):
        row.name.set_text(name)
        row.pin.set_text(pin)
        row.again.set_text(pin)


def first_run_with_a_shop(folder: Path, only: str) -> list[str]:
    """The wizard's step of the products at a practice shop."""
    with FakeShopify(name="Linden Street") as practice, fresh_wizard() as wizard:
        wizard.step.name.set_text("Linden Street Store")
        wizard.go_on()
        wizard.step.shops["shopify"].click()
        card = wizard.step.platform_card
        card.inputs["shop"].set_text(practice.address)
        for key, secret in SECRETS.items():
            card.secrets[key].set_text(secret)
        card.test.click()
        while card.testing:
            QApplication.processEvents()
        taken = _take(wizard, folder, "wizard-platform", only)
        wizard._leave()
    return taken


@contextmanager
def fresh_wizard() -> Iterator[WizardWindow]:
    """On a computer that has no register yet."""
    place = Path(tempfile.mkdtemp(prefix="pos-desktop-wizard-"))
    opened = bootstrap.open_database(Folders.under(place), key_file=True)
    wizard = WizardWindow(RegisterSetup(opened))
    wizard.resize(1366, 768)
    wizard.show()
    yield wizard
    opened.close()
    shutil.rmtree(place, ignore_errors=True)


def _take(wizard: WizardWindow, folder: Path, name: str, only: str) -> list[str]:
    taken: list[str] = []
    for mode in both_lights():
        QApplication.processEvents()
        QApplication.processEvents()
        file = f"{name}-{mode}.png"
        if not only or only in file:
            wizard.grab().save(str(folder / file))
            taken.append(file)
    return taken
