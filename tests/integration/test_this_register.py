"""The register's own number and name: changed before the first sale, kept after it."""

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.this_register import LONGEST_NAME, ThisRegister
from tests.integration.desk_fixtures import Till


def named(till: Till) -> tuple[int, str]:
    """As the next start reads it."""
    with till.store.read() as work:
        register = work.registers.only()
    assert register is not None
    return register.number, register.name


def test_a_new_number_begins_the_receipts_and_names_the_register(till: Till) -> None:
    told: list[str] = []
    till.desk.events.on(Event.SETTINGS, lambda: told.append(till.desk.register.name))
    till.sign_in("Manager")
    ThisRegister(till.desk).renumber(2)
    assert named(till) == (2, "Register 2") == (till.desk.register.number, till.desk.register.name)
    assert told == ["Register 2"]
    assert till.sell("Bread").order.number == "2-000001"


def test_a_name_of_ones_own_stays_when_the_number_changes(till: Till) -> None:
    till.sign_in("Manager")
    register = ThisRegister(till.desk)
    register.rename("  Front   counter ")
    register.renumber(999)
    assert named(till) == (999, "Front counter")
    register.rename("")
    assert named(till) == (999, "Register 999")


def test_after_the_first_sale_the_number_stays_and_the_name_need_not(till: Till) -> None:
    till.sell("Bread")
    till.services.session.sign_out()
    till.sign_in("Manager")
    register = ThisRegister(till.desk)
    assert register.number_is_locked()
    with pytest.raises(Refused, match="keeps its number"):
        register.renumber(2)
    register.rename("Front")
    assert named(till) == (1, "Front")


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_what_is_no_number_of_a_register_changes_nothing(till: Till, number: int) -> None:
    till.sign_in("Manager")
    with pytest.raises(Refused, match="from 1 to 999"):
        ThisRegister(till.desk).renumber(number)
    with pytest.raises(Refused, match="characters"):
        ThisRegister(till.desk).rename("x" * (LONGEST_NAME + 1))
    assert named(till) == (1, "Register 1")


def test_who_may_not_change_settings_does_not(till: Till) -> None:
    before = named(till)
    till.services.session.sign_out()
    till.sign_in("Cashier 1")
    with pytest.raises(Refused, match="may not"):
        ThisRegister(till.desk).renumber(2)
    assert named(till) == before
