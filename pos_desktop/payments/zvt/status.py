"""What a terminal says of a transaction (status information 04 0F), and the mark by which one is known again."""

from __future__ import annotations

from pos_desktop.domain.record import record
from pos_desktop.payments.zvt import fields
from pos_desktop.payments.zvt.apdu import NotZvt
from pos_desktop.payments.zvt.fields import Fields, number_of

APPROVED = 0x00
_SIGNATURE = 0x02
_RECEIPT_INFO, _CARDHOLDER, _CARD_TYPE_LONG = 0x1F37, 0x1F10, 0x41
_BY_SIGNATURE = b"\x01"


@record
class Mark:
    """By what a transaction is known among others of its terminal; what was not told is None."""

    terminal: str = ""
    receipt: int | None = None
    trace: int | None = None
    date: str = ""  # MMDD, of the terminal's clock
    time: str = ""  # HHMMSS

    @property
    def says_something(self) -> bool:
        """Whether it can be told from another one at all."""
        return self.receipt is not None or self.trace is not None

    @property
    def ref(self) -> str:
        """Its id for the books and for people who look at the terminal's journal: letters keep it from being taken
        for a card's number."""
        return f"T{self.terminal or '0'}R{self.receipt or 0:04}N{self.trace or 0:06}D{self.date}{self.time}"


@record
class Status:
    """One transaction as the terminal tells it. Of the card: its kind and last four digits, nothing else."""

    result: int | None
    amount_minor: int | None
    currency: int | None  # ISO 4217's number
    mark: Mark
    original_trace: int | None = None
    card_type: int | None = None
    card_name: str = ""
    last_four: str = ""
    authorisation: str = ""
    contract: str = ""
    turnover: int | None = None
    payment_type: int | None = None
    signature: bool = False

    @property
    def approved(self) -> bool:
        """The terminal says that it happened."""
        return self.result == APPROVED


def read_status(data: bytes) -> Status:
    """The fields of a status information. NotZvt when they make no sense."""
    found = fields.read_fields(data)
    tags = dict(fields.leaves(found.get(fields.CONTAINER, b"")))
    return Status(
        result=_byte(found, fields.RESULT),
        amount_minor=_number(found, fields.AMOUNT),
        currency=_number(found, fields.CURRENCY),
        mark=Mark(
            terminal=_digits(found, fields.TERMINAL_ID),
            receipt=_number(found, fields.RECEIPT),
            trace=_number(found, fields.TRACE),
            date=_date(found),
            time=_time(found),
        ),
        original_trace=_number(found, fields.ORIGINAL_TRACE),
        card_type=_card_type(found, tags),
        card_name=_text(found, fields.CARD_NAME),
        last_four=found.get(fields.CARD_NUMBER, b"").decode(),
        authorisation=_text(found, fields.AUTHORISATION),
        contract=_text(found, fields.CONTRACT),
        turnover=_number(found, fields.TURNOVER),
        payment_type=_byte(found, fields.STATUS_BYTE),
        signature=tags.get(_CARDHOLDER) == _BY_SIGNATURE
        or bool((tags.get(_RECEIPT_INFO) or b"\0")[0] & _SIGNATURE),
    )


def read_result(data: bytes) -> int | None:
    """The reason of an abort: a byte by itself. None when none is given."""
    return data[0] if data else None


def _byte(found: Fields, number: int) -> int | None:
    value = found.get(number)
    return None if value is None else value[0]


def _number(found: Fields, number: int) -> int | None:
    value = found.get(number)
    return None if value is None else number_of(value)


def _digits(found: Fields, number: int) -> str:
    text = found.get(number, b"").hex()
    if text and not text.isdecimal():
        raise NotZvt("an id that is no number")
    return text


def _date(found: Fields) -> str:
    text = _digits(found, fields.DATE) or _digits(found, fields.FULL_DATE)[2:]
    if text and not ("01" <= text[:2] <= "12" and "01" <= text[2:] <= "31"):
        raise NotZvt("a day that is none")
    return text


def _time(found: Fields) -> str:
    text = _digits(found, fields.TIME)
    if text and not (text[:2] <= "23" and text[2:4] <= "59" and text[4:] <= "59"):
        raise NotZvt("a time that is none")
    return text


def _text(found: Fields, number: int) -> str:
    return text_of(found.get(number, b""))


def text_of(raw: bytes) -> str:
    """A text of the terminal's character set, without what ends or fills it."""
    return "".join(sign for sign in raw.decode("cp437") if sign.isprintable()).strip()


def _card_type(found: Fields, tags: dict[int, bytes]) -> int | None:
    """One byte, and where it is FF the longer one of the container."""
    short = _byte(found, fields.CARD_TYPE)
    long = tags.get(_CARD_TYPE_LONG)
    return int.from_bytes(long, "big") if short in (None, 0xFF) and long else short
