"""The ticket on the screen: discounts, exemption, and what needs a manager's word."""

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.application.returns import Pick
from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.domain.permissions import Permission
from tests.integration.desk_fixtures import PRODUCTS, Till, request_of
from tests.integration.ticket_on_disk import on_disk, total

# -- discounts and exemption -----------------------------------------------------------------------


def test_the_cashier_gives_up_to_the_roles_limit_alone(till: Till) -> None:
    line = till.add("Bread", 4)
    till.services.tickets.discount_line(line.id, percent(10))
    till.services.tickets.discount_line(line.id, amount_off(100))
    assert total(till) == 900
    for more in (percent("10.01"), amount_off(101)):
        with pytest.raises(ApprovalNeeded):
            till.services.tickets.discount_line(line.id, more)
    with pytest.raises(ApprovalNeeded):
        till.services.tickets.discount_ticket(amount_off(91))
    assert total(till) == 900


def test_a_managers_word_lets_the_larger_discount_pass(till: Till) -> None:
    tickets = till.services.tickets
    line = till.add("Coffee")
    request = request_of(tickets.discount_line, line.id, percent(25, "dented"))
    assert (request.permission, request.amount_minor) == (Permission.DISCOUNT, -200)
    tickets.discount_line(line.id, percent(25, "dented"), till.word_for(request))
    assert total(till) == 599
    row = till.rows_of_journal("discount")[-1]
    assert row.approver_id == till.person("Manager").id
    assert row.person_id == till.person("Cashier 1").id


def test_a_manager_needs_nobodys_word(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Manager")
    line = till.add("Bread")
    till.services.tickets.discount_line(line.id, percent(100))
    assert total(till) == 0
    assert till.services.checkout.pay_cash(0).order.total_minor == 0


def test_a_role_without_discounts_asks_for_the_smallest_one(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Trainee")
    line = till.add("Bread")
    request = request_of(till.services.tickets.discount_line, line.id, percent(1))
    till.services.tickets.discount_line(line.id, percent(1), till.word_for(request))
    assert total(till) == 247


def test_a_discount_is_taken_back_without_asking(till: Till) -> None:
    line = till.add("Bread")
    request = request_of(till.services.tickets.discount_ticket, percent(50))
    till.services.tickets.discount_ticket(percent(50), till.word_for(request))
    till.services.tickets.discount_line(line.id, percent(5))
    till.services.tickets.discount_ticket(None)
    till.services.tickets.discount_line(line.id, None)
    assert total(till) == 250


def test_the_tickets_discount_is_counted_after_the_lines(till: Till) -> None:
    """2 x 2.50 less 10 % = 4.50, and 5 % of 4.50 is 0.225, half a cent away from zero: 0.23."""
    line = till.add("Bread", 2)
    till.services.tickets.discount_line(line.id, percent(10))
    till.services.tickets.discount_ticket(percent(5))
    totals = till.services.tickets.totals
    assert (totals.subtotal_minor, totals.discount_minor, totals.total_minor) == (500, 73, 427)
    assert totals.net_minor + totals.tax_minor == 427


def test_exemption_takes_the_tax_out_of_the_price_with_a_managers_word(till: Till) -> None:
    till.add("Bread")
    request = request_of(till.services.tickets.set_tax_exempt, True)
    assert request.amount_minor == 40
    till.services.tickets.set_tax_exempt(True, till.word_for(request))
    assert (total(till), till.services.tickets.totals.tax_minor) == (210, 0)
    sale = till.services.checkout.pay_cash(210)
    assert (sale.order.total_minor, sale.order.tax_minor) == (210, 0)
    assert till.journal("tax_exempt")[0][1]["exempt"] is True
    assert not till.services.tickets.ticket.tax_exempt, "the next customer pays tax"


def test_what_comes_back_with_its_receipt_is_no_part_of_what_is_discounted(till: Till) -> None:
    """Nothing is taken off it: the limit is held against the goods that are sold alone."""
    sold = till.sell(*["Coffee"] * 10)
    returns = till.services.returns
    found = returns.of(sold.order.id)
    back = found, {found.lines[0].line.id: Pick(10_000)}, "wrong"
    returns.add_to_ticket(*back, till.word_for(request_of(returns.add_to_ticket, *back)))
    till.add("Bread", 4)
    request = request_of(till.services.tickets.discount_ticket, amount_off(700))
    assert (request.amount_minor, request.discount_percent) == (-700, 70)
    till.services.tickets.discount_ticket(amount_off(100))
    assert total(till) == 900 - 7990
    bread = till.services.tickets.ticket.lines[-1]
    with pytest.raises(Refused, match="too large"):
        till.services.tickets.set_quantity(bread.id, 1000)


@pytest.mark.parametrize("discount, off", [(amount_off(25), 25), (percent(10), 25)])
def test_a_discount_never_makes_what_comes_back_worth_less(till: Till, discount: Discount, off: int) -> None:
    """Without a receipt it is worth today's price, whatever is taken off the goods beside it."""
    returns, row = till.services.returns, till.rows["Coffee"]
    word = till.word_for(
        request_of(lambda: returns.add_without_receipt(row, 1000, "no receipt", restock=True))
    )
    returns.add_without_receipt(row, 1000, "no receipt", restock=True, approval=word)
    till.add("Bread")
    assert total(till) == 250 - 799
    till.services.tickets.discount_ticket(discount)
    assert total(till) == 250 - off - 799
    assert [p.ticket_discount_minor for p in till.services.tickets.totals.lines] == [0, off]


# -- a manager's word ------------------------------------------------------------------------------


def test_a_word_covers_one_thing_and_one_amount(till: Till) -> None:
    tickets = till.services.tickets
    bread, coffee = till.add("Bread"), till.add("Coffee")
    word = till.word_for(request_of(tickets.override_price, bread.id, 100, "torn"))
    for wrong in ((coffee.id, 649, "torn"), (bread.id, 99, "torn")):
        with pytest.raises(ApprovalNeeded):
            tickets.override_price(*wrong, approval=word)
    with pytest.raises(ApprovalNeeded):
        tickets.discount_line(bread.id, percent(60), word)
    tickets.override_price(bread.id, 100, "torn", word)
    assert tickets.ticket.line(bread.id).unit_price_minor == 100
    assert tickets.ticket.line(bread.id).overridden


def test_a_word_is_used_once(till: Till) -> None:
    tickets = till.services.tickets
    coffee = till.add("Coffee")
    word = till.word_for(request_of(tickets.discount_line, coffee.id, percent(25)))
    tickets.discount_line(coffee.id, percent(25), word)
    tickets.discount_line(coffee.id, None)
    with pytest.raises(ApprovalNeeded):
        tickets.discount_line(coffee.id, percent(25), word)


def test_a_word_that_came_too_late_is_asked_for_again(till: Till) -> None:
    """The manager said yes to 3.00 off; meanwhile the line has grown."""
    tickets = till.services.tickets
    line = till.add("Coffee")
    word = till.word_for(request_of(tickets.discount_line, line.id, percent(25)))
    tickets.step(line.id, 1)
    again = request_of(tickets.discount_line, line.id, percent(25), word)
    assert again.amount_minor == -400


def test_a_price_can_be_changed_for_this_sale_only(till: Till) -> None:
    tickets = till.services.tickets
    bread = till.add("Bread")
    with pytest.raises(Refused):
        tickets.override_price(bread.id, -1, "")
    word = till.word_for(request_of(tickets.override_price, bread.id, 200, "torn"))
    tickets.override_price(bread.id, 200, "torn", word)
    facts = till.journal("price_override")[-1][1]
    assert (facts["from_minor"], facts["unit_price_minor"], facts["reason"]) == (250, 200, "torn")
    till.services.checkout.pay_cash(200)
    assert till.add("Bread").unit_price_minor == 250


@pytest.mark.parametrize("action", ["remove", "discard", "quick item"])
def test_a_trainee_asks_for_what_the_role_does_not_allow(till: Till, action: str) -> None:
    till.services.session.sign_out()
    till.sign_in("Trainee")
    tickets = till.services.tickets
    line = till.add("Bread")
    calls = {
        "remove": lambda word=None: tickets.remove(line.id, word),
        "discard": lambda word=None: tickets.discard(word),
        "quick item": lambda word=None: tickets.quick_item("Twine", 120, (), None, word),
    }
    before = till.everything()
    request = request_of(calls[action])
    assert till.everything() == before
    calls[action](till.word_for(request))
    assert till.everything() != before


# -- discounts do not grow by taking goods away ----------------------------------------------------


def test_an_amount_off_within_the_limit_does_not_grow_beyond_it_with_fewer_goods(till: Till) -> None:
    tickets = till.services.tickets
    line = tickets.scan(PRODUCTS["Bread"]["code"]).line
    tickets.set_quantity(line.id, 10_000)
    tickets.discount_line(line.id, amount_off(200))
    with pytest.raises(Refused):
        tickets.set_quantity(line.id, 1000)
    assert on_disk(till).line(line.id).quantity_milli == 10_000
    tickets.set_quantity(line.id, 12_000)
    assert total(till) == 12 * 250 - 200


def test_a_ticket_s_amount_off_does_not_grow_by_removing_lines(till: Till) -> None:
    tickets = till.services.tickets
    bread = tickets.scan(PRODUCTS["Bread"]["code"]).line
    tickets.set_quantity(bread.id, 10_000)
    other = tickets.quick_item("Bag", 250, (), None).line
    tickets.discount_ticket(amount_off(250))
    with pytest.raises(Refused):
        tickets.remove(bread.id)
    assert len(on_disk(till).lines) == 2
    tickets.remove(other.id)
    assert len(on_disk(till).lines) == 1


def test_an_amount_off_nothing_is_more_than_a_cashier_gives(till: Till) -> None:
    """A gift card is no part of what is discounted: goods that come after it would be free."""
    tickets = till.services.tickets
    card = tickets.sell_gift_card(5000).line
    request = request_of(tickets.discount_ticket, amount_off(5000))
    assert request.discount_percent == 100
    assert tickets.ticket.discount is None
    tickets.discount_ticket(amount_off(0))
    tickets.discount_ticket(percent(10))
    till.add("Bread")
    tickets.remove(card.id)
    assert total(till) == 225


def test_a_discount_goes_with_the_last_goods_it_was_taken_off(till: Till) -> None:
    tickets = till.services.tickets
    tickets.quick_item("Lamp", 10_000, (), None)
    lamp = tickets.ticket.lines[0]
    tickets.discount_ticket(amount_off(1000, "Member"))
    tickets.remove(lamp.id)
    assert tickets.ticket.discount is None
    till.add("Bread", 4)
    assert (total(till), on_disk(till)) == (1000, tickets.ticket)


def test_a_discount_goes_with_the_last_goods_though_a_gift_card_stays(till: Till) -> None:
    tickets = till.services.tickets
    tickets.sell_gift_card(5000)
    lamp = tickets.quick_item("Lamp", 10_000, (), None).line
    tickets.discount_ticket(amount_off(1000, "Member"))
    tickets.remove(lamp.id)
    assert (total(till), on_disk(till).discount) == (5000, None)
    till.add("Bread", 4)
    assert total(till) == 6000


def test_what_went_with_the_last_line_comes_back_with_it(till: Till) -> None:
    tickets = till.services.tickets
    lamp = tickets.quick_item("Lamp", 10_000, (), None).line
    tickets.discount_ticket(amount_off(1000, "Member"))
    tickets.set_tax_exempt(True, till.word_for(request_of(tickets.set_tax_exempt, True)))
    before = tickets.ticket
    removed = tickets.remove(lamp.id)
    assert (tickets.ticket.discount, tickets.ticket.tax_exempt) == (None, False)
    assert on_disk(till) == tickets.ticket
    tickets.restore(removed)
    assert (tickets.ticket.discount, tickets.ticket.tax_exempt) == (before.discount, True)
    assert (total(till), on_disk(till)) == (9000, tickets.ticket)
    gone, again = till.journal("line_removed")[-1][1], till.journal("line_restored")[-1][1]
    assert (gone["ticket_discount"]["value"], gone["tax_exempt"]) == ("1000", True)
    assert (again["ticket_discount"]["value"], again["tax_exempt"]) == ("1000", True)


def test_the_next_customer_of_an_emptied_ticket_pays_tax_and_the_whole_price(till: Till) -> None:
    tickets = till.services.tickets
    first, second = till.add("Bread"), till.add("Coffee")
    for give, how in ((tickets.discount_ticket, percent(50)), (tickets.set_tax_exempt, True)):
        give(how, till.word_for(request_of(give, how)))
    tickets.remove(first.id)
    assert (tickets.ticket.discount, tickets.ticket.tax_exempt) == (percent(50), True)
    tickets.remove(second.id)
    till.add("Bread")
    assert (total(till), tickets.totals.tax_minor) == (250, 40)


def test_a_ticket_s_amount_off_does_not_grow_with_a_line_s_discount(till: Till) -> None:
    """All of the goods taken off by a manager's word would leave the amount to the goods that come next."""
    tickets = till.services.tickets
    line = till.add("Bread", 4)
    tickets.discount_ticket(amount_off(100))
    with pytest.raises(Refused, match="too large"):
        tickets.discount_line(line.id, percent(10))
    assert total(till) == 900
    tickets.discount_ticket(None)
    tickets.discount_line(line.id, percent(10))
    assert total(till) == 900


def test_an_amount_off_does_not_grow_with_a_lower_price(till: Till) -> None:
    tickets = till.services.tickets
    line = till.add("Coffee")  # 7.99
    tickets.discount_line(line.id, amount_off(79))
    with pytest.raises(Refused, match="discount would become too large"):
        tickets.override_price(line.id, 300, "dented")
    assert total(till) == 720
