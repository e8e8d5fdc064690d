"""What a tender must keep to: the rules of its way of paying, and the words of a manager that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_words import rule_words
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.tendering import RuleBroken, check_tender

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_records import Payment, PaymentMethod
    from pos_desktop.application.tendering_view import TenderingView


class TenderChecks:
    """Raises Refused, in words, or ApprovalNeeded; changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def beside_open(self, view: TenderingView, approval: Approval | None) -> UUID | None:
        """Whether money can be taken beside an open outcome; the id of the manager who let it pass."""
        under_way = view.under_way
        if under_way is None:
            return None
        if under_way.state is not PaymentState.UNKNOWN:
            raise Refused(
                tr("A payment is under way"), tr("Nothing more was taken."), tr("Wait for it, or cancel it.")
            )
        return self._desk.require(
            Permission.TENDER_IN_DOUBT, approval, lambda: self._in_doubt_request(view, under_way)
        )

    def _in_doubt_request(self, view: TenderingView, under_way: Payment) -> ApprovalRequest:
        from pos_desktop.application.receipt_tenders import tender_name

        money = self._desk.formats.money
        return ApprovalRequest(
            Permission.TENDER_IN_DOUBT,
            tr("Another tender while an outcome is open"),
            (
                (tr("Open"), f"{tender_name(under_way.kind.value)} {money(under_way.whole_minor)}"),
                (tr("Meaning"), tr("If it was charged, it is refunded by itself.")),
                self._desk.asked_by(),
            ),
            view.left_minor,
            str(view.ticket.id),
        )

    def rules(
        self,
        method: PaymentMethod,
        view: TenderingView,
        amount_minor: int,
        *,
        tip_minor: int = 0,
        change_minor: int = 0,
    ) -> None:
        try:
            check_tender(
                method.rules, amount_minor, view.left_minor, tip_minor=tip_minor, change_minor=change_minor
            )
        except RuleBroken as broken:
            raise rule_words(broken, self._desk.formats) from broken

    def coins(self, given_minor: int) -> None:
        if given_minor <= 0 or given_minor % self._desk.settings.currency.smallest_cash:
            coin = self._desk.formats.denomination(self._desk.settings.currency.smallest_cash)
            raise Refused(
                tr("Coins cannot pay this amount"),
                tr("Nothing was taken."),
                tr("The smallest coin is {coin}.", coin=coin),
            )

    def size(self, method: PaymentMethod, amount: int, approval: Approval | None) -> UUID | None:
        from pos_desktop.application.receipt_tenders import tender_name

        most = method.rules.approval_above_minor
        if most is None or amount <= most:
            return None
        request = ApprovalRequest(
            Permission.LARGE_TENDER,
            tr("{tender} above the limit", tender=method.name or tender_name(method.kind.value)),
            ((tr("Limit"), self._desk.formats.money(most)), self._desk.asked_by()),
            amount,
            str(method.id),
        )
        return self._desk.require(Permission.LARGE_TENDER, approval, lambda: request)

    def not_now(self, method: PaymentMethod, left_minor: int) -> str:
        """Why a way of paying is not offered for what is left; empty when it is."""
        least, most = method.rules.least_minor, method.rules.most_minor
        if least is not None and 0 < left_minor < least:
            return tr("From {amount}", amount=self._desk.formats.money(least))
        if most is not None and left_minor > most and not method.rules.split:
            return tr("Up to {amount}", amount=self._desk.formats.money(most))
        return ""
