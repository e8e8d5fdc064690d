"""What a terminal or its wire does wrong, as the four errors of the family, in words with a next step."""

from __future__ import annotations

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import NoAnswer, NotSent, ProviderRefused, ProviderSetting
from pos_desktop.application.wording import tr
from pos_desktop.payments.zvt import codes

_WAIT = frozenset({codes.PLEASE_WAIT, 0xA0, 0xA1, 0xA3, 0x7D, 0x9B, 0xDC, 0xE0, 0xE1})
_SETTING = frozenset({0x51, 0x85, 0xC1, 0xC2, 0xC4, 0xE4, 0xF6, codes.NOT_REGISTERED, 0x6F, 0xC6})
_AGAIN_SECONDS = 5.0


def not_reached() -> NotSent:
    """Nobody is there."""
    return NotSent(
        tr("The card terminal is not reached"),
        tr("The request was not sent."),
        tr("Check its cable and its power, then try again."),
    )


def busy() -> NotSent:
    """It does something else."""
    return NotSent(
        tr("The card terminal is busy"),
        tr("The request was not sent."),
        tr("Wait until its display is at rest, then try again."),
        retry_after=_AGAIN_SECONDS,
    )


def no_answer() -> NoAnswer:
    """It was asked, and what came of it is not known yet."""
    return NoAnswer(
        tr("The card terminal did not answer"),
        tr("The card may have been charged. The register asks until it knows."),
    )


def look_at_it() -> NoAnswer:
    """Its last transaction is not certainly the one that was asked for."""
    return NoAnswer(
        tr("Look at the card terminal"),
        tr("Its last transaction does not tell for certain whether this payment was taken."),
        tr("Compare the amount and the time with its journal; a manager then decides what it was."),
    )


def look_at_refund() -> NoAnswer:
    """Its last transaction is not certainly the money that was to go back."""
    return NoAnswer(
        tr("Look at the card terminal"),
        tr("Its last transaction does not tell for certain whether this money was refunded."),
        tr(
            "Look in its journal for a refund or a reversal of this amount at this time; a manager then decides."
        ),
    )


def unknown_before() -> NotSent:
    """One that was asked for earlier is not known yet."""
    return NotSent(
        tr("An earlier card payment is still in doubt"),
        tr("The terminal takes no other payment before it is known what became of that one."),
        tr("Look at the terminal; a manager may decide what it was."),
    )


def not_written() -> NotSent:
    """The book cannot be written, so nothing may be asked for."""
    return NotSent(
        tr("The register's disk takes nothing"),
        tr("The request was not sent."),
        tr("Free some space, then try again."),
    )


def no_book() -> ProviderSetting:
    """What was asked for before cannot be read."""
    return ProviderSetting(
        tr("The card terminals' book cannot be read"),
        tr("Nothing was charged."),
        tr("Check the disk and the rights of the register's folder."),
    )


def not_handed_in() -> NoAnswer:
    """The end of the day was begun, and its end was not heard."""
    return NoAnswer(
        tr("The card terminal did not answer"),
        tr("Whether its day was closed is not known."),
        tr("Look at the terminal; the end of the day may be started once more."),
    )


def no_such_money(currency: str) -> ProviderSetting:
    """A currency without a number in the terminals' list."""
    return ProviderSetting(
        tr("The terminal does not take this currency"),
        tr("'{currency}' is not known to it.", currency=currency),
        tr("Take this payment in another way."),
    )


def not_offered() -> ProviderRefused:
    """The protocol's terminals do not do it here."""
    return ProviderRefused(
        tr("The card terminal does not do this"),
        tr("Nothing happened."),
        tr("Take or refund the money in another way."),
        code="not_offered",
    )


def too_much() -> ProviderRefused:
    """More would go back than was paid."""
    return ProviderRefused(
        tr("More than was paid cannot be refunded"),
        tr("The card terminal lists earlier refunds of this payment."),
        tr("Refund what is left, or compare with the provider under Payments."),
        code="refund_too_large",
    )


def refusal(result: int | None) -> PersonError:
    """A command that was not begun: nothing happened. What to do about it hangs on the reason."""
    number = f"{result or 0:02X}"
    if result in _WAIT:
        return busy()
    if result in _SETTING:
        return ProviderSetting(
            tr("The card terminal must be set up"),
            tr("It refuses with code {code}. Nothing was charged.", code=number),
            tr("Carry out a diagnosis at the terminal, or ask its provider."),
        )
    return ProviderRefused(
        tr("The card terminal refuses"),
        tr("It refuses with code {code}. Nothing was charged.", code=number),
        tr("Take the payment in another way, or ask the terminal's provider."),
        code=number,
    )
