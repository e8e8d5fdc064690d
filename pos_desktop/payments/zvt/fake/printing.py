"""Receipts on their way to whoever prints them."""

from collections.abc import Sequence

from pos_desktop.payments.zvt.fake.faults import Step
from pos_desktop.payments.zvt.fake.receipts import For, as_block, as_lines, office_receipt, receipt
from pos_desktop.payments.zvt.fake.records import Booking, Day
from pos_desktop.payments.zvt.fake.talk import Talk


def print_booking(talk: Talk, booking: Booking) -> None:
    """The merchant's receipt and the customer's, when the register prints them for the terminal."""
    registration = talk.desk.registration
    if registration is not None and registration.sends_lines():
        for whose in (For.MERCHANT, For.CUSTOMER):
            _send(talk, receipt(booking, whose), whose)


def print_day(talk: Talk, day: Day, count: int) -> None:
    """The receipt of an end of day."""
    registration = talk.desk.registration
    if registration is not None and registration.sends_lines(office=True):
        _send(talk, office_receipt(day, talk.desk.currency, count), For.OFFICE)


def _send(talk: Talk, lines: Sequence[str], whose: For) -> None:
    registration = talk.desk.registration
    blocks = registration is not None and registration.blocks
    for apdu in as_block(lines, whose) if blocks else as_lines(lines):
        talk.say(apdu, Step.PRINT)
