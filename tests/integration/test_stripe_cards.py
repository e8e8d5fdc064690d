"""Cards by Stripe against the shipped stand-in: at the reader, by token, captured later, and the account."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from pos_desktop.application.payment_provider import (
    Decline,
    NoAnswer,
    NotSent,
    Phase,
    ProviderRefused,
    ProviderSetting,
)
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.fake.cards import CARDS, TestCard
from pos_desktop.payments.stripe.fake.mischief import Plan, Trick
from pos_desktop.payments.stripe.provider import StripeCardKind
from pos_desktop.system.outgoing import Pace
from tests.integration.stripe_card import PROCESS, known, shop
from tests.payment_harness import AMOUNT
from tests.payment_harness.stripe import DECLINES, CardHarness
from tests.payment_harness.stripe_account import surroundings


def requests(shop: CardHarness, method: str, path: str) -> int:
    return sum(seen.method == method and path in seen.path for seen in shop.stripe.seen)


# -- At the reader ---------------------------------------------------------------------------------


def test_a_card_is_charged_once_and_told_without_its_number(shop: CardHarness) -> None:
    charge = shop.charge()
    sent = shop.provider.start(charge)
    assert (sent.state, sent.phase) == (PaymentState.SENT, Phase.WAITING_FOR_CARD)
    shop.customer_pays()
    taken = shop.provider.ask(known(charge, sent))
    assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, AMOUNT)
    assert taken.card is not None
    assert dataclasses.astuple(taken.card) == ("visa", "4242", "248391", "contactless")
    assert shop.charged(charge.order_id) == AMOUNT


def test_starting_twice_is_once(shop: CardHarness) -> None:
    charge = shop.charge()
    first, second = shop.provider.start(charge), shop.provider.start(charge)
    assert first.provider_ref == second.provider_ref
    assert requests(shop, "POST", PROCESS) == 1
    shop.customer_pays()
    assert shop.provider.start(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT
    assert len(shop.stripe.ledger.intents) == 1


@pytest.mark.parametrize("reason", list(DECLINES))
def test_a_declined_card_is_told_with_its_reason(shop: CardHarness, reason: Decline) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_declines(reason)
    told = shop.provider.ask(charge)
    assert (told.state, told.decline) == (PaymentState.DECLINED, reason)
    assert shop.provider.start(charge).state is PaymentState.DECLINED, "it does not begin anew"
    assert shop.provider.cancel(charge).state is PaymentState.DECLINED
    assert shop.charged(charge.order_id) == 0


def test_a_tip_given_at_the_reader_is_charged_on_top(shop: CardHarness) -> None:
    charge = shop.charge(ask_tip=True)
    shop.provider.start(charge)
    shop.customer_pays(tip=200)
    taken = shop.provider.ask(charge)
    assert (taken.charged_minor, taken.tip_minor) == (AMOUNT + 200, 200)


def test_a_tip_typed_at_the_register_is_part_of_the_charge(shop: CardHarness) -> None:
    charge = shop.charge(tip_minor=100)
    shop.provider.start(charge)
    shop.customer_pays(tip=999)  # the reader does not ask for one
    taken = shop.provider.ask(charge)
    assert (taken.charged_minor, taken.tip_minor) == (AMOUNT + 100, None)


def test_a_customer_who_presses_cancel_has_paid_nothing(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_walks_away()
    assert shop.provider.ask(charge).state is PaymentState.CANCELLED
    assert shop.provider.start(charge).state is PaymentState.CANCELLED
    assert shop.charged(charge.order_id) == 0


def test_cancelling_frees_the_reader_and_ends_the_intent(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert not shop.provider.readers()[0].busy
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    assert shop.provider.ask(charge).state is PaymentState.CANCELLED


def test_cancelling_too_late_says_that_it_is_taken(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.customer_pays()
    assert shop.provider.cancel(charge).state is PaymentState.TAKEN


def test_a_reader_that_does_not_let_itself_be_stopped_charges_nothing_afterwards(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.stripe.ledger.set_online(shop.reader, False)
    assert shop.provider.cancel(charge).state is PaymentState.CANCELLED
    shop.stripe.ledger.set_online(shop.reader, True)
    shop.customer_pays()
    assert shop.charged(charge.order_id) == 0


def test_after_the_action_was_taken_back_the_same_intent_goes_to_the_reader_again(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.stripe.ledger.stop_reader(shop.reader)
    assert shop.provider.start(charge).phase is Phase.WAITING_FOR_CARD
    shop.customer_pays()
    assert shop.charged(charge.order_id) == AMOUNT
    assert len(shop.stripe.ledger.intents) == 1


def test_an_offline_reader_was_sent_nothing(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.stripe.ledger.set_online(shop.reader, False)
    with pytest.raises(NotSent):
        shop.provider.start(charge)
    shop.stripe.ledger.set_online(shop.reader, True)
    assert shop.provider.start(charge).state is PaymentState.SENT
    shop.customer_pays()
    assert shop.charged(charge.order_id) == AMOUNT


def test_a_reader_that_goes_offline_in_the_middle_is_shown_as_away(shop: CardHarness) -> None:
    charge = shop.charge()
    shop.provider.start(charge)
    shop.stripe.ledger.set_online(shop.reader, False)
    assert shop.provider.ask(charge).phase is Phase.READER_AWAY


def test_a_reader_busy_with_another_payment_was_sent_nothing(shop: CardHarness) -> None:
    other, charge = shop.charge(), shop.charge()
    shop.provider.start(other)
    with pytest.raises(NotSent):
        shop.provider.start(charge)
    shop.customer_pays()
    assert (shop.charged(other.order_id), shop.charged(charge.order_id)) == (AMOUNT, 0)


def test_a_reader_that_is_unknown_is_a_setting(shop: CardHarness) -> None:
    with pytest.raises(ProviderSetting):
        shop.provider.start(shop.charge(reader="tmr_nowhere"))
    with pytest.raises(ProviderSetting):
        shop.provider.start(shop.charge(reader=""))


def test_declines_by_amount_as_physical_test_cards_have_them(shop: CardHarness) -> None:
    shop.stripe.ledger.declines_by_amount = True
    charge = shop.charge(amount_minor=1055)
    shop.provider.start(charge)
    shop.customer_pays()
    assert shop.provider.ask(charge).decline is Decline.WRONG_PIN


# -- By token --------------------------------------------------------------------------------------


def test_a_token_is_charged(shop: CardHarness) -> None:
    charge = shop.charge(token="pm_card_mastercard", reader="")
    taken = shop.provider.start(charge)
    assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, AMOUNT)
    assert taken.card is not None
    assert taken.card.last_four == "4444"
    assert shop.provider.start(charge).state is PaymentState.TAKEN
    assert shop.charged(charge.order_id) == AMOUNT


@pytest.mark.parametrize(
    ("token", "decline"),
    [
        ("pm_card_visa_chargeDeclined", Decline.CARD_DECLINED),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", Decline.INSUFFICIENT_FUNDS),
        ("pm_card_chargeDeclinedExpiredCard", Decline.EXPIRED_CARD),
        ("pm_card_chargeDeclinedIncorrectCvc", Decline.CHECK_FAILED),
        ("pm_card_visa_chargeDeclinedStolenCard", Decline.LOST_OR_STOLEN),
        ("pm_card_chargeDeclinedProcessingError", Decline.PROVIDER_ERROR),
    ],
)
def test_a_declined_token_is_an_answer_and_no_error(shop: CardHarness, token: str, decline: Decline) -> None:
    charge = shop.charge(token=token, reader="")
    for told in (shop.provider.start(charge), shop.provider.start(charge), shop.provider.ask(charge)):
        assert (told.state, told.decline) == (PaymentState.DECLINED, decline)
        assert told.provider_ref
    assert shop.charged(charge.order_id) == 0


@pytest.mark.parametrize("passed", [True, False])
def test_a_bank_that_wants_a_check_sends_the_customer_there(shop: CardHarness, passed: bool) -> None:
    charge = shop.charge(token="pm_card_threeDSecure2Required", reader="")
    told = shop.provider.start(charge)
    assert told.state is PaymentState.ACTION_NEEDED
    assert told.action_url.startswith(shop.stripe.address)
    assert shop.provider.ask(charge).state is PaymentState.ACTION_NEEDED
    shop.stripe.ledger.pass_check(told.provider_ref, passed)
    after = shop.provider.ask(charge)
    if passed:
        assert after.state is PaymentState.TAKEN
    else:
        assert (after.state, after.decline) == (PaymentState.DECLINED, Decline.CHECK_FAILED)


def test_an_unknown_token_is_refused(shop: CardHarness) -> None:
    with pytest.raises(ProviderRefused) as caught:
        shop.provider.start(shop.charge(token="pm_unknown", reader=""))
    assert caught.value.code == "resource_missing"


# -- Authorise first, capture later ----------------------------------------------------------------


def test_a_part_is_captured_and_the_rest_set_free(shop: CardHarness) -> None:
    charge = shop.charge(capture=False)
    shop.provider.start(charge)
    shop.customer_pays()
    held = shop.provider.ask(charge)
    assert (held.state, held.charged_minor) == (PaymentState.AUTHORISED, AMOUNT)
    assert shop.charged(charge.order_id) == 0
    charge = known(charge, held)
    for _ in range(2):
        taken = shop.provider.capture(charge, 1000)
        assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, 1000)
    assert shop.charged(charge.order_id) == 1000


def test_an_authorisation_is_set_free(shop: CardHarness) -> None:
    charge = shop.charge(capture=False, token="pm_card_visa", reader="")
    held = shop.provider.start(charge)
    assert held.state is PaymentState.AUTHORISED
    assert shop.provider.cancel(known(charge, held)).state is PaymentState.CANCELLED


def test_a_capture_whose_answer_is_lost_happened_once(shop: CardHarness) -> None:
    charge = shop.charge(capture=False, token="pm_card_visa", reader="")
    charge = known(charge, shop.provider.start(charge))
    shop.stripe.mischief.plan(Plan(Trick.LOSE_ANSWER, path="/capture"))
    with pytest.raises(NoAnswer):
        shop.provider.capture(charge, AMOUNT)
    assert shop.provider.ask(charge).state is PaymentState.TAKEN
    assert shop.provider.capture(charge, AMOUNT).charged_minor == AMOUNT


def test_more_than_authorised_is_refused(shop: CardHarness) -> None:
    charge = shop.charge(capture=False, token="pm_card_visa", reader="")
    charge = known(charge, shop.provider.start(charge))
    with pytest.raises(ProviderRefused):
        shop.provider.capture(charge, AMOUNT + 1)


# -- Settings and the account ----------------------------------------------------------------------


def test_a_withdrawn_key_is_a_setting_and_a_new_one_works_at_once(shop: CardHarness) -> None:
    keys = ["sk_" + "test_old"]
    around = dataclasses.replace(surroundings(shop.stripe.address), secret=lambda name: keys[-1])
    provider = StripeCardKind(Pace(waits=())).create(around)
    shop.stripe.withdrawn_keys.add(keys[0])
    with pytest.raises(ProviderSetting):
        provider.start(shop.charge())
    keys.append("sk_" + "test_new")
    assert provider.start(shop.charge()).state is PaymentState.SENT
    keys.append("a key\nwith a line")
    with pytest.raises(ProviderSetting):
        provider.ask(shop.charge())
    provider.close()


@pytest.mark.parametrize(
    "settings",
    [
        {"address": "http://api.stripe.example"},
        {"address": "ftp://127.0.0.1"},
        {"reader": "rdr_1"},
        {"location": "here"},
        {"return_url": "shop.example"},
    ],
)
def test_wrong_settings_are_named(settings: dict[str, str]) -> None:
    with pytest.raises(ProviderSetting):
        StripeCardKind().parse(settings)


def test_settings_that_are_right() -> None:
    parsed = StripeCardKind().parse({"reader": " tmr_1 ", "address": ""})
    assert (parsed.reader, parsed.address) == ("tmr_1", "https://api.stripe.com")


def test_the_account_tells_methods_readers_and_health(shop: CardHarness) -> None:
    assert shop.provider.methods() == ["apple_pay", "card", "link"]
    (reader,) = shop.provider.readers()
    assert (reader.ref, reader.name, reader.online, reader.busy) == (shop.reader, "Counter", True, False)
    assert shop.provider.health().ok
    here = StripeCardKind(Pace(waits=())).create(surroundings(shop.stripe.address, location="tml_elsewhere"))
    assert here.readers() == []
    here.close()


def test_the_statement_has_every_page_and_what_others_sold(shop: CardHarness) -> None:
    charges = [shop.charge(token="pm_card_visa", reader="") for _ in range(105)]
    for charge in charges:
        shop.provider.start(charge)
    shop.provider.start(shop.charge(token="pm_card_chargeDeclined", reader=""))
    intents = shop.stripe.ledger.intents.values()
    next(iter(intents))["metadata"] = {}
    now = datetime.now(UTC)
    found = shop.provider.statement(now - timedelta(hours=1), now + timedelta(hours=1))
    assert len(found) == 105
    assert {item.payment_id for item in found} == {charge.payment_id for charge in charges[1:]} | {None}
    assert {(item.amount_minor, item.currency, item.state) for item in found} == {
        (AMOUNT, "EUR", PaymentState.TAKEN)
    }
    assert shop.provider.statement(now + timedelta(hours=1), now + timedelta(hours=2)) == []


def test_a_signature_is_nothing_that_stripe_asks_for(shop: CardHarness) -> None:
    with pytest.raises(ProviderRefused):
        shop.provider.accept_signature(shop.charge(), True)


def test_a_currency_that_stripe_counts_otherwise(shop: CardHarness) -> None:
    charge = shop.charge(currency="ISK")
    shop.provider.start(charge)
    shop.customer_pays()
    assert shop.provider.ask(charge).charged_minor == AMOUNT
    assert shop.charged(charge.order_id) == AMOUNT * 100


def test_test_cards_tell_no_number() -> None:
    assert all(isinstance(card, TestCard) and len(card.last_four) == 4 for card in CARDS.values())
