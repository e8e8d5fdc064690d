"""A card: a white ground with an outline, a head where it needs one, and rows under it."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.shapes import box, hair


class Divider(QWidget):
    """A hair line between two things, lying or standing."""

    def __init__(
        self, *, upright: bool = False, length: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        thin, long = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(*((thin, long) if upright else (long, thin)))
        if upright:
            self.setFixedWidth(theme().border("hair"))
        else:
            self.setFixedHeight(theme().border("hair"))
        if length is not None:
            (self.setFixedHeight if upright else self.setFixedWidth)(length)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme().color("border"))


class _Corners(QWidget):
    """Lies over a card whose rows paint square grounds, and gives it its round corners back."""

    def __init__(self, card: "Card") -> None:
        super().__init__(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        card.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildPolished) and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, whole = theme().radius("card"), QRectF(self.rect())
        outside, card = QPainterPath(), QPainterPath()
        outside.addRect(whole)
        card.addRoundedRect(whole, radius, radius)
        painter.fillPath(outside.subtracted(card), theme().color("canvas"))
        box(painter, self.rect(), None, "border", radius="card")


class Card(QWidget):
    """Put rows into `body`, buttons of the head into `head`. `ruled` draws a line under the head.

    `padding` steps of the grid lie around the body; 0 lets rows run to the edge.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        *,
        ruled: bool = True,
        padding: float = 4,
        ground: str = "surface",
        outlined: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ruled, self._ground, self._outlined = ruled, ground, outlined
        column = QVBoxLayout(self)
        edge = theme().border("hair")
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        self._head = QWidget(self)
        self._head.setFixedHeight(theme().px("touch" if ruled else "touch-min"))
        self.head = QHBoxLayout(self._head)
        self.head.setContentsMargins(theme().space(4), 0, theme().space(4), 0)
        self.head.setSpacing(theme().space(3))
        self._title = Label(title, "body", "semibold")
        self._note = Label(note, "caption", color="text-2")
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self._note)
        self._head.setVisible(bool(title))
        column.addWidget(self._head, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        inset = theme().space(padding)
        upper = edge if title and ruled else 0
        self.body.setContentsMargins(inset, (inset if not title or ruled else 0) + upper, inset, inset)
        self.body.setSpacing(0)
        column.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def set_title(self, title: str, note: str | None = None) -> None:
        self._title.setText(title)
        self._head.setVisible(bool(title))
        self.setAccessibleName(title)
        if note is not None:
            self._note.setText(note)

    def add_to_head(self, widget: QWidget) -> None:
        """A quiet button or a tag at the end of the head."""
        self.head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def round_off(self) -> None:
        """For rows that reach to the edge on the ground of a screen: they are cut by the card's corners."""
        _Corners(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box(painter, self.rect(), self._ground, "border" if self._outlined else None, radius="card")
        if self._ruled and not self._head.isHidden():
            y, edge = self._head.geometry().bottom() + 1, theme().border("hair")
            hair(painter, QPointF(edge, y), QPointF(self.width() - edge, y))
