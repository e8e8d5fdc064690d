"""What moves no money: registration, log-off, end of day, repeats, questions about the terminal itself."""

from pos_desktop.payments.zvt.fake import bitmaps
from pos_desktop.payments.zvt.fake.bitmaps import fields, joined
from pos_desktop.payments.zvt.fake.desk import Registration, now
from pos_desktop.payments.zvt.fake.digits import Malformed, bcd, counted, number_of, text
from pos_desktop.payments.zvt.fake.faults import Step
from pos_desktop.payments.zvt.fake.messages import TERMINAL_ID, success, totals
from pos_desktop.payments.zvt.fake.printing import print_booking, print_day
from pos_desktop.payments.zvt.fake.records import Booking, Day
from pos_desktop.payments.zvt.fake.results import Notice, Result
from pos_desktop.payments.zvt.fake.talk import Failed, Refused, Talk
from pos_desktop.payments.zvt.fake.tlv import values_of

VERSION = "POSDESKTOP-VT-1"
_BLOCK_COMMAND = bytes.fromhex("06D3")
_MAY_SEND, _COMMAND = 0x26, 0x0A
_NO_RECEIPT, _STATUS = 0x01, 0x02
_VERSION_WANTED = 0x01


def register(talk: Talk) -> None:
    """06 00: password, config byte, then the currency, a service byte and a container if the register likes."""
    told = talk.password()
    if not told:
        raise Malformed("no config byte")
    config, rest = told[0], told[1:]
    currency = talk.desk.currency
    if rest and rest[0] not in (bitmaps.SERVICE, bitmaps.TLV):
        currency, rest = number_of(_two(rest)), rest[2:]
    registration = Registration(config, _takes_blocks(fields(rest).get(bitmaps.TLV, b"")))
    if currency != talk.desk.currency:
        raise Refused(Result.WRONG_CURRENCY)
    talk.desk.registration = registration
    talk.acknowledge()
    talk.complete(_identity(talk))


def log_off(talk: Talk) -> None:
    """06 02: acknowledged, and that is all."""
    talk.desk.registration = None
    talk.acknowledge(last=True)


def end_of_day(talk: Talk) -> None:
    """06 50: closes what was booked since the last one and tells the sums."""
    talk.password()
    _check_registered(talk)
    talk.acknowledge()
    talk.notice(Notice.PLEASE_WAIT)
    books = talk.desk.books
    closed = books.open
    talk.at_bank()
    day = _day(talk, closed)
    books.save(day)
    talk.say(totals(day, closed, books), Step.STATUS)
    print_day(talk, day, len(closed))
    talk.complete()


def repeat_receipt(talk: Talk) -> None:
    """06 20: the last receipt again. With a service byte the register has the status information, or no receipt."""
    values = fields(talk.password() if talk.command.data else b"")
    _check_registered(talk)
    service = values.get(bitmaps.SERVICE, b"\0")[0]
    talk.acknowledge()
    last = talk.desk.books.last
    if last is None:
        raise Failed(Result.NOT_POSSIBLE)
    if service & (_NO_RECEIPT | _STATUS):
        talk.say(success(last, talk.desk.books), Step.STATUS)
    if not service & _NO_RECEIPT:
        print_booking(talk, last)
    talk.complete()


def status_enquiry(talk: Talk) -> None:
    """05 01: whether the terminal is ready; its version when the service byte wants it."""
    data = talk.command.data
    values = (
        fields(talk.password()) if data and data[0] not in (bitmaps.SERVICE, bitmaps.TLV) else fields(data)
    )
    talk.acknowledge()
    state = Result.OK if talk.desk.paper else Result.PRINTER_NOT_READY
    service = values.get(bitmaps.SERVICE, b"\0")[0]
    version = counted(text(VERSION), 3) if service & _VERSION_WANTED else b""
    talk.complete(version + bytes([state]))


def diagnosis(talk: Talk) -> None:
    """06 70: the line to the bank is tried."""
    fields(talk.command.data)
    _examine(talk)


def initialisation(talk: Talk) -> None:
    """06 93: as a diagnosis, behind the password."""
    talk.password()
    _examine(talk)


def _examine(talk: Talk) -> None:
    talk.acknowledge()
    talk.notice(Notice.PLEASE_WAIT)
    talk.complete(_identity(talk))


def _identity(talk: Talk) -> bytes:
    """Status byte (nothing needs doing), terminal id, currency."""
    return joined(
        [
            (bitmaps.PAYMENT_TYPE, b"\0"),
            (bitmaps.TERMINAL, bcd(TERMINAL_ID, 4)),
            (bitmaps.CURRENCY, bcd(talk.desk.currency, 2)),
        ]
    )


def _day(talk: Talk, closed: tuple[Booking, ...]) -> Day:
    books = talk.desk.books
    return Day(
        number=len(books.days) + 1,
        trace=books.next_trace(),
        at=now(),
        total_minor=sum(map(books.effect_minor, closed)),
        upto=closed[-1].number if closed else (books.last.number if books.last else 0),
    )


def _takes_blocks(container: bytes) -> bool:
    """Whether the register lists 06 D3 among what it may be sent (tag 26)."""
    listed = [one for may in values_of(container, _MAY_SEND) for one in values_of(may, _COMMAND)]
    return _BLOCK_COMMAND in listed


def _two(data: bytes) -> bytes:
    if len(data) < 2:
        raise Malformed("half a currency")
    return data[:2]


def _check_registered(talk: Talk) -> None:
    if talk.desk.registration is None:
        raise Refused(Result.NOT_REGISTERED)
