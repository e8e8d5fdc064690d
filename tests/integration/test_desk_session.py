"""Who is at the register: PINs, badges, lock-out that outlives a restart, a manager's word."""

from datetime import timedelta

import pytest

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.people import PersonForm
from pos_desktop.application.session import LockedOut, WrongPin
from pos_desktop.domain.permissions import Permission
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import PINS, Till

WRONG = "3141"
OVERRIDE = ApprovalRequest(Permission.PRICE_OVERRIDE, "Price override", (), -50, "line")


def guess(till: Till, times: int, name: str = "Cashier 2") -> list[str]:
    """Wrong PINs, one after the other; what the register says to each."""
    said = []
    for _ in range(times):
        with pytest.raises((WrongPin, LockedOut)) as told:
            till.services.session.check_pin(till.person(name).id, WRONG)
        said.append(str(told.value))
    return said


# -- PINs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PINS)
def test_everybody_signs_in_with_their_own_pin(till: Till, name: str) -> None:
    session = till.services.session
    person = session.check_pin(till.person(name).id, PINS[name])
    session.sign_out()
    session.sign_in(person, "pin")
    assert till.desk.signed_in.name == name
    others = {pin for other, pin in PINS.items() if other != name}
    for pin in (*others, "", PINS[name] + "0", PINS[name][:-1]):
        with pytest.raises((WrongPin, LockedOut)):
            session.check_pin(till.person(name).id, pin)


def test_signing_in_and_out_is_journalled_without_the_pin(till: Till) -> None:
    told: list[str] = []
    till.desk.events.on(Event.PERSON, lambda: told.append("person"))
    till.services.session.sign_out()
    till.services.session.sign_out()
    till.sign_in("Manager")
    entries = [(kind, body) for kind, body in till.journal() if kind.startswith("signed")]
    assert entries[-2:] == [
        ("signed_out", {"reason": "locked"}),
        ("signed_in", {"method": "pin", "name": "Manager"}),
    ]
    assert len(told) == 2, "nobody signs out twice"


def test_no_pin_stands_anywhere_in_the_database(till: Till) -> None:
    guess(till, 2)
    till.services.session.check_pin(till.person("Manager").id, PINS["Manager"])
    for row in till.rows_of(tables.person):
        assert row.pin_hash.startswith("$argon2id$")
    assert not any(pin in str(entry) for entry in till.journal() for pin in (WRONG, PINS["Manager"]))


# -- lock-out ------------------------------------------------------------------------------------


def test_the_fifth_wrong_pin_locks_for_five_minutes(till: Till) -> None:
    said = guess(till, 5)
    assert ["4 tries left" in said[0], "1 try left" in said[3], "locked until 08:35" in said[4]] == [True] * 3
    with pytest.raises(LockedOut):
        till.services.session.check_pin(till.person("Cashier 2").id, PINS["Cashier 2"])
    till.later(minutes=4, seconds=59)
    with pytest.raises(LockedOut):
        till.services.session.check_pin(till.person("Cashier 2").id, PINS["Cashier 2"])
    till.later(seconds=1)
    assert till.services.session.check_pin(till.person("Cashier 2").id, PINS["Cashier 2"]).name == "Cashier 2"
    assert [kind for kind, _ in till.journal() if "pin" in kind or "lock" in kind] == ["wrong_pin"] * 4 + [
        "locked_out"
    ]


def test_a_restart_forgets_no_wrong_pin(till: Till) -> None:
    guess(till, 3)
    till.restart()
    assert "1 try left" in guess(till, 1)[0]
    guess(till, 1)
    till.restart()
    with pytest.raises(LockedOut):
        till.services.session.check_pin(till.person("Cashier 2").id, PINS["Cashier 2"])


def test_setting_the_clock_forward_is_no_way_in_for_guesses(till: Till) -> None:
    """After the lock-out the count begins anew: five more tries, not one."""
    guess(till, 5)
    till.later(minutes=6)
    assert "4 tries left" in guess(till, 1)[0]


def test_the_right_pin_wipes_the_wrong_ones(till: Till) -> None:
    guess(till, 4)
    till.services.session.check_pin(till.person("Cashier 2").id, PINS["Cashier 2"])
    assert till.person("Cashier 2").wrong_attempts == 0
    assert "4 tries left" in guess(till, 1)[0]


def test_one_persons_lock_out_is_nobody_elses(till: Till) -> None:
    guess(till, 5)
    assert till.services.session.check_pin(till.person("Cashier 1").id, PINS["Cashier 1"])


def test_a_new_pin_from_a_manager_opens_the_lock(till: Till) -> None:
    guess(till, 5)
    till.services.session.sign_out()
    till.sign_in("Manager")
    person = till.person("Cashier 2")
    till.services.people.change(person.id, PersonForm(person.name, person.role_id, True, "8642"))
    assert till.services.session.check_pin(person.id, "8642").locked_until is None


def test_the_store_decides_how_many_tries_and_how_long(till: Till) -> None:
    till.desk.change_settings(wrong_pins_allowed=3, lock_out_minutes=30)
    said = guess(till, 3)
    assert "locked until 09:00" in said[2]
    assert till.person("Cashier 2").locked_until == till.clock.moment + timedelta(minutes=30)


def test_who_has_left_does_not_sign_in(till: Till) -> None:
    person = till.person("Cashier 2")
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.people.set_badge(person.id, "BADGE-2")
    till.services.people.change(person.id, PersonForm(person.name, person.role_id, False))
    assert person.id not in [one.id for one in till.services.session.people()]
    assert till.services.session.check_badge("BADGE-2") is None
    with pytest.raises(Refused):
        till.services.session.check_pin(person.id, PINS["Cashier 2"])


# -- badges --------------------------------------------------------------------------------------


def test_a_badge_is_known_and_stands_nowhere_in_clear(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.people.set_badge(till.person("Cashier 1").id, " BADGE-12345 ")
    found = till.services.session.check_badge("BADGE-12345")
    assert found is not None and found.name == "Cashier 1"
    assert till.services.session.check_badge("B-12346") is None
    (row,) = till.rows_of(tables.person, tables.person.c.name == "Cashier 1")
    assert b"12345" not in row.badge_key
    assert "12345" not in str(till.journal())


def test_a_badge_opens_where_the_pin_is_locked(till: Till) -> None:
    """Guessing a PIN must not shut out who holds the badge: the words of the lock say so."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.people.set_badge(till.person("Cashier 2").id, "BADGE-2")
    assert "Sign in with a badge" in guess(till, 5)[-1]
    found = till.services.session.check_badge("BADGE-2")
    assert found is not None and found.name == "Cashier 2"


# -- a manager's word ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Manager", "Manager 2"])
def test_any_manager_can_approve(till: Till, name: str) -> None:
    approval = till.services.session.approve_by_pin(OVERRIDE, PINS[name])
    assert (approval.approver_name, approval.method) == (name, "pin")
    row = till.rows_of_journal("approved")[-1]
    assert (row.person_id, row.approver_id) == (till.person("Cashier 1").id, till.person(name).id)
    assert till.journal("approved")[-1][1]["amount_minor"] == -50


def test_a_cashiers_pin_approves_nothing(till: Till) -> None:
    with pytest.raises(WrongPin):
        till.services.session.approve_by_pin(OVERRIDE, PINS["Cashier 1"])
    assert not till.journal("approved")


def test_guesses_at_the_approval_end_with_every_manager_locked(till: Till) -> None:
    for _ in range(4):
        with pytest.raises(WrongPin):
            till.services.session.approve_by_pin(OVERRIDE, WRONG)
    with pytest.raises(LockedOut):
        till.services.session.approve_by_pin(OVERRIDE, WRONG)
    with pytest.raises(LockedOut, match="No manager can approve now"):
        till.services.session.approve_by_pin(OVERRIDE, PINS["Manager"])
    till.restart()
    with pytest.raises(LockedOut):
        till.services.session.approve_by_pin(OVERRIDE, PINS["Manager"])
    till.later(minutes=5)
    assert till.services.session.approve_by_pin(OVERRIDE, PINS["Manager"])


def test_a_managers_badge_approves_also_after_the_guesses(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.people.set_badge(till.person("Manager").id, "BADGE-9")
    till.services.people.set_badge(till.person("Cashier 1").id, "BADGE-1")
    till.services.session.sign_out()
    till.sign_in("Cashier 1")
    with pytest.raises(Refused, match="cannot approve"):
        till.services.session.approve_by_badge(OVERRIDE, "BADGE-1")
    with pytest.raises(Refused, match="cannot approve"):
        till.services.session.approve_by_badge(OVERRIDE, "B-77")
    for _ in range(5):
        with pytest.raises((WrongPin, LockedOut)):
            till.services.session.approve_by_pin(OVERRIDE, WRONG)
    assert till.services.session.approve_by_badge(OVERRIDE, "BADGE-9").method == "badge"


def test_a_no_is_journalled(till: Till) -> None:
    till.services.session.decline(OVERRIDE)
    assert till.journal("approval_declined")[0][1]["permission"] == "price_override"
