"""The first run: one commit that makes a register, or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import FixSetting, PersonError, Refused
from pos_desktop.application.first_run import NEXT_RECEIPT, FirstRun, NewPerson, set_up
from pos_desktop.application.setup_presets import PRESETS, CountryPreset
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import GERMANY, NOWHERE, Till, make_till

PLAN = FirstRun(
    GERMANY,
    7,
    "Counter",
    (("Standard", (TaxRate("VAT", Decimal(19)),)), ("None", ())),
    (NewPerson("Cashier 1", "cashier", "4711"), NewPerson("Manager", "manager", "824613")),
    (NOWHERE,),
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Till]:
    """A database with its tables and nothing in them."""
    till = Till(tmp_path, GERMANY, {})
    till._open_file()
    yield till
    till.file.close(till.database)


def is_set_up(till: Till) -> bool:
    with till.store.read() as work:
        return work.registers.only() is not None


def test_a_register_that_is_not_set_up_says_what_to_do(empty: Till) -> None:
    assert not is_set_up(empty)
    with pytest.raises(FixSetting, match="not set up yet"):
        Desk(empty.store, empty.clock, empty.vault)


def test_everything_is_there_after_one_commit(empty: Till) -> None:
    set_up(empty.store, empty.vault, PLAN)
    assert is_set_up(empty)
    empty._begin()
    assert empty.desk.settings == GERMANY
    assert (empty.desk.register.number, empty.desk.register.name) == (7, "Counter")
    assert [(p.name, p.role.name, p.pin_length) for p in empty.services.session.people()] == [
        ("Cashier 1", "cashier", 4),
        ("Manager", "manager", 6),
    ]
    assert [(name, rates) for _, name, rates in empty.services.catalogue.tax_classes()] == list(
        PLAN.tax_classes
    )
    assert empty.journal() == [("set_up", {"store": "Corner shop", "register": 7, "people": 2})]
    with empty.store.read() as work:
        assert [(row.driver, row.active) for row in work.devices.all()] == [("tcp", True)]


def test_the_registers_number_stands_in_its_receipts(empty: Till) -> None:
    set_up(empty.store, empty.vault, PLAN)
    empty._begin()
    empty.sign_in("Cashier 1")
    empty.open_shift()
    empty.services.tickets.quick_item("Twine", 120, (), None)
    assert empty.services.checkout.pay_cash(120).order.number == "7-000001"


def test_numbers_go_on_after_a_database_that_was_set_aside(empty: Till) -> None:
    with empty.store.write() as work:
        work.settings.put(NEXT_RECEIPT, 1042)
    set_up(empty.store, empty.vault, PLAN)
    empty._begin()
    empty.sign_in("Cashier 1")
    empty.open_shift()
    empty.services.tickets.quick_item("Twine", 120, (), None)
    assert empty.services.checkout.pay_cash(120).order.number == "7-001042"


@pytest.mark.parametrize("pin", ["", "12", "1234", "abcd"])
def test_a_bad_pin_writes_nothing(empty: Till, pin: str) -> None:
    with pytest.raises(Refused):
        set_up(
            empty.store,
            empty.vault,
            replace(PLAN, people=(*PLAN.people, NewPerson("Cashier 2", "cashier", pin))),
        )
    assert not is_set_up(empty)
    assert not empty.rows_of(tables.person) and not empty.rows_of(tables.setting)


def test_a_register_is_set_up_once(empty: Till) -> None:
    set_up(empty.store, empty.vault, PLAN)
    before = empty.everything() | {"journal": empty.journal()}
    with pytest.raises(PersonError):
        set_up(
            empty.store, empty.vault, replace(PLAN, register_number=8, store=replace(GERMANY, name="Another"))
        )
    assert empty.everything() | {"journal": empty.journal()} == before
    with empty.store.read() as work:
        assert work.settings.store() == GERMANY


def test_somebody_must_be_able_to_manage_the_register(empty: Till) -> None:
    with pytest.raises(Refused):
        set_up(empty.store, empty.vault, replace(PLAN, people=PLAN.people[:1]))
    assert not is_set_up(empty)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.country)
def test_a_store_of_every_country_sells_with_its_own_money_and_taxes(
    tmp_path: Path, preset: CountryPreset
) -> None:
    settings = StoreSettings(
        name="Corner shop",
        country=preset.country,
        currency_code=preset.currency,
        locale=preset.locale,
        prices_include_tax=preset.prices_include_tax,
        code_masks=preset.masks,
        print_receipt="always",
    )
    rates = preset.rates[0]
    till = make_till(tmp_path / "till", settings, {"Full": rates, "Reduced": preset.rates[-1], "None": "0"})
    till.sign_in()
    till.open_shift()
    till.add("Bread", 3)
    till.add("Milk")
    due = till.services.checkout.due().minor
    assert due % settings.currency.smallest_cash == 0
    sale = till.services.checkout.pay_cash(due + 100 * settings.currency.smallest_cash)
    assert sale.cash.change_minor == 100 * settings.currency.smallest_cash
    assert sum(tax.net_minor + tax.tax_minor for tax in sale.order.taxes) == sale.order.total_minor
    assert abs(sale.order.rounding_minor) * 2 <= settings.currency.smallest_cash
    till.services.shifts.confirm_count({1: till.drawer_holds()})
    report = till.services.shifts.close("", 0)
    assert report.gross_minor + report.rounding_minor == due
    till.close()
