"""Open tickets since the back-up: their lines, and goods that the back-up does not know."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from pos_desktop.application.ids import new_id
from pos_desktop.domain.payment import PaymentState
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop
from tests.integration.restored_shop import back_up, restored
from tests.ruined_pages import root_of, ruin


def goods_added(shop: CardShop, name: str, price_minor: int = 350) -> int:
    """Goods that the office adds while the shop sells; their row number."""
    till, product, variant = shop.till, new_id(), new_id()
    with till.database.write() as work:
        taxes = work.execute(select(tables.product.c.tax_class_id).where(tables.product.c.name == "Coffee"))
        row = {"id": product, "name": name, "weighed": False, "active": True}
        work.execute(insert(tables.product), row | {"tax_class_id": taxes.scalar_one()})
        row = {"id": variant, "product_id": product, "name": name, "price_minor": price_minor, "position": 0}
        work.execute(insert(tables.variant), row | {"track_stock": True, "active": True})
        number = work.execute(select(tables.variant.c.row).where(tables.variant.c.id == variant)).scalar_one()
    till.store.catalogue_changed()
    till.rows[name] = number
    return int(number)


# -- tickets ----------------------------------------------------------------------------------------------


def test_lines_that_were_changed_since_on_a_ticket_that_stayed_open_are_there(card_shop: CardShop) -> None:
    tickets = card_shop.till.services.tickets
    card_shop.ring_up("Bread", "Milk")
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee", "Bread")
    tickets.remove(next(line.id for line in tickets.ticket.lines if line.name == "Milk"))
    before = tickets.ticket

    restored(card_shop, backup)

    assert card_shop.till.services.tickets.ticket == before
    assert [line.name for line in before.lines] == ["Bread", "Coffee"]


def test_a_line_alone_that_was_added_since_is_there(card_shop: CardShop) -> None:
    card_shop.ring_up("Bread")
    backup = back_up(card_shop)
    card_shop.ring_up("Coffee", "Bread")

    restored(card_shop, backup)

    lines = card_shop.till.services.tickets.ticket.lines
    assert [(line.name, line.quantity_milli) for line in lines] == [("Bread", 2000), ("Coffee", 1000)]


# -- goods that the back-up does not know --------------------------------------------------------------


def test_a_ticket_with_goods_that_were_added_since_is_sold_for_cash(card_shop: CardShop) -> None:
    till = card_shop.till
    backup = back_up(card_shop)
    goods_added(card_shop, "Jam")
    card_shop.ring_up("Jam", "Bread")

    restored(card_shop, backup)

    assert [(line.name, line.variant_row is None) for line in till.services.tickets.ticket.lines] == [
        ("Jam", True),
        ("Bread", False),
    ]
    sale = card_shop.tendering.take_cash(600)
    assert sale is not None
    assert sale.order.total_minor == 600
    assert till.on_hand("Bread") == 49_000
    assert [row.variant_row for row in till.rows_of(tables.stock_move)] == [till.rows["Bread"]]


def test_a_card_is_charged_for_goods_that_were_added_since(card_shop: CardShop) -> None:
    backup = back_up(card_shop)
    goods_added(card_shop, "Jam")
    card_shop.ring_up("Jam")

    restored(card_shop, backup)
    payment = card_shop.card()
    card_shop.terminal.present()

    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert settled.sale.order.total_minor == card_shop.terminal.charged(payment.ticket_id) == 350


def test_a_card_that_was_charged_for_goods_that_were_added_since_ends_its_sale(card_shop: CardShop) -> None:
    backup = back_up(card_shop)
    goods_added(card_shop, "Jam")
    card_shop.ring_up("Jam")
    payment = card_shop.card()
    card_shop.terminal.present()

    restored(card_shop, backup)

    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN
    (settled,) = card_shop.till.services.settling.settle()
    assert settled.sale is not None
    assert settled.sale.order.id == payment.ticket_id


@pytest.mark.parametrize("ruined", ["", "sqlite_sequence", "variant"])
def test_a_row_number_that_was_given_since_never_means_other_goods(card_shop: CardShop, ruined: str) -> None:
    till = card_shop.till
    backup = back_up(card_shop)
    jam = goods_added(card_shop, "Jam")
    card_shop.till.sell("Jam")
    card_shop.ring_up("Jam")
    parked = till.services.tickets.park()

    def spoil(file: Path) -> None:
        if ruined:
            ruin(file, root_of(file, till.keys.database, ruined))

    restored(card_shop, backup, spoil)

    assert goods_added(card_shop, "Soap") > jam
    with till.store.read() as work:
        (line,) = work.tickets.get(parked.id).lines
    assert (line.name, line.variant_row, line.track_stock) == ("Jam", None, False)
    (sold,) = till.rows_of(tables.order_line)
    assert (sold.name, sold.variant_row) == ("Jam", None)


def test_goods_of_the_back_up_stay_what_they_are(card_shop: CardShop) -> None:
    till = card_shop.till
    backup = back_up(card_shop)
    till.sell("Bread")
    card_shop.ring_up("Coffee")

    restored(card_shop, backup)

    (line,) = till.services.tickets.ticket.lines
    assert (line.variant_row, line.track_stock) == (till.rows["Coffee"], True)
    assert [row.variant_row for row in till.rows_of(tables.order_line)] == [till.rows["Bread"]]


def test_a_ticket_that_cannot_be_stored_holds_up_no_other_that_was_charged(
    card_shop: CardShop, caplog: pytest.LogCaptureFixture
) -> None:
    till = card_shop.till
    card_shop.ring_up("Coffee")
    card_shop.terminal.lose_next_answer(after_effect=True)
    stuck = card_shop.card()
    card_shop.terminal.present()
    card_shop.tendering.park_in_doubt()
    card_shop.until_known(stuck.id)
    with till.database.write() as work:  # goods that are not there, so that no move of stock can be stored
        work.connection.tell(
            "UPDATE ticket_line SET variant_row = 4711 WHERE ticket_id = ?", (stuck.ticket_id.bytes,)
        )
    card_shop.ring_up("Bread")
    payment = card_shop.card()
    card_shop.terminal.present()
    assert card_shop.until_known(payment.id).state is PaymentState.TAKEN

    with caplog.at_level(logging.WARNING):
        (settled,) = till.services.settling.settle()

    assert settled.sale is not None
    assert settled.sale.order.id == payment.ticket_id
    assert "could not be settled" in caplog.text
    with pytest.raises(IntegrityError):  # told as what it is with the next news
        till.services.settling.settle()
