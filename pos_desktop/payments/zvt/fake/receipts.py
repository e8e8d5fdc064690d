"""Receipts as the terminal writes them, in German as terminals of these countries do, and how they are sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum

from pos_desktop.payments.zvt.fake import tlv
from pos_desktop.payments.zvt.fake.apdu import PRINT_BLOCK, PRINT_LINE, Apdu
from pos_desktop.payments.zvt.fake.digits import text
from pos_desktop.payments.zvt.fake.messages import CONTRACT, TERMINAL_ID
from pos_desktop.payments.zvt.fake.records import Booking, Day, Kind

WIDTH = 24
CURRENCIES = {978: "EUR", 756: "CHF", 826: "GBP", 840: "USD"}
_LAST_LINE = 0x81
_TITLES = {Kind.PAYMENT: "Kartenzahlung", Kind.REFUND: "Gutschrift", Kind.REVERSAL: "Storno"}


class For(IntEnum):
    """Who a receipt is for (tag 1F07)."""

    MERCHANT = 1
    CUSTOMER = 2
    OFFICE = 3


def amount_text(minor: int, currency: int) -> str:
    """As 'EUR 1.234,50'."""
    whole, cents = divmod(abs(minor), 100)
    sign = "-" if minor < 0 else ""
    return f"{CURRENCIES.get(currency, str(currency))} {sign}{whole:,}".replace(",", ".") + f",{cents:02d}"


def receipt(booking: Booking, whose: For) -> list[str]:
    """The lines of one booking's receipt."""
    at = datetime.fromisoformat(booking.at)
    lines = [
        ("Händlerbeleg" if whose is For.MERCHANT else "Kundenbeleg").center(WIDTH).rstrip(),
        "",
        _TITLES[booking.kind],
        booking.card,
        _pair("Terminal-ID", f"{TERMINAL_ID:08d}"),
        _pair("TA-Nr.", f"{booking.trace:06d}"),
        _pair("Beleg-Nr.", f"{booking.receipt:04d}"),
        _pair("VU-Nr.", CONTRACT),
        _pair("Nr.", "#" * 8 + booking.last_four),
        _pair("Genehmigung", booking.authorisation),
        _pair(at.strftime("%d.%m.%Y"), at.strftime("%H:%M:%S")),
        "",
        _pair("Betrag", amount_text(booking.amount_minor, booking.currency)),
        "",
        "Zahlung erfolgt" if booking.kind is Kind.PAYMENT else "Buchung erfolgt",
    ]
    if booking.signature and whose is For.MERCHANT:
        lines += ["", "", "_" * WIDTH, "Unterschrift"]
    return lines


def office_receipt(day: Day, currency: int, count: int) -> list[str]:
    """The lines of an end of day."""
    at = datetime.fromisoformat(day.at)
    return [
        "Kassenschnitt".center(WIDTH).rstrip(),
        "",
        _pair("Terminal-ID", f"{TERMINAL_ID:08d}"),
        _pair("TA-Nr.", f"{day.trace:06d}"),
        _pair(at.strftime("%d.%m.%Y"), at.strftime("%H:%M:%S")),
        _pair("Buchungen", str(count)),
        _pair("Summe", amount_text(day.total_minor, currency)),
        "",
        "Kassenschnitt erfolgt",
    ]


def as_block(lines: Sequence[str], whose: For) -> Iterable[Apdu]:
    """One text block (06 D3)."""
    written = b"".join(tlv.node(0x07, text(line)) for line in lines)
    last = tlv.node(0x09, bytes([_LAST_LINE]))
    yield Apdu(PRINT_BLOCK, tlv.container(tlv.node(0x1F07, bytes([whose])), tlv.node(0x25, written + last)))


def as_lines(lines: Sequence[str]) -> Iterable[Apdu]:
    """Line after line (06 D1): an attribute, then the text; the attribute marks the last one."""
    for place, line in enumerate(lines, start=1):
        attribute = _LAST_LINE if place == len(lines) else 0
        yield Apdu(PRINT_LINE, bytes([attribute]) + text(line))


def _pair(left: str, right: str) -> str:
    return left + right.rjust(WIDTH - len(left)) if len(left) + len(right) < WIDTH else f"{left} {right}"
