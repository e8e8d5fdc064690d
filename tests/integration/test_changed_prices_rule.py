"""The store decides anew whether its prices include tax: what is sold by which rule."""

from uuid import UUID

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.domain.ticket import Ticket
from tests.integration.desk_fixtures import PRODUCTS, Till
from tests.integration.ticket_on_disk import on_disk, total


def tax_on_top(till: Till) -> None:
    """A manager says that the prices are without tax, and the cashier goes on."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    StoreChanges(till.desk).change(prices_include_tax=False)
    till.services.session.sign_out()
    till.sign_in()


def parked(till: Till, ticket_id: UUID) -> Ticket:
    with till.store.read() as work:
        return work.tickets.get(ticket_id)


def by_scan(till: Till) -> None:
    till.services.tickets.foresee(PRODUCTS["Bread"]["code"])
    till.services.tickets.scan(PRODUCTS["Bread"]["code"])


def by_tap(till: Till) -> None:
    till.add("Bread")


@pytest.mark.parametrize("ring_up", [by_scan, by_tap])
def test_the_next_sale_is_priced_by_the_new_rule(till: Till, ring_up: object) -> None:
    till.sell("Bread")
    assert till.services.tickets.ticket.prices_include_tax
    tax_on_top(till)
    ring_up(till)  # type: ignore[operator]
    assert (total(till), on_disk(till)) == (298, till.services.tickets.ticket)
    order = till.services.checkout.pay_cash(298).order
    assert (order.total_minor, order.tax_minor, order.prices_include_tax) == (298, 48, False)


def test_what_was_begun_before_is_finished_by_the_old_rule(till: Till) -> None:
    till.add("Bread")
    tax_on_top(till)
    till.add("Bread")
    assert total(till) == 500
    assert on_disk(till) == till.services.tickets.ticket


def test_a_ticket_that_was_emptied_is_begun_anew(till: Till) -> None:
    tickets = till.services.tickets
    bread = till.add("Bread")
    tax_on_top(till)
    removed = tickets.remove(bread.id)
    tickets.restore(removed)
    assert total(till) == 250, "the line comes back as it was"
    tickets.remove(bread.id)
    till.add("Bread")
    assert (total(till), on_disk(till)) == (298, tickets.ticket)


def test_goods_that_come_back_first_begin_it_too(till: Till) -> None:
    tickets, returns, bread = till.services.tickets, till.services.returns, till.rows["Bread"]
    assert tickets.ticket.prices_include_tax
    tax_on_top(till)
    till.services.session.sign_out()
    till.sign_in("Manager")
    returns.add_without_receipt(bread, 1000, "no receipt", restock=True)
    assert (total(till), on_disk(till)) == (-298, tickets.ticket)


@pytest.mark.parametrize("lines", [("Milk",), ()])
def test_tickets_of_either_rule_are_not_put_together(till: Till, lines: tuple[str, ...]) -> None:
    tickets = till.services.tickets
    till.add("Bread")
    old = tickets.park("before")
    tax_on_top(till)
    for name in lines:
        till.add(name)
    before = till.everything()
    with pytest.raises(Refused, match="priced differently"):
        tickets.merge(old.id)
    assert till.everything() == before
    tickets.resume(old.id)
    assert (total(till), parked(till, old.id)) == (250, tickets.ticket)


def test_an_empty_ticket_from_before_takes_one_from_after(till: Till) -> None:
    tickets = till.services.tickets
    milk = till.add("Milk")
    tax_on_top(till)
    old = tickets.park("before")
    till.add("Bread")
    new = tickets.park("after")
    tickets.resume(old.id)
    tickets.remove(milk.id)
    tickets.merge(new.id)
    assert (total(till), on_disk(till)) == (298, tickets.ticket)
    assert tickets.ticket.id == old.id
