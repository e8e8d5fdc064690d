"""The rows of a count: bills and coins, how many of each, what they are worth."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.stepper import Stepper

NAME_STEPS, STEPPER_WIDTH, STEPPER_COMPACT = 22, 162, 150
SUM_STEPS = 13
MOST_PIECES = 9999
NO_AMOUNT = "\u2013"


class CountRow(QWidget):
    """One bill or coin: its face, how many, what they are worth."""

    changed = Signal()
    activated = Signal()

    def __init__(self, denomination: int, face: str) -> None:
        super().__init__()
        self.denomination, self.face = denomination, face
        self._touched = False
        self._figure: Callable[[int], str] = str
        self._active = False
        self._name = FittedLabel(face, "body")
        self._below = Label("", "caption", color="text-2", elide=False, figures="tabular")
        self.stepper = Stepper(face, maximum=MOST_PIECES)
        self.amount = Label("", "body", align=Align.RIGHT, elide=False, figures="tabular")
        self.stepper.changed.connect(self._on_changed)
        self.stepper.activated.connect(self.activated)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme().space(4), 0, theme().space(4), 0)
        self._row.setSpacing(0)
        self._names = QWidget()
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._below)
        names.addStretch(1)
        self._row.addWidget(self._names)
        self._row.addWidget(self.stepper)
        self._row.addStretch(1)
        self._row.addWidget(self.amount)
        self.set_compact(False)

    def name_width(self) -> int:
        """What the face takes uncut, with a gap to what stands beside it."""
        return self._name.sizeHint().width() + theme().space(3)

    def set_compact(self, compact: bool, names: int = 0) -> None:
        """In narrow windows the amount stands under the name; else the column of names is so wide."""
        self.amount.setVisible(not compact)
        self._below.setVisible(compact)
        self.stepper.setFixedWidth(STEPPER_COMPACT if compact else STEPPER_WIDTH)
        if compact:
            self._names.setMinimumWidth(0)
            self._names.setMaximumWidth(16777215)
        else:
            self._names.setFixedWidth(max(names, theme().space(NAME_STEPS)))
        self._row.setStretch(0, 1 if compact else 0)
        self._row.setStretch(2, 0 if compact else 1)

    def set_formats(self, formats: Formats) -> None:
        """How amounts and faces are written here."""
        self._figure, self.face = formats.figure, formats.denomination(self.denomination)
        self._name.setText(self.face)
        self.stepper.setAccessibleName(self.face)
        self._tell()

    def pieces(self) -> int:
        """How many."""
        return self.stepper.value()

    def worth(self) -> int:
        """Their sum in minor units."""
        return self.denomination * self.stepper.value()

    def reset(self) -> None:
        """Nothing counted yet."""
        self._touched = False
        self.stepper.set_value(0)
        self._tell()

    def set_active(self, active: bool) -> None:
        """The number pad writes here."""
        self._active = active
        self.stepper.set_active(active)
        if not active:
            self._touched = True
        self._tell()
        self.update()

    def type(self, digit: str) -> None:
        """A digit of the number pad."""
        self._touched = True
        self.stepper.append(digit)
        self._tell()

    def erase(self) -> None:
        self.stepper.back()
        self._tell()

    def clear(self) -> None:
        self.stepper.clear()
        self._tell()

    def _on_changed(self, _value: int) -> None:
        self._touched = True
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        shown = (
            self._figure(self.worth()) if self._touched or self.pieces() or not self._active else NO_AMOUNT
        )
        self.amount.setText(shown)
        self._below.setText(shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.activated.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, hair = QPainter(self), theme().border("hair")
        if self._active:
            painter.fillRect(self.rect().adjusted(0, 0, 0, -hair), theme().color("accent-subtle"))
        painter.fillRect(0, self.height() - hair, self.width(), hair, theme().color("border"))


class CountCard(Card):
    """Bills or coins: a head over the columns, rows that share the height, the sum."""

    def __init__(self, rows: list[CountRow]) -> None:
        super().__init__(" ", padding=0)
        self.rows = rows
        self._pieces = Label("", "caption", color="text-2", align=Align.CENTER)
        self._amount = Label("", "caption", color="text-2", align=Align.RIGHT, elide=False)
        self.head.takeAt(1)
        self._note.hide()
        self.head.setStretch(0, 0)
        self.head.setSpacing(0)
        self.head.addWidget(self._pieces)
        self.head.addStretch(1)
        self.head.addWidget(self._amount)
        for row in rows:
            self.body.addWidget(row, 1)
        self._caption = Label("", "body", color="text-2")
        self._sum = Label("", "body", "semibold", align=Align.RIGHT, elide=False, figures="tabular")
        foot = QWidget()
        foot.setFixedHeight(theme().space(SUM_STEPS) - theme().border("hair"))
        line = QHBoxLayout(foot)
        line.setContentsMargins(theme().space(4), 0, theme().space(4), 0)
        line.addWidget(self._caption, 1)
        line.addWidget(self._sum)
        self.body.addWidget(foot)
        self.set_compact(False)

    def set_texts(self, title: str) -> None:
        self.set_title(title)
        self._caption.setText(title)
        self._pieces.setText(tr("Pieces"))
        self._amount.setText(tr("Amount"))

    def set_compact(self, compact: bool) -> None:
        """The columns of a narrow window."""
        names = max((theme().space(NAME_STEPS), *(row.name_width() for row in self.rows)))
        for row in self.rows:
            row.set_compact(compact, names)
        self._amount.setVisible(not compact)
        self._pieces.setFixedWidth(STEPPER_COMPACT if compact else STEPPER_WIDTH)
        self._title.setMinimumWidth(0)
        if compact:
            self._title.setMaximumWidth(16777215)
        else:
            self._title.setFixedWidth(names)
        self.head.setStretch(0, 1 if compact else 0)
        self.head.setStretch(2, 0 if compact else 1)

    def tell_sum(self, figure: str) -> None:
        """The sum, and one width for all amounts: their decimals stay under each other in right-to-left too."""
        self._sum.setText(figure)
        column = [
            label.sizeHint().width()
            for label in (self._amount, self._sum, *(row.amount for row in self.rows))
        ]
        for label in (self._amount, self._sum, *(row.amount for row in self.rows)):
            label.setFixedWidth(max(column))

    def worth(self) -> int:
        """The sum of its rows in minor units."""
        return sum(row.worth() for row in self.rows)
