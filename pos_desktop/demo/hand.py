"""A hand at the register: types, scans and presses in the real windows, looks at them, waits for them."""

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QWidget

T = TypeVar("T")
Shown = TypeVar("Shown", bound=QWidget)

PATIENCE_SECONDS = 20.0
AFTER_SCAN_MS = 50
"""An Enter that follows a scan more closely is taken for the scanner's own."""
_KEYS = {"\r": Qt.Key.Key_Return, "\x1b": Qt.Key.Key_Escape, "\b": Qt.Key.Key_Backspace}


class Stuck(RuntimeError):
    """What was waited for did not come."""


class Hand:
    """Works on one window; every wait ends as soon as what it waits for is there."""

    def __init__(self, window: QMainWindow, pictures: Path) -> None:
        self._window = window
        self._pictures = pictures
        self.taken: list[str] = []
        self._scan_ends = 0

    # -- doing ---------------------------------------------------------------------------------

    def scan(self, code: str) -> None:
        """A keyboard-wedge scanner: ten milliseconds a key by its own clock, however busy the machine is."""
        began = int(time.monotonic() * 1000)
        for place, sign in enumerate(code + "\r"):
            self._key(sign, at=began + 10 * place)
        self._scan_ends = began + 10 * len(code) + AFTER_SCAN_MS
        self.settle()

    def write(self, text: str, *, pause: float = 0.06) -> None:
        """Fingers: slow enough not to be taken for a scanner, whose own clock may be ahead of this one."""
        self.settle(max(0.0, self._scan_ends / 1000 - time.monotonic()))
        for sign in text:
            self._key(sign)
            self.settle(pause)

    def enter(self) -> None:
        """The Enter key."""
        self.write("\r")

    def escape(self) -> None:
        """The Escape key."""
        self.write("\x1b")

    def press(self, words: str) -> None:
        """Presses the button that says so, or whose words begin so."""
        button = self.until(lambda: self._button(words), f"the button “{words}”")
        button.click()
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key without a character: F12."""
        handle = self._window.windowHandle()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(handle, QKeyEvent(kind, key, modifiers))
        self.settle()

    def key_into_search(self, words: str) -> None:
        """Types into the search field of the sale screen."""
        from pos_desktop.ui.screens.sale import SaleScreen

        sale = self.find(SaleScreen)
        assert isinstance(sale, SaleScreen)
        sale.search.edit.setFocus()
        self.write(words)
        self.settle(0.1)

    def select_line(self, line_id: UUID) -> None:
        """Taps a line of the ticket."""
        from pos_desktop.ui.widgets.ticket_view import TicketView

        view = self.find(TicketView)
        assert isinstance(view, TicketView)
        view.select(str(line_id))
        self.settle()

    def sees(self, screen: str) -> bool:
        """Whether the screen of that name is in sight."""
        from pos_desktop.ui.shell.screen import Screen

        found = [s for s in self._window.findChildren(Screen) if s.isVisible()]
        return any(shown.name == screen for shown in found)

    def offers(self, words: str) -> bool:
        """Whether there is a button that says so, or whose words begin so."""
        return self._button(words) is not None

    def overlay_is_open(self) -> bool:
        """Whether a panel lies over the ticket."""
        from pos_desktop.ui.widgets.overlay import Overlay

        overlay = self.find(Overlay)
        return isinstance(overlay, Overlay) and overlay.is_open()

    def count_pieces(self, pieces: Mapping[int, int]) -> None:
        """Types how many of each bill and coin there are, field by field."""
        from pos_desktop.ui.screens.count import CountScreen

        count = self.find(CountScreen)
        assert isinstance(count, CountScreen)
        for row in count.rows:
            if pieces.get(row.denomination):
                self.write(str(pieces[row.denomination]))
            if row is not count.rows[-1]:
                self.enter()

    # -- looking -------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """A numbered picture of the window as it is now."""
        self.settle(0.2)
        file = f"{len(self.taken) + 1:02d}-{name}.png"
        self._window.grab().save(str(self._pictures / file))
        self.taken.append(file)

    def find(self, kind: type[QWidget]) -> QWidget | None:
        """A widget of that kind in sight."""
        return next(iter(self.every(kind)), None)

    def every(self, kind: type[Shown]) -> list[Shown]:
        """All widgets of that kind in sight."""
        return [child for child in self._window.findChildren(kind) if child.isVisible()]

    # -- waiting -------------------------------------------------------------------------------

    def settle(self, seconds: float = 0.0) -> None:
        """Lets the window do what it has to do, for at least so long."""
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if seconds > 0:
            asleep = QEventLoop()
            alarm = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
            alarm.timeout.connect(asleep.quit)
            alarm.start(math.ceil(seconds * 1000))
            asleep.exec()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def until(self, look: Callable[[], T | None], what: str, *, seconds: float = PATIENCE_SECONDS) -> T:
        """Waits until `look` finds something; Stuck when it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            self.settle(0.01)
        self._window.grab().save(str(self._pictures / "stuck.png"))
        raise Stuck(f"{what} did not come: see stuck.png")

    # -- within --------------------------------------------------------------------------------

    def _key(self, sign: str, *, at: int = 0) -> None:
        handle = self._window.windowHandle()
        key = _KEYS.get(sign) or Qt.Key(ord(sign.upper()) if sign.isascii() else 0)
        text = sign if sign not in ("\x1b", "\b") else ""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(at)
            QCoreApplication.sendEvent(handle, event)

    def _button(self, words: str) -> QAbstractButton | None:
        starting = None
        for button in self._window.findChildren(QAbstractButton):
            if not button.isVisible() or not button.isEnabled():
                continue
            said = (button.text(), button.accessibleName())
            if words in said:
                return button
            if starting is None and any(text.startswith(words) for text in said):
                starting = button
        return starting
