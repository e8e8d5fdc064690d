"""A figure that is never cut: it drops a type step where its box is too narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.typography import Figures, Style, Weight, line_height
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.words import face_of, width_of

_STEPS: tuple[Style, ...] = ("total", "figure", "title", "body", "caption")


class FittedLabel(Label):
    """Starts with the largest style and takes the first that fits; its height stays that of the largest."""

    def __init__(
        self,
        text: str = "",
        largest: Style = "total",
        weight: Weight | None = "semibold",
        color: str = "text",
        *,
        align: Align = Align.START,
        parent: QWidget | None = None,
    ) -> None:
        self._steps: Sequence[Style] = _STEPS[_STEPS.index(largest) :]
        super().__init__(text, largest, weight, color, align=align, elide=False, parent=parent)
        # It is the figure that gives way to the words beside it, not they to the figure.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_largest(self, largest: Style) -> None:
        """Never larger than this from now on."""
        self._steps = _STEPS[_STEPS.index(largest) :]
        self._fit()
        self.updateGeometry()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _width_in(self, style: Style) -> int:
        figures: Figures = "proportional" if style == "total" else "tabular"
        return width_of(face_of(style, self._weight, figures), self.text())

    def _fit(self) -> None:
        fitting = (style for style in self._steps if self._width_in(style) <= self.width())
        style = next(fitting, self._steps[-1])
        self._figures = "proportional" if style == "total" else "tabular"
        self._style = style
        self._give_room()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width_in(self._steps[0]), line_height(self._steps[0]))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_in(self._steps[-1]), line_height(self._steps[0]))
