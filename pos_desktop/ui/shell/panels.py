"""The panels over the ticket, one on top of the other: what was begun below is there again afterwards."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.frame import AppFrame

Dismissed = Callable[[], None]


class _Pile(QStackedWidget):
    """Holds the open panels; only the top one is seen and asked for its height."""

    def minimumSizeHint(self) -> QSize:
        top = self.currentWidget()
        return top.minimumSizeHint() if top is not None else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("surface"))


@record
class _Open:
    content: QWidget
    on_dismiss: Dismissed | None
    focus_before: QWidget | None


class Panels(QObject):
    """Opens panels in the frame's overlay and takes them away again, the top one first."""

    changed = Signal()

    def __init__(self, frame: AppFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._open: list[_Open] = []
        self._pile: _Pile | None = None
        frame.overlay_declined.connect(self.dismiss)

    @property
    def top(self) -> QWidget | None:
        """The panel in sight."""
        return self._open[-1].content if self._open else None

    @property
    def hold_work(self) -> bool:
        """Whether something in them may be typed by half: no scan takes them away then."""
        return any(getattr(entry.content, "holds_work", False) for entry in self._open)

    def __contains__(self, content: object) -> bool:
        return any(entry.content is content for entry in self._open)

    def show(self, content: QWidget, on_dismiss: Dismissed | None = None) -> None:
        """Puts a panel on top and gives it the keyboard."""
        first = not self._open
        self._open.append(_Open(content, on_dismiss, QApplication.focusWidget()))
        if first or self._pile is None:
            self._pile = _Pile()
        self._pile.addWidget(content)
        self._pile.setCurrentWidget(content)
        if first:
            self._frame.show_overlay(self._pile)
        else:
            self._frame.overlay.stand_still()
        _focus_in(content)
        self.changed.emit()

    def close(self, content: QWidget | None = None) -> None:
        """Takes the top panel away, or the one named; nothing is told to whoever opened it."""
        entry = next((one for one in reversed(self._open) if content in (None, one.content)), None)
        if entry is None:
            return
        self._open.remove(entry)
        gone = getattr(entry.content, "gone", None)
        if gone is not None:
            gone()
        if self._open and self._pile is not None:
            self._pile.removeWidget(entry.content)
            entry.content.hide()
            entry.content.deleteLater()
            self._pile.setCurrentWidget(self._open[-1].content)
            _give_focus(entry.focus_before, self._open[-1].content)
        else:
            # The pile slides out with its last panel; the frame deletes both.
            self._pile = None
            self._frame.close_overlay()
        self.changed.emit()

    def dismiss(self) -> None:
        """Escape: takes the top panel away and tells whoever opened it."""
        if self._open:
            entry = self._open[-1]
            self.close(entry.content)
            if entry.on_dismiss is not None:
                entry.on_dismiss()

    def dismiss_all(self) -> None:
        """The register is locked or the screen is left."""
        for _ in range(len(self._open)):
            self.dismiss()


def _focus_in(content: QWidget) -> None:
    """The panel itself where it takes keys, else the first thing in it that does."""
    if content.focusPolicy() != Qt.FocusPolicy.NoFocus or content.focusProxy() is not None:
        content.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    widget = content.nextInFocusChain()
    while widget is not None and widget is not content and content.isAncestorOf(widget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and not widget.isHidden():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        widget = widget.nextInFocusChain()


def _give_focus(before: QWidget | None, content: QWidget) -> None:
    if before is not None and shiboken6.isValid(before) and content.isAncestorOf(before):
        before.setFocus(Qt.FocusReason.OtherFocusReason)
    else:
        _focus_in(content)
