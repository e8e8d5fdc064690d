"""Amounts as Stripe counts them. It counts some currencies in other units than ISO 4217 does.

Source: Stripe's page on currencies, zero-decimal currencies and special cases.
"""

from pos_desktop.application.payment_provider import ProviderRefused
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency

_WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD JOD KWD OMR TND".split())


def to_stripe(amount_minor: int, code: str) -> int:
    """Our minor units into Stripe's; ProviderRefused for an amount that Stripe cannot take."""
    shift = _digits(code) - currency(code).exponent
    if shift >= 0:
        return int(amount_minor * 10**shift)
    whole, rest = divmod(amount_minor, 10**-shift)
    if rest:
        raise ProviderRefused(
            tr("Stripe cannot take this amount"),
            tr("It takes no fractions of {currency}.", currency=code),
            tr("Choose a round amount or another tender."),
            code="amount",
        )
    return int(whole)


def from_stripe(amount: int, code: str) -> int:
    """Stripe's units into our minor units."""
    shift = currency(code).exponent - _digits(code)
    return int(amount * 10**shift) if shift >= 0 else int(amount // 10**-shift)


def _digits(code: str) -> int:
    if code in _WHOLE:
        return 0
    return 3 if code in _THOUSANDTHS else 2
