"""What goes back for what comes back adds up to what was paid, whatever comes back first."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.returns import LineSums, TenderLeft, TooMuchBack, back_to, share_back, split_back
from pos_desktop.domain.rounding import round_to_step

# The shares of an example are many; a busy computer must not make that a failure.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KINDS = st.sampled_from(list(TenderKind))


@st.composite
def sold_lines(draw: st.DrawFn) -> tuple[LineSums, int, bool]:
    """What was paid for a line, how much was sold, and whether prices held the tax."""
    amount, tax = draw(st.integers(0, 500_000)), draw(st.integers(0, 50_000))
    off_line = draw(st.integers(0, amount))
    off_ticket = draw(st.integers(0, amount - off_line))
    base, inclusive = amount - off_line - off_ticket, draw(st.booleans())
    if inclusive:
        tax = min(tax, base)
    net = base - tax if inclusive else base
    return LineSums(amount, off_line, off_ticket, net, tax), draw(st.integers(1, 30_000)), inclusive


@PATIENT
@given(sold=sold_lines(), data=st.data())
def test_the_shares_of_a_line_add_up_to_what_was_paid(
    sold: tuple[LineSums, int, bool], data: st.DataObject
) -> None:
    sums, milli, inclusive = sold
    before, shares = 0, list[LineSums]()
    while before < milli:
        back = data.draw(st.integers(1 + (milli - before) // 12, milli - before))
        shares.append(share_back(sums, milli, before, back, inclusive=inclusive))
        before += back
    for field in ("amount_minor", "line_discount_minor", "ticket_discount_minor", "net_minor", "tax_minor"):
        assert -sum(getattr(share, field) for share in shares) == getattr(sums, field)
    for share in shares:
        base = share.amount_minor - share.line_discount_minor - share.ticket_discount_minor
        assert base == (share.total_minor if inclusive else share.net_minor)
        assert share.tax_minor <= 0 and share.total_minor <= 0


@PATIENT
@given(sold=sold_lines(), more=st.integers(1, 1000))
def test_no_more_comes_back_than_was_sold(sold: tuple[LineSums, int, bool], more: int) -> None:
    sums, milli, inclusive = sold
    for before, back in ((0, milli + more), (milli, more), (0, 0), (0, -more)):
        with pytest.raises(TooMuchBack):
            share_back(sums, milli, before, back, inclusive=inclusive)


def _paid(kinds: list[TenderKind], amounts: list[int], coin: int) -> list[TenderLeft]:
    """Tenders as they were taken: what lies in the drawer was rounded to coins."""
    return [
        TenderLeft(new_id(), kind, round_to_step(exact, coin) if kind.in_drawer else exact, exact)
        for kind, exact in zip(kinds, amounts, strict=False)
    ]


@PATIENT
@given(
    kinds=st.lists(KINDS, min_size=1, max_size=5),
    amounts=st.lists(st.integers(1, 99_999), min_size=5, max_size=5),
    coin=st.sampled_from([1, 5, 10, 100]),
    data=st.data(),
)
def test_partial_refunds_give_every_tender_back_exactly_what_it_paid(
    kinds: list[TenderKind], amounts: list[int], coin: int, data: st.DataObject
) -> None:
    tenders = _paid(kinds, amounts, coin)
    left = {tender.id: tender for tender in tenders}
    owed = sum(tender.left_exact_minor for tender in tenders)
    while owed:
        part = data.draw(st.integers(1 + owed // 12, owed))
        backs = split_back(part, list(left.values()), coin)
        assert sum(back.exact_minor for back in backs) == part
        for back in backs:
            assert back.tender_id is not None
            _take(left, back.tender_id, back.amount_minor, back.exact_minor)
        owed -= part
    assert all((one.left_minor, one.left_exact_minor) == (0, 0) for one in left.values())
    with pytest.raises(TooMuchBack):
        split_back(1, list(left.values()), coin)


def _take(left: dict[UUID, TenderLeft], key: UUID, amount: int, exact: int) -> None:
    before = left[key]
    after = TenderLeft(key, before.kind, before.left_minor - amount, before.left_exact_minor - exact)
    assert amount >= 0
    assert after.left_minor >= 0, "more went back to it than it paid"
    assert after.left_exact_minor >= 0
    left[key] = after


def test_stored_values_come_first_and_cash_last() -> None:
    kinds = [TenderKind.CASH, TenderKind.CARD, TenderKind.GIFT_CARD]
    tenders = _paid(kinds, [1000, 1000, 1000], 1)
    backs = split_back(2500, tenders, 1)
    assert [(back.kind, back.amount_minor) for back in backs] == [
        (TenderKind.GIFT_CARD, 1000),
        (TenderKind.CARD, 1000),
        (TenderKind.CASH, 500),
    ]


def test_one_tender_never_gets_more_than_it_has_left() -> None:
    (card,) = _paid([TenderKind.CARD], [1000], 1)
    with pytest.raises(TooMuchBack):
        back_to(card, 1001, 1)
