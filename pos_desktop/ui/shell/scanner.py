"""Takes keyboard-wedge scans out of the key stream before any widget, shortcut or dialog sees them."""

import time
from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from pos_desktop.domain.gtin import is_gtin
from pos_desktop.domain.record import record
from pos_desktop.ui.event_watch import event_watch
from pos_desktop.ui.shell.scan_reader import Key, ScanReader, ScanRules, Stroke

_SHIFTS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
)
_KEY_EVENTS = frozenset((QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride))
# What scanners type with Ctrl held: the separators of GS1 and ISO 15434. Ctrl with a letter is a command.
_CONTROLS = frozenset("\x1c\x1d\x1e")
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def _milliseconds() -> float:
    return time.monotonic() * 1000


@record
class _Caught:
    """A copy of a key event, and the window that it came to."""

    window: QWindow
    event: QKeyEvent


class Scanner(QObject):
    """Keys are caught where they come in, at the window, so that focus,
    open menus and modal dialogs make no difference; keys that were typed go on from there in their order.
    """

    scanned = Signal(str)
    coming = Signal()  # a scanner has begun to type a code
    foreseen = Signal(str)  # what is there of it is a whole number of a trade item: its end may come next

    def __init__(self, rules: ScanRules | None = None, clock: Callable[[], float] = _milliseconds) -> None:
        super().__init__()
        self._reader = ScanReader(rules)
        self.pace_ms = 0.0
        """What the latest scan took for a character on average."""
        self._clock = clock
        self._let_pass = False
        self._running = False
        self._first: QWindow | None = None
        self._late = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._late.timeout.connect(self._on_late)
        # Keys that came while the program was busy wait behind the timer: they get one more round.
        self._last_round = QTimer(self, singleShot=True, interval=0)
        self._last_round.timeout.connect(self._give_up)

    def use(self, rules: ScanRules) -> None:
        """From now on scans are told by these rules; what is held back is delivered first."""
        if rules != self._reader.rules:
            self._give_up()
            self._reader.rules = rules

    def install(self, application: QGuiApplication) -> None:
        """From now on every key of the application passes through here."""
        self._leave_first()
        event_watch(application).ask(self, _KEY_EVENTS)

    def begin_at(self, window: QWindow) -> None:
        """Hears one window alone until `install`: at the start there is no other."""
        self._first = window
        window.installEventFilter(self)

    def remove(self, application: QGuiApplication) -> None:
        """Lets keys pass again; what is held back is delivered."""
        self._leave_first()
        event_watch(application).leave(self)
        self._give_up()

    def _leave_first(self) -> None:
        if self._first is not None and shiboken6.isValid(self._first):
            self._first.removeEventFilter(self)
        self._first = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        kind = event.type()
        if kind not in _KEY_EVENTS:
            return False
        if self._let_pass:
            self._let_pass = False
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._override(event)
        down = kind != QEvent.Type.KeyRelease
        return self._take(self._key(event, down, _Caught(watched, event.clone())))

    def _override(self, event: QKeyEvent) -> bool:
        """Shortcuts are asked before keys are delivered: none may fire on a scanner's key."""
        key = self._key(event, True, None)
        if self._reader.would_take(key):
            event.accept()
            return True
        if key.stroke is not Stroke.SILENT:
            self._give_up()
        return False

    def _take(self, key: Key) -> bool:
        verdict = self._reader.take(key)
        if not self._reader.holding:
            self._running = False
            self._late.stop()
            self._last_round.stop()
        elif key.stroke is Stroke.CHARACTER:
            self._last_round.stop()
            self._late.start(round(self._reader.patience_ms))
            self._tell_coming()
        self._replay(verdict.replay)
        if verdict.code:
            self.pace_ms = verdict.pace_ms
            self.scanned.emit(verdict.code)
        return verdict.taken

    def _tell_coming(self) -> None:
        """What can be made ready for a code is, while the rest of it is still on the way."""
        was, self._running = self._running, self._reader.running
        if self._running and not was:
            self.coming.emit()
        if self._running and is_gtin(code := self._reader.so_far):
            self.foreseen.emit(code)

    def _on_late(self) -> None:
        self._last_round.start()

    def _give_up(self) -> None:
        self._late.stop()
        self._last_round.stop()
        verdict = self._reader.give_up()
        self._replay(verdict.replay)
        if verdict.code:
            self.pace_ms = verdict.pace_ms
            self.scanned.emit(verdict.code)

    def _replay(self, keys: Iterable[Key]) -> None:
        for key in keys:
            assert isinstance(key.event, _Caught)
            window = (
                key.event.window if shiboken6.isValid(key.event.window) else QGuiApplication.focusWindow()
            )
            if window is not None:
                self._deliver(window, key.event.event)

    def _deliver(self, window: QWindow, event: QKeyEvent) -> None:
        # The mark is taken off by the filter itself: a dialog that this key opens must be able to scan.
        self._let_pass = True
        try:
            QCoreApplication.sendEvent(window, event)
        finally:
            self._let_pass = False

    def _key(self, event: QKeyEvent, down: bool, caught: _Caught | None) -> Key:
        at = float(event.timestamp()) or self._clock()
        stroke = _stroke(event, self._reader.rules.prefix) if down else Stroke.SILENT
        return Key(stroke, at, event.key(), event.text(), down, caught)


def _stroke(event: QKeyEvent, prefix: str) -> Stroke:
    """What a key going down is."""
    if event.isAutoRepeat():
        return Stroke.OTHER
    key = event.key()
    if key in _SHIFTS:
        return Stroke.SILENT
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return Stroke.ENTER
    if key == Qt.Key.Key_Tab:
        return Stroke.TAB
    return Stroke.CHARACTER if _is_typed(event, prefix) else Stroke.OTHER


def _is_typed(event: QKeyEvent, prefix: str) -> bool:
    text = event.text()
    if text and (text in _CONTROLS or text in prefix):
        return True
    # Alt Gr arrives as Ctrl+Alt on Windows and makes signs such as ] and @ on many keyboards.
    commands = event.modifiers() & _COMMANDS
    third_level = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(text) and text.isprintable() and commands in (Qt.KeyboardModifier.NoModifier, third_level)
