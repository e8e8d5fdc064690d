"""What goes back and where to, at the ticket's place: for a past order and for a ticket that owes the customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.refunds import Target
from pos_desktop.ui.widgets.amount_box import AmountBox
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.link_button import LinkButton
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.ticket_panel import PanelHeader

TARGET_STEPS = 18


@dataclass(frozen=True, slots=True)
class SideWords:
    """Everything the side says now."""

    title: str
    second: str
    sums: Sequence[tuple[str, str]]
    owed: str
    targets_title: str
    targets: Sequence[Target]
    split: tuple[str, bool] = ("", True)  # what is said of the split, and whether it adds up
    banner: tuple[str, str] = ("", "")
    button: str = ""
    button_second: str = ""
    possible: bool = False
    possible_split: bool = True  # there is something to be shared
    gives: bool = True  # money goes back: the button is a dangerous one
    other: str = ""  # the button for another way; empty where there is none


def even_words(told: SideWords) -> SideWords:
    """What comes back pays for what is taken: no money moves."""
    return replace(
        told,
        targets_title=tr("No money moves"),
        button=tr("Finish exchange"),
        button_second=tr("What comes back pays for what is taken"),
        possible=True,
        gives=False,
    )


class TargetRow(QWidget):
    """A tender that money goes back to, and how much of it."""

    def __init__(self, target: Target, *, fixed: bool) -> None:
        super().__init__()
        self.target = target
        self.setFixedHeight(theme().space(TARGET_STEPS))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(IconView(target.icon, size="icon-rail"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(target.name, "body", "medium"))
        words.addWidget(Label(target.second, "caption", color="text-2"))
        words.addStretch(1)
        row.addLayout(words, 1)
        self.box = AmountBox(tr("To {tender}", tender=target.name), target.amount)
        self.figure = Label(
            target.amount, "body", "semibold", align=Align.RIGHT, elide=False, figures="tabular"
        )
        row.addWidget(self.figure if fixed else self.box)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        line = theme().border("hair")
        QPainter(self).fillRect(0, self.height() - line, self.width(), line, theme().color("border"))


class RefundSide(Side):
    """Says what was pressed, decides nothing. `amount_asked` carries the tender whose amount is to change."""

    pressed = Signal()
    amount_asked = Signal(object)
    split_asked = Signal()
    other_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.sums = KeyValueRows("totals")
        self.owed = FittedLabel("", "total", align=Align.END)
        self.change_split = LinkButton(at_end=True)
        self.other = LinkButton()
        self.targets: list[TargetRow] = []
        self.split_icon = IconView("check-circle-fill", "good")
        self.split_words = Label("", "body", color="good", wrap=True)
        self.banner = Banner(" ", " ", "attention", icon="shield-check-fill")
        self.button = MainButton("", kind="destructive")
        self.button.clicked.connect(self.pressed)
        self.change_split.clicked.connect(self.split_asked)
        self.other.clicked.connect(self.other_asked)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        side = theme().space(4)
        upper = QVBoxLayout()
        upper.setContentsMargins(side, theme().space(3), side, 0)
        upper.setSpacing(0)
        upper.addWidget(self.sums)
        upper.addLayout(self._owed_row())
        upper.addSpacing(theme().space(3))
        upper.addLayout(self._targets_head())
        upper.addWidget(Divider())
        column.addLayout(upper)
        column.addWidget(self._targets_area(), 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(side, theme().space(3), side, side)
        foot.setSpacing(theme().space(3))
        foot.addWidget(self.banner)
        foot.addWidget(self.button)
        column.addLayout(foot)

    def _owed_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self._owed_caption = Label("", "title", "semibold", elide=False)
        row.addWidget(self._owed_caption)
        row.addWidget(self.owed, 1)
        return row

    def _targets_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        row.addStrut(theme().px("touch"))
        self._targets_title = Label("", "body", "semibold")
        row.addWidget(self._targets_title, 1)
        row.addWidget(self.change_split)
        return row

    def _targets_area(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        side = theme().space(4)
        column.setContentsMargins(side, 0, side, 0)
        column.setSpacing(0)
        self._target_column = QVBoxLayout()
        self._target_column.setSpacing(0)
        column.addLayout(self._target_column)
        said = QHBoxLayout()
        said.setContentsMargins(0, theme().space(3), 0, theme().space(1))
        said.setSpacing(theme().space(2))
        said.addWidget(self.split_icon)
        said.addWidget(self.split_words, 1)
        column.addLayout(said)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        area = ScrollArea()
        area.setWidget(content)
        return area

    def show_words(self, words: SideWords) -> None:
        """Renders what goes back and where to."""
        self.header.set_texts(words.title, words.second)
        self.sums.clear()
        for place, (caption, value) in enumerate(words.sums):
            self.sums.add(place, caption, value)
        self._owed_caption.setText(tr("To give back"))
        self.owed.setText(words.owed)
        self.owed.setAccessibleName(f"{tr('To give back')} {words.owed}")
        self._targets_title.setText(words.targets_title)
        self._show_targets(words)
        said, adds_up = words.split
        self.split_icon.setVisible(bool(said))
        self.split_icon.set_icon(
            "check-circle-fill" if adds_up else "warning-fill", "good" if adds_up else "attention"
        )
        self.split_words.setText(said)
        self.split_words.set_color("good" if adds_up else "attention")
        self.banner.set_words(*words.banner)
        self.banner.setVisible(bool(words.banner[0]))
        self.button.set_words(words.button, words.button_second)
        self.button.set_kind("destructive" if words.gives else "primary")
        self.button.set_icon("arrow-u-up-left" if words.gives else "check-bold")
        self.button.setEnabled(words.possible)
        self.other.set_text(words.other)
        self.other.setVisible(bool(words.other))

    def _show_targets(self, words: SideWords) -> None:
        several = sum(1 for target in words.targets if target.id is not None) > 1
        self.change_split.set_text(tr("Change split"))
        self.change_split.setVisible(several and words.possible_split)
        if [row.target for row in self.targets] == list(words.targets):
            return
        for row in self.targets:
            self._target_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.targets = [TargetRow(target, fixed=not several or target.id is None) for target in words.targets]
        for row in self.targets:
            self._target_column.addWidget(row)
            row.box.clicked.connect(lambda _=False, key=row.target.id: self.amount_asked.emit(key))

    def row_of(self, tender_id: UUID | None) -> TargetRow:
        """The row of a tender; None is what goes to no original one."""
        return next(row for row in self.targets if row.target.id == tender_id)
