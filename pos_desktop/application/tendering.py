"""Taking money for the ticket on the screen, by as many tenders as the customer wants.

What is local (cash, stored values, a terminal beside the register) is one commit. What is behind a network begins
with a commit that says what will be asked for; the worker asks, and `settle` finishes the sale when all is paid.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.local_tenders import LocalTenders
from pos_desktop.application.network_tenders import NetworkTenders
from pos_desktop.application.tendering_view import MethodView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.payment_records import Payment, PaymentEvent, StoredValueView
    from pos_desktop.domain.ticket import Ticket


class Tendering(LocalTenders, NetworkTenders):
    """The tenders of the ticket on the screen."""

    # -- looking ---------------------------------------------------------------------------------

    def methods(self) -> list[MethodView]:
        """The ways of paying that are switched on, in the store's order."""
        from pos_desktop.application.receipt_tenders import tender_name

        left = self.view().left_minor
        with self._desk.store.read() as work:
            methods = [method for method in work.payment_methods.all() if method.active]
        kinds = {kind.key: kind for kind in self._providers.kinds()}
        views = []
        for method in methods:
            kind = kinds.get(method.provider)
            if kind is not None:
                name = method.name or tender_name(method.kind.value)
                views.append(MethodView(method, name, kind.traits, self._checks.not_now(method, left)))
        return views

    def payment(self, payment_id: UUID) -> Payment:
        """One attempt as it is now."""
        with self._desk.store.read() as work:
            return work.payments.get(payment_id)

    def history(self, payment_id: UUID) -> list[PaymentEvent]:
        """What happened to an attempt so far, the first event first."""
        with self._desk.store.read() as work:
            return work.payments.events(payment_id)

    def stored_value(self, code: str) -> StoredValueView | None:
        """The gift card, store credit or voucher of a code, with its balance; None when it is not known."""
        with self._desk.store.read() as work:
            return work.stored_values.find(code)

    def latest_of(self, method_id: UUID) -> Payment | None:
        """The last attempt of the past hour in one way of paying: what its reader said last."""
        now = self._desk.clock.now()
        with self._desk.store.read() as work:
            found = work.payments.between(method_id, now - timedelta(hours=1), now + timedelta(seconds=1))
        return found[-1] if found else None

    def waiting_outcomes(self) -> list[Payment]:
        """Every attempt whose outcome is still to come, whatever its ticket, the oldest first."""
        with self._desk.store.read() as work:
            return work.payments.open()

    def paid_on(self, ticket_id: UUID) -> int:
        """What lies on a ticket that is not paid yet, exact, in minor units."""
        from pos_desktop.application.payment_books import returned_ids

        with self._desk.store.read() as work:
            payments = work.payments.of_ticket(ticket_id)
            returned = returned_ids(work.refunds.of_ticket(ticket_id))
        return sum(p.part.exact_minor for p in payments if p.state.counts and p.id not in returned)

    # -- putting aside -----------------------------------------------------------------------------

    def park_in_doubt(self) -> Ticket:
        """Puts a ticket aside whose payment is still open: it closes by itself when the answer comes."""
        return self._tickets.park_paying(self._tickets.ticket.name)

    def leave_deposit(self, name: str, approval: Approval | None = None) -> Ticket:
        """Parks a partly paid ticket for a customer who pays the rest later, where the store allows deposits."""
        desk, view = self._desk, self.view()
        if not desk.settings.deposits:
            raise Refused(
                tr("This store takes no deposits"),
                tr("The ticket stays here."),
                tr("Take the rest, or undo."),
            )
        if not view.taken or view.under_way is not None:
            raise Refused(tr("Nothing is paid of this ticket yet"), tr("The ticket stays here."))
        request = ApprovalRequest(
            Permission.DEPOSIT, tr("Deposit"), (desk.asked_by(),), view.paid_minor, str(view.ticket.id)
        )
        desk.require(Permission.DEPOSIT, approval, lambda: request)
        return self._tickets.park_paying(name, deposit=(view.paid_minor, view.left_minor))
