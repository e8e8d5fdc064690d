"""The protocol's code lists in the register's words: results, steps, cards, currencies (PA00P015, chapters 8 and 11)."""

from __future__ import annotations

from pos_desktop.application.payment_provider import Decline, Phase

ABORTED_BY_PERSON = 0x6C
PLEASE_WAIT = 0x9C
NOT_REGISTERED = 0x6B
NOTHING_THERE = frozenset({0x66, 0x83, 0xB5})
"""What terminals answer where there is no receipt to repeat, beside an abort without a reason."""
NO_SUCH_RECEIPT = 0xB5
REVERSAL_REFUSED = frozenset({0x83, NO_SUCH_RECEIPT, 0xD2})
"""A reversal that this terminal or batch does not do: the money goes back with the card instead."""
ALREADY_REVERSED = 0xB4

_BANK_DECLINES = {
    4: Decline.LOST_OR_STOLEN, 7: Decline.LOST_OR_STOLEN, 41: Decline.LOST_OR_STOLEN, 43: Decline.LOST_OR_STOLEN,
    13: Decline.LIMIT_EXCEEDED, 61: Decline.LIMIT_EXCEEDED, 65: Decline.LIMIT_EXCEEDED,
    14: Decline.CARD_NOT_SUPPORTED, 56: Decline.CARD_NOT_SUPPORTED, 57: Decline.CARD_NOT_SUPPORTED,
    33: Decline.EXPIRED_CARD, 54: Decline.EXPIRED_CARD,
    38: Decline.WRONG_PIN, 55: Decline.WRONG_PIN, 75: Decline.WRONG_PIN,
    51: Decline.INSUFFICIENT_FUNDS,
    91: Decline.PROVIDER_ERROR, 92: Decline.PROVIDER_ERROR, 96: Decline.PROVIDER_ERROR,
}  # fmt: skip
"""Results 01 to 99 are the host's, in the bytes 01 to 63; the numbers are those of ISO 8583."""
_TERMINAL_DECLINES = {
    0x67: Decline.CARD_NOT_SUPPORTED, 0x68: Decline.CARD_NOT_SUPPORTED, 0x7A: Decline.CARD_NOT_SUPPORTED,
    0x76: Decline.CARD_NOT_SUPPORTED, 0xC5: Decline.CARD_NOT_SUPPORTED, 0xE9: Decline.CARD_NOT_SUPPORTED,
    0xEA: Decline.CARD_NOT_SUPPORTED, 0x7B: Decline.CARD_NOT_SUPPORTED, 0x7C: Decline.CARD_NOT_SUPPORTED,
    0x6E: Decline.LOST_OR_STOLEN,
    0x6F: Decline.WRONG_CURRENCY, 0xC6: Decline.WRONG_CURRENCY, 0xCB: Decline.WRONG_CURRENCY,
    0x71: Decline.INSUFFICIENT_FUNDS,
    0x78: Decline.EXPIRED_CARD, 0x79: Decline.EXPIRED_CARD,
    0xC3: Decline.LIMIT_EXCEEDED, 0xC9: Decline.LIMIT_EXCEEDED,
    0x64: Decline.CARD_DECLINED, 0x65: Decline.CARD_DECLINED, 0x72: Decline.CARD_DECLINED,
    0x73: Decline.CARD_DECLINED,
    0x75: Decline.CHECK_FAILED,
}  # fmt: skip
_HOST_CODES = 0x63

_STEPS = {
    0x00: Phase.WAITING_FOR_CARD, 0x0A: Phase.WAITING_FOR_CARD, 0xE0: Phase.WAITING_FOR_CARD,
    0xE1: Phase.WAITING_FOR_CARD, 0x0C: Phase.WAITING_FOR_CARD,
    0x01: Phase.CARD_READ, 0x02: Phase.CARD_READ, 0x15: Phase.CARD_READ, 0x0B: Phase.CARD_READ,
    0x04: Phase.ASKING_BANK, 0x0E: Phase.ASKING_BANK, 0x17: Phase.ASKING_BANK, 0xD2: Phase.ASKING_BANK,
    0xD3: Phase.ASKING_BANK,
}  # fmt: skip
_REMOVE_CARD = 0x40
"""The same step with the card to be taken out."""

_BRANDS = {
    2: "girocard", 5: "girocard", 6: "mastercard", 8: "amex", 9: "direct_debit", 10: "visa", 11: "visa",
    12: "diners", 13: "v_pay", 14: "jcb", 15: "reka", 46: "maestro", 69: "postfinance", 87: "bancontact",
    97: "alipay", 232: "discover", 260: "bluecode", 261: "wechat_pay",
}  # fmt: skip

CURRENCIES = {
    "AED": 784, "AUD": 36, "BGN": 975, "CAD": 124, "CHF": 756, "CZK": 203, "DKK": 208, "EUR": 978, "GBP": 826,
    "HUF": 348, "ISK": 352, "JPY": 392, "NOK": 578, "NZD": 554, "PLN": 985, "RON": 946, "SEK": 752, "TRY": 949,
    "USD": 840,
}  # fmt: skip
"""ISO 4217's numbers of the money that terminals with this protocol are sold for."""


def decline_of(result: int | None) -> Decline:
    """Why a terminal did not take it."""
    if result is None:
        return Decline.PROVIDER_ERROR
    if 0 < result <= _HOST_CODES:
        return _BANK_DECLINES.get(result, Decline.CARD_DECLINED)
    return _TERMINAL_DECLINES.get(result, Decline.PROVIDER_ERROR)


def phase_of(step: int) -> Phase | None:
    """What an intermediate status says for the eyes; None for what changes nothing."""
    return _STEPS.get(step) or (_STEPS.get(step & ~_REMOVE_CARD) if step & 0x80 == 0 else None)


def brand_of(card_type: int | None, name: str) -> str:
    """A card's kind by its number in the protocol's list, else by the name that the terminal gives."""
    known = _BRANDS.get(card_type or 0)
    return known or name.lower().replace(" ", "_")[:20] or "card"
