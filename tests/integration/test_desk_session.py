"""Who is at the register: PINs, badges, lock-out that outlives a restart, a manager's word."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.people import PersonForm
from pos_desktop.application.returns import Pick
from pos_desktop.application.session import LockedOut, WrongPin
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.domain.record import replace
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import PINS, Till, request_of

Ask = Callable[[Till, bool], ApprovalRequest]
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


# -- the limits of who gives the word --------------------------------------------------------------


def make_lead(till: Till, without: Permission | None = None, name: str = "Trainee") -> None:
    """Somebody who may approve, but gives at most 20 % off and 5.00 back; with the badge BADGE-5."""
    with till.store.write() as work:
        role_id, person = new_id(), next(p for p in work.people.all() if p.name == name)
        allowed = frozenset(Permission) - {without}
        work.people.save_role(role_id, Role("lead", allowed, Decimal(20), 500), 3)
        work.people.update(person.id, person.name, role_id, True)
        work.people.set_badge(person.id, till.vault.badge_key("BADGE-5"))


def sold_for(till: Till, pieces: int) -> UUID:
    """A paid sale of loaves at 2.50."""
    return till.sell(*["Bread"] * pieces).order.id


def a_discount(till: Till, much: bool) -> ApprovalRequest:
    line = till.add("Coffee")
    return request_of(till.services.tickets.discount_line, line.id, percent(21 if much else 20))


def an_amount_off(till: Till, much: bool) -> ApprovalRequest:
    line = till.add("Coffee")  # 7.99
    return request_of(till.services.tickets.discount_line, line.id, amount_off(160 if much else 159))


def a_ticket_discount(till: Till, much: bool) -> ApprovalRequest:
    till.add("Coffee")
    return request_of(till.services.tickets.discount_ticket, percent("20.5" if much else 20))


def another_price(till: Till, much: bool) -> ApprovalRequest:
    line = till.add("Bread")
    return request_of(till.services.tickets.override_price, line.id, 199 if much else 200, "torn")


def a_price_in_steps(till: Till, much: bool) -> ApprovalRequest:
    line, tickets = till.add("Bread"), till.services.tickets
    tickets.override_price(
        line.id, 210, "a", till.word_for(request_of(tickets.override_price, line.id, 210, "a"))
    )
    return request_of(tickets.override_price, line.id, 190 if much else 205, "b")


def a_refund(till: Till, much: bool, other: TenderKind | None = None) -> ApprovalRequest:
    order = sold_for(till, 3)
    returns, role = till.services.returns, till.person("Cashier 1").role
    with till.store.write() as work:  # the cashier asks for anything above 1.00
        work.people.save_role(till.person("Cashier 1").role_id, replace(role, most_refund_minor=100), 0)
    till.sign_in("Cashier 1")
    found = returns.of(order)
    picks = {found.lines[0].line.id: Pick((3 if much else 2) * 1000)}
    return request_of(lambda: returns.carry_out(found, picks, "stale", other=other))


def a_refund_as_credit(till: Till, much: bool) -> ApprovalRequest:
    return a_refund(till, much, TenderKind.STORE_CREDIT)


def a_return_without_a_receipt(till: Till, much: bool) -> ApprovalRequest:
    pieces = 3000 if much else 2000
    returns, bread = till.services.returns, till.rows["Bread"]
    return request_of(lambda: returns.add_without_receipt(bread, pieces, "no receipt", restock=True))


def a_void(till: Till, much: bool) -> ApprovalRequest:
    return request_of(till.services.orders.void, sold_for(till, 3 if much else 2), "wrong")


LIMITS = [
    a_discount,
    an_amount_off,
    a_ticket_discount,
    another_price,
    a_price_in_steps,
    a_refund,
    a_refund_as_credit,
    a_return_without_a_receipt,
    a_void,
]


@pytest.mark.parametrize("ask", LIMITS)
def test_nobody_approves_what_is_above_the_own_limit(till: Till, ask: Ask) -> None:
    make_lead(till)
    request, session = ask(till, True), till.services.session
    for word in (
        lambda: session.approve_by_pin(request, PINS["Trainee"]),
        lambda: session.approve_by_badge(request, "BADGE-5"),
    ):
        with pytest.raises(Refused, match="You may not approve this") as told:
            word()
        assert told.value.next_step == "Ask somebody whose role allows it."
    assert till.person("Manager").wrong_attempts == till.person("Trainee").wrong_attempts == 0
    assert "Trainee" not in [body["approved_by"] for _, body in till.journal("approved")]
    assert till.word_for(request).approver_name == "Manager"


@pytest.mark.parametrize("ask", LIMITS)
def test_up_to_the_own_limit_the_word_holds(till: Till, ask: Ask) -> None:
    make_lead(till)
    request = ask(till, False)
    assert till.services.session.approve_by_pin(request, PINS["Trainee"]).approver_name == "Trainee"
    assert till.services.session.approve_by_badge(request, "BADGE-5").method == "badge"


@pytest.mark.parametrize("permission", [each for each in Permission if each is not Permission.APPROVE])
def test_nobody_approves_what_the_own_role_does_not_allow(till: Till, permission: Permission) -> None:
    make_lead(till, without=permission)
    with pytest.raises(Refused, match="You may not approve this"):
        till.services.session.approve_by_badge(ApprovalRequest(permission, "Something"), "BADGE-5")


def test_a_limit_that_is_hit_does_not_open_the_pin_to_guesses(till: Till) -> None:
    """Where every manager is locked, the PIN of a lead must not be found by trying."""
    make_lead(till)
    request = a_void(till, True)
    for _ in range(5):
        with pytest.raises((WrongPin, LockedOut)):
            till.services.session.approve_by_pin(request, WRONG)
    with pytest.raises(LockedOut, match="No manager can approve now"):
        till.services.session.approve_by_pin(request, PINS["Trainee"])


def test_who_can_give_the_word_goes_before_one_with_the_same_pin_who_cannot(till: Till) -> None:
    make_lead(till)
    with till.store.write() as work:
        lead = next(p for p in work.people.all() if p.name == "Trainee")
        work.people.set_pin(lead.id, till.vault.hash(PINS["Manager 2"]), 4)
    assert till.word_for(a_void(till, True), "Manager 2").approver_name == "Manager 2"


def test_who_voids_alone_is_held_to_the_own_refund_limit(till: Till) -> None:
    make_lead(till)
    small, large = sold_for(till, 2), sold_for(till, 3)
    till.sign_in("Trainee")
    till.services.orders.void(small, "wrong")
    assert request_of(till.services.orders.void, large, "wrong").refund_minor == 750
