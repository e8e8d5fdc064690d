"""The sold lines of the refund screen: what comes back, how much of it, and whether it can be sold again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.returns import Pick
from pos_desktop.application.wording import tr
from pos_desktop.domain.ticket import PIECE
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.refunds import DASH, Goods
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.check_row import CheckRow
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.stepper import Stepper
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.toggle import Toggle

ROW_STEPS, HEAD_STEPS, NARROW_ROW_STEPS = 19, 10, 30
RETURN_STEPS, STOCK_STEPS, AMOUNT_STEPS = 50.5, 32, 19
NARROW = 640
"""Below this width of the table the name has a row of its own."""


class GoodsRow(QWidget):
    """One sold line. `changed` when what comes back of it is another quantity or goes another way."""

    changed = Signal()

    def __init__(self, goods: Goods) -> None:
        super().__init__()
        self.goods = goods
        self.check = CheckRow(goods.name, goods.why_not or goods.second, quiet_off=True)
        give_tip(self.check, goods.name)
        self.stepper = Stepper(
            tr("Pieces of {name} that come back", name=goods.name), 0, max(1, goods.pieces), limit_shown=True
        )
        self.whole = Label(goods.of_words, "body", color="text-2", figures="tabular")
        self.restock = Toggle(
            tr("What happens with {name}", name=goods.name), tr("Restock"), tr("Write off"), checked=True
        )
        self.amount = Label(DASH, "body", "semibold", align=Align.RIGHT, elide=False, figures="tabular")
        self._grid = QGridLayout(self)
        self._narrow: bool | None = None
        self._connect()
        self.arrange(narrow=False)
        self._show()

    def _connect(self) -> None:
        possible = not self.goods.why_not
        for widget in (self.check, self.stepper, self.restock):
            widget.setEnabled(possible)
        self.check.toggled.connect(self._on_check)
        self.stepper.changed.connect(self._on_step)
        self.restock.toggled.connect(lambda _on: self.changed.emit())

    def arrange(self, *, narrow: bool) -> None:
        """Beside one another, or the name above the rest."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        grid, side = self._grid, theme().space(4)
        for widget in (self.check, self.stepper, self.whole, self.restock, self.amount):
            grid.removeWidget(widget)
        grid.setContentsMargins(side, 0, side, 0)
        grid.setHorizontalSpacing(theme().space(2))
        grid.setVerticalSpacing(0)
        row, start = (1, 0) if narrow else (0, 1)
        grid.addWidget(self.check, 0, 0, 1, 2 if narrow else 1)
        grid.addWidget(self.amount, 0, 2 if narrow else 3)
        for count in (self.stepper, self.whole):
            beside = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
            grid.addWidget(count, row, start, beside)
        grid.addWidget(self.restock, row, start + 1, Qt.AlignmentFlag.AlignVCenter)
        for column, steps in ((1, RETURN_STEPS), (2, STOCK_STEPS), (3, AMOUNT_STEPS)):
            grid.setColumnMinimumWidth(column, 0 if narrow else theme().space(steps))
        grid.setColumnStretch(0, 0 if narrow else 1)
        grid.setColumnStretch(1, 1 if narrow else 0)
        self.setFixedHeight(theme().space(NARROW_ROW_STEPS if narrow else ROW_STEPS))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def quantity_milli(self) -> int:
        """So much of it comes back, in thousandths."""
        if not self.check.isChecked():
            return 0
        return self.stepper.value() * PIECE if self.goods.pieces else self.goods.left_milli

    @property
    def pick(self) -> Pick:
        return Pick(self.quantity_milli, self.restock.isChecked())

    def take(self, pieces: int | None = None) -> None:
        """Brings all of it back, or so many pieces."""
        if self.goods.why_not:
            return
        self.stepper.set_value(self.goods.pieces if pieces is None else pieces)
        self.check.setChecked(True)
        self._show()
        self.changed.emit()

    def restore(self, before: Pick) -> None:
        """Brings back again what was to come back before, and no more than still can."""
        self.restock.setChecked(before.restock)
        self.take(min(before.quantity_milli // PIECE, self.goods.pieces))

    def leave(self) -> None:
        """Nothing of it comes back."""
        self.check.setChecked(False)

    def _on_check(self, checked: bool) -> None:
        if checked and self.goods.pieces and not self.stepper.value():
            self.stepper.set_value(self.goods.pieces)
        if not checked:
            self.stepper.set_value(0)
        self._show()
        self.changed.emit()

    def _on_step(self, value: int) -> None:
        if bool(value) != self.check.isChecked():
            self.check.setChecked(bool(value))
        else:
            self.changed.emit()

    def _show(self) -> None:
        self.stepper.setVisible(bool(self.goods.pieces) and not self.goods.why_not)
        self.whole.setVisible(not self.goods.pieces and not self.goods.why_not)
        # The word keeps its place, so that nothing in the row moves when it is picked.
        policy = self.restock.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.restock.setSizePolicy(policy)
        self.restock.setVisible(self.check.isChecked())
        self.stepper.set_muted(not self.check.isChecked())

    def set_amount(self, figure: str) -> None:
        """What goes back for it."""
        self.amount.setText(figure or DASH)
        self.amount.set_color("text" if figure else "text-2")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        line = QRect(0, 0, self.width(), theme().border("hair"))
        QPainter(self).fillRect(line, theme().color("border"))


class GoodsTable(Card):
    """The card with all lines of a sale."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(padding=0)
        self.rows: list[GoodsRow] = []
        self._head_row = QWidget()
        self._head_row.setFixedHeight(theme().space(HEAD_STEPS))
        self.body.addWidget(self._head_row)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._captions = [
            Label("", "caption", "semibold", "text-2", align=Align.RIGHT if last else Align.START)
            for last in (False, False, False, True)
        ]
        row = QHBoxLayout(self._head_row)
        side = theme().space(4)
        row.setContentsMargins(side, 0, side, 0)
        row.setSpacing(theme().space(2))
        row.addWidget(self._captions[0], 1)
        for caption, steps in zip(self._captions[1:], (RETURN_STEPS, STOCK_STEPS, AMOUNT_STEPS), strict=True):
            caption.setFixedWidth(theme().space(steps))
            row.addWidget(caption)

    def show_lines(self, lines: Sequence[Goods], picked: Mapping[UUID, Pick] | None = None) -> None:
        """Renders the lines, with what was `picked` of them before as far as it can come back still."""
        for words, caption in zip(
            (tr("Item"), tr("Return"), tr("Stock"), tr("Refund")), self._captions, strict=True
        ):
            caption.setText(words)
        self.setAccessibleName(tr("What comes back"))
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [GoodsRow(goods) for goods in lines]
        for row in self.rows:
            if picked and row.goods.id in picked:
                row.restore(picked[row.goods.id])
            row.changed.connect(self.changed)
            self._column.addWidget(row)
        self._arrange()

    def picks(self) -> dict[UUID, Pick]:
        """What comes back, by sold line."""
        return {row.goods.id: row.pick for row in self.rows if row.quantity_milli}

    def take_all(self) -> None:
        """Brings everything back that still can; once more takes it back."""
        possible = [row for row in self.rows if not row.goods.why_not]
        full = all(row.quantity_milli == row.goods.left_milli for row in possible)
        for row in possible:
            row.leave() if full else row.take()

    def set_amounts(self, figures: Mapping[UUID, str]) -> None:
        """What goes back for each line."""
        for row in self.rows:
            row.set_amount(figures.get(row.goods.id, ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < NARROW
        self._head_row.setVisible(not narrow)
        for row in self.rows:
            row.arrange(narrow=narrow)
