"""The frame of a screen with a head and cards that scroll under it, as the returns have it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.screens.order_detail import DetailScroll
from pos_desktop.ui.theme.tokens import breakpoint, theme


class ScrolledCards(QVBoxLayout):
    """The column of such a screen; the scroll bar stands in the padding and moves no card."""

    def __init__(self, screen: QWidget, head: QWidget, cards: Sequence[QWidget]) -> None:
        super().__init__(screen)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setSpacing(theme().gap("cards"))
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self.area = DetailScroll(content)
        self.setSpacing(theme().space(3))
        self._head_box = QVBoxLayout()
        self._head_box.addWidget(head)
        self.addLayout(self._head_box)
        self.addWidget(self.area, 1)
        self._pad(theme().padding("screenX"))

    def _pad(self, side: int) -> None:
        self.setContentsMargins(0, theme().padding("screenY"), 0, theme().space(4))
        self._head_box.setContentsMargins(side, 0, side, 0)
        self.area.set_side(side)

    def follow(self, window: QWidget) -> None:
        """Narrow windows have narrow paddings."""
        compact = breakpoint(window.width()) == "compact"
        self._pad(theme().space(3) if compact else theme().padding("screenX"))
