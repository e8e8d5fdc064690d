"""Giving money back at a terminal: a whole payment is reversed, anything else is paid to the card."""

from __future__ import annotations

from collections.abc import Sequence

from pos_desktop.application.payment_provider import GiveBack, ProviderRefund, ProviderRefused, RefundReport
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import RefundState
from pos_desktop.payments.zvt import codes, trouble
from pos_desktop.payments.zvt.attempts import Attempts, Place, command_of, new_entry
from pos_desktop.payments.zvt.book import DECIDED, Became, Entry, What, sum_of
from pos_desktop.payments.zvt.link import Until
from pos_desktop.payments.zvt.status import Mark

_REFUNDS = {
    Became.OPEN: RefundState.SENT,
    Became.DONE: RefundState.DONE,
    Became.DECLINED: RefundState.REFUSED,
    Became.NOTHING: RefundState.PROMISED,
    Became.UNASKED: RefundState.PROMISED,
}


class Refunds:
    """Refunds at one terminal, each in the book before it is asked for."""

    def __init__(self, place: Place, attempts: Attempts) -> None:
        self._place = place
        self._attempts = attempts

    def give_back(self, refund: GiveBack, until: Until) -> RefundReport:
        """Once per key: what was begun before is told as it stands."""
        known = self._place.book.get(refund.key)
        if known is not None and not _again(known):
            return self._report(known, until)
        paid = self._place.book.by_ref(refund.provider_ref)
        if paid is None and not refund.provider_ref.startswith("T"):
            raise trouble.not_offered()
        self._check_sum(refund)
        entry = None if _not_reversible(known) else self._reversed(refund, paid, until)
        if entry is None:
            entry = self._asked_back(refund, What.REFUND, None, until)
        return self._told(entry)

    def _reversed(self, refund: GiveBack, paid: Entry | None, until: Until) -> Entry | None:
        """A reversal's entry; None where the payment cannot be reversed and the card is needed."""
        mark = paid.mark if paid is not None else None
        if paid is None or mark is None or mark.receipt is None or self._number_given_again(mark):
            return None
        if not refund.whole or not self._takes_all(refund, paid):
            return None
        try:
            entry = self._asked_back(refund, What.REVERSAL, mark, until)
        except ProviderRefused as error:
            if _code(error.code) in codes.REVERSAL_REFUSED:
                return None
            raise
        return None if _not_reversible(entry) else entry

    def _takes_all(self, refund: GiveBack, paid: Entry) -> bool:
        """Whether it is all that was charged. A reversal carries no amount: the terminal takes the whole payment back,
        whatever went back of it before."""
        charged = paid.amount_minor if paid.charged_minor is None else paid.charged_minor
        return refund.amount_minor == charged and not self._gone(refund)

    def _gone(self, refund: GiveBack) -> int:
        """What went back of its payment before, or may have; a refund that is in the book already is not counted."""
        before = self._place.book.refunds_of(refund.provider_ref)
        return sum_of(each for each in before if each.key != refund.key)

    def _number_given_again(self, mark: Mark) -> bool:
        """Whether another transaction of the terminal has the payment's receipt number by now: a reversal by that number
        would give somebody else's money back."""
        others = self._place.book.with_receipt(self._place.line, mark.receipt)
        return any(each != mark for each in others)

    def _asked_back(self, refund: GiveBack, what: What, paid: Mark | None, until: Until) -> Entry:
        entry = new_entry(
            refund.key,
            what,
            self._place.line,
            refund.amount_minor,
            refund.currency,
            of_ref=refund.provider_ref,
            payment_id="" if refund.payment_id is None else str(refund.payment_id),
            order_id=str(refund.order_id),
        )
        receipt, terminal = (None, "") if paid is None else (paid.receipt, paid.terminal)
        command = command_of(entry, self._place.logon.password(), receipt)
        self._attempts.ask_for(entry, command, until, terminal=terminal)
        running = self._attempts.running(refund.key)
        if running is not None:
            running.ended.wait(until.left)
            if running.lost:
                running.told_lost = True
                raise trouble.no_answer()
        return self._place.book.get(refund.key) or entry

    def _check_sum(self, refund: GiveBack) -> None:
        """What went back before is added up first; a refund that is in the book already counts once."""
        paid = self._place.book.by_ref(refund.provider_ref)
        most = refund.paid_minor or (refund.amount_minor if refund.whole else 0)
        if paid is not None and paid.charged_minor is not None:
            most = min(most, paid.charged_minor)
        if self._gone(refund) + refund.amount_minor > most:
            raise trouble.too_much()

    def ask(self, refund: GiveBack, until: Until) -> RefundReport:
        """What became of one; promised when it never happened."""
        known = self._place.book.get(refund.key)
        if known is None:
            return RefundReport(RefundState.PROMISED)
        return self._report(known, until)

    def _report(self, entry: Entry, until: Until) -> RefundReport:
        if entry.became is Became.OPEN:
            running = self._attempts.running(entry.key)
            if running is None or running.ended.is_set():
                entry = self._attempts.look_up_unless_busy(entry, until)
        return self._told(entry)

    def _told(self, entry: Entry) -> RefundReport:
        state, done = _REFUNDS[entry.became], entry.became is Became.DONE
        return RefundReport(
            state,
            refund_ref=entry.ref if done else "",
            voided=done and entry.what is What.REVERSAL,
            words=_refusal_words(entry) if state is RefundState.REFUSED else "",
            last_four=entry.last_four if done else "",
        )

    def listed(self, provider_ref: str) -> Sequence[ProviderRefund]:
        """What went back of a payment, or may have, as the book has it."""
        return [
            ProviderRefund(each.ref, each.amount_minor, _REFUNDS[each.became], each.key)
            for each in self._place.book.refunds_of(provider_ref)
            if each.became in (Became.OPEN, Became.DONE)
        ]


def _again(entry: Entry) -> bool:
    """Whether a refund of this key may be asked for once more."""
    return entry.became in (Became.UNASKED, Became.NOTHING) or _not_reversible(entry)


def _not_reversible(entry: Entry | None) -> bool:
    """A reversal that the terminal does not do: nothing happened, and the card can be paid instead."""
    return (
        entry is not None
        and entry.what is What.REVERSAL
        and entry.became is Became.DECLINED
        and _code(entry.words) in codes.REVERSAL_REFUSED
    )


def _code(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return -1


def _refusal_words(entry: Entry) -> str:
    if entry.words == DECIDED:
        return tr("A manager said: it was not refunded")
    if _code(entry.words) == codes.ABORTED_BY_PERSON:
        return tr("It was given up at the terminal, or no card was held to it.")
    if _code(entry.words) == codes.ALREADY_REVERSED:
        return tr("The terminal says that this payment was taken back before.")
    return tr("The terminal refuses with code {code}.", code=entry.words)
