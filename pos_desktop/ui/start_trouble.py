"""What stands between the icon and the register: damage to the data, a missing key. Before any service exists."""

import sys
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label

_WITHOUT_SCREEN = ("offscreen", "minimal")
RESTORE, START_FRESH, LEAVE = "restore", "start_fresh", "leave"


class Damage(Protocol):
    """What is known of a damaged database, in words for the owner of a shop."""

    @property
    def title(self) -> str: ...
    @property
    def what_happened(self) -> str: ...
    @property
    def what_is_safe(self) -> str: ...
    @property
    def what_will_be_missing(self) -> str: ...
    @property
    def choices(self) -> Sequence[str]: ...


class StartDialog(QDialog):
    """A calm page with a few sentences and one button for each thing that can be done."""

    def __init__(self, title: str, sentences: Sequence[str], tone: str = "attention") -> None:
        super().__init__()
        self.setWindowTitle("POS Desktop")
        # It is the only window yet: without this the register that opens next would be ended with it.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setMinimumWidth(theme().space(160))
        self.choice = LEAVE
        column = QVBoxLayout(self)
        side = theme().space(8)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(4))
        column.addWidget(Label(title, "figure", weight="semibold", wrap=True))
        for sentence in sentences[:1]:
            column.addWidget(Banner(sentence, "", "danger" if tone == "danger" else "attention"))
        for sentence in sentences[1:]:
            column.addWidget(Label(sentence, "body", wrap=True))
        column.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().space(3))
        self._row.addStretch(1)
        column.addLayout(self._row)

    def offer(self, choice: str, words: str, kind: str = "secondary") -> None:
        """One more button."""
        button = Button(words, kind, height="button-mid")  # type: ignore[arg-type]  # one of the kinds
        button.clicked.connect(lambda: self._choose(choice))
        self._row.addWidget(button)

    def _choose(self, choice: str) -> None:
        self.choice = choice
        self.accept()


def damage_dialog(report: Damage) -> StartDialog:
    """The page about a damaged database."""
    sentences = (report.what_happened, report.what_is_safe, report.what_will_be_missing)
    dialog = StartDialog(report.title, [sentence for sentence in sentences if sentence], "danger")
    dialog.offer(LEAVE, tr("Close and change nothing"))
    if START_FRESH in report.choices:
        dialog.offer(START_FRESH, tr("Start with an empty register"))
    if RESTORE in report.choices:
        dialog.offer(RESTORE, tr("Restore the back-up"), "primary")
    return dialog


def ask_about_damage(report: Damage) -> str:
    """What the person chose: restore, start_fresh or leave."""
    dialog = damage_dialog(report)
    dialog.exec()
    return dialog.choice


def trouble_dialog(error: PersonError) -> StartDialog:
    """The page about anything else that keeps the register from opening."""
    dialog = StartDialog(error.title, [part for part in (error.meaning, error.next_step) if part])
    dialog.offer(LEAVE, tr("Close"), "primary")
    return dialog


def show_trouble(error: PersonError) -> None:
    """Shows it until it is closed; without a screen, where nobody could close it, it goes to the error output."""
    if QGuiApplication.platformName() in _WITHOUT_SCREEN:
        print(error, file=sys.stderr)
        return
    trouble_dialog(error).exec()
