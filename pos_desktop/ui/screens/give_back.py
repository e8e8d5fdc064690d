"""The ticket of an exchange that owes the customer money, or nothing: ends it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.returns import Returned
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.order_detail import LinesTable
from pos_desktop.ui.screens.refund_side import RefundSide, even_words
from pos_desktop.ui.screens.refund_split import Split
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.scrolled_cards import ScrolledCards
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.viewmodels import refunds as words
from pos_desktop.ui.widgets.card import Card


class GiveBackScreen(Screen):
    """What goes back and what is taken instead at the left, the money at the right."""

    name = "give_back"
    rail_cell = "sale"
    clears_toasts = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(self.to_sale)
        self.back_card, self.back_lines = _lines_card()
        self.sold_card, self.sold_lines = _lines_card()
        self.money = RefundSide()
        self.split = Split(window, self.money, self.tell)
        self.money.pressed.connect(self.finish)
        self._column = ScrolledCards(self, self.head, (self.back_card, self.sold_card))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.follow(self.window())

    @property
    def side(self) -> QWidget:
        """What goes back and where to."""
        return self.money

    # -- being shown -----------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the ticket as it is now."""
        del facts
        self.split.forget()
        self._show()

    def retranslate(self) -> None:
        self.head.retranslate()
        if self.isVisible() and self.services.desk.person is not None:
            self._show()

    def _show(self) -> None:
        tickets, formats = self.services.tickets, self.services.desk.formats
        ticket, totals = tickets.ticket, tickets.totals
        owes = totals.total_minor < 0
        title = tr("Refund") if owes else tr("Even exchange")
        self.head.set_texts(title, tr("Ticket {number}", number=ticket.number))
        groups = (
            (self.back_card, self.back_lines, tr("Comes back"), True),
            (self.sold_card, self.sold_lines, tr("Taken instead"), False),
        )
        for card, table, caption, back in groups:
            lines = [priced for priced in totals.lines if (priced.line.back is not None) is back]
            card.set_title(caption, formats.money(sum(priced.total_minor for priced in lines)))
            card.setVisible(bool(lines))
            table.set_content([words.ticket_cells(priced, formats) for priced in lines], [])
        self.tell()

    def tell(self) -> None:
        """Prices the ticket and says it."""
        price = self.split.price(self.services.returns.price_ticket)
        tickets = self.services.tickets
        even = not price.owed_minor
        told = self.split.words(
            price, title=tr("Exchange") if even else tr("Refund"), second=words.ticket_second(tickets.ticket)
        )
        self.money.show_words(even_words(told) if even else told)

    def keys(self) -> list[Key]:
        return [
            Key("F12", tr("Finish"), self.finish),
            Key("s", tr("Change split"), self.split.ask_first),
            Key("o", tr("Refund in another way"), self.split.open_ways, also=tr("give money back, pay out")),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.finish()
            return
        super().keyPressEvent(event)

    def scanned(self, code: str) -> bool:
        """As while paying: go back to the sale to add something."""
        self.window_.toast(
            tr("The ticket is being finished"),
            tr("Go back to the sale to add {code}.", code=code),
            kind="attention",
        )
        return True

    # -- what the buttons do ---------------------------------------------------------------------

    def to_sale(self) -> None:
        self.window_.go("sale")

    def escape(self) -> bool:
        """Back to the sale; nothing was given back."""
        self.to_sale()
        return True

    def finish(self) -> None:
        """Ends the ticket, with a manager's word where one is needed."""
        if not self.money.button.isEnabled():
            return
        missing = self.split.missing_reference()
        if missing is not None:
            self.split.ask_reference(missing, self.finish)
            return

        def end(approval: Approval | None) -> Returned:
            return self.services.returns.finish_ticket(
                split=self.split.chosen,
                other=self.split.other,
                references=self.split.references,
                approval=approval,
            )

        self.window_.act(end, lambda done: self.window_.go("refunded", returned=done))


def _lines_card() -> tuple[Card, LinesTable]:
    card, table = Card(" ", " ", ruled=False, padding=0), LinesTable()
    card.body.addWidget(table)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return card, table
