"""What the terminal tells of bookings: status information (04 0F) in the order in which terminals send it."""

from collections.abc import Sequence
from datetime import datetime

from pos_desktop.payments.zvt.fake import bitmaps, tlv
from pos_desktop.payments.zvt.fake.apdu import STATUS, Apdu
from pos_desktop.payments.zvt.fake.bitmaps import joined
from pos_desktop.payments.zvt.fake.books import Books
from pos_desktop.payments.zvt.fake.digits import bcd, text
from pos_desktop.payments.zvt.fake.records import Booking, Day
from pos_desktop.payments.zvt.fake.results import Result, words_of

TERMINAL_ID = 60_000_007
CONTRACT = "100200300"
_WITH_PIN, _WITHOUT = 0x70, 0x60
_GROUPS = (2, 5), (14,), (6,), (8,), (10,), (12,)
"""Card types of the totals: girocard, JCB, Mastercard, American Express, Visa, Diners; the rest comes behind."""


def success(booking: Booking, books: Books) -> Apdu:
    """The status information of a booking."""
    original = books.booking(booking.reverses)
    at = datetime.fromisoformat(booking.at)
    paid_by = _WITH_PIN if booking.pin else _WITHOUT
    words = f"GEN.NR.:{booking.authorisation}"
    values = [
        (bitmaps.RESULT, bytes([Result.OK])),
        (bitmaps.AMOUNT, bcd(booking.amount_minor, 6)),
        (bitmaps.TRACE, bcd(booking.trace, 3)),
        *([(bitmaps.ORIGINAL_TRACE, bcd(original.trace, 3))] if original else []),
        *_moment(at),
        (bitmaps.SEQUENCE, bcd(booking.sequence, 2)),
        (bitmaps.PAYMENT_TYPE, bytes([paid_by])),
        (bitmaps.CARD_NUMBER, bytes.fromhex(booking.masked)),
        (bitmaps.TERMINAL, bcd(TERMINAL_ID, 4)),
        (bitmaps.CONTRACT, text(CONTRACT.ljust(15))),
        (bitmaps.AUTHORISATION, text(booking.authorisation).ljust(8, b"\0")),
        (bitmaps.WORDS, text(words)),
        (bitmaps.CURRENCY, bcd(booking.currency, 2)),
        (bitmaps.RECEIPT, bcd(booking.receipt, 2)),
        (bitmaps.TURNOVER, bcd(booking.trace, 3)),
        (bitmaps.CARD_TYPE, bytes([booking.card_kind])),
        (bitmaps.CARD_NAME, text(booking.card) + b"\0"),
    ]
    return Apdu(STATUS, joined(values) + _application(booking))


def failure(result: int) -> Apdu:
    """The status information of what was not booked."""
    values = [(bitmaps.RESULT, bytes([result])), (bitmaps.TERMINAL, bcd(TERMINAL_ID, 4))]
    words = words_of(result)
    return Apdu(STATUS, joined(values + ([(bitmaps.WORDS, text(words))] if words else [])))


def totals(day: Day, closed: Sequence[Booking], books: Books) -> Apdu:
    """The status information of an end of day; a sum below zero is told without its sign."""
    values = [
        (bitmaps.RESULT, bytes([Result.OK])),
        (bitmaps.AMOUNT, bcd(abs(day.total_minor), 6)),
        (bitmaps.TRACE, bcd(day.trace, 3)),
        *_moment(datetime.fromisoformat(day.at)),
        (bitmaps.TERMINAL, bcd(TERMINAL_ID, 4)),
        (bitmaps.TOTALS, _single_totals(closed, books)),
    ]
    return Apdu(STATUS, joined(values))


def _single_totals(closed: Sequence[Booking], books: Books) -> bytes:
    """First and last receipt number, then for each group of cards how many and how much."""
    receipts = [closed[0].receipt, closed[-1].receipt] if closed else [0, 0]
    named = [[one for one in closed if one.card_kind in kinds] for kinds in _GROUPS]
    others = [one for one in closed if all(one.card_kind not in kinds for kinds in _GROUPS)]
    sums = b"".join(
        bytes([min(len(group), 0xFF)]) + bcd(abs(sum(map(books.effect_minor, group))), 6)
        for group in (*named, others)
    )
    return b"".join(bcd(receipt, 2) for receipt in receipts) + sums


def _moment(at: datetime) -> list[tuple[int, bytes]]:
    time = bytes.fromhex(at.strftime("%H%M%S"))
    return [(bitmaps.TIME, time), (bitmaps.DATE, bytes.fromhex(at.strftime("%m%d")))]


def _application(booking: Booking) -> bytes:
    """How the holder was known, how the card was read, and its application (tags 2F and 60)."""
    holder = 2 if booking.pin else 1 if booking.signature else 0
    how = tlv.node(0x1F12, bytes([2 if booking.contactless else 1])) + tlv.node(0x1F10, bytes([holder]))
    application = tlv.node(0x43, bytes.fromhex(booking.application))
    return tlv.container(tlv.node(0x2F, how), tlv.node(0x60, application))
