"""Whom the ticket is for: customers of this register at once, those of the connected shops below them as they come."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.customer_desk import (
    ASK_FROM,
    ShopCustomer,
    ShopsAnswer,
    TypedCustomer,
    has_code,
)
from pos_desktop.application.customers import shown_name
from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import isolate
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.sync_records import Customer
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.customer_form import CustomerForm
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.search_field import SearchField
from pos_desktop.ui.widgets.tag_painting import Tag

TYPING_MS = 300
"""A shop is asked once nobody has typed for so long."""


class CustomerPanel(Panel):
    """`finish` runs an action of the application and closes the panel.

    Nothing that is typed chooses by itself: Enter takes the name as it was typed until somebody goes to a row, so that an
    answer which comes late cannot change what a press does. A member's card does: who alone has its code is meant.
    """

    hears_kinds = True  # goods that are scanned meanwhile go on the ticket

    def __init__(self, window: Window, finish: Callable[..., None]) -> None:
        ticket = window.services.tickets.ticket
        super().__init__(
            window, tr("Customer"), tr("Ticket {number}", number=ticket.number), icon="user-plus"
        )
        self._finish, self._customers = finish, window.services.customers
        self._shops = self._customers.shops
        self._ours: list[Customer] = []
        self._theirs: tuple[ShopCustomer, ...] = ()
        self._away: tuple[str, ...] = ()
        self._finding: Task | None = None
        self._asking: Task | None = None
        self._asked = ""
        self._scanned = ""
        self._build(ticket.customer)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._ask)
        self.field.edit.textChanged.connect(lambda _text: self._typed())
        self.list.highlighted.connect(lambda _key: self._tell())
        self._show()
        if ticket.customer:
            self._typed()

    def _build(self, start: str) -> None:
        self.field = SearchField(tr("Name, e-mail or phone"), barcode=False)
        self.field.edit.setText(start)
        self.field.edit.selectAll()
        self.list = ListView(RESULTS, tr("Customers"))
        self.told = Label("", "caption", color="text-2", wrap=True)
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(*(theme().space(4),) * 3, theme().space(3))
        row.setSpacing(theme().space(3))
        row.addWidget(self.field)
        row.addWidget(self.told)
        self.body.setSpacing(0)
        self.body.addWidget(holder)
        self.fill_with(self.list)
        new = Button(tr("New customer"), icon="user-plus")
        new.clicked.connect(self.ask_new)
        self.add_foot(new)
        self.set_primary(tr("Save"), self._press)
        self.choose_in(self.list, self.field.edit)
        self.setFocusProxy(self.field.edit)

    def scanned(self, code: str) -> bool:
        """A member's card; the connected shops are asked at once. Goods are not for this panel."""
        text = self.window_.services.tickets.not_goods(code)
        if not text:
            return False
        self.field.edit.clear()  # the same card once more is looked for once more
        self._scanned = text
        self.field.edit.setText(text)
        self._pause.stop()
        self._ask()
        return True

    def gone(self) -> None:
        """What is answered later is not heard."""
        self._let_go()

    # -- finding -------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.field.text().strip()

    @property
    def _unchanged(self) -> bool:
        """Whether the ticket's name stands there still: who that is stays known."""
        return bool(self.text) and self.text == self.window_.services.tickets.ticket.customer

    def _typed(self) -> None:
        text = self.text
        if text != self._scanned:
            self._scanned = ""
        finding, self._finding = self._finding, None
        if finding is not None:
            finding.cancel()
        self._theirs, self._away = (), ()
        if not text:
            self._ours = []
            self._pause.stop()
        else:
            find = self._customers.find
            self._finding = self.window_.run(lambda: find(text), self._found, self._not_found)
            self._finding.when_cancelled(partial(self._on_cancel, self._finding))
            self._pause.start()
        self.list.select(None)
        self._show()

    def _found(self, ours: list[Customer]) -> None:
        self._finding, self._ours = None, ours
        self._show()
        self._take_scanned()

    def _not_found(self, _trouble: PersonError) -> None:
        """The name can be typed all the same."""
        self._finding = None

    def _ask(self) -> None:
        """One question at a time; what was typed meanwhile is asked when its answer is there."""
        text = self.text
        if self._asking is not None or len(text) < ASK_FROM or not self._shops:
            return
        self._asked, ask = text, self._customers.find_in_shops
        self._asking = self.window_.run(lambda: ask(text), self._heard, self._not_heard)
        self._asking.when_cancelled(partial(self._on_cancel, self._asking))
        self._show()

    def _heard(self, answer: ShopsAnswer) -> None:
        self._asking = None
        if self._asked != self.text:
            self._ask()
        else:
            self._theirs, self._away = answer.found, answer.away
        self._show()
        self._take_scanned()

    def _not_heard(self, _trouble: PersonError) -> None:
        self._heard(ShopsAnswer(away=tuple(shop.name for shop in self._shops)))

    def _let_go(self) -> None:
        self._pause.stop()
        tasks = (self._finding, self._asking)
        self._finding = self._asking = None
        for task in tasks:
            if task is not None:
                task.cancel()

    def _on_cancel(self, task: Task) -> None:
        """Whoever waited does not want to any longer: what was found stays, and what is typed next is asked for."""
        if self._finding is task:
            self._finding = None
        elif self._asking is task:
            self._asking = None
        else:
            return
        self._show()

    # -- showing -------------------------------------------------------------------------------

    def _show(self) -> None:
        ours = [customer_row(str(each.id), each) for each in self._ours]
        tag = Tag("accent", tr("From the shop"), "globe")
        theirs = [customer_row(_key(each), each.told, tag) for each in self._theirs]
        self.list.set_rows([*ours, *theirs])
        self.told.setText(self._words())
        self.told.setVisible(bool(self.told.text()))
        self._tell()

    def _words(self) -> str:
        if self._away:
            return tr(
                "{shop} cannot be asked now: these are the customers of this register.",
                shop=isolate(", ".join(self._away)),
            )
        if self._asking is not None:
            return tr("Asking the shop")
        if not self.text:
            return tr("Type a few letters of the name, or the e-mail address or phone number.")
        if not self.list.rows and self._finding is None:
            return tr("Nobody is known by this yet.")
        return ""

    def _tell(self) -> None:
        key = self.list.selected_key()
        chosen = next((row for row in self.list.rows if row.key == key), None)
        if chosen is not None:
            self.tell_primary(tr("Take this customer"), chosen.primary)
        elif self._unchanged:
            self.tell_primary(tr("Leave it as it is"))
        elif self.text:
            self.tell_primary(tr("Only put the name on the ticket"))
        else:
            self.tell_primary(tr("Without a customer"))

    # -- taking --------------------------------------------------------------------------------

    def _press(self) -> None:
        key, text = self.list.selected_key(), self.text
        customers, tickets = self._customers, self.window_.services.tickets
        self._let_go()
        found = next((each for each in self._theirs if _key(each) == key), None)
        if found is not None:
            self._finish(lambda _approval: customers.choose_from_shop(found))
        elif key:
            self._finish(lambda _approval: customers.choose(UUID(key)))
        elif self._unchanged:
            self.dismiss()
        else:
            self._finish(lambda _approval: tickets.set_customer(text))

    def _take_scanned(self) -> None:
        """Who alone has the code that was scanned is put on the ticket; one who was found by a part of it is offered."""
        if not self._scanned or self._finding is not None or self.list.selected_key():
            return
        code, rows = self._scanned, self.list.rows
        holders = [str(each.id) for each in self._ours if has_code(each, code)]
        if not holders and self._asking is not None:
            return
        holders = holders or [_key(each) for each in self._theirs if has_code(each.told, code)]
        if len(holders) == 1 or len(rows) == 1:
            self.list.select(holders[0] if len(holders) == 1 else rows[0].key)
            self._tell()
        if len(holders) == 1:
            self._press()
        elif not rows:
            self.window_.beep()

    def ask_new(self) -> None:
        """Types a new customer; what was looked for stands in the field that it looks like."""
        self._let_go()
        hint = tr("The connected shop hears of them by itself.") if self._shops else ""

        customers, window = self._customers, self.window_

        def make(typed: TypedCustomer) -> None:
            customers.make(typed)
            window.close_overlay(self)  # the search that waits below the form has its answer

        def take(typed: TypedCustomer) -> None:
            self._finish(lambda _approval: make(typed))

        self.window_.show_overlay(
            CustomerForm(
                self.window_,
                tr("New customer"),
                tr("Ticket {number}", number=self.window_.services.tickets.ticket.number),
                tr("Save and put on the ticket"),
                take,
                start=begun(self.text),
                hint=hint,
            )
        )


def begun(text: str) -> TypedCustomer:
    """What was looked for as the beginning of a new customer."""
    if "@" in text:
        return TypedCustomer(email=text)
    if sum(sign.isdecimal() for sign in text) >= ASK_FROM:
        return TypedCustomer(phone=text)
    first, _, last = text.rpartition(" ")
    return TypedCustomer(first, last)


def _key(found: ShopCustomer) -> str:
    return f"{found.connection_id} {found.told.ref}"


def customer_row(key: str, customer: Customer | PlatformCustomer, tag: Tag | None = None) -> RowData:
    """A customer as a list shows them."""
    name = shown_name(customer)
    second = " · ".join(part for part in (customer.email, customer.phone) if part and part != name)
    return RowData(key, name, second, tag=tag, icon="user")
