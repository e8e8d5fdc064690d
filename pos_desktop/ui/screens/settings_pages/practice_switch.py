"""Virtual devices in the list of devices: the switch after the last row, and what stands in for a connection."""

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.practice import Practice
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.toggle import Toggle


class PracticeSwitch(Card):
    """Starts and ends the practice devices off the UI thread; `turned` when that is done."""

    turned = Signal()

    def __init__(self, window: Window, practice: Practice) -> None:
        super().__init__(ground="canvas", outlined=False, padding=3)
        self._window, self._practice = window, practice
        self._turning = False
        self.toggle = Toggle(tr("Virtual devices"), checked=practice.on)
        self.toggle.clicked.connect(self._turn)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(IconView("flask", size="icon-rail"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(tr("Virtual devices"), "body", "semibold"))
        words.addWidget(Label(tr("Practise without hardware"), "caption", color="text-2", wrap=True))
        rule = tr("Receipts go to the practice printer only if no other is set up.")
        words.addWidget(Label(rule, "caption", color="text-2", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(self.toggle)
        self.body.addLayout(row)

    def refresh(self, *, editable: bool) -> None:
        """As it is now. While it is being turned, devices that come and go leave it alone."""
        if self._turning:
            return
        self.toggle.setEnabled(editable)
        self.toggle.setChecked(self._practice.on)

    def _turn(self, on: bool) -> None:
        self._turning = True
        self.toggle.setEnabled(False)
        if not on:
            self._window.close_practice()
        turn = self._practice.turn_on if on else self._practice.turn_off
        words = tr("Starting the virtual devices") if on else tr("Ending the virtual devices")
        self._window.run(turn, partial(self._on_turned, on), self._on_failed, words).when_cancelled(
            self._rest
        )

    def _rest(self) -> None:
        """Nobody waits any more; how it ended is shown when the devices tell."""
        if shiboken6.isValid(self):
            self._turning = False
            self.turned.emit()

    def _on_turned(self, on: bool, _nothing: object) -> None:
        self._turning = False
        self.turned.emit()
        if on:
            self._window.show_practice()

    def _on_failed(self, error: PersonError) -> None:
        self._turning = False
        self.turned.emit()
        self._window.tell(error)


def practice_card(show: Callable[[], object]) -> QWidget:
    """In place of a connection: where a practice device is, and the way to its window."""
    lead = Button(tr("Show its window"), icon="flask")
    lead.clicked.connect(lambda *_checked: show())
    words = tr(
        "It is only on the screen: nothing is printed on paper or weighed. Turn it off below the list."
    )
    return card(Label(words, "body", color="text-2", wrap=True), lead)
