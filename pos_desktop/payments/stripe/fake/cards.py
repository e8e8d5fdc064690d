"""Test cards by the names of their payment methods, and declines by amount; both as Stripe's page on testing has them.

No numbers: what a reader or a page of Stripe reads never comes to the register.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card and how its bank answers."""

    brand: str = "visa"
    last_four: str = "4242"
    decline: str = ""  # Stripe's decline code
    checked: bool = False  # the bank wants the customer to prove who they are

    __test__ = False  # no test case, whatever its name says to pytest


VISA = TestCard()
CARDS = {
    "pm_card_visa": VISA,
    "pm_card_mastercard": TestCard("mastercard", "4444"),
    "pm_card_amex": TestCard("amex", "8431"),
    "pm_card_visa_chargeDeclined": TestCard(last_four="0002", decline="generic_decline"),
    "pm_card_chargeDeclined": TestCard(last_four="0002", decline="generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": TestCard(last_four="9995", decline="insufficient_funds"),
    "pm_card_visa_chargeDeclinedLostCard": TestCard(last_four="9987", decline="lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": TestCard(last_four="9979", decline="stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": TestCard(last_four="0069", decline="expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": TestCard(last_four="0127", decline="incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": TestCard(last_four="0119", decline="processing_error"),
    "pm_card_threeDSecure2Required": TestCard(last_four="3220", checked=True),
    "pm_card_authenticationRequired": TestCard(last_four="3184", checked=True),
}


def card_ending(last_four: str) -> TestCard:
    """The first test card with these digits; a plain one when there is none."""
    return next((card for card in CARDS.values() if card.last_four == last_four), VISA)


_BY_LAST_DIGITS = {
    1: "call_issuer",
    2: "offline_pin_required",
    3: "online_or_offline_pin_required",
    5: "generic_decline",
    55: "incorrect_pin",
    65: "withdrawal_count_limit_exceeded",
    75: "pin_try_exceeded",
}


def decline_by_amount(amount: int) -> str:
    """How a physical test card's bank answers an amount, by its last two digits; empty when it agrees."""
    return _BY_LAST_DIGITS.get(amount % 100, "")
