"""What the register asks a terminal for, as messages (PA00P015, chapter 2)."""

from __future__ import annotations

from enum import Enum

from pos_desktop.payments.zvt import fields
from pos_desktop.payments.zvt.apdu import Apdu, Kind
from pos_desktop.payments.zvt.fields import packed_number, sized

PRINTS_PAYMENTS, PRINTS_REPORTS, WANTS_STEPS = 0x02, 0x04, 0x08
BY_LINES = 0x80
TOLD_NOT_PRINTED = 0x03
"""Service byte of a repeated receipt: its status information is sent, and it is not printed."""
_COMMANDS, _COMMAND, _LINE_WIDTH = 0x26, 0x0A, 0x12
_UNDERSTOOD = (
    Kind.STATUS,
    Kind.INTERMEDIATE,
    Kind.COMPLETION,
    Kind.ABORTED,
    Kind.PRINT_LINE,
    Kind.PRINT_BLOCK,
)
_MOST_MINOR = 10**12 - 1
WIDEST_LINE = 99


class Paper(Enum):
    """Who puts the terminal's receipts on paper."""

    TERMINAL = "terminal"
    LINES = "lines"  # the register, line by line as the terminal says them
    NOBODY = "nobody"  # the register, from status informations: the terminal tells them and prints nothing


_CONFIG = {
    Paper.TERMINAL: WANTS_STEPS,
    Paper.LINES: WANTS_STEPS | PRINTS_PAYMENTS | PRINTS_REPORTS | BY_LINES,
    Paper.NOBODY: WANTS_STEPS | PRINTS_PAYMENTS | PRINTS_REPORTS,
}


def registration(password: str, currency: int, paper: Paper, width: int) -> Apdu:
    """Logs the register on: who prints receipts, in which money, which messages it understands. `width` in signs.

    Amounts may still be keyed at the terminal: where the register is broken the shop goes on by hand.
    """
    understood = b"".join(_tagged(_COMMAND, kind.to_bytes(2, "big")) for kind in _UNDERSTOOD)
    container = _tagged(_COMMANDS, understood)
    if paper is Paper.LINES:
        container = _tagged(_LINE_WIDTH, packed_number(min(width, WIDEST_LINE), 1)) + container
    return Apdu(
        Kind.REGISTRATION,
        _secret(password)
        + bytes([_CONFIG[paper]])
        + packed_number(currency, 2)
        + bytes([fields.SERVICE_BYTE, 0x00, fields.CONTAINER])
        + sized(len(container))
        + container,
    )


def authorisation(amount_minor: int, currency: int) -> Apdu:
    """Asks for a payment; the terminal chooses how the card pays."""
    return Apdu(Kind.AUTHORISATION, _money(amount_minor, currency))


def reversal(password: str, receipt: int) -> Apdu:
    """Takes a payment of the open batch back whole, by its receipt number."""
    number = bytes([fields.RECEIPT]) + packed_number(receipt, 2)
    return Apdu(Kind.REVERSAL, _secret(password) + number)


def refund(password: str, amount_minor: int, currency: int) -> Apdu:
    """Pays money to a card that is held to the terminal."""
    return Apdu(Kind.REFUND, _secret(password) + _money(amount_minor, currency))


def repeat_receipt(password: str) -> Apdu:
    """Asks for the last transaction once more: for its status information, and for no paper."""
    return Apdu(Kind.REPEAT_RECEIPT, _secret(password) + bytes([fields.SERVICE_BYTE, TOLD_NOT_PRINTED]))


def end_of_day(password: str) -> Apdu:
    """Has the terminal hand in its batch and print its totals."""
    return Apdu(Kind.END_OF_DAY, _secret(password))


def abort() -> Apdu:
    """Asks the terminal to give up what it does."""
    return Apdu(Kind.ABORT)


def done() -> Apdu:
    """The register's acknowledgement of a message."""
    return Apdu(Kind.DONE)


def _money(amount_minor: int, currency: int) -> bytes:
    if not 0 < amount_minor <= _MOST_MINOR:
        raise ValueError("no amount that a terminal can be asked for")
    return (
        bytes([fields.AMOUNT])
        + packed_number(amount_minor, 6)
        + bytes([fields.CURRENCY])
        + packed_number(currency, 2)
    )


def _secret(password: str) -> bytes:
    return packed_number(int(password), 3)


def _tagged(tag: int, value: bytes) -> bytes:
    return bytes([tag]) + sized(len(value)) + value
