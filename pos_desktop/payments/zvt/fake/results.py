"""Result codes and intermediate statuses of the specification that this terminal uses."""

from enum import IntEnum


class Result(IntEnum):
    """Chapter 'Error-Messages'. 01 to 63 (hexadecimal) are the host's own and no member."""

    OK = 0x00
    REFUSED = 0x05  # the host: do not honour
    NOT_COVERED = 0x33  # the host: 51, insufficient funds
    WRONG_PIN = 0x37  # the host: 55
    CARD_UNREADABLE = 0x64
    GOODS_NOT_ISSUED = 0x66
    NOT_REGISTERED = 0x6B
    STOPPED = 0x6C  # time-out or stop key
    WRONG_CURRENCY = 0x6F
    CARD_EXPIRED = 0x78
    CARD_UNKNOWN = 0x7A
    NOT_POSSIBLE = 0x83
    PROTOCOL = 0x9A
    WAIT = 0x9C
    ALREADY_REVERSED = 0xB4
    REVERSAL_NOT_POSSIBLE = 0xB5
    AMOUNT_WRONG = 0xB7
    AMOUNT_TOO_SMALL = 0xC8
    PRINTER_NOT_READY = 0xCC
    SYSTEM = 0xFF


class Notice(IntEnum):
    """What an intermediate status tells (04 FF)."""

    WATCH_PIN_PAD = 0x01
    ASKING_HOST = 0x04
    AUTO_REVERSAL = 0x05
    INSERT_CARD = 0x0A
    REMOVE_CARD = 0x0B
    PLEASE_WAIT = 0x0E
    WRONG_PIN = 0x15
    TAKE_GOODS = 0x1C
    DECLINED = 0x1D
    CASHIER = 0xC8


WORDS = {
    Result.REFUSED: "ABLEHNUNG",
    Result.NOT_COVERED: "LIMIT NICHT AUSREICHEND",
    Result.WRONG_PIN: "PIN FALSCH",
    Result.CARD_UNREADABLE: "KARTE NICHT LESBAR",
    Result.STOPPED: "ABBRUCH",
    Result.CARD_EXPIRED: "KARTE VERFALLEN",
    Result.CARD_UNKNOWN: "KARTE UNBEKANNT",
    Result.PRINTER_NOT_READY: "DRUCKER NICHT BEREIT",
}
"""What the terminal adds in bitmap 3C; German, as terminals of these countries do."""


def words_of(code: int) -> str:
    """The additional text to a result code; empty where there is none."""
    try:
        return WORDS.get(Result(code), "")
    except ValueError:
        return f"ABLEHNUNG {code:02d}" if code <= 0x63 else ""
