"""A manager's word for money on its way back of which nobody can tell what became of it; final, and told to its provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.payment_books import ask_anew, move_refund
from pos_desktop.application.payment_provider import HearsDecisions
from pos_desktop.application.refund_words import asked_of, is_unmade, note_word, word_of
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.payment import RefundState
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.payment_records import PaymentEvent, Refund
    from pos_desktop.application.ports import Work

LONG = timedelta(hours=1)
"""After this a manager may decide, though nothing sends anybody to look: the terminal may be gone for good."""


@dataclass(frozen=True, slots=True)
class RefundWord:
    """What a person can do about a refund in doubt, and did. `asks`: what to look at, and what then."""

    asks: tuple[str, str] | None = None
    decidable: bool = False
    undone: bool = False  # somebody decided that it did not go back: it may be tried again
    stranded: bool = False  # promised, never sent, and nobody can send it: it may be ended


class RefundDecisions:
    """Takes the word, and has a refund that did not go back asked for anew with a key of its own."""

    def __init__(self, desk: Desk, providers: Providers) -> None:
        self._desk = desk
        self._providers = providers

    def look(self, refund: Refund) -> RefundWord:
        """How a refund stands for a person."""
        if refund.state not in (RefundState.PROMISED, RefundState.UNKNOWN, RefundState.REFUSED):
            return RefundWord()
        with self._desk.store.read() as work:
            events = work.refunds.events(refund.id)
            removed = _is_removed(work, refund)
        if refund.state is RefundState.PROMISED:
            return RefundWord(stranded=is_unmade(events, refund.key) or (removed and refund.asks > 0))
        if refund.state is RefundState.REFUSED:
            return RefundWord(undone=word_of(events, refund.key) is False)
        asks = asked_of(events, refund.key)
        return RefundWord(asks, decidable=asks is not None or self._lasts(events))

    def _lasts(self, events: Sequence[PaymentEvent]) -> bool:
        since = next((each.at for each in events if each.kind == RefundState.UNKNOWN.value), None)
        return since is not None and self._desk.clock.now() - since >= LONG

    def decide(
        self, refund_id: UUID, *, went_back: bool, reason: str, approval: Approval | None = None
    ) -> Refund:
        """The end of its being asked after. Refused while it is asked for, and once its outcome is known.

        A promise that nobody can send is ended so, too: it did not go back. Reconciliation tells later when the
        provider says otherwise.
        """
        desk, reason = self._desk, without_card_numbers(reason.strip())[:200]
        with desk.store.read() as work:
            refund = work.refunds.get(refund_id)
        request = self._request(refund, reason, went_back=went_back)
        approver = desk.require(Permission.TENDER_IN_DOUBT, approval, lambda: request)
        unmade = self._cannot_be_made(refund)
        with desk.store.write() as work:
            # Asked for once more it is 'sent', written before: no call is on its way whose key is decided here.
            refund = work.refunds.get(refund_id)
            if refund.state is RefundState.PROMISED and not went_back:
                self._check_stranded(work, refund, unmade=unmade)
            else:
                _check_in_doubt(refund)
            self._say_to_provider(work, refund, went_back)
            now = desk.clock.now()
            note_word(work, refund, reason, now, went_back=went_back)
            _journal(work, refund, reason, desk.signed_in.id, approver, went_back=went_back)
            state = RefundState.DONE if went_back else RefundState.REFUSED
            refund = move_refund(work, refund, state, now, next_at=None, last_error=reason)
        desk.events.tell(Event.PAYMENT)
        return refund

    def try_again(self, refund_id: UUID) -> Refund:
        """Asks anew, with a new key, for what by somebody's word did not go back."""
        desk = self._desk
        with desk.store.write() as work:
            refund = work.refunds.get(refund_id)
            undone = word_of(work.refunds.events(refund_id), refund.key) is False
            if refund.state is not RefundState.REFUSED or not undone:
                raise Refused(tr("This refund is not open any more"), tr("Nothing was asked for."))
            refund = ask_anew(work, refund, desk.clock.now())
        desk.events.tell(Event.PAYMENT)
        return refund

    # -- within --------------------------------------------------------------------------------

    def _request(self, refund: Refund, reason: str, *, went_back: bool) -> ApprovalRequest:
        money = self._desk.formats.money(refund.amount_minor)
        return ApprovalRequest(
            Permission.TENDER_IN_DOUBT,
            tr("Decide: it was refunded") if went_back else tr("Decide: it was not refunded"),
            (
                (tr("Refund"), f"{refund.label} {money}".strip()),
                (tr("Why"), reason or tr("No reason given")),
                self._desk.asked_by(),
            ),
            -refund.amount_minor,
            f"{refund.id}:{refund.key}:{went_back}",
        )

    def _cannot_be_made(self, refund: Refund) -> bool:
        try:
            if refund.method_id is not None:
                self._providers.of(refund.method_id)
        except PersonError:
            return True
        return False

    def _check_stranded(self, work: Work, refund: Refund, *, unmade: bool) -> None:
        """While its provider is asked, the turn of a promise lies behind: its next one is written with the answer."""
        waits = refund.next_at is not None and refund.next_at > self._desk.clock.now()
        if not unmade and not (waits and _is_removed(work, refund)):
            raise _being_asked()

    def _say_to_provider(self, work: Work, refund: Refund, went_back: bool) -> None:
        """Before the commit: should that fail, the same word comes back as the provider's own when it is asked."""
        if refund.method_id is None:
            return
        try:
            provider = self._providers.of(refund.method_id)
        except PersonError:
            return  # it cannot be made any more, and blocks nothing
        if isinstance(provider, HearsDecisions):
            payment = work.payments.get(refund.payment_id) if refund.payment_id else None
            provider.decided_refund(refund.give_back(payment), went_back)


def _check_in_doubt(refund: Refund) -> None:
    if refund.state is RefundState.SENT:
        raise _being_asked()
    if refund.state is not RefundState.UNKNOWN:
        raise Refused(tr("Its outcome is known by now"), tr("Nothing was changed."))


def _being_asked() -> Refused:
    return Refused(
        tr("It is being asked for at this moment"), tr("Nothing was changed."), tr("Wait for the answer.")
    )


def _is_removed(work: Work, refund: Refund) -> bool:
    return all(method.id != refund.method_id for method in work.payment_methods.all())


def _journal(
    work: Work, refund: Refund, reason: str, person: UUID, approver: UUID | None, *, went_back: bool
) -> None:
    body: dict[str, Any] = {
        "went_back": went_back,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "kind": refund.kind.value,
        "provider": refund.provider,
        "label": refund.label,
        "key": refund.key,
        "reason": reason,
    }
    work.journal.add(
        "refund_decided", body, subject_id=refund.ticket_id, person_id=person, approver_id=approver
    )
