"""A first run in every country: what the wizard proposes is written, a receipt of it says its amounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from pos_desktop.application.errors import Refused
from pos_desktop.application.first_prices import (
    check_decimals,
    currency_for_prices,
    keep_for_prices,
    priced_in,
)
from pos_desktop.application.first_run import FirstRun, set_up
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.iso_codes import country_codes, currency_codes
from pos_desktop.application.receipts import receipt
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency
from pos_desktop.domain.record import replace as changed
from pos_desktop.storage import tables
from pos_desktop.ui.screens.wizard_steps.draft import Draft, PersonDraft
from pos_desktop.ui.viewmodels.receipt_preview import sample_order
from tests.document_texts import texts_of
from tests.integration.desk_fixtures import GERMANY, Till, make_till

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


class _TakenBack(Exception):
    """Everything was written; nothing stays."""


@dataclass
class Undone:
    """A store that writes as the real one does, remembers what stood there, and takes it back."""

    till: Till
    kept: StoreSettings | None = None
    classes: int = 0

    @contextmanager
    def write(self) -> Iterator[Any]:
        with suppress(_TakenBack), self.till.store.write() as work:
            yield work
            self.kept = work.settings.store()
            self.classes = len(work.catalogue.tax_classes())
            raise _TakenBack


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A database with its tables and nothing in them."""
    till = Till(tmp_path_factory.mktemp("empty"), GERMANY, {})
    till._open_file()
    yield till
    till.file.close(till.database)


def plan_of(country: str) -> FirstRun:
    draft = Draft("en", name="Linden Street Store")
    draft.take_country(country)
    draft.manager, draft.cashiers = PersonDraft("Manager", "824613", "824613"), []
    return draft.plan()


@pytest.mark.parametrize("country", country_codes())
def test_what_the_wizard_proposes_is_written(empty: Till, country: str) -> None:
    plan, store = plan_of(country), Undone(empty)
    set_up(store, empty.vault, plan)  # type: ignore[arg-type]  # a store that takes back
    assert store.kept == plan.store
    assert (store.kept.country, store.classes) == (country, len(plan.tax_classes))
    assert store.kept.variance_tolerated_minor > 0


@pytest.mark.parametrize("country", country_codes())
def test_a_receipt_says_its_amounts(country: str) -> None:
    plan = plan_of(country)
    formats = Formats(plan.store.locale, plan.store.currency, UTC, "en")
    order = sample_order(plan.store, formats, NOON, "Cashier", plan.tax_classes[0][1])
    document = receipt(order, plan.store, formats)
    texts = texts_of(document)
    assert document.title == tr("Receipt {number}", number=order.number)
    assert any(formats.figure(order.total_minor) in text for text in texts), texts


# -- products that were there first ----------------------------------------------------------------


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Till]:
    """Products with prices in yen, and nobody has set the register up."""
    till = Till(tmp_path, GERMANY, {})
    till._open_file()
    with till.store.write() as work:
        keep_for_prices(work, "JPY")
    put_product(till)
    yield till
    till.file.close(till.database)


def put_product(till: Till) -> None:
    with till.database.write() as work:
        tax, product = new_id(), new_id()
        work.execute(insert(tables.tax_class), {"id": tax, "name": "Standard", "position": 0})
        work.execute(
            insert(tables.product),
            {"id": product, "name": "Teapot", "tax_class_id": tax, "weighed": False, "active": True},
        )


@pytest.mark.parametrize("code", ["EUR", "KWD", "USD"])
def test_a_register_is_not_set_up_where_prices_would_be_other_amounts(imported: Till, code: str) -> None:
    plan = plan_of("JP")
    refused = _in_currency(plan, code)
    with pytest.raises(Refused) as told:
        set_up(imported.store, imported.vault, refused)
    assert "prices in JPY" in told.value.meaning and "empty data folder" in told.value.next_step
    with imported.store.read() as work:
        assert work.registers.only() is None and work.settings.store().currency_code == "JPY"
    set_up(imported.store, imported.vault, _in_currency(plan, "KRW"))
    with imported.store.read() as work:
        assert work.settings.store().currency_code == "KRW", "which has no decimals either"


def _in_currency(plan: FirstRun, code: str) -> FirstRun:
    return replace(plan, store=changed(plan.store, currency_code=code))


def test_prices_are_read_in_what_is_stored_unless_another_is_named(empty: Till, imported: Till) -> None:
    with empty.store.read() as work:
        assert priced_in(work) is None
        assert currency_for_prices(work, "") == currency("EUR")
        assert currency_for_prices(work, "KWD") == currency("KWD")
        for code in currency_codes():
            check_decimals(work, code)
    with imported.store.read() as work:
        assert priced_in(work) == currency("JPY")
        assert currency_for_prices(work, "") == currency_for_prices(work, "JPY") == currency("JPY")
        with pytest.raises(Refused, match="prices in JPY"):
            currency_for_prices(work, "EUR")
        check_decimals(work, "KRW")


def test_a_register_reads_prices_in_its_own_money_alone(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    with till.store.read() as work:
        assert currency_for_prices(work, "EUR") == currency_for_prices(work, "") == currency("EUR")
        with pytest.raises(Refused, match="sells in EUR") as told:
            currency_for_prices(work, "JPY")
    assert "--currency" in told.value.next_step
    till.close()


def test_another_money_tolerates_what_is_as_little_there(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in("Manager")
    assert till.desk.settings.variance_tolerated_minor == 500
    StoreChanges(till.desk).change(currency_code="IDR")
    assert till.desk.settings.variance_tolerated_minor == 2_000_00
    till.close()
