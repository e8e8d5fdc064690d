"""Prices as files of products tell them: of the store's currency, or none."""

import pytest

from pos_desktop.application.csv_products import read_amount
from pos_desktop.domain.money import currency

EURO = currency("EUR")


def test_a_barcode_in_the_column_of_prices_is_no_price() -> None:
    """No ticket would take it: the cashier would learn of it at the first scan."""
    assert read_amount("9999999999.99", EURO) == 999_999_999_999
    for text in ("4006381333931", "10000000000.01"):
        with pytest.raises(ValueError, match="not a price"):
            read_amount(text, EURO)
    with pytest.raises(ValueError, match="not a price"):
        read_amount("999999999999999", currency("CLF"))


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("EUR", "2,99 €", 299),
        ("EUR", "€ 1.234,50", 123_450),
        ("GBP", "£2.99", 299),
        ("CAD", "$2.99", 299),
        ("JPY", "¥300", 300),
        ("EUR", "$2.99", None),
        ("EUR", "£2.99", None),
        ("GBP", "2,99 €", None),
        ("USD", "¥300", None),
        ("CHF", "2.99 €", None),
        ("EUR", "USD 2.99", None),
    ],
)
def test_a_price_in_another_currency_is_no_price_of_ours(code: str, text: str, minor: int | None) -> None:
    if minor is not None:
        assert read_amount(text, currency(code)) == minor
        return
    with pytest.raises(ValueError, match=r"another currency|not a price"):
        read_amount(text, currency(code))
