"""A new PIN, typed twice so that it is the one that was meant."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent

from pos_desktop.application.errors import PersonError
from pos_desktop.application.people import PIN_LENGTHS, check_pin
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.pin_entry import PinEntry
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.pin_dots import PinDots


class NewPinPanel(Panel):
    """`then` gets the PIN when both times agree. What was typed is never shown."""

    def __init__(self, window: Window, name: str, then: Callable[[str], None]) -> None:
        super().__init__(window, tr("New PIN"), name, icon="lock-simple")
        self._then = then
        self._first = ""
        self.words = Label("", "body", "semibold", align=Align.CENTER, wrap=True)
        self.hint = Label("", "caption", color="text-2", align=Align.CENTER, wrap=True)
        self.dots = PinDots(tr("New PIN"), large=True)
        self.pad = Numpad("pin", "clear")
        self.entry = PinEntry(self.dots, self.pad, PIN_LENGTHS[-1])
        self.entry.changed.connect(lambda _digits: self._tell())
        for part in (self.words, self.dots, self.hint):
            self.body.addWidget(part)
        self.body.addWidget(self.pad, 1)
        self.set_primary(tr("Go on"), self._press)
        self._ask(tr("Type the new PIN"), tr("4 to 8 digits, not in a row"))
        QTimer.singleShot(0, self, self.setFocus)

    def _ask(self, words: str, hint: str, color: str = "text-2") -> None:
        self.words.setText(words)
        self.hint.setText(hint)
        self.hint.set_color(color)
        self._tell()

    def _tell(self) -> None:
        enough = len(self.entry.digits) >= PIN_LENGTHS[0]
        self.tell_primary(tr("Set the PIN") if self._first else tr("Go on"), enabled=enough)

    def _press(self) -> None:
        digits = self.entry.digits
        if not self._first:
            self._take_first(digits)
        elif digits == self._first:
            self._then(digits)
        else:
            self._first = ""
            self.entry.fail()
            self._ask(tr("Type the new PIN"), tr("The two were not the same. Begin again."), "danger")

    def _take_first(self, digits: str) -> None:
        try:
            check_pin(digits, need_pin=True)
        except PersonError as error:
            self.entry.fail()
            self._ask(tr("Type the new PIN"), f"{error.title}.", "danger")
            return
        self._first = digits
        self.entry.clear()
        self._ask(tr("Type it once more"), tr("So that it is the one you mean"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.entry.take_key(event):
            return
        super().keyPressEvent(event)
