"""What somebody must act on, and questions before something ends: title, what it means, what to press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel_head import PanelHead
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button, Kind
from pos_desktop.ui.widgets.labels import Label


class NoticePanel(QWidget):
    """Says something and waits for an answer. Enter presses the answer, Escape leaves without it.

    `done` comes with the cross and with a panel that has one answer only, `answered` with the answer.
    """

    done = Signal()
    answered = Signal()

    def __init__(
        self,
        title: str,
        meaning: str,
        next_step: str = "",
        *,
        head: str,
        icon: str = "warning-fill",
        tone: str = "attention",
        answer: str = "",
        kind: Kind = "primary",
    ) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.focus_radius = None
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in (meaning, next_step) if part))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PanelHead(icon, tone, head, "", tr("Close"))
        self._head.left.connect(self.done)
        column.addWidget(self._head)
        column.addLayout(_body(title, meaning, next_step), 1)
        column.addLayout(self._foot(answer, kind))

    def _foot(self, answer: str, kind: Kind) -> QHBoxLayout:
        foot = QHBoxLayout()
        side = theme().space(4)
        foot.setContentsMargins(side, 0, side, side)
        foot.setSpacing(theme().space(2))
        self.answer = Button(answer or tr("OK"), kind, height="button-mid")
        self.answer.clicked.connect(self._on_answer)
        if answer:
            leave = Button(tr("Back"), height="button-mid")
            leave.clicked.connect(self.done)
            foot.addWidget(leave)
        foot.addWidget(self.answer, 1)
        return foot

    def _on_answer(self) -> None:
        self.done.emit()
        self.answered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.answer.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))


class TroublePanel(NoticePanel):
    """An error for people, with the one answer that it was read."""

    def __init__(self, error: PersonError) -> None:
        refused = isinstance(error, Refused)
        super().__init__(
            error.title,
            error.meaning,
            error.next_step,
            head=tr("This is not possible") if refused else tr("Please check"),
            icon="prohibit" if refused else "warning-fill",
            tone="text-2" if refused else "attention",
        )


def _body(title: str, meaning: str, next_step: str) -> QVBoxLayout:
    body = QVBoxLayout()
    side = theme().space(4)
    body.setContentsMargins(side, theme().space(6), side, side)
    body.setSpacing(theme().space(3))
    body.addWidget(Label(title, "title", wrap=True))
    if meaning:
        body.addWidget(Label(meaning, "body", color="text-2", wrap=True))
    if next_step:
        body.addSpacing(theme().space(1))
        body.addWidget(Banner("", next_step, "accent", icon="arrow-right"))
    body.addStretch(1)
    return body
