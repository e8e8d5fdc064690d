"""The keys of the window and of the screen in sight.

Function keys and keys with Ctrl or Alt work whatever has the focus. All others (Enter, Escape, arrows, signs) are
offered to the focused control first and come here only when it has no use for them.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_desktop.ui.shell.screen import Key
from pos_desktop.ui.widgets.search_field import SearchField

BOUNCE_MS = 250
_FUNCTION_KEY = re.compile(r"F\d+")
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TEXT_INPUTS = ("QLineEdit", "QTextEdit", "QPlainTextEdit", "QAbstractSpinBox")


def works_everywhere(keys: str) -> bool:
    """Whether the key is no part of typing and moving about."""
    last = keys.rsplit("+", 1)[-1]
    return bool(_FUNCTION_KEY.fullmatch(last)) or keys.startswith(("Ctrl+", "Alt+", "Meta+"))


def shown(keys: str) -> str:
    """A key as the key caps of this computer say it."""
    if len(keys) == 1:
        return keys
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class KeyBinder(QObject):
    """Binds one set of keys at a time; of two with the same key the first wins."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._shortcuts: dict[str, QShortcut] = {}
        self._actions: dict[str, Callable[[], object]] = {}
        self._others: list[Key] = []
        self._where = self._pressed = ""
        self._moves = self._moves_before = 0
        self._since = QElapsedTimer()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def bind(self, keys: Iterable[Key], where: str = "") -> None:
        """From now on these keys and no others; `where` names the screen that they are of."""
        self._moves += where != self._where
        self._where = where
        first: dict[str, Key] = {}
        for key in keys:
            first.setdefault(key.keys, key)
        self._others = [key for key in first.values() if not works_everywhere(key.keys)]
        self._actions = {key.keys: key.action for key in first.values() if works_everywhere(key.keys)}
        for name in self._actions:
            if name not in self._shortcuts:
                self._shortcuts[name] = self._shortcut(name)
        # Most keys are those of the screen before as well: their shortcuts stay.
        for name, shortcut in self._shortcuts.items():
            shortcut.setEnabled(name in self._actions)

    def press(self, event: QKeyEvent) -> bool:
        """A key that no control wanted; False when it means nothing here either."""
        if event.isAutoRepeat() and event.key() in (*_ENTERS, Qt.Key.Key_Escape):
            return True
        if event.key() in _ENTERS and _is_typed_into(QApplication.focusWidget()):
            return True
        for key in self._others:
            if _is(key.keys, event):
                key.action()
                return True
        return False

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and shiboken6.isValid(before):
            before.removeEventFilter(self)
        if isinstance(now, QLineEdit):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A text box has no say in the keys that work everywhere, which on some computers are its own as well: Ctrl+U
        empties it on Linux. And no search begins with a question mark: in an empty one it asks for the keys."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QLineEdit):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.ignore()
            return self._is_bound(event)
        asks = event.type() == QEvent.Type.KeyPress and event.text() == "?"
        return asks and isinstance(watched.parent(), SearchField) and not watched.text() and self.press(event)

    def _is_bound(self, event: QKeyEvent) -> bool:
        pressed = _sequence(event)
        return any(
            name in self._actions and bound.key() == pressed for name, bound in self._shortcuts.items()
        )

    def _shortcut(self, name: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(name), self._window)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(partial(self._act, name))
        return shortcut

    def _act(self, name: str) -> None:
        action = self._actions.get(name)
        if action is None or self._is_bounce(name):
            return
        try:
            action()
        finally:
            self._since.start()  # a second press that waited while the screen was made came at once all the same

    def _is_bounce(self, name: str) -> bool:
        """Whether a key can only be meant for the screen before: it was pressed there a moment ago and brought this
        one. F12 opens the payment, takes the money and goes on to the next customer; pressed twice it must not do two
        of these."""
        again = name == self._pressed and self._since.isValid() and not self._since.hasExpired(BOUNCE_MS)
        if again and self._moves == self._moves_before + 1:
            return True
        self._pressed, self._moves_before = name, self._moves
        return False


def _is_typed_into(widget: QWidget | None) -> bool:
    return widget is not None and any(map(widget.inherits, _TEXT_INPUTS))


def _is(keys: str, event: QKeyEvent) -> bool:
    if len(keys) == 1:
        return event.text().lower() == keys  # letters with Caps Lock as well
    if keys in ("Return", "Enter"):
        return event.key() in _ENTERS
    return _sequence(event) == QKeySequence(keys)


def _sequence(event: QKeyEvent) -> QKeySequence:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
