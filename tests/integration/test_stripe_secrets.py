"""Planted keys, tokens and card numbers appear in no log line, error or report."""

import logging
import traceback
from collections.abc import Iterator

import pytest

from pos_desktop.application.errors import PersonError
from pos_desktop.payments.stripe.fake.cards import CARDS, TestCard
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.provider import StripeCardKind
from pos_desktop.system.outgoing import Pace
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe import harness as card_harness
from tests.payment_harness.stripe_account import KEY

NUMBER = "4000056655665556"
TOKEN = "pm_planted4711"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[CardHarness]:
    monkeypatch.setitem(CARDS, TOKEN, TestCard(last_four="5556"))
    with card_harness() as made:
        yield made


def check(words: str) -> None:
    for planted in (KEY, TOKEN, NUMBER, "_secret_"):
        assert planted not in words


def errors_of(shop: CardHarness) -> Iterator[BaseException]:
    """One of every kind."""
    tricks = [
        Plan(Trick.LOSE_ANSWER),
        Plan(Trick.RUBBISH),
        Plan(Trick.OTHERS),
        Plan(Trick.STATUS, status=429),
        *(Plan(Trick.STATUS, status=status) for status in (400, 401, 402, 403, 404, 409, 418, 500)),
    ]
    for plan in tricks:
        shop.stripe.mischief.plan(plan)
        with pytest.raises(PersonError) as caught:
            shop.provider.start(shop.charge(token=TOKEN, order_words=f"Card {NUMBER}"))
        yield caught.value
    shop.stripe.withdrawn_keys.add(KEY)
    with pytest.raises(PersonError) as caught:
        shop.provider.start(shop.charge(token=TOKEN))
    yield caught.value
    with pytest.raises(PersonError) as caught:
        shop.provider.start(shop.charge(token=f"{TOKEN}_unknown"))
    yield caught.value


def test_errors_hold_nothing_of_stripes(shop: CardHarness) -> None:
    for error in errors_of(shop):
        told = "".join(traceback.format_exception(error, chain=True))
        # The lines of source that a traceback shows are not what was sent.
        check(" ".join(line for line in told.splitlines() if not line.startswith("    ")))
        check(f"{error!r} {error} {vars(error)}")
        assert error.__cause__ is None
        assert "stripe" not in type(error.__context__).__module__


def test_logs_hold_nothing_at_any_level(shop: CardHarness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in errors_of(shop):
        pass
    shop.stripe.withdrawn_keys.clear()
    provider = StripeCardKind(Pace(sleep=lambda seconds: None)).create(_around(shop))
    shop.stripe.mischief.plan(Plan(Trick.STATUS, status=500, times=2))
    charge = shop.charge(token=TOKEN, reader="")
    told = [provider.start(charge), provider.ask(charge)]
    provider.close()
    assert "try 3 follows" in caplog.text
    check(caplog.text)
    check(repr(told))
    check("".join(str(vars(record)) for record in caplog.records))


def _around(shop: CardHarness) -> object:
    from tests.payment_harness.stripe_account import surroundings

    return surroundings(shop.stripe.address)


def test_a_report_holds_no_more_of_a_card_than_it_may(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_pays()
    ledger = shop.stripe.ledger
    (kept,) = ledger.charges.values()
    # What Stripe might tell one day, as the number itself in a field that it fills with four digits.
    kept["payment_method_details"]["card_present"]["last4"] = NUMBER
    kept["payment_method_details"]["card_present"]["cardholder_name"] = "PLANTED HOLDER"
    told = shop.provider.ask(charge)
    check(repr(told))
    assert "PLANTED" not in repr(told)
    assert "exp_" not in repr(told)
    assert told.card is not None
    assert told.card.last_four == "5556"
