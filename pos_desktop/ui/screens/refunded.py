"""After a return: what was given back, what is on its way, what the customer gets on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import Refund
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.returns import Returned
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import RefundState
from pos_desktop.ui.screens.order_detail import DetailScroll, LinesTable
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import orders as order_words
from pos_desktop.ui.viewmodels import refunds as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.ticket_panel import PanelHeader

POLL_MS = 250
RECEIPT_WAITS_MS = 4000
"""So long the paper waits for the provider's word; after that it says that the money is on its way."""
ROW_STEPS, AMOUNT_STEPS = 20, 20


class RefundRow(QWidget):
    """One refund: where to, how much, where it is now, and what that means."""

    def __init__(self, refund: Refund, figure: str) -> None:
        super().__init__()
        self.setMinimumHeight(theme().space(ROW_STEPS))
        self._state: tuple[RefundState, str] | None = None
        side = theme().space(4)
        row = QHBoxLayout(self)
        row.setContentsMargins(side, theme().space(2), side, theme().space(2))
        row.setSpacing(theme().space(3))
        row.addWidget(IconView(words.tender_icon(refund.kind), size="icon-tender"))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(Label(words.refund_name(refund), "body", "semibold"))
        self.story = Label("", "body", color="text-2", wrap=True)
        texts.addWidget(self.story)
        texts.addStretch(1)
        row.addLayout(texts, 1)
        self.tag = StateTag("")
        row.addWidget(self.tag)
        amount = Label(figure, "title", "semibold", align=Align.RIGHT, elide=False, figures="tabular")
        amount.setMinimumWidth(theme().space(AMOUNT_STEPS))
        row.addWidget(amount)
        self.tell(refund)

    def tell(self, refund: Refund) -> None:
        """Where it is now."""
        story = words.refund_story(refund)
        if self._state == (refund.state, story):
            return
        self._state = refund.state, story
        tag = words.refund_tag(refund.state)
        self.tag.set_state(tag.text, tag.kind, icon=tag.icon)
        self.story.setText(story)
        self.setAccessibleName(f"{words.refund_name(refund)}, {tag.text}. {story}")


class ReturnSide(Side):
    """The return as it is on paper, and the way on."""

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.lines = LinesTable(topped=False)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lines)
        column.addStretch(1)
        self.area = DetailScroll(content)
        self.area.set_side(0)
        self.look = Button(" ", icon="receipt", name=" ")
        self.next = MainButton("")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(self.area, 1)
        foot = QVBoxLayout()
        side = theme().space(4)
        foot.setContentsMargins(side, theme().space(3), side, side)
        foot.setSpacing(theme().space(3))
        foot.addWidget(self.look)
        foot.addWidget(self.next)
        outer.addLayout(foot)

    def show_order(self, order: OrderView, window: Window) -> None:
        """Renders the return."""
        formats = window.services.desk.formats
        of = sorted({line.returns_number for line in order.lines if line.returns_number})
        second = tr("Of receipt {number}", number=", ".join(of)) if of else tr("Without a receipt")
        self.header.set_texts(tr("Return {number}", number=order.number), second)
        self.lines.set_content(
            [order_words.line_cells(line, formats) for line in order.lines],
            order_words.sum_cells(order, formats),
        )
        self.next.set_words(tr("Next customer"))
        self.next.set_note("", tr("Enter"))


class RefundedScreen(Screen):
    """Stays until the next customer; the paper comes as soon as the provider has answered, or without it."""

    name = "refunded"
    rail_cell = "orders"
    clears_toasts = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._returned: Returned | None = None
        self._handed = self._refused = False
        self.rows: list[RefundRow] = []
        self.head = ScreenHead()
        self.drawer = StateTag("", "attention")
        self.head.add_end(self.drawer)
        self.icon = IconView("check-circle-fill", "good", "icon-tender")
        self.caption = Label("", "figure", "semibold")
        self.figure = FittedLabel("", "total", align=Align.END)
        self.refunds_card = Card(padding=0)
        self.paper = Label("", "body", color="text-2", wrap=True)
        self._lay_out()
        self.panel = ReturnSide()
        self.panel.next.clicked.connect(self.next_customer)
        self.panel.look.clicked.connect(self.look)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.refresh)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._hand_out)
        self.setFocusProxy(self.panel.next)

    def _lay_out(self) -> None:
        sums = Card(padding=5)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(self.icon)
        row.addWidget(self.caption, 1)
        row.addWidget(self.figure)
        sums.body.addLayout(row)
        self._refund_column = QVBoxLayout()
        self._refund_column.setSpacing(0)
        self.refunds_card.body.addLayout(self._refund_column)
        paper = Card(padding=4)
        line = QHBoxLayout()
        line.setSpacing(theme().space(3))
        line.addWidget(IconView("receipt", "text-2"))
        line.addWidget(self.paper, 1)
        paper.body.addLayout(line)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().space(3))
        for widget in (self.head, sums, self.refunds_card, paper):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._pad(theme().padding("screenX"))

    def _pad(self, side: int) -> None:
        self._column.setContentsMargins(side, theme().padding("screenY"), side, theme().space(4))

    @property
    def side(self) -> QWidget:
        """The return that was written."""
        return self.panel

    @property
    def home(self) -> QWidget:
        """Enter is for the next customer."""
        return self.panel.next

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        self._pad(theme().space(3) if compact else theme().padding("screenX"))

    # -- being shown -----------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the return `returned` that was just written."""
        returned = facts.get("returned")
        if isinstance(returned, Returned):
            self._returned, self._handed = returned, False
            self._show(returned)
            self._poll.start()
            self._patience.start(RECEIPT_WAITS_MS)
            self.refresh()
        QTimer.singleShot(0, self, self.panel.next.setFocus)

    def _show(self, returned: Returned) -> None:
        formats = self.services.desk.formats
        for row in self.rows:
            self._refund_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while self._refund_column.count():
            item = self._refund_column.takeAt(0)
            if item is not None and (widget := item.widget()):
                widget.deleteLater()
        self.rows = [RefundRow(refund, formats.figure(refund.amount_minor)) for refund in returned.refunds]
        for place, row in enumerate(self.rows):
            if place:
                self._refund_column.addWidget(Divider())
            self._refund_column.addWidget(row)
        self.refunds_card.setVisible(bool(self.rows))
        self.figure.setText(formats.money(sum(refund.amount_minor for refund in returned.refunds)))
        self.panel.show_order(returned.sale.order, self.window_)

    def refresh(self) -> None:
        """Looks where the money is; the paper comes as soon as nothing is open any more."""
        returned = self._returned
        if returned is None or self.services.desk.person is None:
            return
        known = {refund.id: refund for refund in self.services.returns.refunds(returned.sale.order.id)}
        now = [known.get(refund.id, refund) for refund in returned.refunds]
        for row, refund in zip(self.rows, now, strict=True):
            row.tell(refund)
        self._tell(returned, now)
        if not any(refund.state.open for refund in now):
            self._hand_out()
            self._poll.stop()

    def _tell(self, returned: Returned, now: Sequence[Refund]) -> None:
        is_open = any(refund.state.open for refund in now)
        refused = any(refund.state is RefundState.REFUSED for refund in now)
        title = tr("Refund done") if now else tr("Exchange done")
        caption, icon, color = tr("Refunded"), "check-circle-fill", "good"
        if refused:
            title, caption = tr("Not everything was refunded"), tr("To refund in another way")
            icon, color = "warning-circle-fill", "danger"
        elif is_open:
            title, caption = tr("The money is on its way"), tr("On its way")
            icon, color = "clock-fill", "accent"
        self.head.set_texts(title, tr("Return receipt {number}", number=returned.sale.order.number))
        self._refused = refused
        self.panel.look.set_text(tr("Refund in another way") if refused else tr("Look at the order"))
        self.caption.setText(caption)
        self.icon.set_icon(icon, color)
        self._tell_drawer(returned)
        self._tell_paper(returned, is_open)

    def _tell_drawer(self, returned: Returned) -> None:
        self.drawer.setVisible(returned.sale.drawer_job is not None)
        if self.services.devices.drawer_trouble() is not None and self._handed:
            self.drawer.set_state(tr("Drawer not opened"), "danger")
        elif self.services.devices.drawer() is DrawerState.CLOSED and self._handed:
            self.drawer.set_state(tr("Drawer closed"), "good")
        else:
            self.drawer.set_state(tr("Drawer open"), "attention", icon="tray-fill")

    def _tell_paper(self, returned: Returned, is_open: bool) -> None:
        if returned.sale.receipt_job is None:
            words_ = tr("No receipt is printed. It can be printed under Orders.")
        elif self._handed and is_open:
            words_ = tr("The receipt says that the money is on its way: it is the customer's proof.")
        elif self._handed:
            words_ = tr("The return receipt is printed. Hand it over.")
        else:
            words_ = tr("The receipt waits a moment for the answer.")
        self.paper.setText(words_)

    def _hand_out(self) -> None:
        returned = self._returned
        if returned is None or self._handed:
            return
        self._handed = True
        try:
            self.services.returns.hand_out_receipt(returned)
        except PersonError as error:
            self.window_.toast(error.title, error.meaning, kind="attention")
        self.refresh()

    # -- the way on ------------------------------------------------------------------------------

    def next_customer(self) -> None:
        self.window_.go("sale")

    def look(self) -> None:
        """The return among the orders, or what is left to be paid out."""
        if self._refused:
            self.window_.go("promises")
        elif self._returned is not None:
            self.window_.go("orders", order=self._returned.sale.order.id)

    def leave(self) -> bool:
        """However the screen is left, the customer gets the paper."""
        self._hand_out()
        self._poll.stop()
        self._patience.stop()
        self._returned = None
        return True

    def escape(self) -> bool:
        self.next_customer()
        return True

    def keys(self) -> list[Key]:
        return [
            Key("F12", tr("Next customer"), self.next_customer),
            Key("o", tr("Look at the order"), self.look),
        ]

    def retranslate(self) -> None:
        if self._returned is not None and self.services.desk.person is not None:
            self._show(self._returned)
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.next_customer()
        else:
            super().keyPressEvent(event)
