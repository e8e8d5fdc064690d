"""The sums under a ticket's lines: three rows while selling, total, tenders and rest once it is paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.lettering import Align, Face, advance, draw, face, words

TotalKind = Literal["sum", "good", "quiet", "total", "strong", "rule"]

SIDE = 16
TOP = 12
ROW = 24
TOTAL_ROW = 32
AFTER_TOTAL = 4
RULE_ROW = 17  # a hair line with 8 above and below
COLUMN_GAP = 12


@record
class TotalRow:
    """One row. Kinds: sum (Subtotal, a tender), good (discounts), quiet (contained tax), total, strong
    (Remaining due, Change), rule (the hair line above the total)."""

    kind: TotalKind
    label: str = ""
    value: str = ""


RULE = TotalRow("rule")

_LABEL = {"sum": "text-2", "good": "text-2", "quiet": "text-2", "total": "text", "strong": "text"}
_VALUE = {"sum": "text", "good": "good", "quiet": "text-2", "total": "text", "strong": "text"}


def _label_face(kind: TotalKind) -> Face:
    if kind == "total":
        return words("title", "semibold")
    return words("body", "semibold" if kind == "strong" else "regular")


def _value_face(kind: TotalKind) -> Face:
    if kind == "total":
        return face("figure", "semibold")
    return face("body", "semibold" if kind == "strong" else "regular")


def _height(row: TotalRow) -> int:
    return {"rule": RULE_ROW, "total": TOTAL_ROW + AFTER_TOTAL}.get(row.kind, ROW)


class TotalsBlock(QWidget):
    """Paints its rows; a screen reader hears them as one text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TotalRow, ...] = ()
        self._column = 0
        self._foot = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes().changed.connect(self.update)

    @property
    def rows(self) -> tuple[TotalRow, ...]:
        return self._rows

    def set_rows(self, rows: Iterable[TotalRow], *, last: bool = False) -> None:
        """Show these rows. `last` when nothing stands under the block, which then keeps its own distance."""
        rows = tuple(rows)
        foot = TOP if last else 0
        if (rows, foot) == (self._rows, self._foot):
            return
        resized = _total_height(rows) + foot != _total_height(self._rows) + self._foot
        self._rows, self._foot = rows, foot
        self.setAccessibleName(", ".join(f"{row.label} {row.value}" for row in rows if row.kind != "rule"))
        if resized:
            self.updateGeometry()
        self.update()

    def amount_width(self) -> int:
        """The width its small figures need, for a column shared with the lines."""
        widths = (
            advance(_value_face(row.kind), row.value)
            for row in self._rows
            if row.kind in ("sum", "good", "quiet")
        )
        return round(max(widths, default=0))

    def set_amount_width(self, width: int) -> None:
        """In right-to-left figures end `width` from the edge, as those of the lines above do."""
        if width != self._column:
            self._column = width
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket"), 1 + TOP + _total_height(self._rows) + self._foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme().color("border"))
        top = 1 + TOP
        for row in self._rows:
            self._paint(painter, row, QRect(SIDE, top, self.width() - 2 * SIDE, _height(row)))
            top += _height(row)

    def _paint(self, painter: QPainter, row: TotalRow, box: QRect) -> None:
        if row.kind == "rule":
            painter.fillRect(box.left(), box.top() + 8, box.width(), 1, theme().color("border"))
            return
        if row.kind == "total":
            box.setHeight(TOTAL_ROW)
        direction = self.layoutDirection()
        needed = round(advance(_value_face(row.kind), row.value))
        column = max(needed, self._column) if self.isRightToLeft() else needed
        value = QRect(box.right() + 1 - column, box.top(), column, box.height())
        label = QRect(box.left(), box.top(), box.width() - column - COLUMN_GAP, box.height())
        draw(
            painter,
            _label_face(row.kind),
            row.label,
            visual_rect(direction, box, label),
            theme().color(_LABEL[row.kind]),
            Align.START,
            direction,
            elide=True,
        )
        draw(
            painter,
            _value_face(row.kind),
            row.value,
            visual_rect(direction, box, value),
            theme().color(_VALUE[row.kind]),
            Align.RIGHT,
            Qt.LayoutDirection.LeftToRight,
        )


def _total_height(rows: Sequence[TotalRow]) -> int:
    return sum(_height(row) for row in rows)
