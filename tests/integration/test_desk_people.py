"""People and roles as a manager keeps them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.application.people import PersonForm
from pos_desktop.application.session import WrongPin
from pos_desktop.domain.discount import percent
from pos_desktop.domain.permissions import Permission
from tests.integration.desk_fixtures import PINS, Till


@pytest.fixture
def office(till: Till) -> Till:
    """The manager is at the register."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    return till


def role_named(till: Till, name: str):
    return next(view for view in till.services.people.roles() if view.role.name == name)


def test_a_new_person_signs_in(office: Till) -> None:
    person_id = office.services.people.add(
        PersonForm(" Cashier 3 ", role_named(office, "cashier").id, True, "8642")
    )
    office.restart()
    found = office.services.session.check_pin(person_id, "8642")
    assert (found.name, found.role.name, found.pin_length) == ("Cashier 3", "cashier", 4)
    assert office.journal("person_added") == [("person_added", {"name": "Cashier 3"})]
    assert "8642" not in str(office.journal())


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "１２３４", "1234", "4321", "6789", "0987"])
def test_a_pin_that_is_none_is_refused(office: Till, pin: str) -> None:
    before = office.services.people.all()
    with pytest.raises(Refused):
        office.services.people.add(PersonForm("Cashier 3", role_named(office, "cashier").id, True, pin))
    assert office.services.people.all() == before


@pytest.mark.parametrize("pin", ["4711", "00000000", "90123"])
def test_other_pins_are_taken_and_open_the_register(office: Till, pin: str) -> None:
    form = PersonForm("Cashier 3", role_named(office, "cashier").id, True, pin)
    person_id = office.services.people.add(form)
    assert office.services.session.check_pin(person_id, pin).name == "Cashier 3"


def test_a_name_is_needed(office: Till) -> None:
    with pytest.raises(Refused, match="name is missing"):
        office.services.people.add(PersonForm("  ", role_named(office, "cashier").id, True, "8642"))


def test_an_empty_pin_leaves_the_present_one(office: Till) -> None:
    person = office.person("Cashier 1")
    office.services.people.change(person.id, PersonForm("Cashier One", person.role_id))
    assert office.services.session.check_pin(person.id, PINS["Cashier 1"]).name == "Cashier One"
    office.services.people.change(person.id, PersonForm("Cashier One", person.role_id, True, "8642"))
    with pytest.raises(WrongPin):
        office.services.session.check_pin(person.id, PINS["Cashier 1"])


def test_a_cashier_changes_no_people(till: Till) -> None:
    person, people = till.person("Cashier 1"), till.services.people
    form = PersonForm(person.name, role_named(till, "manager").id, True, "8642")
    for call in (
        lambda: people.add(form),
        lambda: people.change(person.id, form),
        lambda: people.set_badge(person.id, "BADGE-1"),
        lambda: people.save_role(person.role_id, replace(person.role, permissions=frozenset(Permission)), 0),
    ):
        with pytest.raises(Refused, match="may not change people"):
            call()
    assert till.person("Cashier 1") == person


def test_nobody_changes_people_at_the_lock_screen(till: Till) -> None:
    till.services.session.sign_out()
    person = till.person("Cashier 1")
    with pytest.raises(Refused):
        till.services.people.set_badge(person.id, "BADGE-1")
    with pytest.raises(Refused):
        till.services.people.change(person.id, PersonForm(person.name, role_named(till, "manager").id))
    assert till.person("Cashier 1") == person


def test_somebody_stays_who_may_manage_people(office: Till) -> None:
    people, cashier = office.services.people, role_named(office, "cashier")
    second = office.person("Manager 2")
    people.change(second.id, PersonForm(second.name, second.role_id, False))
    manager = office.person("Manager")
    for form in (PersonForm("Manager", manager.role_id, False), PersonForm("Manager", cashier.id)):
        with pytest.raises(Refused, match="Somebody must be able"):
            people.change(manager.id, form)
    with pytest.raises(Refused, match="Somebody must be able"):
        people.save_role(manager.role_id, replace(manager.role, permissions=frozenset({Permission.SELL})), 1)
    assert office.person("Manager") == manager


def test_a_badge_has_one_owner(office: Till) -> None:
    people = office.services.people
    people.set_badge(office.person("Cashier 1").id, "BADGE-1")
    people.set_badge(office.person("Cashier 1").id, "BADGE-1")
    with pytest.raises(Refused, match="belongs to Cashier 1"):
        people.set_badge(office.person("Cashier 2").id, "BADGE-1")
    found = office.services.session.check_badge("BADGE-1")
    assert found is not None and found.name == "Cashier 1"


def test_a_changed_role_holds_at_the_next_sign_in_and_is_journalled(office: Till) -> None:
    view = role_named(office, "cashier")
    changed = replace(view.role, most_discount_percent=Decimal("2.5"))
    office.services.people.save_role(view.id, changed, 0)
    office.services.session.sign_out()
    office.restart("Cashier 1")
    line = office.add("Bread")
    office.services.tickets.discount_line(line.id, percent("2.5"))
    with pytest.raises(ApprovalNeeded):
        office.services.tickets.discount_line(line.id, percent("2.6"))
    facts = office.journal("role_changed")[0][1]
    assert facts["most_discount_percent"] == "2.5"
    assert facts["permissions"] == sorted(changed.permissions)
