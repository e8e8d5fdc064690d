"""What moves money: authorisation (06 01), refund (06 31), reversal (06 30)."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pos_desktop.payments.zvt.fake import bitmaps
from pos_desktop.payments.zvt.fake.bitmaps import fields
from pos_desktop.payments.zvt.fake.cards import GIROCARD, TestCard
from pos_desktop.payments.zvt.fake.desk import APPROVING, SIGNING, Desk, now
from pos_desktop.payments.zvt.fake.digits import Malformed, bcd, number_of
from pos_desktop.payments.zvt.fake.faults import Fault, Step
from pos_desktop.payments.zvt.fake.messages import failure, success
from pos_desktop.payments.zvt.fake.printing import print_booking
from pos_desktop.payments.zvt.fake.records import Booking, Kind, Stage
from pos_desktop.payments.zvt.fake.results import Notice, Result
from pos_desktop.payments.zvt.fake.talk import Failed, Refused, Talk

_ASK_AGAIN = 0x849C
_AGAIN_AT_MOST = 60


def authorise(talk: Talk) -> None:
    """06 01."""
    _take(talk, Kind.PAYMENT, fields(talk.command.data))


def refund(talk: Talk) -> None:
    """06 31."""
    _take(talk, Kind.REFUND, fields(talk.password()))


def reverse(talk: Talk) -> None:
    """06 30: takes back what has the receipt number, whole."""
    values = fields(talk.password())
    desk = talk.desk
    _check_registered(desk)
    talk.acknowledge()
    original = desk.books.of_receipt(_number(values, bitmaps.RECEIPT, 0))
    if original is None or original.kind is Kind.REVERSAL:
        raise Failed(Result.REVERSAL_NOT_POSSIBLE)
    if original.reversed:
        raise Failed(Result.ALREADY_REVERSED)
    if _number(values, bitmaps.AMOUNT, original.amount_minor) != original.amount_minor:
        raise Failed(Result.AMOUNT_WRONG)
    _check_paper(desk)
    desk.show(Stage.ASKING_BANK, Kind.REVERSAL, original.amount_minor)
    talk.notice(Notice.ASKING_HOST)
    _report(talk, _ask_bank(talk, lambda: take_back(desk, original)))


def take_back(desk: Desk, original: Booking, *, automatic: bool = False) -> Booking:
    """Books the reversal of a booking, once."""
    reversal = replace(
        original,
        **_fresh(desk),
        kind=Kind.REVERSAL,
        reverses=original.number,
        automatic=automatic,
    )
    desk.books.save(replace(original, reversed=True), reversal)
    return reversal


# Inside -----------------------------------------------------------------------------------------


def _take(talk: Talk, kind: Kind, values: dict[int, bytes]) -> None:
    """A card is asked for, the bank is asked, and the register is told."""
    desk = talk.desk
    if bitmaps.AMOUNT not in values:
        raise Malformed("no amount")
    amount = number_of(values[bitmaps.AMOUNT])
    currency = _number(values, bitmaps.CURRENCY, desk.currency)
    _check_registered(desk)
    talk.acknowledge()
    if currency != desk.currency:
        raise Failed(Result.WRONG_CURRENCY, extra=bcd(desk.currency, 2))
    if amount == 0:
        raise Failed(Result.AMOUNT_TOO_SMALL)
    _check_paper(desk)
    try:
        booking = _with_card(talk, kind, amount)
    except Failed as failed:
        _tell_failure(talk, failed.result)
        raise
    _report(talk, booking)


def _with_card(talk: Talk, kind: Kind, amount: int) -> Booking:
    desk = talk.desk
    desk.show(Stage.WAITING_FOR_CARD, kind, amount)
    talk.notice(Notice.INSERT_CARD)
    act = desk.wait_for_act(APPROVING)
    if act.stopped:
        raise Failed(Result.STOPPED)
    card = act.card or GIROCARD
    desk.show(Stage.ASKING_BANK)
    if card.pin:
        talk.notice(Notice.WATCH_PIN_PAD)
    if act.result == Result.WRONG_PIN:
        talk.notice(Notice.WRONG_PIN)
    talk.notice(Notice.ASKING_HOST)
    booking = _ask_bank(talk, lambda: _book(desk, kind, amount, card), act.result)
    if card.signature:
        _have_signed(talk, booking)
    talk.notice(Notice.TAKE_GOODS)
    return booking


def _ask_bank(talk: Talk, book: Callable[[], Booking], result: int = 0) -> Booking:
    """The booking, written before anything is said of it. Raises Failed when the bank does not want it."""
    mishap = talk.at_bank()
    fault = mishap.fault if mishap is not None else None
    if mishap is not None and fault is Fault.DECLINED:
        result = mishap.result or Result.REFUSED
    if fault is Fault.DROP_BEFORE:
        talk.drop()
        result = Result.SYSTEM
    if result:
        raise Failed(result)
    booking = book()
    if fault is Fault.DROP_AFTER:
        talk.drop()
    return booking


def _have_signed(talk: Talk, booking: Booking) -> None:
    """The cashier compares the signature at the terminal; a wrong one takes the booking back."""
    talk.desk.show(Stage.SIGNING)
    talk.notice(Notice.CASHIER)
    if not talk.desk.wait_for_act(SIGNING).signed:
        take_back(talk.desk, booking, automatic=True)
        talk.notice(Notice.AUTO_REVERSAL)
        raise Failed(Result.STOPPED)


def _report(talk: Talk, booking: Booking) -> None:
    desk = talk.desk
    desk.end("approved")
    desk.show(Stage.REPORTING)
    answer = _tell(talk, booking)
    refused = desk.takes_back_unanswered if answer is None else answer >> 8 == 0x84
    if refused:
        take_back(desk, booking, automatic=True)
        desk.end("stopped")
        talk.notice(Notice.AUTO_REVERSAL)
        raise Failed(Result.GOODS_NOT_ISSUED)
    print_booking(talk, booking)
    talk.complete()


def _tell(talk: Talk, booking: Booking) -> int | None:
    """The status information, again as long as the register asks for it (84 9C)."""
    books = talk.desk.books
    status, others = success(booking, books), success(_another(booking), books)
    answer = talk.say(status, Step.STATUS, others=others)
    for _ in range(_AGAIN_AT_MOST):
        if answer != _ASK_AGAIN:
            break
        talk.desk.pause(talk.desk.times.again)
        answer = talk.say(status, Step.STATUS)
    return answer


def _tell_failure(talk: Talk, result: int) -> None:
    stopped = result == Result.STOPPED
    talk.desk.end("stopped" if stopped else "declined", result)
    talk.desk.show(Stage.REPORTING)
    talk.notice(Notice.REMOVE_CARD if stopped else Notice.DECLINED)
    talk.say(failure(result), Step.STATUS)


def _book(desk: Desk, kind: Kind, amount: int, card: TestCard) -> Booking:
    booking = Booking(
        **_fresh(desk),
        kind=kind,
        amount_minor=amount,
        currency=desk.currency,
        card=card.name,
        card_kind=card.kind,
        masked=card.masked.hex(),
        sequence=card.sequence,
        application=card.application,
        pin=card.pin,
        signature=card.signature,
        contactless=card.contactless,
    )
    desk.books.save(booking)
    return booking


def _another(booking: Booking) -> Booking:
    """A transaction that nobody asked for."""
    return replace(
        booking,
        trace=booking.trace % 999_999 + 7,
        receipt=booking.receipt % 9_990 + 7,
        amount_minor=booking.amount_minor + 100,
        authorisation=f"{secrets.randbelow(1_000_000):06d}",
    )


def _fresh(desk: Desk) -> dict[str, Any]:
    """What is new for each booking."""
    books = desk.books
    return {
        "number": books.next_number(),
        "trace": books.next_trace(),
        "receipt": books.next_receipt(),
        "at": now(),
        "authorisation": f"{secrets.randbelow(1_000_000):06d}",
    }


def _number(values: dict[int, bytes], bitmap: int, otherwise: int) -> int:
    return number_of(values[bitmap]) if bitmap in values else otherwise


def _check_registered(desk: Desk) -> None:
    if desk.registration is None:
        raise Refused(Result.NOT_REGISTERED)


def _check_paper(desk: Desk) -> None:
    registration = desk.registration
    if not desk.paper and registration is not None and registration.prints_here():
        raise Failed(Result.PRINTER_NOT_READY)
