"""What all things to press have in common: their four states, and Enter as well as Space."""

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

State = Literal["default", "hover", "pressed", "disabled"]

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Pressable(QAbstractButton):
    """A button that paints itself. Pressing by pointer leaves the keyboard where it is."""

    focus_radius: str | None = "control"

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hovered = False
        self._shown_as: State | None = None
        self._deliberate = False
        self._pressed_at: int | None = None

    def set_deliberate(self) -> None:
        """What it does cannot be taken back: the second press of a double click whose first one was meant for another
        button at the same place does nothing."""
        self._deliberate = True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.timestamp()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        before = self._pressed_at
        begun_here = (
            before is not None
            and event.timestamp() - before <= QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        if begun_here or not self._deliberate:
            super().mouseDoubleClickEvent(event)

    def state(self) -> State:
        """What to paint; pressed wins over hover, disabled over both."""
        if self._shown_as:
            return self._shown_as
        if not self.isEnabled():
            return "disabled"
        if self.isDown():
            return "pressed"
        return "hover" if self._hovered else "default"

    def show_as(self, state: State | None) -> None:
        """Paint a state without being in it: the components page shows all of them at once."""
        self._shown_as = state
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._set_hovered(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(False)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        from PySide6.QtGui import QInputDevice

        super().mouseReleaseEvent(event)
        # A finger does not hover: without this the last key touched would stay lit.
        if event.device().type() == QInputDevice.DeviceType.TouchScreen:
            self._set_hovered(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        if event.key() in _ARROWS:
            # Qt would walk the focus through its neighbours; what holds the button knows better.
            event.ignore()
            return
        super().keyPressEvent(event)

    def _set_hovered(self, hovered: bool) -> None:
        self._hovered = hovered and self.isEnabled()
        self.update()
