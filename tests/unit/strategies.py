"""Tickets, rates and discounts as any shop could have them."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from pos_desktop.domain.discount import Discount
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine

OPENED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PERSON = UUID(int=7)

percents = st.decimals(min_value=0, max_value=40, places=3, allow_nan=False, allow_infinity=False)
rates = st.builds(TaxRate, st.sampled_from(["VAT", "GST", "PST", "City"]), percents, st.booleans())
rate_sets = st.lists(rates, max_size=3, unique_by=lambda rate: rate.name).map(tuple)
tax_classes = st.lists(rate_sets, min_size=1, max_size=4, unique=True)
discounts = st.none() | st.one_of(
    st.builds(Discount, st.just("percent"), st.decimals(0, 100, places=2), st.just("offer")),
    st.builds(Discount, st.just("amount"), st.integers(0, 100_000).map(Decimal), st.just("offer")),
)
ids = st.uuids()


def lines(classes, least_quantity=1):
    """Lines of the given tax classes; negative least quantity lets goods come back."""
    quantity = st.integers(least_quantity, 100_000).filter(bool)
    return st.builds(
        TicketLine,
        id=ids,
        name=st.just("goods"),
        quantity_milli=quantity,
        unit_price_minor=st.integers(0, 1_000_000),
        taxes=st.sampled_from(classes),
        discount=discounts,
    )


@st.composite
def tickets(draw, inclusive=None, exempt=False, least_quantity=1):
    """A ticket of up to twelve lines."""
    classes = draw(tax_classes)
    return Ticket(
        id=draw(ids),
        number=1,
        person_id=PERSON,
        opened_at=OPENED,
        prices_include_tax=draw(st.booleans()) if inclusive is None else inclusive,
        lines=tuple(draw(st.lists(lines(classes, least_quantity), max_size=12, unique_by=lambda l: l.id))),
        discount=draw(discounts),
        tax_exempt=exempt,
    )
