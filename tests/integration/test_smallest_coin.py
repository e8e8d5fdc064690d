"""A store in euros that uses no coin below five cents: what is paid in cash, what goes back, what is counted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import GERMANY, make_till
from tests.integration.returned_goods import books_add_up, bring_back, sold_by_card


@pytest.fixture
def finnish(tmp_path: Path) -> Iterator[CardShop]:
    with VirtualTerminal() as terminal:
        store = replace(GERMANY, country="FI", locale="fi-FI", smallest_cash_minor=5)
        till = make_till(tmp_path / "finnish", store)
        till.sign_in("Manager")
        till.open_shift()
        yield CardShop(till, terminal)
        till.accounts.close()
        till.close()


@pytest.mark.parametrize(
    ("names", "total", "paid"), [(("Milk",), 119, 120), (("Milk", "Sweet"), 122, 120), (("Sweet",), 3, 5)]
)
def test_cash_is_rounded_and_goes_back_as_it_was_paid(
    finnish: CardShop, names: tuple[str, ...], total: int, paid: int
) -> None:
    till = finnish.till
    sale = till.sell(*names)
    assert (sale.order.total_minor, sale.cash.amount_minor) == (total, paid)
    assert till.drawer_holds() == 10_000 + paid
    done = bring_back(finnish, till.services.orders.get(sale.order.id))
    assert [(refund.kind, refund.amount_minor) for refund in done.refunds] == [(TenderKind.CASH, paid)]
    assert till.drawer_holds() == 10_000
    books_add_up(till)


def test_a_card_pays_the_exact_sum(finnish: CardShop) -> None:
    order = sold_by_card(finnish, "Milk")
    assert [tender.amount_minor for tender in order.tenders] == [119]


def test_what_was_paid_to_the_cent_goes_back_in_coins_that_are_there(card_shop: CardShop) -> None:
    """Sold before the store rounded: of 1.19 coins from five cents give 1.15 back, never more than was paid."""
    till = card_shop.till
    till.services.session.sign_out()
    till.sign_in("Manager")
    sale = till.sell("Milk")
    StoreChanges(till.desk).change(smallest_cash_minor=5)
    done = bring_back(card_shop, till.services.orders.get(sale.order.id))
    assert [refund.amount_minor for refund in done.refunds] == [115]
    books_add_up(till)


def test_a_store_keeps_what_it_has_until_somebody_changes_it(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in("Manager")
    changes = StoreChanges(till.desk)
    assert till.desk.settings.currency.smallest_cash == 1
    changes.change(country="FI")
    assert till.desk.settings.currency.smallest_cash == 1
    changes.change(smallest_cash_minor=5)
    assert till.desk.settings.currency.smallest_cash == 5
    for other in (2, 20, 3):
        with pytest.raises(Refused):
            changes.change(smallest_cash_minor=other)
    changes.change(currency_code="SEK")
    assert till.desk.settings.currency.smallest_cash == 100, (
        "of another money no coin was chosen: it has its own"
    )
    till.close()
