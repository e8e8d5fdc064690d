"""The lines of a ticket as they are shown, and the list of them that views look at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from pos_desktop.domain.record import record
from pos_desktop.ui.widgets.painted_rows import Index

LineRole = Qt.ItemDataRole.UserRole


@record
class LineData:
    """One line as it is shown; every text is formatted for the locale already."""

    key: str
    quantity_text: str
    name: str
    amount_text: str
    is_weighed: bool = False
    detail: str = ""
    detail_tone: str = "text-2"
    discount_text: str = ""
    discount_amount_text: str = ""

    @property
    def rows_of_text(self) -> int:
        return 1 + bool(self.detail) + bool(self.discount_text or self.discount_amount_text)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = (self.quantity_text, self.name, self.detail, self.discount_text, self.discount_amount_text)
        return ", ".join(part for part in (*parts, self.amount_text) if part)


class TicketModel(QAbstractListModel):
    """The lines in order. `set_lines` finds the smallest change, so that views repaint no more than it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[LineData] = []

    @property
    def lines(self) -> list[LineData]:
        return self._lines

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.name
        return None

    def row_of(self, key: str | None) -> int:
        """The row of a line, or -1; the newest are looked at first."""
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].key == key:
                return row
        return -1

    def set_lines(self, lines: Sequence[LineData]) -> int:
        """Show these lines. Returns the last row that is new or changed, or -1."""
        new, count = list(lines), len(self._lines)
        if new[:count] == self._lines:  # the same and perhaps more: what nearly every scan does
            self._append(new[count:])
            return len(new) - 1 if len(new) > count else -1
        if [line.key for line in self._lines] != [line.key for line in new]:
            self._match_keys(new)
        changed = [
            row
            for row, (was, now) in enumerate(zip(self._lines, new, strict=True))
            if was is not now and was != now
        ]
        for row in changed:
            self._lines[row] = new[row]
            self.dataChanged.emit(self.index(row), self.index(row))
        return len(new) - 1 if len(new) > count else max(changed, default=-1)

    def put(self, row: int, line: LineData) -> int:
        """Show one line in the place of another, or as the last for the row -1. Returns its row."""
        if row < 0:
            self._append([line])
            return len(self._lines) - 1
        self._lines[row] = line
        self.dataChanged.emit(self.index(row), self.index(row))
        return row

    def _match_keys(self, new: list[LineData]) -> None:
        """Remove the lines that went, then add those that came; a new order is a reset."""
        wanted = {line.key for line in new}
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].key not in wanted:
                self._remove(row)
        kept = len(self._lines)
        if [line.key for line in self._lines] == [line.key for line in new[:kept]]:
            self._append(new[kept:])
        else:
            self.beginResetModel()
            self._lines = new
            self.endResetModel()

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self._lines = self._lines[:row] + self._lines[row + 1 :]
        self.endRemoveRows()

    def _append(self, lines: list[LineData]) -> None:
        if not lines:
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
        self._lines.extend(lines)
        self.endInsertRows()
