"""The ticket at the side of selling and paying: one for sale, pay and done, so that it never jumps."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import Totals
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.ui.screens.ticket_changes import TicketChanges
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels import sale as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.tag_painting import Tag
from pos_desktop.ui.widgets.ticket_model import LineData
from pos_desktop.ui.widgets.tips import give_tip

if TYPE_CHECKING:
    from pos_desktop.application.sale_writing import Sale

_SIDES: "WeakKeyDictionary[object, TicketSide]" = WeakKeyDictionary()


def ticket_side(window: Window) -> "TicketSide":
    """The one ticket of a window."""
    if window not in _SIDES:
        _SIDES[window] = TicketSide(window)
    return _SIDES[window]


class TicketSide(TicketChanges):
    """Fills the ticket panel from the ticket desk and does what its buttons ask."""

    pay = Signal()
    gift_card = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._painted: dict[UUID, tuple[TicketLine, LineData]] = {}
        self._face: Callable[[], None] | None = None
        self._shown: Ticket | None = None
        self.paying = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self.pay_button = MainButton(tr("Pay"))
        self.pay_button.clicked.connect(self.pay)
        self._customer = Button(tr("Customer"), icon="user-plus")
        self._customer.clicked.connect(self.ask_customer)
        self._more = Button(icon="dots-three-outline", name=tr("More"))
        self._more.clicked.connect(self._open_menu)
        self.panel.set_header_actions((self._customer, self._more))
        self._listen()

    def _listen(self) -> None:
        view = self.panel.view
        view.less.connect(lambda key: self.step(UUID(key), -1))
        view.more.connect(lambda key: self.step(UUID(key), 1))
        view.discount.connect(lambda key: self.ask_discount(UUID(key)))
        view.note.connect(lambda key: self.ask_note(UUID(key)))
        view.remove.connect(lambda key: self.remove(UUID(key)))
        self._services.desk.events.on(Event.TICKET, self._look_later)

    def retranslate(self) -> None:
        """Renders every text again; the ticket keeps the face it has."""
        self._customer.set_text(tr("Customer"))
        give_tip(self._more, tr("More"))
        self._more.setAccessibleName(tr("More"))
        self.panel.view.retranslate()
        self._painted.clear()
        if self._face is not None:
            self._face()

    # -- the three faces of the ticket ---------------------------------------------------------

    def show_open(self) -> None:
        """The ticket while it is filled; locked once money was taken for it."""
        if self._services.tickets.ticket.order_state is not OrderState.DRAFT:
            self._show_part_paid()
            return
        self._face, self.paying = self.show_open, False
        tickets, formats = self._services.tickets, self._services.desk.formats
        ticket, totals = tickets.ticket, tickets.totals
        self._shown = ticket
        self._set_header()
        self.panel.set_state(None)
        self.panel.set_lines(self._lines(ticket))
        self.panel.set_totals(words.sum_rows(totals, formats, inclusive=ticket.prices_include_tax))
        self.panel.set_empty_words(
            tr("Scan or tap the first product"),
            tr("It is stored at once; nothing is lost when the power goes."),
        )
        self._tell_pay(ticket, totals)
        self.panel.set_main(self.pay_button)

    def prepare_line(self, line: TicketLine) -> None:
        """Paints a line aside that `show_line` is likely to ask for."""
        self.panel.view.prepare(self._in_words(line))

    def show_line(self, line: TicketLine) -> None:
        """A line that came or grew, selected and on the screen before anything else is touched: it is what somebody
        who scans looks for. The sums follow in `show_open`."""
        self.panel.bring_line(self._in_words(line))
        self._services.tickets.scan_shown()

    def _tell_pay(self, ticket: Ticket, totals: Totals) -> None:
        """What the large button does: takes money, gives some back, or neither."""
        formats, items = self._services.desk.formats, words.items_words(ticket.items)
        if totals.total_minor < 0:
            self.pay_button.set_words(tr("Refund"), f"{items} · F12")
            self.pay_button.set_amount(formats.money(-totals.total_minor))
        elif ticket.returns and totals.total_minor == 0:
            self.pay_button.set_words(tr("Even exchange"), f"{items} · F12")
            self.pay_button.set_amount("")
        else:
            self.pay_button.set_words(tr("Pay"), f"{items} · F12")
            self.pay_button.set_amount(formats.money(self._services.checkout.due().minor))
        self.pay_button.setEnabled(bool(ticket.lines))

    def _show_part_paid(self) -> None:
        """The ticket at the sale while some of it is paid: the way on is the payment."""
        self.show_paying()
        self._face, self.paying = self.show_open, False
        tickets, view = self._services.tickets, self._services.tendering.view()
        self._shown = tickets.ticket
        if view.taken:
            self.panel.set_state(Tag("neutral", tr("Locked: part paid"), "lock-simple-fill"))
        self.pay_button.set_words(tr("Go on paying"), f"{words.items_words(tickets.ticket.items)} · F12")
        self.pay_button.set_amount(self._services.desk.formats.money(view.left_cash_minor))
        self.pay_button.setEnabled(True)
        self.panel.set_main(self.pay_button)

    @property
    def locked(self) -> bool:
        """Whether money was taken, or is being asked for, for the ticket shown."""
        return self._shown is not None and self._shown.order_state is not OrderState.DRAFT

    @property
    def filled(self) -> bool:
        """Whether the ticket shown has lines."""
        return self._shown is not None and bool(self._shown.lines)

    @property
    def discardable(self) -> bool:
        """Whether anything stands on the ticket shown."""
        return self._shown is not None and not self._shown.blank

    @property
    def exempt_words(self) -> str:
        """What `toggle_exempt` does to the ticket shown."""
        return _exempt_words(self._shown)

    @property
    def gives_back(self) -> bool:
        """Whether nothing is to be paid because of what comes back."""
        tickets = self._services.tickets
        return tickets.ticket.returns and tickets.totals.total_minor <= 0

    def show_paying(self) -> None:
        """The ticket while it is paid: looked at, not touched."""
        self._face, self.paying = self.show_paying, True
        tickets, formats = self._services.tickets, self._services.desk.formats
        ticket, totals = tickets.ticket, tickets.totals
        self._set_header()
        self.panel.set_state(Tag("neutral", tr("Locked while paying"), "lock-simple-fill"))
        self.panel.view.select(None)
        self.panel.set_lines(self._lines(ticket))
        self.panel.set_main(None)
        from pos_desktop.ui.viewmodels.paying import paying_rows

        view = self._services.tendering.view()
        tax_by = self._services.shop_tax.said
        rows = paying_rows(totals, view, formats, inclusive=ticket.prices_include_tax, tax_by=tax_by)
        self.panel.set_totals(rows)

    def show_paid(self, sale: "Sale", lines: tuple[LineData, ...], totals: Totals) -> None:
        """The ticket that was just paid."""
        self._face, self.paying = partial(self.show_paid, sale, lines, totals), False
        formats, order = self._services.desk.formats, sale.order
        self.panel.set_header(
            tr("Ticket {number}", number=order.ticket_number), order.customer or tr("Walk-in customer")
        )
        self.panel.set_state(Tag("good", tr("Paid")))
        self.panel.set_lines(lines)
        self.panel.set_main(None)
        rows = words.paid_rows(totals, order.tenders, formats, inclusive=order.prices_include_tax)
        self.panel.set_totals(rows)

    def lines(self) -> tuple[LineData, ...]:
        """The lines as they are shown now."""
        return tuple(self.panel.view.lines)

    def _set_header(self) -> None:
        ticket = self._services.tickets.ticket
        title = ticket.name or tr("Ticket {number}", number=ticket.number)
        self.panel.set_header(title, ticket.customer or tr("Walk-in customer"))

    def _lines(self, ticket: Ticket) -> list[LineData]:
        """Only lines that changed are put into words again."""
        shown = [self._in_words(line) for line in ticket.lines]
        if len(self._painted) > len(shown):
            there = {line.id for line in ticket.lines}
            self._painted = {key: told for key, told in self._painted.items() if key in there}
        return shown

    def _in_words(self, line: TicketLine) -> LineData:
        """What its row says, which nothing but the line itself decides."""
        told = self._painted.get(line.id)
        if told is None or told[0] is not line:
            told = self._painted[line.id] = (line, words.line_data(line, self._services.desk.formats))
        return told[1]

    def _open_menu(self) -> None:
        from pos_desktop.ui.widgets.menu import Menu

        ticket = self._services.tickets.ticket
        menu, there = Menu(tr("Ticket"), self._more), bool(ticket.lines)
        line = self.selected()
        if line is not None:
            menu.add(tr("Quantity"), lambda: self.ask_quantity(line), "package", "F9")
            menu.add(tr("Price override"), lambda: self.ask_price(line), "tag", "F8")
            menu.add(tr("Print labels"), lambda: self.ask_labels(line), "barcode", "Ctrl+E")
            menu.addSeparator()
        menu.add(tr("Ticket discount"), self.ask_ticket_discount, "percent", "Ctrl+D", enabled=there)
        if self._services.coupons.offered:
            menu.add(tr("Discount code"), self.ask_coupon, "ticket", "Ctrl+Shift+D", enabled=there)
        menu.add(_exempt_words(ticket), self.toggle_exempt, "shield-check", "Ctrl+T", enabled=there)
        menu.add(tr("Park ticket"), self.ask_park, "pause-circle", "F4", enabled=there)
        menu.add(tr("Sell gift card"), self.gift_card.emit, "gift", "Ctrl+G")
        menu.add(tr("Return without a receipt"), self.ask_return, "arrow-u-up-left", "F10")
        menu.addSeparator()
        menu.add(
            tr("Discard ticket"),
            self.discard,
            "trash",
            "Ctrl+Shift+Backspace",
            dangerous=True,
            enabled=not ticket.blank,
        )
        menu.open_under(self._more)

    def _look_later(self) -> None:
        """The ticket is another one now. Whoever changed it shows it; where nobody did, it is shown here."""
        if shiboken6.isValid(self.panel):
            self._soon.start()

    def _look(self) -> None:
        # After a write that failed the ticket is read again from the disk, which may refuse once more.
        with suppress(PersonError):
            if self._face == self.show_open and self._shown is not self._services.tickets.ticket:
                self.changed.emit()

    def widget(self) -> QWidget:
        """What stands at the side."""
        return self.panel


def _exempt_words(ticket: Ticket | None) -> str:
    return tr("Put the tax back") if ticket is not None and ticket.tax_exempt else tr("Tax exemption")
