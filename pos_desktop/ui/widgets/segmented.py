"""Two or three views of the same thing in one track."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, room_of, write


class _Segment(Pressable):
    """One view; as wide as its words need when chosen, so that choosing moves nothing."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setText(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """The track decides."""

    def sizeHint(self) -> QSize:
        around = 2 * (theme().space(4) + theme().border("hair"))
        return QSize(room_of(face_of("body", "semibold"), self.text()) + around, theme().px("touch"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, state = QPainter(self), self.state()
        if self.isChecked():
            box(painter, self.rect(), "surface", "border-strong")
        elif state == "pressed":
            box(painter, self.rect(), "pressed")
        color = "text-disabled" if state == "disabled" else "text"
        of = face_of("body", "semibold" if self.isChecked() else "medium")
        write(painter, self, of, self.text(), self.rect(), color, Align.CENTER)


class Segmented(QWidget):
    """`changed` carries the key of the view chosen."""

    changed = Signal(object)

    def __init__(
        self, name: str, options: Sequence[tuple[Hashable, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._segments: dict[Hashable, _Segment] = {}
        for key, text in options:
            segment = _Segment(text, self)
            segment.clicked.connect(lambda _=False, key=key: self._press(key))
            row.addWidget(segment)
            self._segments[key] = segment
        self._current = options[0][0]
        self.select(self._current)

    def current(self) -> Hashable:
        return self._current

    def select(self, key: Hashable) -> None:
        """Choose without telling."""
        self._current = key
        for each, segment in self._segments.items():
            segment.setChecked(each == key)

    def _press(self, key: Hashable) -> None:
        if key != self._current:
            self.select(key)
            self.changed.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward, backward = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.isRightToLeft():
            forward, backward = backward, forward
        keys = list(self._segments)
        if event.key() not in (forward, backward):
            super().keyPressEvent(event)
            return
        step = 1 if event.key() == forward else -1
        key = keys[(keys.index(self._current) + step) % len(keys)]
        self._segments[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._press(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        box(QPainter(self), self.rect(), "sunken")
