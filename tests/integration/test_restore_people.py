"""Who may do what: an older back-up lets nobody in again, and forgets nobody's wrong guesses."""

from __future__ import annotations

from decimal import Decimal

from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import Till


def _restored_after(till: Till, change) -> None:  # noqa: ANN001
    backup = till.file.backups.make(till.clock.now())
    change()
    till.later(seconds=5)
    till.restored(backup)


def test_who_was_dismissed_since_is_not_let_in_again(till: Till) -> None:
    def dismiss() -> None:
        person = till.person("Cashier 2")
        with till.store.write() as work:
            work.people.update(person.id, person.name, person.role_id, False)

    _restored_after(till, dismiss)

    (row,) = till.rows_of(tables.person, tables.person.c.name == "Cashier 2")
    assert not row.active


def test_a_pin_that_was_changed_since_and_wrong_guesses_stay(till: Till) -> None:
    def change() -> None:
        with till.database.write() as work:
            work.connection.tell(
                "UPDATE person SET pin_hash = 'another', wrong_attempts = 4 WHERE name = 'Manager'"
            )

    _restored_after(till, change)

    (row,) = till.rows_of(tables.person, tables.person.c.name == "Manager")
    assert (row.pin_hash, row.wrong_attempts) == ("another", 4)


def test_what_a_role_may_not_do_any_more_stays_forbidden(till: Till) -> None:
    role_id = till.person("Trainee").role_id

    def forbid() -> None:
        with till.store.write() as work:
            work.people.save_role(role_id, Role("trainee", frozenset({Permission.VOID_PAID}), Decimal(0)), 2)

    _restored_after(till, forbid)

    (row,) = till.rows_of(tables.role, tables.role.c.id == role_id)
    assert row.permissions == [Permission.VOID_PAID.value]
