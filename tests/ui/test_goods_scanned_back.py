"""Goods that are scanned when they come back: known by what their codes stand for, as at the sale, and by no more."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from pos_desktop.application.orders_view import OrderView
from pos_desktop.domain.gtin import check_digit
from pos_desktop.ui.dialogs.return_goods import ReturnGoodsPanel
from tests.ui.card_sales import Shop, shop, terminal, till
from tests.ui.selling import COFFEE, SPACE, Choice, stock

__all__ = ["shop", "terminal", "till"]

EURO = f"{SPACE}€"
EXPIRED_COFFEE = f"]d2010{COFFEE}17200101"
"""A DataMatrix: the item and a date long past."""


@pytest.fixture
def beeps(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    heard: list[None] = []
    monkeypatch.setattr(shop.till.window, "beep", partial(heard.append, None))
    return heard


def priced(minor: int) -> str:
    """The label of a scale: cheese for so much."""
    body = f"2112345{minor:05d}"
    return body + check_digit(body)


@pytest.fixture
def cheese(shop: Shop) -> Shop:
    """Sold by weight, 20,00 a kilogram; its labels say what a pack costs."""
    shop.services.desk.change_settings(code_masks=("21IIIIIPPPPPC",))
    stock(shop.services, "Mountain cheese", Choice("", 2000, priced(0)), weighed=True)
    return shop


def sold_by_code(shop: Shop, *codes: str) -> OrderView:
    for code in codes:
        shop.services.tickets.scan(code)
    return shop.sold()


def scan(shop: Shop, code: str) -> None:
    """As a scanner sends it that tells the kind of code."""
    shop.till.window.on_scanned(code)
    shop.till.settle()


def picked(shop: Shop) -> list[int]:
    return [row.quantity_milli for row in shop.sight.table.rows]


# -- from a receipt ------------------------------------------------------------------------------------------


def test_a_pack_whose_label_says_its_price_is_found_on_the_receipt(cheese: Shop, beeps: list[None]) -> None:
    screen = cheese.refund(sold_by_code(cheese, priced(420), priced(350)))
    scan(cheese, priced(350))
    assert picked(cheese) == [0, 175], "the pack that was scanned, not the first of its kind"
    assert screen.money.owed.text() == f"3,50{EURO}"
    scan(cheese, priced(420))
    assert picked(cheese) == [210, 175]
    assert not beeps


def test_goods_in_a_pack_past_its_date_are_found_on_the_receipt(shop: Shop, beeps: list[None]) -> None:
    shop.refund(shop.sold("Oat drink", "Ground coffee"))
    scan(shop, EXPIRED_COFFEE)
    assert picked(shop) == [0, 1000]
    assert not beeps


def two_lines(shop: Shop) -> OrderView:
    """The same coffee on two lines: one has a note."""
    tickets, coffee = shop.services.tickets, shop.till.row("Ground coffee")
    tickets.add(coffee)
    tickets.set_note(tickets.ticket.lines[0].id, "As a present")
    tickets.add(coffee)
    order = shop.sold()
    assert len(order.lines) == 2
    return order


def test_the_same_goods_on_two_lines_are_taken_back_one_after_the_other(shop: Shop) -> None:
    screen = shop.refund(two_lines(shop))
    scan(shop, COFFEE)
    scan(shop, COFFEE)
    assert picked(shop) == [1000, 1000]
    assert screen.money.owed.text() == f"15,98{EURO}"
    scan(shop, COFFEE)
    assert picked(shop) == [1000, 1000], "no more than was sold"


def test_what_is_back_of_one_line_is_taken_of_the_other(shop: Shop, beeps: list[None]) -> None:
    order = two_lines(shop)
    screen = shop.refund(order)
    screen.table.rows[1].take()
    screen.reason.nth(0)
    screen.refund()
    shop.until_page("refunded")
    shop.refund(order)
    scan(shop, COFFEE)
    assert (picked(shop), beeps) == ([1000, 0], [])


@pytest.mark.parametrize("code", ["]E04006381333931", COFFEE[:8], "4099999999990"])
def test_what_was_not_sold_with_it_beeps_and_is_named_as_it_is_printed(
    shop: Shop, beeps: list[None], code: str
) -> None:
    shop.refund(shop.sold("Ground coffee"))
    scan(shop, code)
    assert (picked(shop), len(beeps)) == ([0], 1)
    assert shop.till.toasts() == [f"{code.removeprefix(']E0')} is not on this receipt"]


def test_another_receipt_is_known_from_a_scanner_that_tells_the_kind(shop: Shop) -> None:
    order, other = shop.sold("Oat drink"), shop.sold("Ground coffee")
    screen = shop.refund(order)
    scan(shop, f"]C1{other.number}")
    assert screen.head.title() == f"Return from order {other.number}"


# -- without one ---------------------------------------------------------------------------------------------


@pytest.fixture
def panel(shop: Shop) -> ReturnGoodsPanel:
    shop.till.window.go("sale")
    shop.till.sale.ticket.ask_return()
    shop.till.settle()
    shown = shop.till.panel
    assert isinstance(shown, ReturnGoodsPanel)
    return shown


def test_goods_without_a_receipt_are_known_by_their_pack(
    cheese: Shop, panel: ReturnGoodsPanel, beeps: list[None]
) -> None:
    scan(cheese, EXPIRED_COFFEE)
    assert panel.chosen is not None and panel.chosen.name == "Ground coffee"
    assert [row.secondary for row in panel.list.rows] == [COFFEE]
    scan(cheese, COFFEE)
    assert panel.pieces.value() == 2, "the same goods in another pack"
    scan(cheese, priced(420))
    assert panel.chosen is not None and panel.chosen.name == "Mountain cheese"
    assert not beeps


@pytest.mark.parametrize("part", ["beginning", "end", "item number"])
def test_a_code_that_only_begins_like_goods_is_unknown(
    shop: Shop, panel: ReturnGoodsPanel, beeps: list[None], part: str
) -> None:
    found = shop.services.catalogue.search("Sparkling water")[0]
    with shop.services.desk.store.write() as work:
        record = work.catalogue_edits.variant(found.variant_id)
        assert record is not None
        work.catalogue_edits.save_variant(replace(record, sku="WAT-100"))
    code = {"beginning": COFFEE[:8], "end": COFFEE[-8:], "item number": "WAT-1"}[part]
    assert shop.services.catalogue.search(code, 1), "the search for words finds it"
    scan(shop, code)
    assert (panel.chosen, len(beeps)) == (None, 1)
    assert shop.till.toasts() == ["Unknown code"]
