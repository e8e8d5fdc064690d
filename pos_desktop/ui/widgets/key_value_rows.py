"""Captions with their values, one row each: totals, reports, what an approval is about."""

from collections.abc import Hashable
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style, Weight
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align

Density = Literal["detail", "facts", "totals"]
_STEPS: dict[Density, int] = {"detail": 9, "facts": 8, "totals": 6}
MOST_CAPTION_STEPS = 40


class KeyValueRow(QWidget):
    """One caption and its value, which screen readers read together."""

    def __init__(
        self, caption: Label, value: Label, height: int, caption_width: int | None, tail: Label | None = None
    ) -> None:
        super().__init__()
        self.caption, self.value, self.tail = caption, value, tail
        self.setFixedHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2) if caption_width is None else 0)
        if caption_width is not None:
            caption.setFixedWidth(caption_width)
            row.addWidget(caption)
            row.addWidget(value, 0 if tail else 1)
            if tail is not None:
                row.addWidget(tail)
                row.addStretch(1)
        else:
            row.addWidget(caption, 1)
            row.addWidget(value)
        self.tell()

    def tell(self) -> None:
        tail = self.tail.text() if self.tail is not None else ""
        self.setAccessibleName(f"{self.caption.text()} {self.value.text()}{tail}")


class KeyValueRows(QWidget):
    """Rows of 36 ("detail"), 32 ("facts") or 24 ("totals").

    Without `caption_width` values stand in a column at the end, with it they follow the captions, which get more where
    a language needs more for its words.
    """

    def __init__(
        self, density: Density = "detail", *, caption_width: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._height = theme().space(_STEPS[density])
        self._sums_stand_apart = density == "detail"
        self._caption_width = caption_width
        self._rows: dict[Hashable, KeyValueRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add(
        self,
        key: Hashable,
        caption: str,
        value: str = "",
        *,
        bold: bool = False,
        tone: str | None = None,
        value_weight: Weight | None = None,
        value_style: Style = "body",
        tail: str = "",
    ) -> KeyValueRow:
        """One more row. `bold` is a sum, `tone` the colour token of a value that has a meaning; `tail` follows a value
        beside its caption and stays whole where the value is cut."""
        weight: Weight | None = "semibold" if bold else None
        words = Label(caption, "body", weight, "text" if bold else "text-2")
        after = self._caption_width is not None
        figure = Label(
            value,
            value_style,
            value_weight or weight,
            tone or "text",
            align=Align.START if after else Align.RIGHT,
            elide=after,
            figures="proportional" if after else "tabular",
        )
        high = self._height + theme().space(1) if bold and self._sums_stand_apart else self._height
        whole = Label(tail, value_style, value_weight or weight, elide=False) if tail else None
        row = KeyValueRow(words, figure, high, self._caption_width, whole)
        self._rows[key] = row
        self._column.addWidget(row)
        self._share_width()
        return row

    def _share_width(self) -> None:
        """One width for all values: in right-to-left it keeps their decimals under each other. Or for all captions."""
        rows = self._rows.values()
        if self._caption_width is None:
            widest = max((row.value.sizeHint().width() for row in rows), default=0)
            for row in rows:
                row.value.setMinimumWidth(widest)
            return
        words = max((row.caption.sizeHint().width() for row in rows), default=0) + theme().space(2)
        width = max(self._caption_width, min(words, theme().space(MOST_CAPTION_STEPS)))
        for row in rows:
            row.caption.setFixedWidth(width)

    def add_divider(self) -> None:
        self._column.addWidget(Divider())

    def set_value(self, key: Hashable, value: str, caption: str | None = None) -> None:
        row = self._rows[key]
        row.value.setText(value)
        if caption is not None:
            row.caption.setText(caption)
        row.value.updateGeometry()
        self._share_width()
        row.tell()

    def row(self, key: Hashable) -> KeyValueRow:
        return self._rows[key]

    def clear(self) -> None:
        self._rows.clear()
        empty(self._column)
