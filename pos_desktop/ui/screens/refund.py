"""Refunding items of a past order: what comes back, why, and where the money goes."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.errors import Refused
from pos_desktop.application.returns import Returnable, Returned, ReturnPrice
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.scan_codes import without_aim
from pos_desktop.ui.screens.receipt_scanned import tell_elsewhere
from pos_desktop.ui.screens.refund_lines import GoodsRow, GoodsTable
from pos_desktop.ui.screens.refund_side import RefundSide
from pos_desktop.ui.screens.refund_split import Split
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.scrolled_cards import ScrolledCards
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import refunds as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.text_field import TextField

OTHER = "other"


class ReasonCard(Card):
    """Why it comes back; anything else is typed."""

    def __init__(self) -> None:
        super().__init__(" ", " ", ruled=False)
        self._head.setFixedHeight(theme().space(13))
        self.body.setSpacing(theme().space(3))
        self.chips = ChipGroup(" ")
        self.note = TextField("", " ", icon="note-pencil")
        self.body.addWidget(self.chips)
        self.body.addWidget(self.note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def fill(self) -> None:
        """The reasons in the language in use; what is chosen stays chosen."""
        before, chosen = self.chips.keys(), self.chips.current()
        self.set_title(tr("Reason"), tr("Printed on the return receipt and kept in the journal"))
        self.chips.setAccessibleName(tr("Reason"))
        self.chips.clear()
        for reason in words.reasons():
            self.chips.add(reason, reason)
        self.chips.add(OTHER, tr("Other…"))
        if chosen is not None:
            self.chips.select(self.chips.keys()[before.index(chosen)])
        self.note.edit.setPlaceholderText(tr("Note (optional)"))
        self.note.edit.setAccessibleName(tr("Note"))
        self._fit()

    def clear(self) -> None:
        """No reason, no note."""
        self.chips.select(None)
        self.note.set_text("")

    def _fit(self) -> None:
        """Chips that do not fit beside one another need a row more."""
        room = self.width() - 2 * (theme().space(4) + theme().border("hair"))
        layout = self.chips.layout()
        if layout is not None and room > 0:
            self.chips.setFixedHeight(max(theme().px("chip"), layout.heightForWidth(room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def reason(self) -> str:
        """The reason in words; empty while there is none."""
        chosen = self.chips.current()
        return self.note.text().strip() if chosen == OTHER else str(chosen or "")

    @property
    def extra(self) -> str:
        """The note beside a reason."""
        return "" if self.chips.current() == OTHER else self.note.text().strip()

    def nth(self, place: int) -> None:
        """Chooses by number."""
        keys = self.chips.keys()
        if place < len(keys):
            self.chips.chip(keys[place]).click()


class RefundScreen(Screen):
    """A past order at the left, the money at the right."""

    name = "refund"
    rail_cell = "orders"
    waits_for_panels = True
    clears_toasts = True
    hears_kinds = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._found: Returnable | None = None
        self._whose: tuple[UUID, UUID] | None = None
        """Order and person of what is picked; None when it is done."""
        self._price: ReturnPrice | None = None
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(window.back)
        self.exchange_button = Button(" ", icon="arrows-clockwise", name=" ")
        self.all_button = Button(" ", name=" ")
        self.exchange_button.clicked.connect(self.exchange)
        self.head.add_end(self.exchange_button)
        self.head.add_end(self.all_button)
        self.table = GoodsTable()
        self.reason = ReasonCard()
        self.money = RefundSide()
        self.split = Split(window, self.money, self.tell)
        self.all_button.clicked.connect(self.table.take_all)
        self.table.changed.connect(self._on_picked)
        self.reason.chips.chosen.connect(self._on_reason)
        self.reason.note.changed.connect(lambda _text: self.tell())
        self.money.pressed.connect(self.refund)
        self._column = ScrolledCards(self, self.head, (self.table, self.reason))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def side(self) -> QWidget:
        """What goes back and where to."""
        return self.money

    @property
    def home(self) -> QWidget:
        """Digits and letters are keys of the screen."""
        return self

    # -- being shown -----------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the order `order`; Refused, in words, when nothing of it can come back. Whoever left it undone goes on
        with what they had picked."""
        order = facts.get("order")
        if order is None:
            return
        self._found = found = self.services.returns.of(order)  # type: ignore[arg-type]  # an id
        whose = found.order.id, self.services.desk.signed_in.id
        if whose != self._whose:
            self._whose = whose
            self._begin_anew()
        self.reason.fill()
        try:
            self._show()
        except Refused:
            # Money of it went back elsewhere meanwhile: what was picked is worth more than still may.
            self._begin_anew()
            self._show()

    def _begin_anew(self) -> None:
        self.table.show_lines([])
        self.reason.clear()
        self.split.forget()

    def _show(self) -> None:
        """The order with what is picked of it, as far as that can come back still."""
        found, desk, picked = self._found, self.services.desk, self.table.picks()
        if found is None:
            return
        inclusive = found.order.prices_include_tax
        lines = [words.goods(sold, desk.formats, inclusive=inclusive) for sold in found.lines]
        self.table.show_lines(lines, picked)
        self._tell_head()
        if self.table.picks() == picked:
            self.tell()
        else:
            self._on_picked()

    def _tell_head(self) -> None:
        found, desk = self._found, self.services.desk
        if found is not None:
            title = tr("Return from order {number}", number=found.order.number)
            self.head.set_texts(title, words.head(found, desk.formats, desk.clock.now()))
        self.exchange_button.set_text(tr("Exchange"))
        self.all_button.set_text(tr("All items"))

    def retranslate(self) -> None:
        self.head.retranslate()
        if self._found is not None and self.services.desk.person is not None:
            self.reason.fill()
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        self._column.follow(self.window())
        self.exchange_button.set_icon_only(compact)

    def keys(self) -> list[Key]:
        reasons = [
            Key(f"Ctrl+{place + 1}", text, partial(self.reason.nth, place), False)
            for place, text in enumerate(words.reasons())
        ]
        return [
            Key("F12", tr("Refund"), self.refund),
            Key("a", tr("All items"), self.table.take_all),
            Key("x", tr("Exchange: put it on the ticket"), self.exchange),
            Key("s", tr("Change split"), self.split.ask_first),
            Key("o", tr("Refund in another way"), self.split.open_ways, also=tr("give money back, pay out")),
            Key("n", tr("Note"), self.reason.note.edit.setFocus),
            *reasons,
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.refund()
            return
        super().keyPressEvent(event)

    def scanned(self, code: str) -> bool:
        """One more of what was scanned comes back; another receipt opens its own order."""
        printed = without_aim(code)
        other = self.services.orders.by_receipt_code(printed)
        if other is not None:
            self.window_.go("refund", order=other)
            return True
        rows = self._rows_of(code)
        if not rows and tell_elsewhere(self.window_, printed):
            return True
        if not rows:
            self.window_.beep()
            self.window_.toast(tr("{code} is not on this receipt", code=printed), kind="attention")
            return True
        row = next((row for row in rows if row.quantity_milli < row.goods.left_milli), None)
        if row is not None:
            row.take(row.stepper.value() + 1 if row.goods.pieces else None)
        return True

    def _rows_of(self, code: str) -> list[GoodsRow]:
        """The lines with the goods of a code that can come back still; first those that were sold as its pack says."""
        found = self.services.tickets.goods_of(code)
        if found is None or self._found is None:
            return []
        lines = [s.line for s in self._found.lines if s.line.variant_row == found.sellable.variant_row]
        lines.sort(key=lambda line: not words.is_pack_of(line, found.scan))
        rows = {row.goods.id: row for row in self.table.rows if not row.goods.why_not}
        return [rows[line.id] for line in lines if line.id in rows]

    # -- the money -------------------------------------------------------------------------------

    def _on_picked(self) -> None:
        self.split.chosen = None
        self.split.references = {}
        self.tell()

    def _on_reason(self, key: object) -> None:
        if key == OTHER:
            self.reason.note.edit.setFocus()
        self.tell()

    def tell(self) -> None:
        """Prices what is picked and says it."""
        found = self._found
        if found is None:
            return
        picks, formats = self.table.picks(), self.services.desk.formats
        returns = self.services.returns
        self._price = price = self.split.price(
            lambda split: returns.price(found, picks, self.reason.reason, split if picks else None)
        )
        self.table.set_amounts(
            {
                priced.line.back.order_line_id: formats.figure(-priced.total_minor)
                for priced in price.totals.lines
                if priced.line.back is not None and priced.line.back.order_line_id is not None
            }
        )
        pieces = price.ticket.items
        second = (
            tr_n("{count} item back", "{count} items back", pieces) if pieces else tr("Nothing chosen yet")
        )
        self.money.show_words(
            self.split.words(price, title=tr("Refund"), second=second, why_not=self._why_not(price))
        )
        self.exchange_button.setEnabled(bool(picks))

    def _why_not(self, price: ReturnPrice) -> str:
        if not price.ticket.lines:
            return tr("Choose what comes back first.")
        if not self.reason.reason:
            typed = self.reason.chips.current() == OTHER
            return tr("Type the reason into the note.") if typed else tr("Choose a reason first.")
        return ""

    # -- what the buttons do ---------------------------------------------------------------------

    def refund(self) -> None:
        """Takes the goods and gives the money back, with a manager's word where one is needed."""
        found, picks = self._found, self.table.picks()
        if found is None or not self.money.button.isEnabled():
            return
        missing = self.split.missing_reference()
        if missing is not None:
            self.split.ask_reference(missing, self.refund)
            return

        def carry_out(approval: Approval | None) -> Returned:
            return self.services.returns.carry_out(
                found,
                picks,
                self.reason.reason,
                note=self.reason.extra,
                split=self.split.chosen,
                other=self.split.other,
                references=self.split.references,
                approval=approval,
            )

        def told(done: Returned) -> None:
            self._whose = None
            self.window_.go("refunded", returned=done)

        self.window_.act(carry_out, told)

    def exchange(self) -> None:
        """Puts what comes back on the ticket; what the customer takes instead is rung up there."""
        found, picks = self._found, self.table.picks()
        if found is None or not picks:
            return
        reason = self.reason.reason or tr("Exchange")

        def told(_nothing: None) -> None:
            self._whose = None
            self.window_.go("sale")
            self.window_.toast(tr("On the ticket"), tr("Ring up what the customer takes instead."))

        add = self.services.returns.add_to_ticket
        self.window_.act(lambda approval: add(found, picks, reason, approval), told)
