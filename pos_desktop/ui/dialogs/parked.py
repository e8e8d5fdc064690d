"""The tickets put aside: take one back, or put its lines on this one."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.ticket import Ticket
from pos_desktop.ui.dialogs.money_back import MoneyBack
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.sale import items_words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.tag_painting import Tag

SHORT_NAME = 16  # characters that fit the button beside what it does


class ParkedPanel(Panel):
    """`finish` runs an action of the application and closes the panel."""

    def __init__(self, window: Window, finish: Callable[..., None]) -> None:
        self._tickets = window.services.tickets.parked()
        self._waiting = window.services.tendering.waiting_outcomes()
        count = tr_n("{count} ticket", "{count} tickets", len(self._tickets))
        super().__init__(window, tr("Parked tickets"), count, icon="pause-circle")
        self._finish = finish
        if not self._tickets:
            self._add_empty()
            return
        self.list = ListView(RESULTS, tr("Parked tickets"))
        self.list.set_rows([self._row(ticket) for ticket in self._tickets])
        self.list.highlighted.connect(lambda _key: self._tell())
        self.choose_in(self.list)
        self.fill_with(self.list)
        if window.services.tickets.ticket.lines:
            merge = Button(tr("Add to this ticket"), icon="plus")
            merge.clicked.connect(self._merge_chosen)
            self.add_foot(merge)
        else:
            # With two things to do a tap only chooses the ticket; with one it does it.
            self.list.chosen.connect(self._resume)
        self.set_primary(tr("Resume"), lambda: self._resume(self._chosen_key()))
        self.list.select(str(self._tickets[0].id))
        self._tell()
        self.setFocusProxy(self.list)

    def _add_empty(self) -> None:
        self.body.addStretch(1)
        self.body.addWidget(Label(tr("Nothing is parked"), "title", align=Align.CENTER))
        hint = tr("Park a ticket to serve the next customer first; it is found here again.")
        self.body.addWidget(Label(hint, color="text-2", align=Align.CENTER, wrap=True))
        self.body.addStretch(2)

    def _row(self, ticket: Ticket) -> RowData:
        formats = self.window_.services.desk.formats
        totals = price_ticket(ticket)
        name = ticket.name or tr("Ticket {number}", number=ticket.number)
        second = " · ".join(
            part
            for part in (formats.time(ticket.opened_at), ticket.customer, items_words(ticket.items))
            if part
        )
        return RowData(
            str(ticket.id), name, second, tag=self._tag(ticket), amount=formats.figure(totals.total_minor)
        )

    def _tag(self, ticket: Ticket) -> Tag | None:
        """Marks one that money was taken for, or is being asked for."""
        if any(payment.ticket_id == ticket.id for payment in self._waiting):
            return Tag("attention", tr("Outcome open"), "question-fill")
        if ticket.order_state is OrderState.DRAFT:
            return None
        paid = self.window_.services.tendering.paid_on(ticket.id)
        if not paid:
            return None
        money = self.window_.services.desk.formats.money(paid)
        return Tag("accent", tr("Deposit {amount}", amount=money), "money-fill")

    def _chosen_key(self) -> str:
        return self.list.selected_key() or str(self._tickets[0].id)

    def _tell(self) -> None:
        chosen = next(t for t in self._tickets if str(t.id) == self._chosen_key())
        name = chosen.name or tr("Ticket {number}", number=chosen.number)
        if len(name) <= SHORT_NAME:
            self.tell_primary(tr("Resume {name}", name=name))
        else:
            self.tell_primary(tr("Resume"), name)

    def _resume(self, key: str) -> None:
        window = self.window_
        view = window.services.tendering.view()
        resume = partial(self._finish, lambda _approval: window.services.tickets.resume(UUID(key)))
        if not view.taken or view.under_way is not None:
            resume()
        elif window.services.desk.settings.deposits:
            # Money lies on the ticket in sight: it is parked as any ticket with a deposit first.
            window.close_overlay()
            MoneyBack(window, resume).ask_deposit(view)
        else:
            window.act(lambda approval: window.services.tendering.leave_deposit("", approval))

    def _merge_chosen(self) -> None:
        key = self._chosen_key()
        self._finish(lambda _approval: self.window_.services.tickets.merge(UUID(key)))
