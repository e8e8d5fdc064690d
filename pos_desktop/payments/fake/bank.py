"""The rules of the bank behind the virtual terminal: what it does with a payment, once per key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pos_desktop.application.ids import new_id
from pos_desktop.payments.fake.books import Books
from pos_desktop.payments.fake.cards import Card
from pos_desktop.payments.fake.records import BankPayment, BankRefund, RefundStage, Stage


class Objection(Exception):
    """The bank does not do it: a status as of HTTP, a code, and words without card data."""

    def __init__(self, status: int, code: str, words: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.words = status, code, words


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment as the register asks for it."""

    payment_id: str
    order_id: str
    words: str
    amount_minor: int
    currency: str
    tip_minor: int = 0
    ask_tip: bool = False
    capture: bool = True
    link: bool = False
    register_id: str = ""

    @property
    def terms(self) -> str:
        """What must be the same whenever a key comes again."""
        parts = (self.payment_id, self.order_id, self.amount_minor, self.currency, self.tip_minor)
        return json.dumps([*parts, self.ask_tip, self.capture, self.link])

    @property
    def first_stage(self) -> Stage:
        if self.link:
            return Stage.LINK_SENT
        return Stage.CHOOSING_TIP if self.ask_tip else Stage.WAITING_FOR_CARD


def _now() -> datetime:
    return datetime.now(UTC)


class Bank:
    """Changes the books. One thread at a time; raises Objection and changes nothing when it will not."""

    def __init__(self, books: Books, clock: Callable[[], datetime] = _now) -> None:
        self.books = books
        self.holds_refunds = False
        self.refuses_next_refund = ""
        self._clock = clock

    # Asked by the register ----------------------------------------------------------------------

    def begin(self, key: str, asked: Asked) -> BankPayment:
        """A new payment at the reader or behind a link; the present one when the key is known."""
        known = self._known(key, asked)
        if known is not None:
            return known
        if asked.amount_minor <= 0 or asked.tip_minor < 0:
            raise Objection(400, "amount_wrong", "The amount must be above zero.")
        if not asked.link and self.books.at_reader() is not None:
            raise Objection(409, "reader_busy", "The reader is busy with another payment.")
        return self.books.save_payment(self._new(key, asked, asked.first_stage))

    def cancel(self, key: str, asked: Asked) -> BankPayment:
        """Stops what can be stopped. A key never heard of is cancelled for ever: it may still be on its way."""
        payment = self._known(key, asked)
        if payment is None:
            return self.books.save_payment(self._new(key, asked, Stage.CANCELLED))
        if payment.stage.awaits_card or payment.stage in (Stage.SIGNING, Stage.AUTHORISED):
            return self._move(payment, Stage.CANCELLED)
        return payment

    def capture(self, key: str, amount_minor: int) -> BankPayment:
        """Takes all or a part of what is authorised, once; the rest is set free."""
        payment = self.payment_of_key(key)
        if payment.stage is Stage.CAPTURED and payment.captured_minor == amount_minor:
            return payment
        if payment.stage is not Stage.AUTHORISED:
            raise Objection(400, "not_authorised", "There is nothing to capture.")
        if not 0 < amount_minor <= payment.whole_minor:
            raise Objection(400, "capture_too_large", "More than was authorised cannot be captured.")
        return self._move(payment, Stage.CAPTURED, captured_minor=amount_minor)

    def judge_signature(self, key: str, accepted: bool) -> BankPayment:
        """The cashier's word about the signature."""
        payment = self.payment_of_key(key)
        if payment.stage is not Stage.SIGNING:
            return payment
        if not accepted:
            return self._move(payment, Stage.CANCELLED)
        if not payment.signed:
            raise Objection(409, "not_signed", "The customer has not signed yet.")
        return self._approve(payment)

    def refund(self, key: str, payment_ref: str, amount_minor: int, reason: str) -> BankRefund:
        """Gives money back, once per key; an authorisation that is not captured is voided instead."""
        known = self.books.refund_of_key(key)
        if known is not None:
            if (known.payment_ref, known.amount_minor) != (payment_ref, amount_minor):
                raise Objection(400, "key_reused", "The key belongs to another refund.")
            return known
        payment = self.books.payment(payment_ref)
        if payment is None:
            raise Objection(404, "no_such_payment", "The bank does not know the payment.")
        if payment.stage is Stage.AUTHORISED and amount_minor == payment.whole_minor:
            self._move(payment, Stage.CANCELLED)
            return self._refunded(key, payment, amount_minor, reason, voided=True)
        self._check_refund(payment, amount_minor)
        return self._refunded(key, payment, amount_minor, reason)

    def _check_refund(self, payment: BankPayment, amount_minor: int) -> None:
        if payment.stage is not Stage.CAPTURED:
            raise Objection(400, "not_captured", "Nothing was captured that could be given back.")
        left = payment.captured_minor - self.books.given_back(payment.ref)
        if not 0 < amount_minor <= left:
            raise Objection(400, "refund_too_large", "More than was paid cannot be given back.")

    def _refunded(
        self, key: str, payment: BankPayment, amount_minor: int, reason: str, *, voided: bool = False
    ) -> BankRefund:
        stage, words = RefundStage.DONE, ""
        if self.refuses_next_refund and not voided:
            stage, words, self.refuses_next_refund = RefundStage.REFUSED, self.refuses_next_refund, ""
        elif self.holds_refunds and not voided:
            stage = RefundStage.PENDING
        ref = f"ref_{new_id().hex}"
        return self.books.save_refund(
            BankRefund(
                ref, key, payment.ref, payment.order_id, amount_minor, payment.currency, reason, stage,
                voided, words,
            )
        )  # fmt: skip

    def expire(self) -> int:
        """What is authorised and not captured is set free; answers how many."""
        held = [payment for payment in self.books.payments if payment.stage is Stage.AUTHORISED]
        for payment in held:
            self._move(payment, Stage.CANCELLED)
        return len(held)

    def pay_out(self) -> int:
        """Refunds that were held go out; answers how many."""
        held = [refund for refund in self.books.refunds if refund.stage is RefundStage.PENDING]
        for refund in held:
            self.books.save_refund(replace(refund, stage=RefundStage.DONE))
        return len(held)

    def payment_of_key(self, key: str) -> BankPayment:
        """The payment of a key; Objection 404 when there is none."""
        payment = self.books.payment_of_key(key)
        if payment is None:
            raise Objection(404, "no_such_payment", "The bank does not know the payment.")
        return payment

    # Done by the customer -----------------------------------------------------------------------

    def choose_tip(self, payment: BankPayment, tip_minor: int) -> BankPayment:
        return self._move(payment, Stage.WAITING_FOR_CARD, tip_minor=payment.tip_minor + tip_minor)

    def open_link(self, payment: BankPayment) -> BankPayment:
        return self._move(payment, Stage.LINK_OPENED)

    def read_card(self, payment: BankPayment, card: Card) -> BankPayment:
        """The card is read and its bank is asked; `answer` gives the bank's word."""
        return self._move(
            payment,
            Stage.ASKING_BANK,
            brand=card.brand,
            last_four=card.last_four,
            entry="online" if payment.link else card.entry,
            verdict=card.decline or "",
            signature=card.signature and not payment.link,
        )

    def answer(self, payment: BankPayment) -> BankPayment:
        """The word of the card's bank."""
        if payment.verdict:
            return self._move(payment, Stage.DECLINED, decline=payment.verdict)
        code = f"{new_id().int % 1_000_000:06d}"
        approved = replace(payment, authorisation=code)
        return self._move(approved, Stage.SIGNING) if payment.signature else self._approve(approved)

    def sign(self, payment: BankPayment) -> BankPayment:
        return self.books.save_payment(replace(payment, signed=True))

    def leave(self, payment: BankPayment) -> BankPayment:
        """The customer goes away without paying."""
        return self._move(payment, Stage.CANCELLED)

    # Inside -------------------------------------------------------------------------------------

    def _known(self, key: str, asked: Asked) -> BankPayment | None:
        known = self.books.payment_of_key(key)
        if known is not None and known.terms != asked.terms:
            raise Objection(400, "key_reused", "The key belongs to another payment.")
        return known

    def _new(self, key: str, asked: Asked, stage: Stage) -> BankPayment:
        return BankPayment(
            ref=f"pay_{new_id().hex}",
            key=key,
            payment_id=asked.payment_id,
            order_id=asked.order_id,
            words=asked.words,
            terms=asked.terms,
            amount_minor=asked.amount_minor,
            currency=asked.currency,
            at=self._clock().isoformat(),
            stage=stage,
            capture=asked.capture,
            link=asked.link,
            tip_minor=asked.tip_minor,
            register_id=asked.register_id,
        )

    def _approve(self, payment: BankPayment) -> BankPayment:
        if not payment.capture:
            return self._move(payment, Stage.AUTHORISED)
        return self._move(payment, Stage.CAPTURED, captured_minor=payment.whole_minor)

    def _move(self, payment: BankPayment, stage: Stage, **changes: object) -> BankPayment:
        return self.books.save_payment(replace(payment, stage=stage, **changes))  # type: ignore[arg-type]  # the names are the fields'


def asked_of(body: Mapping[str, object]) -> Asked:
    """Reads a payment from a request; Objection 400 when it is none."""
    try:
        asked = Asked(**body)  # type: ignore[arg-type]  # checked by its own reading
    except TypeError:
        raise Objection(400, "not_understood", "The request is not a payment.") from None
    if type(asked.amount_minor) is not int or type(asked.tip_minor) is not int:
        raise Objection(400, "not_understood", "An amount is not a whole number.")
    return asked
