"""Reconciliation with the providers: their books against the register's, every night and when somebody asks.

`run` asks over a network and belongs off the UI thread; everything else is one short read or one commit.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.capture_books import end_released
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_provider import ProviderPayment, Providers
from pos_desktop.application.payment_records import Difference, Payment, PaymentMethod
from pos_desktop.application.ports import Work
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.reconciliation_ends import (
    ACCEPT,
    ASSIGN,
    GIVE_BACK,
    assign,
    choices_of,
    give_back,
    was_found,
)
from pos_desktop.application.settling import Settling
from pos_desktop.application.statement_check import MISSING_THERE, Finding, OurSide, compare
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.ticket import TicketState

log = logging.getLogger(__name__)
T = TypeVar("T")

LAST_RUN = "reconciliation"
"""The setting that keeps what the last run did."""

NIGHT = timedelta(hours=3)
"""When it is due every day, by the clock of the place."""
AGAIN = timedelta(hours=1)
"""After a run in which a provider could not be asked."""
LOOK_BACK = timedelta(days=31)
"""As long as goods are usually taken back: a refund is listed with the payment it belongs to."""
UNDER_WAY = timedelta(minutes=15)
"""What is younger may still be on its way to the provider's books."""
CLOCKS_APART = timedelta(hours=2)
"""How much later or earlier the provider's clock may have it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run compared, found, and could not ask: (way of paying, what it said)."""

    at: datetime
    compared: int = 0
    found: int = 0
    troubles: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A plain form to be stored."""
        return asdict(self) | {"at": self.at.isoformat()}

    @staticmethod
    def from_json(values: dict[str, Any]) -> "Run":
        """Reads what was stored."""
        troubles = tuple((str(name), str(words)) for name, words in values["troubles"])
        at = datetime.fromisoformat(values["at"])
        return Run(at, int(values["compared"]), int(values["found"]), troubles)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which a difference can end; the amount is what moves, in minor units, or None where nothing does."""

    key: str  # assign, give_back, accept
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A difference with both sides and what can be done about it."""

    difference: Difference
    method: PaymentMethod
    ours: Payment | None
    order_number: (
        str  # of the order that the provider names: its receipt, or its ticket; empty: not known here
    )
    choices: tuple[Choice, ...]


class Reconciliation:
    """Finds differences and ends them. Listeners are called on the thread that ran."""

    def __init__(self, desk: Desk, providers: Providers, settling: Settling) -> None:
        self._desk = desk
        self._providers = providers
        self._settling = settling
        self._running = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener after each run and each end, on whatever thread that was."""
        self._listeners.append(listener)

    # -- looking ---------------------------------------------------------------------------------

    def open_count(self) -> int:
        """How many differences wait for somebody."""
        with self._desk.store.read() as work:
            return len(work.differences.open())

    def open(self) -> list[DifferenceView]:
        """Those that wait, the latest first."""
        with self._desk.store.read() as work:
            return [self._view(work, difference) for difference in work.differences.open()]

    def last_run(self) -> Run | None:
        """What the last run did; None before the first."""
        with self._desk.store.read() as work:
            stored = work.settings.get(LAST_RUN)
        return None if stored is None else Run.from_json(stored)

    def due(self) -> bool:
        """Whether the books should be compared now: every night, or at the start after a night that was missed."""
        last, now = self.last_run(), self._desk.clock.now()
        if last is None or last.at > now:  # the clock was set back since: nobody knows how long ago that was
            return bool(self._remote_methods())
        return now >= self._next_after(last) and bool(self._remote_methods())

    def _next_after(self, last: Run) -> datetime:
        if last.troubles:
            return last.at + AGAIN
        formats = self._desk.formats
        night = formats.day_start(last.at) + NIGHT
        return night if night > last.at else formats.day_start(last.at, days_back=-1) + NIGHT

    def _view(self, work: Work, difference: Difference) -> DifferenceView:
        ours, number, waits = None, "", False
        if difference.payment_id is not None:
            ours = _or_none(lambda: work.payments.get(_there(difference.payment_id)))
        order_id = ours.ticket_id if ours is not None else difference.order_id
        if order_id is not None:
            ticket = _or_none(lambda: work.tickets.get(order_id))
            if ticket is not None:
                number = tr("Ticket {number}", number=ticket.number)
                waits = ticket.state in (TicketState.OPEN, TicketState.PARKED)
                if ticket.state is TicketState.SOLD:
                    number = work.orders.get(order_id).number
        choices = tuple(Choice(*each) for each in choices_of(difference, waits=waits))
        return DifferenceView(
            difference, work.payment_methods.get(difference.method_id), ours, number, choices
        )

    # -- comparing: slow, off the UI thread ----------------------------------------------------------

    def run(self, by: UUID | None = None) -> Run:
        """Compares every way of paying that has books elsewhere. Trouble with one is kept and told, the others go on.

        `by` is who asked for it; nobody at night.
        """
        with self._running:
            now = self._desk.clock.now()
            compared = found = 0
            troubles = []
            for method in self._remote_methods():
                try:
                    more, fresh = self._compare(method, now - LOOK_BACK, now - UNDER_WAY)
                except PersonError as trouble:
                    log.warning("reconciliation waits: %s", trouble)
                    troubles.append((method.name or tender_name(method.kind.value), str(trouble)))
                else:
                    compared, found = compared + more, found + fresh
            done = Run(now, compared, found, tuple(troubles))
            with self._desk.store.write() as work:
                work.settings.put(LAST_RUN, done.to_json())
                body = {"compared": compared, "found": found, "troubles": [name for name, _ in troubles]}
                work.journal.add("reconciled", body, person_id=by)
        self._tell()
        return done

    def _remote_methods(self) -> list[PaymentMethod]:
        """Those that are switched off too: their payments of the last weeks are in the books all the same."""
        remote = {kind.key for kind in self._providers.kinds() if not kind.traits.local}
        with self._desk.store.read() as work:
            return [method for method in work.payment_methods.all() if method.provider in remote]

    def _compare(self, method: PaymentMethod, since: datetime, until: datetime) -> tuple[int, int]:
        with self._providers.apart(method.id) as provider:
            theirs = provider.statement(since - CLOCKS_APART, until + CLOCKS_APART)
            with self._desk.store.read() as work:
                findings, matched = _about_theirs(work, theirs, until, self._desk.register.id)
                left = [
                    payment
                    for payment in work.payments.between(method.id, since, until)
                    if payment.state.counts and payment.id not in matched and not was_found(payment)
                ]
            lapsed: list[UUID] = []
            for payment in left:
                # A list may be short; about one payment the provider is sure.
                if not (said := provider.ask(payment.charge()).state).counts:
                    if payment.held and not said.open:
                        lapsed.append(payment.id)
                    else:
                        findings.append(Finding(MISSING_THERE, None, payment, payment.whole_minor, None))
        return len(theirs), self._keep(method, findings, lapsed)

    def _keep(self, method: PaymentMethod, findings: Iterable[Finding], lapsed: Sequence[UUID]) -> int:
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            for payment_id in lapsed:
                payment = work.payments.get(payment_id)
                if payment.held:  # no difference: it was never charged, here and there
                    end_released(work, payment, now, tr("The reservation on the card expired."))
            known = {each.id for each in work.payment_methods.all()}
            return sum(
                work.differences.add(_difference(_whose(finding, method, known), finding, now))
                for finding in findings
            )

    # -- ending ------------------------------------------------------------------------------------

    def resolve(
        self, difference_id: UUID, choice: str, note: str = "", approval: Approval | None = None
    ) -> None:
        """Ends a difference: `assign` to its order, `give_back`, or `accept` with a note. Journalled with both names."""
        desk = self._desk
        with desk.store.read() as work:
            view = self._view(work, work.differences.get(difference_id))
        chosen = _chosen(view, choice, note)
        approver = desk.require(
            Permission.RECONCILE, approval, lambda: self._request(view, chosen, note.strip())
        )
        with desk.store.write() as work:
            view = self._view(work, work.differences.get(difference_id))
            chosen = _chosen(view, choice, note)
            self._carry_out(work, view, chosen, approver)
            work.differences.resolve(
                difference_id, choice, note.strip()[:200], desk.signed_in.id, desk.clock.now()
            )
            work.journal.add(
                "difference_resolved",
                _facts(view) | {"resolution": choice, "note": note.strip()[:200]},
                subject_id=difference_id,
                person_id=desk.signed_in.id,
                approver_id=approver,
            )
        if choice == ASSIGN:
            self._settling.settle()
        desk.events.tell(Event.PAYMENT)
        self._tell()

    def _carry_out(self, work: Work, view: DifferenceView, choice: Choice, approver: UUID | None) -> None:
        if choice.key == ASSIGN:
            assign(work, self._desk, view.difference, view.method, view.ours, approver)
        elif choice.key == GIVE_BACK:
            give_back(work, self._desk, view.difference, view.method, view.ours, approver)

    def _request(self, view: DifferenceView, choice: Choice, note: str) -> ApprovalRequest:
        amount = choice.amount_minor or 0
        money = self._desk.formats.money(amount)
        titles = {
            ASSIGN: tr("Book {amount} for its order", amount=money),
            GIVE_BACK: tr("Refund {amount}", amount=money),
            ACCEPT: tr("Accept the difference"),
        }
        what = label_of(view.ours) if view.ours is not None else view.difference.provider_ref
        return ApprovalRequest(
            Permission.RECONCILE,
            titles[choice.key],
            (
                (tr("Payment"), what),
                (tr("Why"), note or tr("The provider's books differ")),
                self._desk.asked_by(),
            ),
            -amount if choice.key == GIVE_BACK else amount,
            f"{view.difference.id}:{choice.key}",
        )

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _about_theirs(
    work: Work, theirs: Sequence[ProviderPayment], until: datetime, register_id: UUID
) -> tuple[list[Finding], set[UUID]]:
    """What differs about those before `until`, and which of our payments are among all of them."""
    findings: list[Finding] = []
    matched: set[UUID] = set()
    for one in theirs:
        ours = _ours(work, one)
        if ours is None and _of_others(one, register_id):
            continue
        if ours is not None:
            matched.add(ours.payment.id)
        if one.at < until:
            findings += compare(one, ours)
    return findings, matched


def _of_others(theirs: ProviderPayment, register_id: UUID) -> bool:
    """Whether it is another program's in the same account, or another register's of this one."""
    if theirs.payment_id is None and theirs.order_id is None:
        return True
    return theirs.register_id is not None and theirs.register_id != register_id


def _ours(work: Work, theirs: ProviderPayment) -> OurSide | None:
    """Our payment of theirs: by our id in their books or by their reference; the one that counts, if any does."""
    found = None
    if theirs.payment_id is not None:
        found = _or_none(lambda: work.payments.get(_there(theirs.payment_id)))
    found = found or work.payments.by_provider_ref(theirs.ref)
    if found is None:
        return None
    same = [p for p in work.payments.of_ticket(found.ticket_id) if p.provider_ref == theirs.ref]
    payment = next((p for p in same if p.state.counts), found)
    return OurSide(payment, work.refunds.of_payment(payment.id))


def _whose(finding: Finding, asked: PaymentMethod, known: Collection[UUID]) -> UUID:
    """Whose the difference is: two ways of paying may be of one account, which tells both of them the same. What was
    taken by one that is removed is given back by the one that its account was asked for."""
    ours = finding.ours
    return ours.method_id if ours is not None and ours.method_id in known else asked.id


def _difference(method_id: UUID, finding: Finding, now: datetime) -> Difference:
    theirs, ours = finding.theirs, finding.ours
    happened = theirs.at if theirs is not None else (ours.created_at if ours is not None else now)
    ref = theirs.ref if theirs is not None else (ours.provider_ref if ours is not None else "")
    currency = theirs.currency if theirs is not None else (ours.currency if ours is not None else "")
    payment_id = ours.id if ours is not None else (theirs.payment_id if theirs is not None else None)
    return Difference(
        id=new_id(),
        method_id=method_id,
        kind=finding.kind,
        provider_ref=ref,
        payment_id=payment_id,
        ours_minor=finding.ours_minor,
        theirs_minor=finding.theirs_minor,
        currency=currency,
        happened_at=happened,
        found_at=now,
        order_id=theirs.order_id if theirs is not None else None,
    )


def _chosen(view: DifferenceView, key: str, note: str) -> Choice:
    choice = next((each for each in view.choices if each.key == key), None)
    if choice is None or view.difference.resolved_at is not None:
        raise Refused(tr("This can no longer be done"), tr("Nothing was changed."), tr("Compare again."))
    if key == ACCEPT and not note.strip():
        raise Refused(
            tr("A note is missing"), tr("Nothing was changed."), tr("Say why the difference is right.")
        )
    return choice


def _facts(view: DifferenceView) -> dict[str, Any]:
    difference = view.difference
    return {
        "kind": difference.kind,
        "provider": view.method.provider,
        "provider_ref": difference.provider_ref,
        "payment_id": str(difference.payment_id) if difference.payment_id else None,
        "ours_minor": difference.ours_minor,
        "theirs_minor": difference.theirs_minor,
        "currency": difference.currency,
    }


def _there(key: UUID | None) -> UUID:
    assert key is not None
    return key


def _or_none(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except LookupError:
        return None
