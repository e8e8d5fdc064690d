"""What a lane says beside the table: what is parked and why with the ways out, or how it stands."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.action_card import ActionCard
from pos_desktop.ui.widgets.buttons import Button, Kind
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.state_tag import StateTag, Tone, tone_colors
from pos_desktop.ui.widgets.tag_painting import Tag
from pos_desktop.ui.widgets.ticket_panel import PanelHeader
from pos_desktop.ui.widgets.words import face_of, width_of

_CAPTION, _WIDEST_CAPTION = 32, 52
"""Room for what a value is called, in steps of the grid."""

Way = tuple[str, str, str, str, Kind]
"""Key, title, second line, icon, kind of a way out."""


class ReasonBox(QWidget):
    """Why something stands still: a title and a paragraph on the ground of its meaning."""

    def __init__(self, title: str, text: str, tone: Tone) -> None:
        super().__init__()
        self._tone: Tone = tone
        column = QVBoxLayout(self)
        side = theme().space(4)
        column.setContentsMargins(side, theme().space(3), side, theme().space(3))
        column.setSpacing(theme().space(1))
        column.addWidget(Label(title, "body", "semibold", wrap=True))
        if text:
            column.addWidget(Label(text, "body", wrap=True))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(". ".join(part for part in (title, text) if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        box(QPainter(self), QRectF(self.rect()), tone_colors(self._tone)[0])


class StepRow(QWidget):
    """A line of what happened, with its time at the end."""

    def __init__(self, words: str, time: str) -> None:
        super().__init__()
        self.setFixedHeight(theme().space(6.5))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self.words = Label(words, "caption", color="text-2")
        row.addWidget(self.words, 1)
        row.addWidget(
            Label(time, "caption", color="text-2", align=Align.RIGHT, elide=False, figures="tabular")
        )
        self.setAccessibleName(f"{time} {words}")


class WalkRow(QWidget):
    """Which of several parked things is in sight, and the way to its neighbours."""

    moved = Signal(int)

    def __init__(self, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        row.addWidget(Label(words, "caption", color="text-2"), 1)
        self.before = Button(icon="caret-left", name=tr("The one before"), height="touch-min")
        self.after = Button(icon="caret-right", name=tr("The next one"), height="touch-min")
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        row.addWidget(self.before)
        row.addWidget(self.after)


class SyncSide(QWidget):
    """Says what was pressed, decides nothing. `pressed` carries the key of a way or of a button at the foot."""

    pressed = Signal(str)
    moved = Signal(int)
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.state = StateTag("")
        self.back_button = Button(icon="arrow-left", name=tr("Back"))
        self.back_button.clicked.connect(self.back)
        self.header.set_actions((self.state,))
        self.ways: dict[str, ActionCard] = {}
        self.buttons: dict[str, Button] = {}
        self._body = QVBoxLayout()
        side = theme().space(4)
        self._body.setContentsMargins(side, theme().space(3.5), side, side)
        self._body.setSpacing(theme().space(2))
        inside = QWidget()
        inside.setLayout(self._body)
        self.area = ScrollArea()
        self.area.setWidget(inside)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(side, 0, side, side)
        self._foot.setSpacing(theme().space(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().border("hair"), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.area, 1)
        column.addLayout(self._foot)

    # -- building what is said ---------------------------------------------------------------------

    def begin(self, title: str, second: str, tag: Tag | None, *, with_back: bool) -> None:
        """Empties it and says whose side it is."""
        self.header.set_texts(title, second)
        if tag is not None:
            self.state.set_state(tag.text, tag.kind, icon=tag.icon)
        ends: list[QWidget] = [self.state] if tag is not None else []
        self.header.set_actions([*ends, self.back_button] if with_back else ends)
        self.ways, self.buttons = {}, {}
        for layout in (self._body, self._foot):
            empty(layout)

    def add_walk(self, words: str) -> None:
        """Several are parked: which one is in sight."""
        row = WalkRow(words)
        row.moved.connect(self.moved)
        self._body.addWidget(row)

    def add_subject(self, title: str, second: str, amount: str) -> None:
        """What is on its way, with its amount at the end."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, theme().space(1))
        row.setSpacing(theme().space(3))
        words = QVBoxLayout()
        words.setSpacing(theme().space(0.5))
        words.addWidget(Label(title, "body", "semibold"))
        words.addWidget(Label(second, "caption", color="text-2"))
        row.addLayout(words, 1)
        if amount:
            row.addWidget(FittedLabel(amount, "figure", align=Align.END))
        self._body.addWidget(holder)

    def add_reason(self, title: str, text: str, tone: Tone) -> None:
        """Why it stands still."""
        self._body.addWidget(ReasonBox(title, text, tone))
        self._body.addSpacing(theme().space(1))

    def add_ways(self, ways: Sequence[Way]) -> None:
        """The ways out, the likeliest first."""
        for key, title, second, icon, kind in ways:
            card = ActionCard(title, second, icon, kind)
            card.clicked.connect(partial(self.pressed.emit, key))
            self.ways[key] = card
            self._body.addWidget(card)

    def add_facts(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """Captions and their values."""
        if title:
            self._section(title)
        widest = max((width_of(face_of("body"), caption) for caption, _value in facts), default=0)
        width = min(max(theme().space(_CAPTION), widest + theme().space(4)), theme().space(_WIDEST_CAPTION))
        rows = KeyValueRows("facts", caption_width=width)
        for caption, value in facts:
            rows.add(caption, caption, value)
        self._body.addWidget(rows)

    def add_steps(self, title: str, steps: Sequence[tuple[str, str]]) -> None:
        """What happened, or what waits: words and a time."""
        if steps:
            self._section(title)
            rows = QWidget()
            column = QVBoxLayout(rows)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for words, time in steps:
                column.addWidget(StepRow(words, time))
            self._body.addWidget(rows)

    def end(self, buttons: Sequence[tuple[str, str, str]]) -> None:
        """Buttons at the foot: key, words and `danger`, `primary` or nothing."""
        self._body.addStretch(1)
        for key, text, manner in buttons:
            button = Button(
                text,
                "primary" if manner == "primary" else "secondary",
                icon_color=None,
                shrinks=True,
            )
            if manner == "danger":
                button.set_ink("danger")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self.pressed.emit, key))
            self.buttons[key] = button
            self._foot.addWidget(button, 1)

    def _section(self, title: str) -> None:
        self._body.addSpacing(theme().space(2))
        self._body.addWidget(Divider())
        self._body.addSpacing(theme().space(2))
        self._body.addWidget(Label(title, "body", "semibold"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("surface"))
        line = theme().border("hair")
        left = self.width() - line if self.isRightToLeft() else 0
        painter.fillRect(left, 0, line, self.height(), theme().color("border"))
