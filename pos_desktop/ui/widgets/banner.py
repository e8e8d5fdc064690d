"""A notice inside a screen that stays as long as what it says holds."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.state_tag import Tone, tone_colors, tone_icon


class Banner(QWidget):
    """Icon, title, a sentence, perhaps a button. Without a title the sentence is the quiet hint of a screen."""

    def __init__(
        self,
        title: str = "",
        text: str = "",
        tone: Tone = "attention",
        *,
        icon: str | None = None,
        outlined: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._outlined = outlined
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._icon = IconView(icon or tone_icon(tone) or "question", size="icon-rail")
        self._title = Label(title, "body", "semibold", wrap=True)
        self._text = Label(text, "caption" if title else "body", wrap=True)
        self._row = QHBoxLayout(self)
        side, edge = theme().space(4) + theme().border("hair"), theme().space(3)
        self._row.setContentsMargins(
            side, edge if title else theme().space(2), side, edge if title else theme().space(2)
        )
        self._row.setSpacing(theme().space(3))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        self._row.addLayout(words, 1)
        self.set_words(title, text, tone)

    def set_words(
        self, title: str, text: str = "", tone: Tone | None = None, *, icon: str | None = None
    ) -> None:
        """Say something else in the same place."""
        self._tone = tone or self._tone
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        if icon or tone:
            self._icon.set_icon(icon or self._icon_name(), tone_colors(self._tone)[1])
        self._text.set_color("text-2" if self._tone == "neutral" else "text")
        self.setAccessibleName(title or text)
        self.setAccessibleDescription(text if title else "")
        self.update()

    def _icon_name(self) -> str:
        return self._icon.icon_name()

    def add_action(self, button: QWidget) -> None:
        """A button at the end of the banner."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        ground = "canvas" if self._tone == "neutral" else tone_colors(self._tone)[0]
        border = None
        if self._outlined:
            border = {"attention": "attention-border", "accent": "accent-border"}.get(self._tone, "border")
        box(QPainter(self), self.rect(), ground, border, radius="card")
