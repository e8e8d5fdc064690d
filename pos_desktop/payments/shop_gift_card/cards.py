"""Takes from a shop's gift card and puts back on it, once for each of our keys.

The shop knows no idempotency keys: what moves a card is repeated when it is asked for again. So every call that moves
something is preceded by a look at the card's own list, where each of our moves stands with our key in its note, and
what is not in the list is believed not to have happened only when it was missing for longer than a late request
could still be on its way.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    Health,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.platform.codes import GiftCardMove, PlatformGiftCard
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.local import more_than_paid, not_offered
from pos_desktop.payments.shop_gift_card.notes import NOBODY, Mark, mark_in, note_of
from pos_desktop.payments.shop_gift_card.provider import TRAITS
from pos_desktop.payments.shop_gift_card.trouble import (
    as_payment_trouble,
    no_shop,
    not_certain_yet,
    too_slow,
)

if TYPE_CHECKING:
    from pos_desktop.application.platform.port import Platform

LATE_SECONDS = 20.0
"""How long a request whose caller has given up may still come to its effect over there, with room to spare."""

PATIENCE_SECONDS = 5.0
"""A look that took longer is not followed by the move: a call ends within ten seconds."""

NOBODYS_CODE = "0" * 16
_DECLINES = {
    "INSUFFICIENT_FUNDS": Decline.NOT_ENOUGH_BALANCE,
    "GIFT_CARD_NOT_FOUND": Decline.UNKNOWN_CODE,
    "MISMATCHING_CURRENCY": Decline.WRONG_CURRENCY,
    "INVALID": Decline.BLOCKED_CODE,
}


class ShopGiftCards:
    """Implements PaymentProvider for the cards of one shop. The charge's token is the card's ref."""

    def __init__(
        self,
        shop: Callable[[], Platform],
        late_seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shop = shop
        self._late_seconds = LATE_SECONDS if late_seconds is None else late_seconds
        self._clock = clock
        self._missing: dict[str, float] = {}  # since when a key was looked for and not found
        self._never_sent: set[str] = (
            set()
        )  # keys whose look before the move failed: nothing can be on its way

    @property
    def traits(self) -> Traits:
        return TRAITS

    # -- taking ----------------------------------------------------------------------------------

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        begun = self._clock()
        card = self._looked_before(charge)
        if self._clock() - begun > PATIENCE_SECONDS:
            raise too_slow()  # nothing was asked for yet, and a customer waits
        if card is None:
            return Report(PaymentState.DECLINED, decline=Decline.UNKNOWN_CODE)
        done = _moves_of(card, charge.key)
        if done:
            return _taken(card, done)
        decline = _why_not(card, charge)
        if decline is not None:
            return Report(PaymentState.DECLINED, decline=decline, balance_minor=card.balance_minor)
        return self._debit(card, charge)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        ref = _card_ref(charge)
        if not ref:
            return Report(PaymentState.CANCELLED)  # without a card nothing was asked for
        card = self._card(ref)
        done = () if card is None else _moves_of(card, charge.key)
        if card is not None and done:
            self._missing.pop(charge.key, None)
            return _taken(card, done)
        if not _was_told(charge):
            self._be_certain(charge.key)
        return Report(PaymentState.CANCELLED)

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        # What was taken comes back by giving it back, so that both moves stand in the card's list.
        return self.ask(charge, books)

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        raise not_offered()

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        raise not_offered()

    def _looked_before(self, charge: Charge) -> PlatformGiftCard | None:
        self._never_sent.add(charge.key)
        card = self._card(_card_ref(charge))
        self._never_sent.discard(charge.key)
        return card

    def _debit(self, card: PlatformGiftCard, charge: Charge) -> Report:
        register = charge.register_id.hex if charge.register_id is not None else NOBODY
        mark = Mark(register, charge.order_id.hex, charge.payment_id.hex, charge.key)
        note = note_of(charge.order_words, mark)
        self._sends(charge.key)
        try:
            with as_payment_trouble():
                after = self._reached().redeem_gift_card(card.ref, charge.whole_minor, charge.currency, note)
        except ProviderRefused as refused:
            decline = _DECLINES.get(refused.code)
            if decline is None:
                raise
            return Report(PaymentState.DECLINED, decline=decline)
        if card.balance_minor - after.balance_minor != charge.whole_minor:
            return self._looked_after(after, charge)
        return _taken(after, after.moves)

    def _looked_after(self, after: PlatformGiftCard, charge: Charge) -> Report:
        """Somebody else moved the card meanwhile, or the request was carried out twice on its way: its list tells."""
        card = self._card(after.ref)
        done = () if card is None else _moves_of(card, charge.key)
        return _taken(card or after, done or after.moves)

    # -- giving back -------------------------------------------------------------------------------

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        card = self._card(refund.provider_ref.split(" ")[0]) if refund.provider_ref else None
        if card is None or refund.payment_id is None:
            raise _no_card()
        done = _moves_of(card, refund.key)
        if done:
            return _given_back(card, done[0])
        payment = _payment_of(card, refund)
        _check_room(card, refund, payment)
        note = note_of(tr("Refunded"), Mark(NOBODY, refund.order_id.hex, payment, refund.key))
        self._sends(refund.key)
        try:
            with as_payment_trouble():
                after = self._reached().credit_gift_card(card.ref, refund.amount_minor, refund.currency, note)
        except ProviderRefused as refused:
            return RefundReport(RefundState.REFUSED, words=str(refused))
        return _given_back(after, after.moves[0])

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        card = self._card(refund.provider_ref.split(" ")[0]) if refund.provider_ref else None
        done = () if card is None else _moves_of(card, refund.key)
        if card is not None and done:
            self._missing.pop(refund.key, None)
            return _given_back(card, done[0])
        self._be_certain(refund.key)
        return RefundReport(RefundState.PROMISED)

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        ref, _, move_ref = provider_ref.partition(" ")
        card = self._card(ref)
        if card is None:
            return ()
        payment = _payment_by_move(card, move_ref)
        return [
            ProviderRefund(move.ref, move.amount_minor, RefundState.DONE, mark.key)
            for move, mark in reversed(_marked(card.moves))
            if move.amount_minor > 0 and payment and mark.payment == payment
        ]

    # -- the shop ----------------------------------------------------------------------------------

    def methods(self) -> Sequence[str]:
        return (str(TRAITS.kind),)

    def readers(self) -> Sequence[Reader]:
        return ()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        with as_payment_trouble():
            cards = self._reached().gift_cards_moved(since)
        listed = [one for card in cards for one in _payments_on(card)]
        return [one for one in listed if since <= one.at <= until]

    def health(self) -> Health:
        begun = self._clock()
        try:
            with as_payment_trouble():
                self._reached().gift_card(NOBODYS_CODE)
        except PersonError as trouble:
            return Health(False, str(trouble), self._clock() - begun)
        return Health(True, seconds=self._clock() - begun)

    def close(self) -> None:
        """The connection is not ours."""

    # -- within ------------------------------------------------------------------------------------

    def _card(self, ref: str) -> PlatformGiftCard | None:
        with as_payment_trouble():
            return self._reached().gift_card_history(ref)

    def _reached(self) -> Platform:
        try:
            return self._shop()
        except LookupError:
            raise no_shop() from None

    def _be_certain(self, key: str) -> None:
        """NoAnswer while what is missing in the list may still come."""
        if key in self._never_sent:
            return
        now = self._clock()
        if now - self._missing.setdefault(key, now) < self._late_seconds:
            raise not_certain_yet()

    def _sends(self, key: str) -> None:
        """A request leaves now: what was not found before says nothing about it."""
        self._missing.pop(key, None)


def _card_ref(charge: Charge) -> str:
    return charge.provider_ref.split(" ")[0] or charge.token


def _was_told(charge: Charge) -> bool:
    """Whether the shop told of the move before: one that is gone from the list is gone."""
    return " " in charge.provider_ref


def _marked(moves: Iterable[GiftCardMove]) -> list[tuple[GiftCardMove, Mark]]:
    """The moves that a register made, the latest first."""
    return [(move, mark) for move in moves if (mark := mark_in(move.note)) is not None]


def _moves_of(card: PlatformGiftCard, key: str) -> tuple[GiftCardMove, ...]:
    """The moves that were made for a key, the first one first: more than one where the way there doubled a request."""
    return tuple(move for move, mark in reversed(_marked(card.moves)) if mark.key == key)


def _why_not(card: PlatformGiftCard, charge: Charge) -> Decline | None:
    if card.expired(datetime.now(UTC).date()):
        return Decline.EXPIRED_CODE
    if not card.active:
        return Decline.BLOCKED_CODE
    if card.currency != charge.currency:
        return Decline.WRONG_CURRENCY
    return Decline.NOT_ENOUGH_BALANCE if card.balance_minor < charge.whole_minor else None


def _taken(card: PlatformGiftCard, moves: Sequence[GiftCardMove]) -> Report:
    return Report(
        PaymentState.TAKEN,
        provider_ref=f"{card.ref} {moves[0].ref}",
        charged_minor=-sum(move.amount_minor for move in moves),
        balance_minor=card.balance_minor,
        last_four=card.last_four,
    )


def _payment_by_move(card: PlatformGiftCard, move_ref: str) -> str:
    """Under which payment's id a move stands in the card's list; empty when it is not there."""
    return next((mark.payment for move, mark in _marked(card.moves) if move.ref == move_ref), "")


def _payment_of(card: PlatformGiftCard, refund: GiveBack) -> str:
    """Under which payment's id the list has what is given back: what was booked from the shop's books stands there
    under the id of an attempt before."""
    assert refund.payment_id is not None
    return _payment_by_move(card, refund.provider_ref.partition(" ")[2]) or refund.payment_id.hex


def _check_room(card: PlatformGiftCard, refund: GiveBack, payment: str) -> None:
    """ProviderRefused for more than the card's own list says was taken and is not back yet."""
    own = [(move, mark) for move, mark in _marked(card.moves) if mark.payment == payment]
    taken = -sum(move.amount_minor for move, _ in own if move.amount_minor < 0)
    if not taken:
        raise _no_card()
    back = sum(move.amount_minor for move, mark in own if move.amount_minor > 0 and mark.key != refund.key)
    if back + refund.amount_minor > min(taken, refund.paid_minor or taken):
        raise more_than_paid()


def _given_back(card: PlatformGiftCard, move: GiftCardMove) -> RefundReport:
    return RefundReport(
        RefundState.DONE,
        refund_ref=move.ref,
        balance_minor=card.balance_minor,
        last_four=card.last_four,
    )


def _payments_on(card: PlatformGiftCard) -> list[ProviderPayment]:
    """What registers took from a card, each with what they put back of it."""
    by_payment: dict[str, list[tuple[GiftCardMove, Mark]]] = defaultdict(list)
    for move, mark in reversed(_marked(card.moves)):
        by_payment[mark.payment].append((move, mark))
    found = []
    for moves in by_payment.values():
        debits = [(move, mark) for move, mark in moves if move.amount_minor < 0]
        if debits:
            first, mark = debits[0]
            found.append(
                ProviderPayment(
                    ref=f"{card.ref} {first.ref}",
                    amount_minor=-sum(move.amount_minor for move, _ in debits),
                    refunded_minor=sum(move.amount_minor for move, _ in moves if move.amount_minor > 0),
                    currency=card.currency,
                    state=PaymentState.TAKEN,
                    at=first.at,
                    payment_id=mark.payment_id,
                    order_id=mark.order_id,
                    register_id=mark.register_id,
                )
            )
    return found


def _no_card() -> ProviderRefused:
    return ProviderRefused(
        tr("There is no card to put it back on"),
        tr("The shop's list of this card does not show the payment."),
        tr("Refund it in another way, or issue store credit."),
        code="no_value",
    )
