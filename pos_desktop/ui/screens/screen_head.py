"""The head of a screen that has no search: way back, title with a second line, what belongs at its end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.tips import give_tip


class ScreenHead(QWidget):
    """48 high. `tags` stand behind the title, `ends` at the end of the row."""

    back = Signal()

    def __init__(self, *, with_back: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().px("touch"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().space(3))
        self.back_button = Button(icon="arrow-left", name=tr("Back"))
        self.back_button.clicked.connect(self.back)
        self._row.addWidget(self.back_button)
        self.back_button.setVisible(with_back)
        self._title = Label("", "title", "semibold")
        self._second = Label("", "caption", color="text-2")
        self._row.addLayout(self._words(), 1)
        self._ends = QHBoxLayout()
        self._ends.setSpacing(theme().space(2))
        self._row.addLayout(self._ends)

    def _words(self) -> QVBoxLayout:
        """The title reaches a little higher than half, as a line of 24 over one of 18 wants it."""
        self.tags = QHBoxLayout()
        self.tags.setSpacing(theme().space(2))
        self.tags.addWidget(self._title)
        self.tags.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(0, theme().space(0.5), 0, theme().space(0.5))
        words.setSpacing(0)
        words.addStretch(1)
        words.addLayout(self.tags)
        words.addWidget(self._second)
        words.addStretch(1)
        return words

    def set_texts(self, title: str, second: str = "") -> None:
        """Title, 18 px, and the line of 13 px under it."""
        self._title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self._title.updateGeometry()
        self.setAccessibleName(", ".join(part for part in (title, second) if part))

    def title(self) -> str:
        return self._title.text()

    def second(self) -> str:
        return self._second.text()

    def add_tag(self, tag: QWidget) -> None:
        """A state behind the title."""
        self.tags.insertWidget(self.tags.count() - 1, tag, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_end(self, widget: QWidget) -> None:
        """A tag or a button at the end of the row."""
        self._ends.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def retranslate(self) -> None:
        self.back_button.setAccessibleName(tr("Back"))
        give_tip(self.back_button, tr("Back"))


class PaddedColumn(QVBoxLayout):
    """The column of a screen, with the paddings of the window's width class."""

    def __init__(self, screen: QWidget) -> None:
        super().__init__(screen)
        self.setSpacing(theme().space(3))
        self.pad(theme().padding("screenX"))

    def pad(self, sideways: int) -> None:
        self.setContentsMargins(sideways, theme().padding("screenY"), sideways, theme().space(4))

    def follow(self, event: QResizeEvent, window: QWidget) -> None:
        """Narrow windows have narrow paddings."""
        del event
        compact = breakpoint(window.width()) == "compact"
        self.pad(theme().space(3) if compact else theme().padding("screenX"))
