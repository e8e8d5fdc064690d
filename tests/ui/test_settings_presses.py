"""What two presses, a cancel, a lock and another person do to the pages of the settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from pos_desktop.application.errors import TryAgain
from pos_desktop.ui.screens.settings_pages.new_method import NewMethodPanel
from pos_desktop.ui.shell.keys import shown
from pos_desktop.ui.widgets.banner import Banner
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of


def ended(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.runner.tasks._open, timeout=8000)


def test_a_back_up_that_nobody_waits_for_can_be_made_again(window, services, qtbot):
    page = settings_of(window, section="backup").page
    page.make.click()
    window.runner.cancel()
    ended(window, qtbot)
    assert page.make.isEnabled()


def test_two_presses_make_one_back_up(window, services, qtbot):
    page = settings_of(window, section="backup").page
    page.pane.empty.pressed.emit()
    page.pane.empty.pressed.emit()
    ended(window, qtbot)
    assert len(services.backups.made) == 1


def test_every_page_has_a_key_that_can_be_pressed(window):
    screen = settings_of(window)
    bound = screen.keys()
    keys = [key.keys for key in bound]
    assert len(keys) == len(set(keys)) == len(screen.nav.items)
    assert all(shown(key) and QKeySequence(key).count() == 1 for key in keys), [shown(key) for key in keys]
    for sign, page in ((Qt.Key.Key_0, "backup"), (Qt.Key.Key_Minus, "scanner")):
        QTest.keyClick(window, sign, Qt.KeyboardModifier.AltModifier)
        assert screen.present == page


def test_a_cashier_may_choose_the_looks_and_not_what_customers_see(window, services):
    page = settings_of(window, "Cashier 1", "appearance").page
    page.choose("customer")
    assert not any(card.isEnabled() for card in page.cards.values())
    assert not page.picture.isEnabled()
    assert "Only a manager can change this" in [b.accessibleName() for b in page.detail.findChildren(Banner)]
    page.choose("mode")
    assert all(card.isEnabled() for card in page.cards.values())


def test_a_choice_that_cannot_be_stored_goes_back_to_what_is(window, services, monkeypatch):
    screen = settings_of(window, section="appearance")
    page = screen.page

    def refuse(**_changes: object) -> None:
        raise TryAgain("The disk is full")

    monkeypatch.setattr(screen.changes, "change", refuse)
    page.cards["dark"].click()
    assert page.cards["light"].isChecked() and not page.cards["dark"].isChecked()


def test_a_number_that_could_not_be_stored_is_not_shown_as_if_it_were(window, services, qtbot):
    page = settings_of(window).page
    page.choose("locking")
    stepper, before = page.lock_after.control, services.desk.settings.lock_after_minutes
    stepper.step(3)
    window.lock()
    qtbot.waitUntil(lambda: stepper.value() == before)
    assert services.desk.settings.lock_after_minutes == before


def test_steps_of_the_one_before_are_not_stored_by_the_next_person(window, services, qtbot):
    screen = settings_of(window)
    page = screen.page
    page.choose("locking")
    stepper, before = page.lock_after.control, services.desk.settings.lock_after_minutes
    stepper.step(3)
    page.form.discard()
    assert stepper.value() == before
    assert page.form.commit() and services.desk.settings.lock_after_minutes == before


def test_a_way_of_paying_whose_key_was_not_kept_is_in_the_list_all_the_same(
    window, services, qtbot, monkeypatch
):
    page = settings_of(window, section="payments").page

    def locked(*_facts: object) -> None:
        raise TryAgain("The keyring is locked", "", "Unlock it.")

    monkeypatch.setattr(services.payment_methods._credentials, "put", locked)
    page.add.click()
    panel = window.panels.top
    assert isinstance(panel, NewMethodPanel)
    panel.choose("stripe")
    panel.secrets["secret_key"].set_text("sk_test_1")
    panel.primary.click()
    ended(window, qtbot)
    method = services.payment_methods.all()[-1]
    assert method.provider == "stripe" and str(method.id) in rows_of(page)
    assert page.chosen == str(method.id)
    assert window.panels.top.accessibleName() == "The keyring is locked"


@pytest.mark.parametrize("name", ["Manager", "  manager "])
def test_two_people_do_not_have_the_same_name(window, services, name):
    page = settings_of(window, section="people").page
    page.choose(next(str(person.id) for person in page.people if person.name == "Cashier 1"))
    page.name.set_text(name)
    page.name.edit.editingFinished.emit()
    assert "Somebody else has this name" in page.name.error()
    assert "person_changed" not in journal_kinds(services)


@pytest.mark.parametrize("section", ["people", "taxes"])
def test_a_name_that_fits_on_no_receipt_is_refused(window, services, section):
    page = settings_of(window, section=section).page
    field = page.form._bound[0].field
    field.set_text("\N{CROISSANT}" * 10_000)
    field.edit.editingFinished.emit()
    assert "too many" in field.error()


def test_two_tax_classes_do_not_have_the_same_name(window, services):
    page = settings_of(window, section="taxes").page
    page._add_class("standard")
    assert len(services.catalogue.tax_classes()) == 1
    page._add_class("Reduced")
    field = page.form._bound[0].field
    field.set_text(" STANDARD")
    field.edit.editingFinished.emit()
    assert "Another class has this name" in field.error()
    assert [name for _, name, _ in services.catalogue.tax_classes()] == ["Standard", "Reduced"]
