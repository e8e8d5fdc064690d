"""Totals add up to the last cent, in any order, both ways of taxing."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.tax import TaxRate, shares, tax_on_top, tax_within, total_share
from pos_desktop.domain.ticket import Ticket, TicketLine

from .strategies import OPENED, PERSON, ids, percents, rate_sets, tickets

VAT7 = (TaxRate("VAT", Decimal(7)),)
VAT19 = (TaxRate("VAT", Decimal(19)),)


def ticket_of(*lines, inclusive=True, **more):
    from uuid import UUID

    made = tuple(
        TicketLine(UUID(int=i + 1), f"line {i}", quantity, price, taxes, **extra)
        for i, (quantity, price, taxes, extra) in enumerate(lines)
    )
    return Ticket(UUID(int=99), 14, PERSON, OPENED, inclusive, made, **more)


def test_a_shop_s_ticket_by_hand():
    # 2 x 3.29, 1.69, 0.342 kg x 3.49 at 7 %; 3.99, 8.99 less 10 %, 3 x 1.89 at 19 %.
    totals = price_ticket(
        ticket_of(
            (2000, 329, VAT7, {}),
            (1000, 169, VAT7, {}),
            (342, 349, VAT7, {"weighed": True}),
            (1000, 399, VAT19, {}),
            (1000, 899, VAT19, {"discount": percent(10, "Member")}),
            (3000, 189, VAT19, {}),
        )
    )
    assert [line.amount_minor for line in totals.lines] == [658, 169, 119, 399, 899, 567]
    assert (totals.subtotal_minor, totals.discount_minor, totals.total_minor) == (2811, 90, 2721)
    # 946 at 7 % holds 61.89, 1775 at 19 % holds 283.40
    assert [(s.rate.percent, s.tax_minor, s.net_minor) for s in totals.taxes] == [
        (7, 62, 884),
        (19, 283, 1492),
    ]


def test_tax_on_top_with_a_compound_rate():
    # Quebec before 2013: 5 % GST, 9.5 % QST on price and GST. 100.00 -> 5.00 + 9.975 -> 114.98.
    rates = (TaxRate("GST", Decimal(5)), TaxRate("QST", Decimal("9.5"), compound=True))
    totals = price_ticket(ticket_of((1000, 10000, rates, {}), inclusive=False))
    assert totals.total_minor == 11498
    assert sum(s.tax_minor for s in totals.taxes) == 1498
    assert totals.taxes[0].tax_minor == 500


def test_a_ticket_discount_never_exceeds_the_ticket():
    totals = price_ticket(ticket_of((1000, 500, VAT19, {}), discount=amount_off(900)))
    assert totals.total_minor == 0
    assert totals.discount_minor == 500


@given(tickets(least_quantity=-100_000))
def test_lines_sum_to_totals(ticket):
    totals = price_ticket(ticket)
    assert sum(line.total_minor for line in totals.lines) == totals.total_minor
    assert sum(line.net_minor for line in totals.lines) == totals.net_minor
    assert sum(line.tax_minor for line in totals.lines) == totals.tax_minor
    assert totals.net_minor + totals.tax_minor == totals.total_minor
    off = sum(line.line_discount_minor + line.ticket_discount_minor for line in totals.lines)
    assert off == totals.discount_minor
    if ticket.prices_include_tax:
        assert totals.subtotal_minor - totals.discount_minor == totals.total_minor
    else:
        assert totals.subtotal_minor - totals.discount_minor == totals.net_minor


@given(tickets(least_quantity=-100_000))
def test_rates_sum_to_the_tax(ticket):
    totals = price_ticket(ticket)
    taxed = [line for line in ticket.lines if total_share(line.taxes)]
    if len(taxed) == len(ticket.lines):
        assert sum(s.tax_minor for s in totals.taxes) == totals.tax_minor


@given(tickets(least_quantity=-100_000), st.randoms(use_true_random=False))
def test_no_order_of_lines_changes_a_total(ticket, chance):
    shuffled = list(ticket.lines)
    chance.shuffle(shuffled)
    first, second = price_ticket(ticket), price_ticket(replace(ticket, lines=tuple(shuffled)))
    assert (first.total_minor, first.tax_minor, first.discount_minor) == (
        second.total_minor,
        second.tax_minor,
        second.discount_minor,
    )
    assert first.taxes == second.taxes


def test_goods_and_an_even_return_without_a_receipt_keep_their_taxes():
    """Swapped for the same of another size: what is sold is taxed as it is, it may come back one day."""
    totals = price_ticket(ticket_of((1000, 10000, VAT19, {}), (-1000, 10000, VAT19, {})))
    assert [line.tax_minor for line in totals.lines] == [1597, -1597]
    assert (totals.total_minor, totals.tax_minor) == (0, 0)
    totals = price_ticket(ticket_of((1000, 10000, VAT19, {}), (-1000, 9996, VAT19, {})))
    assert [line.tax_minor for line in totals.lines] == [1597, -1596]


@given(tickets(least_quantity=-100_000))
def test_no_line_is_taxed_otherwise_than_by_its_rates(ticket):
    for line in price_ticket(ticket).lines:
        share = total_share(line.line.taxes)
        exact = line.net_minor * share
        if ticket.prices_include_tax:
            exact = line.total_minor * share / (1 + share)
        assert abs(line.tax_minor - exact) <= Fraction(3, 2)


@given(tickets(), ids, st.integers(1, 5))
def test_no_order_of_operations_changes_a_total(ticket, new, pieces):
    """Quantity then discount, or discount then quantity: one total."""
    if not ticket.lines:
        return
    line = ticket.lines[0]
    first = ticket.with_quantity(line.id, pieces * 1000)
    first = first.with_line(replace(first.line(line.id), discount=percent(7)))
    second = ticket.with_line(replace(line, discount=percent(7)))
    second = second.with_quantity(line.id, pieces * 1000)
    assert price_ticket(first) == price_ticket(second)


@given(tickets())
def test_a_refund_of_everything_is_the_exact_mirror(ticket):
    back = tuple(replace(line, quantity_milli=-line.quantity_milli) for line in ticket.lines)
    sold, returned = price_ticket(ticket), price_ticket(replace(ticket, lines=back))
    assert returned.total_minor == -sold.total_minor
    assert returned.tax_minor == -sold.tax_minor
    assert returned.discount_minor == -sold.discount_minor
    for out, home in zip(sold.lines, returned.lines, strict=True):
        assert (home.net_minor, home.tax_minor, home.total_minor) == (
            -out.net_minor,
            -out.tax_minor,
            -out.total_minor,
        )
    assert [(s.rate, -s.net_minor, -s.tax_minor) for s in sold.taxes] == [
        (s.rate, s.net_minor, s.tax_minor) for s in returned.taxes
    ]


@given(st.integers(0, 10**9), rate_sets)
def test_inclusive_and_exclusive_agree(net, rates):
    """The tax put on a net sum is the tax found in the gross it makes."""
    tax = tax_on_top(net, rates)
    assert tax_within(net + tax, rates) == tax


@given(tickets(exempt=True))
def test_an_exempt_ticket_carries_no_tax(ticket):
    totals = price_ticket(ticket)
    taxed = price_ticket(replace(ticket, tax_exempt=False))
    assert totals.tax_minor == 0
    assert totals.total_minor == taxed.net_minor


@given(st.lists(percents, max_size=4))
def test_shares_without_compounding_are_the_rates(values):
    rates = tuple(TaxRate(str(i), value) for i, value in enumerate(values))
    assert shares(rates) == tuple(Fraction(value) / 100 for value in values)
