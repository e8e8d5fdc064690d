"""A PIN being typed: digits from pad or keyboard, dots for each, never the digits themselves."""

from PySide6.QtCore import QAbstractAnimation, QObject, QPoint, QPropertyAnimation, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.pin_dots import PinDots

_SWING = 8


class PersonsDots(PinDots):
    """Dots whose number follows the person whose PIN is asked for."""

    def set_places(self, places: int) -> None:
        """How long the PIN is."""
        self._places = places
        self.updateGeometry()
        self.update()


class PinEntry(QObject):
    """Joins dots and pad. `complete` comes when the longest PIN in question is typed."""

    changed = Signal(str)
    complete = Signal(str)

    def __init__(self, dots: PinDots, pad: Numpad, most: int = 4) -> None:
        super().__init__(dots)
        self._dots, self._pad, self._most = dots, pad, most
        self._digits = ""
        self._closed = False
        pad.digit.connect(self.type)
        pad.erased.connect(lambda: self._set(self._digits[:-1]))
        pad.cleared.connect(self.clear)

    @property
    def digits(self) -> str:
        """What was typed so far."""
        return self._digits

    def set_most(self, most: int) -> None:
        """How many digits the longest PIN has; begins anew."""
        self._most = most
        self._closed = False
        self._set("")

    def set_closed(self, closed: bool) -> None:
        """While a PIN is being checked nothing is typed."""
        self._closed = closed

    def type(self, digit: str) -> None:
        """One more digit; those past the last are left out."""
        if digit.isdigit() and len(self._digits) < self._most:
            self._set(self._digits + digit)

    def clear(self) -> None:
        """Begins anew."""
        self._set("")

    def fail(self) -> None:
        """It was wrong: the dots say so until the next digit."""
        self._closed = False
        self._digits = ""
        self._dots.set_filled(0)
        self._dots.set_failed(True)
        shake(self._dots)
        self.changed.emit("")

    def take_key(self, event: QKeyEvent) -> bool:
        """A key of the keyboard; False for one that types no PIN."""
        return self._pad.take_key(event)

    def _set(self, digits: str) -> None:
        if self._closed:
            return
        self._digits = digits
        self._dots.set_filled(len(digits))
        self.changed.emit(digits)
        if len(digits) == self._most:
            self.complete.emit(digits)


def shake(widget: QWidget) -> None:
    """A short shake of the head; none where less motion is asked for."""
    duration = theme().motion("maxMs")
    if duration == 0 or not widget.isVisible():
        return
    rest = widget.pos()
    swing = QPropertyAnimation(widget, b"pos", widget)
    swing.setDuration(duration)
    swing.setStartValue(rest)
    for share, side in ((0.2, -1), (0.5, 1), (0.8, -1)):
        swing.setKeyValueAt(share, rest + QPoint(side * _SWING, 0))
    swing.setEndValue(rest)
    swing.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
