"""What somebody means who types into the search of the orders list."""

import re
from dataclasses import dataclass

# A register's number and its running number: 1-000214. Digits may be of any script.
_NUMBER = re.compile(r"#?\s*(\d{1,6})\s*[-\u2010-\u2013\u2212]\s*(\d{1,12})")
_DIGITS = re.compile(r"#?\s*(\d{1,12})")
_CARD = re.compile(r"(?:[^\W\d_]+\s*)?[\u00b7\u2022*]+\s*(\d{4})")
CARD_DIGITS = 4
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d{1,12})(?:[.,\u066b](\d{1,3}))?")
_AROUND_AMOUNT = " \u00a0\u202f\u200e\u200f€$£¥"


@dataclass(frozen=True, slots=True)
class Everything:
    """Nothing typed."""


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A whole number: the register's and the running one."""

    register: int
    sequence: int


@dataclass(frozen=True, slots=True)
class LastDigits:
    """A running number, or the digits it ends with; leading zeros count as typed. Four may be those of a card."""

    value: int
    digits: int

    @property
    def of_card(self) -> str:
        """As a card's last digits; empty where they cannot be."""
        return str(self.value).zfill(CARD_DIGITS) if self.digits == CARD_DIGITS else ""


@dataclass(frozen=True, slots=True)
class CardDigits:
    """The last four digits of a card, with the dots before them that receipts print."""

    digits: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A total in minor units."""

    minor: int


@dataclass(frozen=True, slots=True)
class Words:
    """The beginning of a customer's name, or something of a product that was sold."""

    text: str


Query = Everything | ReceiptNumber | LastDigits | CardDigits | Amount | Words


def read_query(text: str, exponent: int) -> Query:
    """Reads what was typed; `exponent` is how many decimals an amount of the store has."""
    text = text.strip()
    if not text:
        return Everything()
    if whole := _NUMBER.fullmatch(text):
        return ReceiptNumber(int(whole[1]), int(whole[2]))
    if card := _CARD.fullmatch(text):
        return CardDigits(str(int(card[1])).zfill(CARD_DIGITS))
    if digits := _DIGITS.fullmatch(text):
        return LastDigits(int(digits[1]), len(digits[1]))
    return _amount(text, exponent) or Words(text)


def customer_key(customer: str) -> str:
    """A customer as they are searched: capital letters and spaces make no difference.

    In hexadecimal, because what begins alike must stand together in every database's order of letters.
    """
    return " ".join(customer.casefold().split()).encode().hex()


def _amount(text: str, exponent: int) -> Amount | None:
    found = _AMOUNT.fullmatch(text.strip(_AROUND_AMOUNT).lstrip("-\u2212"))
    if found is None:
        return None
    whole, decimals = re.sub(r"\D", "", found[1]), found[2] or ""
    if decimals and len(decimals) != exponent:
        return None
    return Amount(int(whole + decimals.ljust(exponent, "0")))
