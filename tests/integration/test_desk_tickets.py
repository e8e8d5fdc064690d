"""The ticket on the screen: what a scan does, its lines, and what survives."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.scanning import Expired, PriceAsked, Unknown, WeightAsked
from pos_desktop.application.ticket_goods import Added
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketState
from tests.integration.desk_fixtures import PRODUCTS, STOCK_MILLI, Till, label
from tests.integration.ticket_on_disk import on_disk, total

NEW_CODE = "4099999999996"

# -- scanning --------------------------------------------------------------------------------------


def test_a_scan_adds_its_product_and_the_next_one_raises_the_line(till: Till) -> None:
    code = PRODUCTS["Bread"]["code"]
    first, second = till.services.tickets.scan(code), till.services.tickets.scan(code)
    assert isinstance(first, Added) and isinstance(second, Added)
    assert second.line == replace(first.line, quantity_milli=2000)
    assert till.services.tickets.ticket.lines == (second.line,)
    assert total(till) == 500
    assert on_disk(till) == till.services.tickets.ticket


def test_a_scan_that_was_foreseen_does_what_it_would_have_done_anyway(till: Till) -> None:
    tickets, code = till.services.tickets, PRODUCTS["Bread"]["code"]
    assert not tickets.ticket.lines
    before = till.everything()
    line = tickets.foresee(code)
    assert till.everything() == before
    assert not tickets.ticket.lines
    first = tickets.scan(code)
    assert isinstance(first, Added) and first.line is line
    grown = tickets.foresee(code)
    second = tickets.scan(code)
    assert isinstance(second, Added) and second.line is grown
    assert second.line == replace(first.line, quantity_milli=2000)
    assert on_disk(till) == tickets.ticket


def test_what_changed_after_it_was_foreseen_counts(till: Till) -> None:
    tickets, bread, milk = till.services.tickets, PRODUCTS["Bread"]["code"], PRODUCTS["Milk"]["code"]
    assert not tickets.ticket.lines
    tickets.foresee(bread)
    till.set_price("Bread", 999)
    dearer = tickets.scan(bread)
    assert isinstance(dearer, Added) and dearer.line.unit_price_minor == 999
    tickets.foresee(bread)
    assert isinstance(tickets.scan(milk), Added)
    tickets.foresee(bread)
    tickets.remove(dearer.line.id)
    tickets.scan(bread)
    assert [(line.name, line.quantity_milli) for line in tickets.ticket.lines] == [
        ("Milk", 1000),
        ("Bread", 1000),
    ]
    assert on_disk(till) == tickets.ticket


@pytest.mark.parametrize("code", ["4099999999990", PRODUCTS["Gift card"]["code"]])
def test_nothing_is_foreseen_of_what_needs_an_answer(till: Till, code: str) -> None:
    assert not till.services.tickets.ticket.lines
    assert till.services.tickets.foresee(code) is None


def test_nothing_is_foreseen_while_another_writes(till: Till) -> None:
    assert not till.services.tickets.ticket.lines
    with till.services.desk.store.write():
        assert till.services.tickets.foresee(PRODUCTS["Bread"]["code"]) is None


def test_a_product_is_found_by_its_sku_and_with_a_symbology_identifier(till: Till) -> None:
    for code in ("BRD-1", "]E0" + PRODUCTS["Bread"]["code"]):
        added = till.services.tickets.scan(code)
        assert isinstance(added, Added) and added.line.name == "Bread"


@pytest.mark.parametrize("code", ["4099999999990", "", "no such thing", "]C1", "21", "9" * 5000])
def test_an_unknown_code_changes_nothing(till: Till, code: str) -> None:
    before = till.everything()
    assert isinstance(till.services.tickets.scan(code), Unknown)
    assert till.everything() == before
    assert not till.services.tickets.ticket.lines


def test_an_unknown_code_that_was_given_to_a_product_is_known_from_then_on(till: Till) -> None:
    tickets, catalogue = till.services.tickets, till.services.catalogue
    unknown = tickets.scan("4099999999990")
    assert isinstance(unknown, Unknown) and unknown.code == "4099999999990"
    catalogue.remember_code(unknown.code, till.rows["Milk"])
    till.restart()
    added = till.services.tickets.scan("4099999999990")
    assert isinstance(added, Added) and added.line.name == "Milk"
    with pytest.raises(Refused, match="belongs to Milk"):
        till.services.catalogue.remember_code("4099999999990", till.rows["Bread"])


def test_what_is_remembered_of_a_price_label_is_its_product_and_not_its_price(till: Till) -> None:
    tickets = till.services.tickets
    unknown = tickets.scan(label("22", "07777", 777))
    assert isinstance(unknown, Unknown)
    till.services.catalogue.remember_code(unknown.lasting_code, till.rows["Gouda"])
    for price in (777, 500):
        added = tickets.scan(label("22", "07777", price))
        assert isinstance(added, Added)
        assert (added.line.name, added.line.amount_minor) == ("Gouda", price)


def test_what_is_remembered_of_element_strings_holds_for_every_lot(till: Till) -> None:
    tickets, gtin = till.services.tickets, "0" + NEW_CODE
    unknown = tickets.scan(f"]d201{gtin}1726123110LOT\x1d")
    assert isinstance(unknown, Unknown)
    till.services.catalogue.remember_code(unknown.lasting_code, till.rows["Milk"])
    for scan in (f"]d201{gtin}1726123110LOT", f"]d201{gtin}1727013110OTHER\x1d21S1", NEW_CODE):
        added = tickets.scan(scan)
        assert isinstance(added, Added) and added.line.name == "Milk"


def test_expired_goods_that_are_weighed_first_are_in_the_journal_with_their_lot(till: Till) -> None:
    tickets, scan = till.services.tickets, f"]d201{'0' + NEW_CODE}1726112010L7"
    till.services.catalogue.remember_code(NEW_CODE, till.rows["Apples"])
    expired = tickets.scan(scan)
    assert isinstance(expired, Expired)
    asked = tickets.sell_expired(expired)
    assert isinstance(asked, WeightAsked)
    assert till.journal("expired_sold") == []
    added = tickets.add_weighed(asked.sellable.variant_row, 500, asked.scan)
    assert isinstance(added, Added) and added.line.quantity_milli == 500
    ((_kind, body),) = till.journal("expired_sold")
    assert (body["name"], body["date"], body["lot"]) == ("Apples", "2026-11-20", "L7")


def test_expired_goods_without_weight_and_price_are_in_the_journal_too(till: Till) -> None:
    tickets = till.services.tickets
    till.services.catalogue.remember_code(NEW_CODE, till.rows["Apples"])
    till.set_price("Apples", None)
    expired = tickets.scan(f"]d201{'0' + NEW_CODE}1726112010L7")
    assert isinstance(expired, Expired)
    asked = tickets.sell_expired(expired)
    assert isinstance(asked, WeightAsked)
    priced = tickets.add_weighed(asked.sellable.variant_row, 500, asked.scan)
    assert isinstance(priced, PriceAsked)
    assert tickets.add_priced(priced, 400).line.amount_minor == 200
    assert [body["lot"] for _kind, body in till.journal("expired_sold")] == ["L7"]


def test_the_price_of_what_was_weighed_already_is_that_of_a_unit(till: Till) -> None:
    """342 g at 5.00 a kilogram."""
    tickets = till.services.tickets
    asked = tickets.scan(label("21", "05002", 342))
    assert isinstance(asked, PriceAsked)
    assert tickets.priced_amount(asked, 500) == 171
    assert tickets.add_priced(asked, 500).line.amount_minor == 171


def test_a_weight_inside_a_label_is_the_quantity(till: Till) -> None:
    """342 g of apples at 3.49 a kilogram are 1.19358, so 1.19."""
    added = till.services.tickets.scan(label("21", "04001", 342))
    assert isinstance(added, Added)
    assert (added.line.quantity_milli, added.line.amount_minor) == (342, 119)
    again = till.services.tickets.scan(label("21", "04001", 342))
    assert isinstance(again, Added)
    assert len(till.services.tickets.ticket.lines) == 2, "each bag is a line of its own"


def test_a_price_inside_a_label_is_what_is_paid(till: Till) -> None:
    """7.77 of gouda at 19.90: 390 g leave the shelf, and exactly 7.77 is paid, not 7.76."""
    added = till.services.tickets.scan(label("22", "05001", 777))
    assert isinstance(added, Added)
    assert added.line.amount_minor == 777
    assert added.line.quantity_milli == 390
    sale = till.services.checkout.pay_cash(1000)
    assert sale.cash.change_minor == 223
    assert till.on_hand("Gouda") == STOCK_MILLI - 390


def test_a_price_label_sells_what_has_no_price_of_its_own(till: Till) -> None:
    added = till.services.tickets.scan(label("22", "05002", 385))
    assert isinstance(added, Added)
    assert (added.line.name, added.line.quantity_milli, added.line.amount_minor) == ("Salad", 1000, 385)


def test_a_label_with_a_wrong_check_digit_is_unknown(till: Till) -> None:
    code = label("21", "04001", 342)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert isinstance(till.services.tickets.scan(wrong), Unknown)


def test_a_product_without_a_price_asks_for_one(till: Till) -> None:
    tickets = till.services.tickets
    asked = tickets.scan(PRODUCTS["Gift card"]["code"])
    assert isinstance(asked, PriceAsked)
    assert not tickets.ticket.lines
    added = tickets.add_priced(asked, 2500)
    assert (added.line.unit_price_minor, added.line.overridden) == (2500, False)
    assert on_disk(till).lines == (added.line,)
    assert isinstance(tickets.add(till.rows["Gift card"]), PriceAsked)


def test_a_negative_price_is_refused_in_words(till: Till) -> None:
    tickets = till.services.tickets
    asked = tickets.add(till.rows["Gift card"])
    assert isinstance(asked, PriceAsked)
    with pytest.raises(Refused):
        tickets.add_priced(asked, -1)
    with pytest.raises(Refused):
        tickets.quick_item("Twine", -1, (), None)
    assert not tickets.ticket.lines


def test_a_price_changed_by_the_office_holds_for_the_next_scan_only(till: Till) -> None:
    till.add("Bread")
    till.set_price("Bread", 275)
    till.add("Bread")
    assert [line.unit_price_minor for line in till.services.tickets.ticket.lines] == [250, 275]


def test_a_weighed_product_takes_the_weight_that_was_read(till: Till) -> None:
    added = till.services.tickets.add_weighed(till.rows["Apples"], 1250)
    assert isinstance(added, Added) and added.line.amount_minor == 436
    assert not till.services.tickets.step(added.line.id, 1), "a weight has no next piece"


# -- lines -----------------------------------------------------------------------------------------


def test_a_quantity_is_stepped_down_to_one_and_no_further(till: Till) -> None:
    line = till.add("Bread", 3)
    assert [till.services.tickets.step(line.id, -1) for _ in range(3)] == [True, True, False]
    assert till.services.tickets.ticket.line(line.id).quantity_milli == 1000


@pytest.mark.parametrize("quantity", [0, 100_000_001, -100_000_001])
def test_an_impossible_quantity_leaves_the_line_as_it_is(till: Till, quantity: int) -> None:
    line = till.add("Bread")
    before = till.everything()
    with pytest.raises(Refused):
        till.services.tickets.set_quantity(line.id, quantity)
    assert till.everything() == before
    assert till.services.tickets.ticket.line(line.id) == line


def test_a_removed_line_comes_back_as_it_was_and_only_once(till: Till) -> None:
    tickets = till.services.tickets
    bread = till.add("Bread", 2)
    till.add("Milk")
    tickets.set_note(bread.id, "sliced")
    tickets.discount_line(bread.id, percent(10, "yesterday's"))
    before, owed = tickets.ticket.line(bread.id), total(till)
    removed = tickets.remove(bread.id)
    assert [line.name for line in tickets.ticket.lines] == ["Milk"]
    tickets.restore(removed)
    assert tickets.ticket.line(bread.id) == before
    assert total(till) == owed
    assert on_disk(till) == tickets.ticket
    with pytest.raises(Refused):
        tickets.restore(removed)
    assert on_disk(till) == tickets.ticket
    assert [kind for kind, _ in till.journal()][-2:] == ["line_removed", "line_restored"]


def test_a_line_taken_from_one_customer_never_comes_back_on_another(till: Till) -> None:
    tickets = till.services.tickets
    till.add("Milk")
    removed = tickets.remove(till.add("Bread").id)
    till.services.checkout.pay_cash(200)
    with pytest.raises(Refused):
        tickets.restore(removed)
    assert not tickets.ticket.lines
    assert on_disk(till) == tickets.ticket


def test_lines_added_after_a_removal_keep_their_order_on_disk(till: Till) -> None:
    tickets = till.services.tickets
    for name in ("Bread", "Milk", "Coffee"):
        till.add(name)
    removed = tickets.remove(tickets.ticket.lines[0].id)
    till.add("Sweet")
    tickets.restore(removed)
    till.add("Delivery")
    assert [line.name for line in on_disk(till).lines] == ["Milk", "Coffee", "Sweet", "Bread", "Delivery"]
    assert on_disk(till) == tickets.ticket


def test_notes_and_the_customer_are_cut_and_kept(till: Till) -> None:
    tickets = till.services.tickets
    line = till.add("Bread")
    tickets.set_note(line.id, "  " + "x" * 300)
    tickets.set_ticket_note(" fragile ")
    tickets.set_customer(" Table 4 ")
    found = on_disk(till)
    assert (found.line(line.id).note, found.note, found.customer) == ("x" * 200, "fragile", "Table 4")


def test_something_not_in_the_catalogue_can_be_sold(till: Till) -> None:
    added = till.services.tickets.quick_item("Twine", 120, (TaxRate("VAT", Decimal(19)),), None)
    sale = till.services.checkout.pay_cash(120)
    assert (added.line.name, sale.order.tax_minor, sale.order.lines[0].variant_row) == ("Twine", 19, None)


# -- surviving -------------------------------------------------------------------------------------


def full_ticket(till: Till) -> Ticket:
    tickets = till.services.tickets
    bread = till.add("Bread", 2)
    tickets.scan(label("21", "04001", 342))
    tickets.scan(label("22", "05001", 777))
    tickets.discount_line(bread.id, percent("7.5", "yesterday's"))
    tickets.discount_ticket(amount_off(50, "regular"))
    tickets.set_note(bread.id, "sliced")
    tickets.set_customer("Table 4")
    tickets.remove(till.add("Milk").id)
    return tickets.ticket


def test_a_restart_opens_on_the_same_ticket(till: Till) -> None:
    ticket, owed = full_ticket(till), till.services.tickets.totals
    till.restart()
    assert till.services.tickets.ticket == ticket
    assert till.services.tickets.totals == owed


def test_a_power_cut_takes_nothing_of_the_ticket(till: Till, tmp_path: Path) -> None:
    ticket = full_ticket(till)
    found = till.after_power_cut(tmp_path / "after")
    try:
        assert not found.stopped_cleanly
        assert found.services.tickets.ticket == ticket
    finally:
        found.close()


def test_the_lock_screen_and_another_cashier_keep_the_ticket(till: Till) -> None:
    ticket = full_ticket(till)
    till.services.session.sign_out()
    with pytest.raises(Refused):
        till.services.checkout.pay_cash(10_000)
    till.sign_in("Cashier 2")
    assert till.services.tickets.ticket == ticket
    till.services.session.sign_out()
    till.restart("Cashier 1")
    assert till.services.tickets.ticket == ticket
    assert till.services.checkout.pay_cash(10_000).order.person_name == "Cashier 1"


def test_nothing_can_be_rung_up_at_the_lock_screen(till: Till) -> None:
    till.add("Bread")
    till.services.session.sign_out()
    ticket = till.services.tickets.ticket
    with pytest.raises(Refused):
        till.services.tickets.remove(ticket.lines[0].id)
    with pytest.raises(Refused):
        till.services.tickets.discount_ticket(percent(5))
    assert on_disk(till) == ticket


# -- parking ---------------------------------------------------------------------------------------


def test_a_parked_ticket_waits_and_comes_back_whole(till: Till) -> None:
    tickets = till.services.tickets
    told: list[str] = []
    till.desk.events.on(Event.PARKED, lambda: told.append("parked"))
    ticket = full_ticket(till)
    parked = tickets.park("  Table 4 ")
    assert parked.name == "Table 4"
    assert (tickets.parked_count(), tickets.ticket.lines) == (1, ())
    assert tickets.ticket.number == ticket.number + 1
    till.sell("Milk")
    till.restart()
    tickets = till.services.tickets
    tickets.resume(parked.id)
    assert tickets.ticket == replace(ticket, name="Table 4")
    assert tickets.parked_count() == 0
    assert told == ["parked"]
    assert till.services.checkout.pay_cash(10_000).order.ticket_number == ticket.number


def test_an_empty_ticket_is_not_parked(till: Till) -> None:
    with pytest.raises(Refused, match="nothing to park"):
        till.services.tickets.park()


def test_resuming_parks_what_is_on_the_screen(till: Till) -> None:
    tickets = till.services.tickets
    till.add("Bread")
    first = tickets.park("first")
    till.add("Milk")
    second = tickets.ticket
    tickets.resume(first.id)
    assert [ticket.id for ticket in tickets.parked()] == [second.id]
    assert [line.name for line in tickets.ticket.lines] == ["Bread"]
    tickets.resume(second.id)
    assert [ticket.id for ticket in tickets.parked()] == [first.id]


def test_the_empty_ticket_under_a_resumed_one_is_given_up(till: Till) -> None:
    tickets = till.services.tickets
    till.add("Bread")
    parked = tickets.park()
    empty = tickets.ticket
    tickets.resume(parked.id)
    with till.store.read() as work:
        assert work.tickets.get(empty.id).state is TicketState.DISCARDED
    assert tickets.parked() == []


@pytest.mark.parametrize("action", ["resume", "merge"])
def test_a_ticket_that_was_taken_already_cannot_be_taken_again(till: Till, action: str) -> None:
    tickets = till.services.tickets
    till.add("Bread")
    parked = tickets.park()
    tickets.resume(parked.id)
    till.services.checkout.pay_cash(250)
    till.add("Milk")
    before = till.everything()
    with pytest.raises(Refused, match="no longer parked"):
        getattr(tickets, action)(parked.id)
    assert till.everything() == before


def test_merging_puts_all_lines_on_one_ticket(till: Till) -> None:
    tickets = till.services.tickets
    till.add("Bread", 2)
    tickets.scan(label("21", "04001", 342))
    parked = tickets.park("first half")
    milk = till.add("Milk")
    tickets.remove(till.add("Coffee").id)
    tickets.merge(parked.id)
    assert [line.name for line in tickets.ticket.lines] == ["Milk", "Bread", "Apples"]
    assert tickets.ticket.line(milk.id) == milk
    assert total(till) == 119 + 500 + 119
    assert on_disk(till) == tickets.ticket
    assert tickets.parked_count() == 0
    with till.store.read() as work:
        assert work.tickets.get(parked.id).state is TicketState.MERGED
    till.sell("Sweet", given=1000)
    assert till.on_hand("Bread") == STOCK_MILLI - 2000


def test_a_discarded_ticket_stays_on_record(till: Till) -> None:
    tickets = till.services.tickets
    till.add("Bread")
    given_up = tickets.ticket
    tickets.discard()
    assert tickets.ticket.number == given_up.number + 1
    with till.store.read() as work:
        kept = work.tickets.get(given_up.id)
    assert (kept.state, kept.lines) == (TicketState.DISCARDED, given_up.lines)
    assert till.journal("ticket_discarded") == [
        ("ticket_discarded", {"ticket": given_up.number, "total_minor": 250, "lines": 1})
    ]
    tickets.discard()
    assert len(till.journal("ticket_discarded")) == 1, "an empty ticket is nothing to give up"


def test_an_empty_ticket_with_a_customer_or_a_note_can_be_given_up(till: Till) -> None:
    """What stands on it is the last customer's, though all of the goods were taken off."""
    tickets = till.services.tickets
    tickets.remove(till.add("Bread").id)
    for say in (tickets.set_customer, tickets.set_ticket_note):
        say("Table 4")
        number = tickets.ticket.number
        assert not tickets.ticket.blank
        tickets.discard()
        assert (tickets.ticket.blank, tickets.ticket.number) == (True, number + 1)
