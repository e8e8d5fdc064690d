"""Which coins a new store uses: what the law of its country says of cash."""

import pytest

from pos_desktop.ui.screens.wizard_steps.draft import Draft


@pytest.mark.parametrize(
    ("country", "smallest"),
    [("FI", 5), ("BE", 5), ("EE", 5), ("LT", 5), ("IT", 5), ("NL", 1), ("DE", 1), ("CH", 5), ("SE", 100)],
)
def test_a_store_begins_with_the_coins_of_its_country(country: str, smallest: int) -> None:
    draft = Draft("en", name="Corner shop")
    draft.take_country(country)
    assert draft.plan().store.currency.smallest_cash == smallest
    draft.currency_code = "USD"
    assert draft.plan().store.currency.smallest_cash == 1
