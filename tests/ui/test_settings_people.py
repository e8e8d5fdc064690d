"""People, PINs, badges and roles as a manager keeps them; the taxes."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from pos_desktop.application.errors import Refused
from pos_desktop.domain.permissions import Permission
from pos_desktop.ui.screens.settings_pages.new_person import NewPersonPanel
from pos_desktop.ui.screens.settings_pages.new_pin import NewPinPanel
from tests.ui.register import person_named
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into


def people_page(window, who="Manager"):
    return settings_of(window, who, "people").page


def show(page, name):
    person = next(person for person in page.people if person.name == name)
    page.take(str(person.id))
    return person


def type_pin(panel, digits):
    for digit in digits:
        panel.entry.type(digit)
    panel.primary.click()


def test_people_and_their_roles_are_listed(window):
    page = people_page(window)
    texts = list(rows_of(page).values())
    assert texts[:3] == [
        ("Cashier 1", "Cashier · PIN"),
        ("Cashier 2", "Cashier · PIN"),
        ("Manager", "Manager · PIN"),
    ]
    assert texts[3:] == [("Cashier", "Role · 2 people"), ("Manager", "Role · 1 person")]


def test_a_name_is_changed_where_it_stands(window, services):
    page = people_page(window)
    show(page, "Cashier 1")
    type_into(page.name, "Cashier 7")
    assert person_named(services, "Cashier 7")
    assert page.detail.title() == "Cashier 7"
    assert journal_kinds(services)[-1] == "person_changed"


def test_a_pin_is_asked_for_twice_and_set(window, services, qtbot):
    page = people_page(window)
    person = show(page, "Cashier 1")
    page.pin.click()
    panel = window.panels.top
    assert isinstance(panel, NewPinPanel)
    type_pin(panel, "73915")
    type_pin(panel, "73915")
    qtbot.waitUntil(lambda: "person_changed" in journal_kinds(services))
    assert services.session.check_pin(person.id, "73915").id == person.id
    qtbot.waitUntil(lambda: page._person().pin_length == 5)


def test_an_easy_pin_and_two_different_ones_are_refused_in_words(window):
    page = people_page(window)
    show(page, "Cashier 1")
    page.pin.click()
    panel = window.panels.top
    type_pin(panel, "1234")
    assert "easy to guess" in panel.hint.text()
    type_pin(panel, "7391")
    type_pin(panel, "7392")
    assert "not the same" in panel.hint.text()
    assert panel.words.text() == "Type the new PIN"


def test_digits_of_the_keyboard_type_a_pin(window, qtbot):
    page = people_page(window)
    show(page, "Cashier 1")
    page.pin.click()
    panel = window.panels.top
    qtbot.keyClicks(panel, "739")
    assert not panel.primary.isEnabled()
    qtbot.keyClick(panel, Qt.Key.Key_1)
    assert panel.entry.digits == "7391"
    assert panel.primary.isEnabled()


def test_the_next_scan_is_the_badge_while_one_is_asked_for(window, services, qtbot):
    page = people_page(window)
    person = show(page, "Cashier 2")
    page.badge.click()
    assert page.badge_banner.isVisible()
    window.on_scanned("BADGE-0002")
    qtbot.waitUntil(lambda: "badge_set" in journal_kinds(services))
    found = services.session.check_badge("BADGE-0002")
    assert found is not None
    assert found.id == person.id
    qtbot.waitUntil(lambda: page._person().has_badge)


def test_escape_stops_waiting_for_a_badge(window):
    screen = settings_of(window, section="people")
    show(screen.page, "Cashier 2")
    screen.page.badge.click()
    assert screen.escape()
    assert not screen.page.badge_banner.isVisible()
    assert not screen.page.scanned("4006381333931")


def test_somebody_new_gets_name_role_and_pin(window, services, qtbot):
    page = people_page(window)
    page.add.click()
    panel = window.panels.top
    assert isinstance(panel, NewPersonPanel)
    panel.primary.click()
    assert panel.field.error()
    panel.field.set_text("Cashier 3")
    panel.primary.click()
    type_pin(window.panels.top, "8642")
    type_pin(window.panels.top, "8642")
    qtbot.waitUntil(lambda: any(p.name == "Cashier 3" for p in services.session.people()))
    qtbot.waitUntil(lambda: page.detail.title() == "Cashier 3")


def test_the_last_manager_cannot_be_put_out(window, services):
    page = people_page(window)
    show(page, "Manager")
    toggle = page.active.control
    toggle.click()
    assert toggle.isChecked()
    assert person_named(services, "Manager").active


def test_somebody_who_left_no_longer_signs_in(window, services):
    page = people_page(window)
    show(page, "Cashier 2")
    page.active.control.click()
    assert "Cashier 2" not in [person.name for person in services.session.people()]
    assert [row.tag.text for row in page.pane.list.rows if row.primary == "Cashier 2"] == ["Left"]


def test_a_role_is_given_one_more_permission(window, services):
    page = people_page(window)
    page.take(next(key for key in rows_of(page) if key.startswith("role:")))
    row = next(row for row in page.permissions if row.text() == "No sale")
    assert not row.isChecked()
    row.click()
    assert person_named(services, "Cashier 1").role.allows(Permission.NO_SALE)
    page.limit.control.step(5)
    assert page.may_leave()
    role = person_named(services, "Cashier 1").role
    assert role.most_discount_percent == Decimal(15)
    assert role.allows(Permission.NO_SALE)


def test_the_right_to_manage_people_stays_with_somebody(window, services):
    page = people_page(window)
    page.take([key for key in rows_of(page) if key.startswith("role:")][1])
    row = next(row for row in page.permissions if row.text() == "Manage people")
    row.click()
    assert row.isChecked()
    assert person_named(services, "Manager").role.allows(Permission.PEOPLE)


def test_a_cashier_changes_nobody(window, services):
    page = people_page(window, "Cashier 1")
    assert not page.add.isEnabled()
    assert not page.name.isEnabled()
    with pytest.raises(Refused):
        services.people.set_badge(person_named(services, "Manager").id, "MINE")


# -- taxes ---------------------------------------------------------------------------------------


def taxes_page(window, who="Manager"):
    return settings_of(window, who, "taxes").page


def fields_of(page):
    return [bound.field for bound in page.form._bound]


def test_a_rate_is_changed_with_comma_or_point(window, services):
    page = taxes_page(window)
    _name, _rate_name, percent = fields_of(page)
    type_into(percent, "7,7 %")
    assert services.catalogue.tax_classes()[0][2][0].percent == Decimal("7.7")
    assert percent.text() == "7,7"
    assert list(rows_of(page).values())[0] == ("Standard", "VAT 7,7\N{NO-BREAK SPACE}%")


@pytest.mark.parametrize("typed", ["", "much", "-1", "101", "7.12345"])
def test_what_is_no_rate_is_refused_in_words(window, services, typed):
    page = taxes_page(window)
    percent = fields_of(page)[2]
    type_into(percent, typed)
    assert percent.error()
    assert services.catalogue.tax_classes()[0][2][0].percent == Decimal(19)
    page.form.discard()


def test_a_second_rate_may_be_compound_and_be_taken_off_again(window, services):
    page = taxes_page(window)
    page._add_another()
    page._set_compound(1, True)
    assert [rate.compound for rate in services.catalogue.tax_classes()[0][2]] == [False, True]
    page._remove_last()
    assert len(services.catalogue.tax_classes()[0][2]) == 1


def test_a_class_is_added_after_the_others(window, services):
    page = taxes_page(window)
    page.add.click()
    window.panels.top.field.set_text("Reduced")
    window.panels.top.primary.click()
    assert [name for _, name, _ in services.catalogue.tax_classes()] == ["Standard", "Reduced"]
    assert page.detail.title() == "Reduced"
    assert journal_kinds(services)[-1] == "tax_changed"
