"""The keys of the screen in sight, and those that work everywhere."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel_head import PanelHead
from pos_desktop.ui.shell.keys import shown
from pos_desktop.ui.shell.screen import Key
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.keycap import keycap_size, paint_keycap
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.words import face_of, mirrored, write


class KeyRow(QWidget):
    """What a key does, and the key as caps."""

    def __init__(self, keys: str, words: str) -> None:
        super().__init__()
        self._caps = _caps(keys)
        self._words = words
        self.setFixedHeight(theme().px("row-detail"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{shown(keys)}: {words}")

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket", "compact"), theme().px("row-detail"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        end = self.width()
        for cap in reversed(self._caps):
            size = keycap_size(cap)
            end -= size.width()
            place = QRect(end, (self.height() - size.height()) // 2, size.width(), size.height())
            paint_keycap(painter, self, mirrored(self, place), cap)
            end -= theme().space(1)
        row = mirrored(self, QRect(0, 0, end - theme().space(2), self.height()))
        write(painter, self, face_of("body"), self._words, row, "text", elide=True)


class KeyHelpPanel(QWidget):
    """What can be done, and its key at the end of the row, however many caps it has. Any of `done`'s ways closes it;
    nothing is lost."""

    done = Signal()

    def __init__(self, of_screen: Sequence[Key], everywhere: Sequence[Key]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.focus_radius = None
        self.setAccessibleName(tr("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PanelHead(
            "question-fill", "accent-text", tr("Keys"), tr("Everything here has a key"), tr("Close")
        )
        head.left.connect(self.done)
        column.addWidget(head)
        rows = QWidget()
        list_ = QVBoxLayout(rows)
        side = theme().space(4)
        list_.setContentsMargins(side, theme().space(3), side, theme().space(3))
        list_.setSpacing(0)
        taken = {key.keys for key in of_screen}
        general = [key for key in everywhere if key.keys not in taken]
        escape = Key("Escape", tr("Back, nothing is lost"), lambda: None)
        _add_group(list_, tr("On this screen"), of_screen)
        _add_group(list_, tr("Everywhere"), [*general, escape])
        list_.addStretch(1)
        column.addWidget(_scrolled(rows), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.text() == "?":
            self.done.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))


def _add_group(column: QVBoxLayout, title: str, keys: Iterable[Key]) -> None:
    by_words: dict[str, Key] = {}
    for key in keys:
        by_words.setdefault(key.words, key)
    if not by_words:
        return
    heading = Label(title, "caption", "semibold", "text-2")
    heading.setFixedHeight(theme().space(8))
    column.addWidget(heading)
    for key in by_words.values():
        column.addWidget(KeyRow(key.keys, key.words))
    column.addSpacing(theme().space(3))


def _scrolled(content: QWidget) -> ScrollArea:
    area = ScrollArea()
    area.setWidget(content)
    return area


def _caps(keys: str) -> list[str]:
    """The caps of one key: 'Ctrl+K' has two, '+' is one."""
    text = shown(keys)
    if len(text) == 1:
        return [text]
    parts = text.split("+")
    return [part or "+" for part in parts if part or text.endswith("++")]
