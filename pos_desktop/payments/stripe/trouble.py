"""What goes wrong with Stripe, in the register's own errors and words. Nothing of Stripe's own goes further."""

from collections.abc import Mapping

import stripe

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    Decline,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
)
from pos_desktop.application.wording import tr
from pos_desktop.system.outgoing import NotReached, OutgoingTrouble, Trouble

_DECLINES: Mapping[Decline, frozenset[str]] = {
    Decline.INSUFFICIENT_FUNDS: frozenset({"insufficient_funds"}),
    Decline.EXPIRED_CARD: frozenset({"expired_card", "invalid_expiry_month", "invalid_expiry_year"}),
    Decline.WRONG_PIN: frozenset(
        {
            "incorrect_pin",
            "invalid_pin",
            "offline_pin_required",
            "online_or_offline_pin_required",
            "pin_try_exceeded",
        }
    ),
    Decline.LOST_OR_STOLEN: frozenset({"lost_card", "stolen_card", "pickup_card", "restricted_card"}),
    Decline.CARD_NOT_SUPPORTED: frozenset(
        {
            "card_not_supported",
            "currency_not_supported",
            "not_permitted",
            "service_not_allowed",
            "transaction_not_allowed",
            "testmode_decline",
            "live_mode_test_card",
        }
    ),
    Decline.LIMIT_EXCEEDED: frozenset(
        {"withdrawal_count_limit_exceeded", "card_velocity_exceeded", "amount_too_large"}
    ),
    Decline.CHECK_FAILED: frozenset(
        {
            "authentication_required",
            "authentication_not_handled",
            "payment_intent_authentication_failure",
            "incorrect_cvc",
            "invalid_cvc",
            "incorrect_zip",
            "incorrect_address",
        }
    ),
    Decline.PROVIDER_ERROR: frozenset(
        {"processing_error", "issuer_not_available", "reenter_transaction", "try_again_later"}
    ),
}
_BY_CODE = {code: decline for decline, codes in _DECLINES.items() for code in codes}


class CardRefused(Exception):
    """The card was declined; carries Stripe's code for it and never leaves this folder."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StoredFault(NoAnswer):
    """Stripe keeps a fault of its own for this key and will answer with it for a day."""


def decline_of(*codes: object) -> Decline:
    """The register's word for the first of Stripe's codes that it knows; plainly declined otherwise."""
    for code in codes:
        if isinstance(code, str) and code in _BY_CODE:
            return _BY_CODE[code]
    return Decline.CARD_DECLINED


def in_our_words(error: OutgoingTrouble | stripe.StripeError) -> PersonError | CardRefused:
    """The register's error for what a call ended in."""
    if isinstance(error, OutgoingTrouble):
        return _of_the_call(error)
    if isinstance(error, stripe.CardError):
        return CardRefused(_decline_code(error))
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return _wrong_key(isinstance(error, stripe.PermissionError))
    if isinstance(error, stripe.RateLimitError):
        return not_sent(tr("Stripe is busy"))
    if isinstance(error, stripe.InvalidRequestError):
        return _of_the_request(error)
    # IdempotencyError: this attempt was made before with other values. APIError and what Stripe may add: who knows.
    return no_answer()


def no_answer(kind: type[NoAnswer] = NoAnswer) -> NoAnswer:
    """The outcome is not known."""
    return kind(
        tr("Stripe did not answer"),
        tr("It is not known yet what became of the payment."),
        tr("The register goes on asking. Do not take the money a second time."),
    )


def not_sent(title: str, meaning: str = "", *, retry_after: float | None = None) -> NotSent:
    """Nothing happened at Stripe."""
    return NotSent(
        title,
        meaning or tr("Nothing was charged."),
        tr("Try again in a moment, or take another tender."),
        retry_after=retry_after,
    )


def refused(code: str, meaning: str = "") -> ProviderRefused:
    """Stripe will not do it."""
    return ProviderRefused(
        tr("Stripe refused this"),
        meaning or tr("Its reason: {code}. Nothing was charged or refunded.", code=code or "-"),
        tr("Take another tender, or look the payment up in Stripe's dashboard."),
        code=code,
    )


def _of_the_call(error: OutgoingTrouble) -> PersonError:
    if not isinstance(error, NotReached):
        return no_answer(StoredFault if error.why is Trouble.FAULT_FOR_GOOD else NoAnswer)
    if error.why in (Trouble.BUSY, Trouble.CONFLICT):
        return not_sent(tr("Stripe is busy"), retry_after=error.retry_after)
    return not_sent(tr("Stripe cannot be reached"), retry_after=error.retry_after)


def _decline_code(error: stripe.CardError) -> str:
    told = error.error
    return str((getattr(told, "decline_code", None) if told else None) or error.code or "card_declined")


def _wrong_key(may_not: bool) -> ProviderSetting:
    return ProviderSetting(
        tr("Stripe does not accept the key"),
        tr("The key may not do this.") if may_not else tr("The secret key is wrong or was withdrawn."),
        tr("Enter the key again under Settings › Payments."),
    )


def _of_the_request(error: stripe.InvalidRequestError) -> PersonError:
    code, param = error.code or "", str(error.param or "")
    if code == "terminal_reader_offline":
        return not_sent(tr("The card reader is offline"), tr("It has no network. Nothing was charged."))
    if code == "terminal_reader_busy":
        return not_sent(
            tr("The card reader is busy"), tr("It is at work on something else. Nothing was charged.")
        )
    if code == "terminal_reader_timeout":
        return no_answer()  # the reader may have begun all the same
    if code in ("rate_limit", "lock_timeout", "balance_insufficient"):
        return not_sent(
            tr("Stripe is busy")
            if code != "balance_insufficient"
            else tr("The balance at Stripe does not cover this refund")
        )
    if code == "resource_missing" and param in ("reader", "location"):
        return ProviderSetting(
            tr("Stripe does not know this reader"),
            tr("It may belong to another account, or was removed."),
            tr("Choose the reader again under Settings › Payments."),
        )
    return refused(code)
