"""What the register may ask of the terminal, and what comes back on the line.

A request is {"id", "call", "body"}, its answer {"id", "status", "body"}. The status is as of HTTP: 200 is done,
409 and 429 did nothing, other 4xx will never do it, 5xx do not say.
"""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pos_desktop.application.ids import new_id
from pos_desktop.payments.fake.bank import Bank, Objection, asked_of
from pos_desktop.payments.fake.framing import framed
from pos_desktop.payments.fake.mishaps import Mishap, Mishaps, Trouble
from pos_desktop.payments.fake.records import BankPayment, BankRefund
from pos_desktop.payments.fake.server import Sent

READER = "reader-1"
METHODS = ("visa", "mastercard", "amex")
CHANGING = frozenset(
    {"payment.start", "payment.cancel", "payment.capture", "payment.signature", "refund.start"}
)
_RUBBISH = b"\x00\x00\x00\x0bnot a word!"

Body = dict[str, Any]


class Calls:
    """Carries requests out on the bank. One thread at a time."""

    def __init__(self, bank: Bank, mishaps: Mishaps) -> None:
        self._bank, self._mishaps = bank, mishaps
        self.reader_on = True
        self._known: dict[str, Callable[[Body], Body]] = {
            "ping": lambda body: {},
            "methods": lambda body: {"methods": list(METHODS)},
            "readers": self._readers,
            "statement": self._statement,
            "payment.start": self._start,
            "payment.ask": lambda body: self._payment(bank.payment_of_key(_text(body, "key"))),
            "payment.cancel": self._cancel,
            "payment.capture": self._capture,
            "payment.signature": self._signature,
            "refund.start": self._refund,
            "refund.ask": self._ask_refund,
            "refund.list": self._refunds,
        }

    @staticmethod
    def changes(request: Body) -> bool:
        """Whether it asks for more than an answer."""
        return request.get("call") in CHANGING

    def serve(self, request: Body) -> Sent:
        """One request, and whatever goes wrong with it."""
        call = str(request.get("call"))
        mishap = self._mishaps.take(changing=self.changes(request))
        if mishap is not None and not mishap.after_effect:
            return _struck(mishap, request, {"id": request.get("id"), "status": 200, "body": {}})
        answer = self._carried_out(call, request)
        return _struck(mishap, request, answer) if mishap is not None else Sent(framed(answer))

    def _carried_out(self, call: str, request: Body) -> Body:
        try:
            body = self._known[call](request["body"])
        except Objection as objection:
            return _objecting(request, objection)
        except (KeyError, TypeError, ValueError):
            return _objecting(request, Objection(400, "not_understood", "The request is not understood."))
        return {"id": request.get("id"), "status": 200, "body": body}

    # Payments -----------------------------------------------------------------------------------

    def _start(self, body: Body) -> Body:
        asked = asked_of(body["asked"])
        if not asked.link and self._bank.books.payment_of_key(_text(body, "key")) is None:
            self._check_reader(_text(body, "reader"))
        return self._payment(self._bank.begin(_text(body, "key"), asked))

    def _check_reader(self, reader: str) -> None:
        if reader not in ("", READER):
            raise Objection(404, "no_such_reader", "There is no such reader.")
        if not self.reader_on:
            raise Objection(409, "reader_off", "The reader is not connected.")

    def _cancel(self, body: Body) -> Body:
        return self._payment(self._bank.cancel(_text(body, "key"), asked_of(body["asked"])))

    def _capture(self, body: Body) -> Body:
        return self._payment(self._bank.capture(_text(body, "key"), _amount(body)))

    def _signature(self, body: Body) -> Body:
        return self._payment(self._bank.judge_signature(_text(body, "key"), body["accepted"] is True))

    def _payment(self, payment: BankPayment) -> Body:
        fields = dataclasses.asdict(payment)
        for inside in ("terms", "verdict", "signature"):
            del fields[inside]
        fields["reader_on"] = self.reader_on
        return fields

    # Refunds ------------------------------------------------------------------------------------

    def _refund(self, body: Body) -> Body:
        refund = self._bank.refund(
            _text(body, "key"), _text(body, "payment_ref"), _amount(body), _text(body, "reason")
        )
        return _refund_fields(refund)

    def _ask_refund(self, body: Body) -> Body:
        refund = self._bank.books.refund_of_key(_text(body, "key"))
        if refund is None:
            raise Objection(404, "no_such_refund", "The bank does not know the refund.")
        return _refund_fields(refund)

    def _refunds(self, body: Body) -> Body:
        ref = _text(body, "payment_ref")
        return {
            "payment_ref": ref,
            "refunds": [_refund_fields(one) for one in self._bank.books.refunds_of(ref)],
        }

    # About the account --------------------------------------------------------------------------

    def _readers(self, body: Body) -> Body:
        busy = self._bank.books.at_reader() is not None
        return {"readers": [{"ref": READER, "online": self.reader_on, "busy": busy}]}

    def _statement(self, body: Body) -> Body:
        since, until = (datetime.fromisoformat(_text(body, name)) for name in ("since", "until"))
        books = self._bank.books
        paid = [one for one in books.payments if since <= datetime.fromisoformat(one.at) < until]
        return {
            "payments": [{**self._payment(one), "refunded_minor": books.given_back(one.ref)} for one in paid]
        }


def _struck(mishap: Mishap, request: Body, answer: Body) -> Sent:
    match mishap.trouble:
        case Trouble.LOST:
            return Sent(hang_up=True)
        case Trouble.HANGS:
            return Sent()
        case Trouble.RUBBISH:
            return Sent(_RUBBISH)
        case Trouble.NONSENSE:
            return Sent(framed({**answer, "body": {"stage": "paid?", "amount_minor": "17,21"}}))
        case Trouble.TWICE:
            return Sent(framed(answer) * 2)
        case Trouble.OTHER_ORDER:
            return Sent(framed({**answer, "body": _of_other_order(answer["body"])}))
        case Trouble.STATUS:
            objection = Objection(mishap.status, "made_up", "The terminal was told to fail.")
            failing = _objecting(request, objection)
            failing["body"]["retry_after"] = mishap.retry_after
            return Sent(framed(failing))


def _of_other_order(body: Body) -> Body:
    other = {"order_id": str(new_id()), "payment_id": str(new_id()), "key": str(new_id())}
    return {**body, **other, "payment_ref": f"pay_{new_id().hex}"}


def _objecting(request: Body, objection: Objection) -> Body:
    body = {"code": objection.code, "words": objection.words}
    return {"id": request.get("id"), "status": objection.status, "body": body}


def _refund_fields(refund: BankRefund) -> Body:
    return dataclasses.asdict(refund)


def _text(body: Body, name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _amount(body: Body) -> int:
    value = body["amount_minor"]
    if type(value) is not int:
        raise TypeError("amount_minor")
    return value
