"""Amounts on their way to Stripe and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pos_desktop.application.payment_provider import ProviderRefused
from pos_desktop.payments.stripe.amounts import from_stripe, to_stripe


@pytest.mark.parametrize(
    ("code", "ours", "theirs"),
    [
        ("EUR", 1250, 1250),
        ("JPY", 500, 500),
        ("KWD", 1250, 1250),
        ("ISK", 500, 50_000),
        ("UGX", 7, 700),
        ("MGA", 500, 5),
    ],
)
def test_units(code: str, ours: int, theirs: int) -> None:
    assert to_stripe(ours, code) == theirs
    assert from_stripe(theirs, code) == ours


def test_what_stripe_cannot_count_is_refused() -> None:
    with pytest.raises(ProviderRefused):
        to_stripe(501, "MGA")


@given(some.integers(0, 10**9), some.sampled_from(["EUR", "USD", "JPY", "KWD", "ISK", "UGX", "TWD"]))
def test_there_and_back(amount: int, code: str) -> None:
    assert from_stripe(to_stripe(amount, code), code) == amount
