"""A shop's rates on a ticket: lines add up to totals, whatever it tells, or it is not taken."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.domain.discount import amount_off
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import replace
from pos_desktop.domain.rounding import round_ratio
from pos_desktop.domain.shop_tax import DoesNotAddUp, ToldRate, ToldTaxes, with_own_taxes, with_shop_taxes
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage.repositories.snapshots import line_rates_of_text, line_rates_to_text, rates_to_text

OWN = (TaxRate("VAT", Decimal(19)),)
RATES = st.sampled_from(("0", "2.5", "4", "4.5", "7", "8.875", "19", "9.975"))


def line(price: int, quantity: int = 1000, **more) -> TicketLine:
    return TicketLine(new_id(), "Goods", quantity, price, OWN, **more)


def ticket(*lines: TicketLine, inclusive: bool = True, **more) -> Ticket:
    return Ticket(new_id(), 1, new_id(), datetime(2026, 1, 1, tzinfo=UTC), inclusive, lines, **more)


def told(of: Ticket, rates: list[str], untaxed: set[int] = frozenset()) -> ToldTaxes:
    """As a shop tells them that rounds every line by itself."""
    percents = [Decimal(rate) for rate in rates]
    share = sum(percents)
    sums = [0] * len(percents)
    priced = price_ticket(of).lines
    taxed = [place for place in range(len(priced)) if place not in untaxed]
    for place in taxed:
        one = priced[place]
        base = one.amount_minor - one.line_discount_minor - one.ticket_discount_minor
        for at, percent in enumerate(percents):
            below = 100 + (share if of.prices_include_tax else 0)
            sums[at] += round_ratio(int(base * percent * 1000), int(below * 1000))
    ids = [one.line.id for one in priced]
    found = tuple(
        ToldRate(f"Tax {at}", percent, minor)
        for at, (percent, minor) in enumerate(zip(percents, sums, strict=True))
    )
    return ToldTaxes(
        tuple(ids[place] for place in taxed), tuple(ids[place] for place in untaxed), found if taxed else ()
    )


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 12)), min_size=1, max_size=12),
    st.lists(RATES, min_size=0, max_size=3),
    st.booleans(),
    st.integers(0, 500),
    st.data(),
)
def test_lines_add_up_to_totals_with_a_shops_rates(goods, rates, inclusive, off, data) -> None:
    bought = ticket(*(line(price, count * 1000) for price, count in goods), inclusive=inclusive)
    whole = price_ticket(bought).total_minor
    bought = replace(bought, discount=amount_off(min(off, whole), "Off") if min(off, whole) else None)
    untaxed = data.draw(st.sets(st.integers(0, len(goods) - 1)))
    taxed = with_shop_taxes(bought, [told(bought, rates, untaxed)])
    totals = price_ticket(taxed)
    assert sum(one.total_minor for one in totals.lines) == totals.total_minor
    assert (
        sum(one.tax_minor for one in totals.lines)
        == totals.tax_minor
        == sum(t.tax_minor for t in totals.taxes)
    )
    assert totals.net_minor + totals.tax_minor == totals.total_minor
    if inclusive:
        assert totals.total_minor == price_ticket(bought).total_minor, (
            "the customer pays the price on the shelf"
        )
    assert with_own_taxes(taxed) == bought


def test_a_sum_that_is_not_its_rates_is_not_taken() -> None:
    bought = ticket(line(1000), line(2000))
    right = told(bought, ["7"])
    (rate,) = right.rates
    for wrong in (rate.tax_minor + 4, rate.tax_minor - 4, 0):
        with pytest.raises(DoesNotAddUp):
            with_shop_taxes(bought, [replace(right, rates=(replace(rate, tax_minor=wrong),))])
    with pytest.raises(DoesNotAddUp):
        with_shop_taxes(bought, [replace(right, rates=(*right.rates, ToldRate("More", Decimal(10), 30)))])
    with pytest.raises(DoesNotAddUp):
        with_shop_taxes(bought, [replace(right, rates=(replace(rate, percent=Decimal(-7)),))])


def test_lines_that_are_taxed_differently_cannot_be_told_as_one() -> None:
    bought = ticket(line(1000), line(1000))
    first, second = (told(ticket(each), [rate]) for each, rate in zip(bought.lines, ("7", "19"), strict=True))
    mixed = ToldTaxes(
        (*first.taxed, *second.taxed), (), (*first.rates, *(replace(r, name="Other") for r in second.rates))
    )
    with pytest.raises(DoesNotAddUp):
        with_shop_taxes(bought, [mixed])
    apart = with_shop_taxes(
        bought, [first, replace(second, rates=tuple(replace(r, name="Other") for r in second.rates))]
    )
    assert [[rate.percent for rate in each.taxes] for each in apart.lines] == [[Decimal(7)], [Decimal(19)]]


def test_every_line_is_told_once_and_a_gift_card_never() -> None:
    goods, card = line(1000), line(5000, issues="gift_card")
    bought = ticket(goods, card)
    right = told(ticket(goods), ["7"])
    taxed = with_shop_taxes(bought, [right])
    assert taxed.lines[1] is card and taxed.lines[0].own_taxes == OWN
    for wrong in ([], [right, right], [replace(right, taxed=(*right.taxed, card.id))]):
        with pytest.raises(DoesNotAddUp):
            with_shop_taxes(bought, wrong)


def test_asked_again_the_registers_own_rates_are_kept() -> None:
    bought = ticket(line(1000))
    again = with_shop_taxes(with_shop_taxes(bought, [told(bought, ["7"])]), [told(bought, ["4", "4.5"])])
    assert again.lines[0].own_taxes == OWN and len(again.lines[0].taxes) == 2
    assert again.taxed_by_shop and not with_own_taxes(again).taxed_by_shop


@pytest.mark.parametrize("own", [None, OWN, ()])
def test_a_line_keeps_both_taxes_on_disk(own) -> None:
    shops = (TaxRate('State "tax"', Decimal("4.0")), TaxRate("City", Decimal("4.50")))
    text = line_rates_to_text(shops, own)
    assert line_rates_of_text(text) == (shops, own)
    assert own is not None or text == rates_to_text(shops)
