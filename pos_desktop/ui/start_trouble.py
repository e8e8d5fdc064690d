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


class StartPage(QDialog):
    """A calm page of a few sentences, before there is a register."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle("POS Desktop")
        # It is the only window yet: without this the register that opens next would be ended with it.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setMinimumWidth(theme().space(160))
        self.column = QVBoxLayout(self)
        side = theme().space(8)
        self.column.setContentsMargins(side, side, side, side)
        self.column.setSpacing(theme().space(4))
        self.column.addWidget(Label(title, "figure", weight="semibold", wrap=True))

    def say(self, sentence: str) -> None:
        """One more sentence."""
        self.column.addWidget(Label(sentence, "body", wrap=True))


class StartDialog(StartPage):
    """With one button for each thing that can be done. The first sentence stands out, but for an empty `tone`."""

    def __init__(self, title: str, sentences: Sequence[str], tone: str = "attention") -> None:
        super().__init__(title)
        self.choice = LEAVE
        for place, sentence in enumerate(sentences):
            if place == 0 and tone:
                self.column.addWidget(Banner(sentence, "", "danger" if tone == "danger" else "attention"))
            else:
                self.say(sentence)
        self.column.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().space(3))
        self._row.addStretch(1)
        self.column.addLayout(self._row)

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


def done_dialog(title: str, sentences: Sequence[str]) -> StartDialog:
    """The page about what was done for the data."""
    dialog = StartDialog(title, sentences, tone="")
    dialog.offer(LEAVE, tr("Continue"), "primary")
    return dialog


def show_done(title: str, sentences: Sequence[str]) -> None:
    """Shows it until it is read; without a screen it goes to the error output."""
    if QGuiApplication.platformName() in _WITHOUT_SCREEN:
        print(" ".join((f"{title}.", *sentences)), file=sys.stderr)
        return
    done_dialog(title, sentences).exec()


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
