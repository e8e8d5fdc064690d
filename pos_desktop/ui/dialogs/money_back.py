"""Giving back what was taken for a ticket that is not paid yet: one tender, or all of them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_records import Payment, Refund
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.reference import ReferencePanel
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.shell.screen import Window


class MoneyBack:
    """Asks what must be asked and does it; `then` is called when it is done."""

    def __init__(self, window: Window, then: Callable[[], None]) -> None:
        self._window, self._then = window, then

    # -- one tender ----------------------------------------------------------------------------

    def undo(self, payment: Payment) -> None:
        """Gives one tender back; one that a terminal beside the register took needs its slip."""
        self._ask_references([payment], {}, lambda references: self._undo(payment, references))

    def _undo(self, payment: Payment, references: dict[UUID, str]) -> None:
        giving_up, reference = self._window.services.giving_up, references.get(payment.id, "")

        def told(_refund: Refund) -> None:
            self._say([payment])
            self._then()

        self._window.act(
            lambda approval: giving_up.undo(payment.id, reference=reference, approval=approval), told
        )

    # -- all of them ---------------------------------------------------------------------------

    def ask_give_up(self, view: TenderingView) -> None:
        """Gives the sale up: says what goes back where, then gives it back, the latest first."""
        money = self._window.services.desk.formats.money
        taken = [*reversed(view.taken)]
        whole = money(sum(payment.whole_minor for payment in taken))
        parts = "\n".join(self._line(payment) for payment in taken)
        panel = NoticePanel(
            tr("Refund {amount}", amount=whole),
            parts,
            tr("The ticket stays, and may be changed again."),
            head=tr("Give the sale up"),
            icon="arrow-u-up-left",
            answer=tr("Refund {amount}", amount=whole),
            kind="destructive",
        )
        panel.done.connect(lambda: self._window.close_overlay(panel))
        panel.answered.connect(lambda: self._ask_references(taken, {}, lambda r: self._give_up(view, r)))
        self._window.show_overlay(panel)

    def _give_up(self, view: TenderingView, references: dict[UUID, str]) -> None:
        giving_up, taken = self._window.services.giving_up, [*reversed(view.taken)]

        def told(_refunds: list[Refund]) -> None:
            self._say(taken)
            self._then()

        self._window.act(
            lambda approval: giving_up.give_up(view.ticket.id, references=references, approval=approval), told
        )

    # -- with a deposit ------------------------------------------------------------------------

    def ask_deposit(self, view: TenderingView) -> None:
        """Keeps what was paid and parks the ticket for a customer who comes again."""
        services, number = self._window.services, view.ticket.number
        money = services.desk.formats.money

        def keep(name: str) -> None:
            def told(_ticket: object) -> None:
                self._window.close_overlay(panel)
                self._window.toast(
                    tr("Ticket {number} is parked", number=number),
                    tr(
                        "{paid} paid, {left} still due.",
                        paid=money(view.paid_minor),
                        left=money(view.left_minor),
                    ),
                )
                self._then()

            self._window.act(lambda approval: services.tendering.leave_deposit(name, approval), told)

        panel = NotePanel(
            self._window,
            tr("Park with deposit"),
            tr("{paid} paid, {left} still due.", paid=money(view.paid_minor), left=money(view.left_minor)),
            tr("Name of the customer"),
            tr("Keep {amount} as a deposit", amount=money(view.paid_minor)),
            keep,
            start=view.ticket.name or view.ticket.customer,
            icon="pause-circle",
        )
        self._window.show_overlay(panel)

    # -- within --------------------------------------------------------------------------------

    def _ask_references(
        self, taken: Sequence[Payment], known: dict[UUID, str], then: Callable[[dict[UUID, str]], None]
    ) -> None:
        """One after the other, what the terminals beside the register printed for giving back."""
        waiting = [p for p in taken if p.kind is TenderKind.EXTERNAL and p.id not in known]
        if not waiting:
            then(known)
            return
        payment = waiting[0]
        amount = self._window.services.desk.formats.money(payment.whole_minor)

        def typed(reference: str) -> None:
            self._window.close_overlay(panel)
            self._ask_references(taken, {**known, payment.id: reference}, then)

        panel = ReferencePanel(
            self._window,
            tr("Refund {amount}", amount=amount),
            label_of(payment),
            tr("Reverse {amount} on the terminal first, then type what it printed.", amount=amount),
            tr("Refund {amount}", amount=amount),
            typed,
            dangerous=True,
        )
        self._window.show_overlay(panel)

    def _back(self, payment: Payment) -> tuple[str, str]:
        """What goes back of a tender, and what comes in for it: foreign bills go back as they came, for their change."""
        formats = self._window.services.desk.formats
        if payment.kind is not TenderKind.FOREIGN_CASH or payment.foreign_minor is None:
            return formats.money(payment.whole_minor), ""
        bills = formats.in_currency(payment.foreign_currency).money(payment.foreign_minor)
        if not payment.change_minor:
            return bills, ""
        return bills, tr("The change of {amount} comes back.", amount=formats.money(payment.change_minor))

    def _line(self, payment: Payment) -> str:
        amount, change = self._back(payment)
        line = f"{label_of(payment)}: {amount}"
        return f"{line}\n{change}" if change else line

    def _say(self, taken: Sequence[Payment]) -> None:
        for payment in taken:
            amount, change = self._back(payment)
            if payment.kind.in_drawer:
                title = tr("Give {amount} from the drawer", amount=amount)
            elif payment.kind in (TenderKind.CARD, TenderKind.PAY_LINK):
                title = tr("{amount} is refunded by itself", amount=amount)
            else:
                title = tr("{amount} refunded", amount=amount)
            tone = "attention" if payment.kind.in_drawer else "good"
            self._window.toast(title, change or label_of(payment), kind=tone)
