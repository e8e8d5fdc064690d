"""The ticket and the products in words: what the sale screen says, without a screen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application import wording
from pos_desktop.application.formats import Formats, isolate
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import TenderView
from pos_desktop.application.sellable import SearchHit, Tile
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.money import currency
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.returns import LineBack, LineSums
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.viewmodels import sale as words
from pos_desktop.ui.viewmodels.refunds import ticket_cells
from pos_desktop.ui.widgets.totals_block import RULE

SPACE, MINUS, TIMES = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
EURO = Formats("de-DE", currency("EUR"), UTC)
YEN = Formats("ja-JP", currency("JPY"), UTC)
FULL, REDUCED = (TaxRate("VAT", Decimal(19)),), (TaxRate("VAT", Decimal(7)),)


def line(price: int = 250, milli: int = 1000, **facts) -> TicketLine:
    return TicketLine(new_id(), facts.pop("name", "Bread"), milli, price, facts.pop("taxes", FULL), **facts)


def totals_of(*lines: TicketLine, **facts):
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return price_ticket(Ticket(new_id(), 1, new_id(), moment, facts.pop("inclusive", True), lines, **facts))


def data_of(shown: TicketLine, formats: Formats = EURO):
    return words.line_data(shown, formats)


def test_one_piece_says_no_more_than_its_name_and_price() -> None:
    data = data_of(line())
    assert (data.quantity_text, data.name, data.amount_text, data.detail) == (
        f"1 {TIMES}",
        "Bread",
        "2,50",
        "",
    )


def test_several_pieces_say_what_one_costs() -> None:
    data = data_of(line(milli=3000))
    assert (data.quantity_text, data.amount_text, data.detail) == (f"3 {TIMES}", "7,50", "2,50 each")


def test_goods_that_come_back_name_the_discount_they_were_sold_with() -> None:
    """The line shows a figure for it; a figure without a word says nothing."""
    sums = LineSums(-899, -90, 0, -680, -129)
    back = LineBack("Wrong item", True, new_id(), new_id(), "1-000001", sums)
    data = data_of(line(899, -1000, back=back))
    assert (data.discount_text, data.discount_amount_text) == ("Discount", "0,90")


def test_numbers_beside_arabic_words_keep_their_order() -> None:
    """Receipt 1-001363 is not 001363-1, and what comes back is not 0.342 minus."""
    sums = LineSums(-119, 0, 0, -100, -19)
    back = LineBack("خطأ", True, new_id(), new_id(), "1-001363", sums)
    shown = line(349, -342, weighed=True, unit="kg", back=back)
    spoken = wording.load("ar", resource_root() / "translations")
    with wording.speaking(spoken):
        (cells,) = [ticket_cells(each, EURO) for each in totals_of(shown).lines]
        detail = data_of(shown).detail
    assert cells.below.endswith(isolate("1-001363"))
    assert isolate("1-001363") in detail
    assert isolate(f"{MINUS}0,342") in detail
    assert data_of(shown).detail.startswith("Return from 1-001363 · \N{MINUS SIGN}0,342 kg")


def test_weighed_goods_say_weight_and_price_of_the_kilogram() -> None:
    data = data_of(line(349, 342, weighed=True, unit="kg"))
    assert (data.quantity_text, data.is_weighed, data.amount_text) == ("", True, "1,19")
    assert data.detail == f"0,342 kg {TIMES} 3,49 per kg"


def test_another_price_names_the_one_before_and_the_note_follows() -> None:
    data = data_of(line(200, list_price_minor=250, note="Gift wrap"))
    assert data.detail == "was 2,50 · Gift wrap"


def test_a_price_printed_on_the_label_is_no_price_each() -> None:
    assert data_of(line(250, 3000, fixed_amount_minor=700)).detail == ""


@pytest.mark.parametrize(
    ("discount", "text", "amount"),
    [
        (percent(10, "Member"), f"Member {MINUS}10{SPACE}%", f"{MINUS}0,25"),
        (percent("12.5"), f"Discount {MINUS}12,5{SPACE}%", f"{MINUS}0,31"),
        (amount_off(50, "Short date"), f"Short date {MINUS}0,50{SPACE}€", f"{MINUS}0,50"),
        (percent(0, "Member"), "", ""),
    ],
)
def test_discounts(discount, text, amount) -> None:
    data = data_of(line(discount=discount))
    assert (data.discount_text, data.discount_amount_text) == (text, amount)


def test_large_amounts_are_grouped_and_yen_have_no_decimals() -> None:
    assert data_of(line(123_456_789)).amount_text == "1.234.567,89"
    assert data_of(line(1_234_567), YEN).amount_text == "1,234,567"


def test_contained_taxes_are_one_quiet_row() -> None:
    rows = words.sum_rows(totals_of(line(), line(taxes=REDUCED)), EURO, inclusive=True)
    assert [(row.kind, row.label) for row in rows] == [
        ("sum", "Subtotal"),
        ("quiet", f"incl. VAT 7{SPACE}% and 19{SPACE}%"),
    ]
    assert rows[1].value == "0,56"


def test_three_rates_are_listed_with_one_and() -> None:
    third = (TaxRate("VAT", Decimal("5.5")),)
    rows = words.sum_rows(totals_of(line(), line(taxes=REDUCED), line(taxes=third)), EURO, inclusive=True)
    assert rows[-1].label == f"incl. VAT 5,5{SPACE}%, 7{SPACE}% and 19{SPACE}%"


def test_taxes_on_top_have_a_row_each() -> None:
    rows = words.sum_rows(totals_of(line(), line(taxes=REDUCED), inclusive=False), EURO, inclusive=False)
    assert [(row.label, row.value) for row in rows[1:]] == [
        (f"VAT 7{SPACE}%", "0,18"),
        (f"VAT 19{SPACE}%", "0,48"),
    ]


def test_an_exempt_ticket_says_what_was_taken_off() -> None:
    totals = totals_of(line(discount=percent(10)), line(taxes=REDUCED), tax_exempt=True)
    rows = words.sum_rows(totals, EURO, inclusive=True)
    assert [(row.label, row.value) for row in rows] == [
        ("Subtotal", "5,00"),
        ("Discounts", f"{MINUS}0,25"),
        ("Tax exemption", f"{MINUS}0,52"),
    ]
    assert totals.total_minor == 500 - 25 - 52, "the rows lead to the total"


def test_all_discounts_are_one_row() -> None:
    totals = totals_of(line(discount=percent(10)), line(), discount=amount_off(25))
    rows = words.sum_rows(totals, EURO, inclusive=True)
    assert (rows[1].kind, rows[1].label, rows[1].value) == ("good", "Discounts", f"{MINUS}0,50")


def test_the_paid_ticket_names_rounding_cash_and_change() -> None:
    totals = totals_of(line(1003))
    tender = TenderView(new_id(), "cash", "taken", 1005, 2000, 995, 2)
    rows = words.paid_rows(totals, [tender], EURO, inclusive=True)
    assert RULE in rows
    assert [(row.label, row.value) for row in rows[-4:]] == [
        ("Total", f"10,03{SPACE}€"),
        ("Cash rounding", "0,02"),
        ("Cash", f"{MINUS}20,00"),
        ("Change", f"9,95{SPACE}€"),
    ]


def test_pieces_are_counted_in_words() -> None:
    assert [words.items_words(count) for count in (0, 1, 2)] == ["0 items", "1 item", "2 items"]


def tile(**facts) -> Tile:
    given = {
        "product_id": new_id(),
        "variant_row": 1,
        "name": "Milk",
        "price_minor": 119,
        "several_prices": False,
    }
    given |= {
        "variants": 1,
        "weighed": False,
        "unit": None,
        "picture": None,
        "tint": "sage",
        "favourite": True,
    }
    given |= {"on_hand_milli": 50_000, "low_stock_milli": 6_000}
    return Tile(**(given | facts))


@pytest.mark.parametrize(
    ("facts", "price", "unit", "low", "sold_out"),
    [
        ({}, "1,19", "", "", False),
        ({"price_minor": None}, "ask price", "", "", False),
        ({"weighed": True, "unit": "kg"}, "1,19", "per kg", "", False),
        ({"weighed": True}, "1,19", "per kg", "", False),
        ({"several_prices": True}, "1,19", "from", "", False),
        ({"on_hand_milli": 6_000}, "1,19", "", "6 left", False),
        ({"on_hand_milli": 6_500}, "1,19", "", "", False),
        ({"on_hand_milli": 0}, "1,19", "sold out", "", True),
        ({"on_hand_milli": -2_000}, "1,19", "sold out", "", True),
        ({"on_hand_milli": None}, "1,19", "", "", False),
    ],
)
def test_tiles(facts, price, unit, low, sold_out) -> None:
    data = words.tile_data(tile(**facts), EURO, starred=True)
    assert (data.price_text, data.unit_text, data.low_stock_text, data.sold_out) == (
        price,
        unit,
        low,
        sold_out,
    )


def test_the_star_is_for_favourites_among_others() -> None:
    assert words.tile_data(tile(), EURO, starred=True).starred
    assert not words.tile_data(tile(), EURO, starred=False).starred
    assert not words.tile_data(tile(favourite=False), EURO, starred=True).starred
    assert words.tile_data(tile(picture="art:bread"), EURO, starred=True).art == "bread"


def test_a_hit_names_its_codes_and_marks_what_was_found() -> None:
    hit = SearchHit(7, new_id(), new_id(), "Organic milk", "MLK-1", "400", 119, ((0, 3), (8, 11)))
    row = words.hit_row(hit, EURO)
    assert (row.key, row.primary, row.secondary, row.amount) == ("7", "Organic milk", "MLK-1 · 400", "1,19")
    assert row.matches == ((0, 3), (8, 3))
    bare = words.hit_row(SearchHit(7, new_id(), new_id(), "Gift card", None, None, None), EURO)
    assert (bare.secondary, bare.amount) == ("", "ask price")


def test_counts_are_of_products_not_of_lines() -> None:
    lines = [
        line(milli=2000, variant_row=1),
        line(milli=1000, variant_row=2),
        line(milli=342, variant_row=3, weighed=True),
        line(milli=9000, variant_row=3, weighed=True),
        line(milli=5000),
        line(milli=4000, variant_row=99),
    ]
    assert words.counts_by_product(lines, {1: "coffee", 2: "coffee", 3: "apples"}) == {
        "coffee": 3,
        "apples": 2,
    }
