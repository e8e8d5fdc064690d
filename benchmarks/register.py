"""The real register on the benchmark's data: its services, and its window on a screen that nobody sees."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_desktop import bootstrap
from pos_desktop.application.services import Services
from pos_desktop.bootstrap import OpenDatabase, Register
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.storage.values import quicken
from pos_desktop.system import pace
from pos_desktop.system.folders import Folders
from pos_desktop.ui.application import create
from pos_desktop.ui.screens.sale import SaleScreen
from pos_desktop.ui.shell.window import RegisterWindow
from pos_desktop.ui.widgets.painted_rows import PaintedRows

WIDTH, HEIGHT = 1366, 768
SCANNER_MS = 10
PAUSE_MS = 500
_MOST_ROUNDS = 10_000


@contextmanager
def open_register(folders: Folders, person: str = "Cashier 1") -> Iterator[tuple[OpenDatabase, Services]]:
    """The services with somebody signed in; closed in order at the end."""
    data = bootstrap.open_database(folders, key_file=True)
    register = Register(data)
    try:
        sign_in(register.services, person)
        yield data, register.services
    finally:
        register.close()


def sign_in(services: Services, person: str) -> None:
    """What the right PIN does, some time after the first paint; its slow hash is not what is measured."""
    quicken()
    known = {each.name: each for each in services.session.people()}
    services.session.sign_in(known[person], "pin")


def driver_of(database: Database) -> Any:
    """The bare driver connection that writes, for floors; to be used in the writer's turn."""
    assert database._file_side is not None
    return database._file_side.hold_writer().driver


class Painted(QObject):
    """Notes when the paint event of a painted list ends."""

    def __init__(self, view: PaintedRows) -> None:
        super().__init__()
        self.at = 0.0
        self._view = view
        view.viewport().installEventFilter(self)

    def since(self, moment: float) -> bool:
        """Whether it was painted after a moment of `time.perf_counter`."""
        return self.at > moment

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paints in the place of the list's own filter, which would come next and do the same."""
        if event.type() != QEvent.Type.Paint:
            return False
        self._view.viewportEvent(event)
        self.at = time.perf_counter()
        return True


class Screen:
    """The window at the sale screen, and what a person or a scanner does to it."""

    def __init__(self, services: Services) -> None:
        self.application = QApplication.instance() or create(["benchmark"])
        self._clock = 1_000_000  # milliseconds
        self._faults: list[BaseException] = []
        pace.starting()
        self.window = RegisterWindow(services, report=self._faults.append)
        self.window.resize(WIDTH, HEIGHT)
        self.window.start()
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.settle()
        pace.started()

    @property
    def sale(self) -> SaleScreen:
        """The screen where products are sold."""
        screen = self.window.screen_in_sight
        assert isinstance(screen, SaleScreen), screen
        return screen

    def scan(self, code: str) -> None:
        """The keys of a scan without its last one, Enter, each when its time stamp says: what the register does when
        a scan begins needs the time that a scanner takes for the rest."""
        # What was typed or scanned before lies well back.
        self._clock += PAUSE_MS
        for sign in code:
            self.key(Qt.Key(ord(sign.upper())), sign)
            self._rest()

    def _rest(self) -> None:
        """The window runs, asleep while nothing comes, until the scanner's next key."""
        loop = QEventLoop()
        alarm = QTimer(interval=SCANNER_MS, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        alarm.timeout.connect(loop.quit)
        alarm.start()
        loop.exec()

    def key(self, key: Qt.Key, text: str = "") -> None:
        """One key goes down and up."""
        self.press(key, text)
        self.release(key, text)

    def press(self, key: Qt.Key, text: str = "") -> None:
        """A key goes down where the operating system delivers it, stamped at a scanner's speed: the keys of a real
        scanner are stamped by the system, however late the program comes to them."""
        self._clock += SCANNER_MS
        self._send(QEvent.Type.ShortcutOverride, key, text)
        self._send(QEvent.Type.KeyPress, key, text)

    def release(self, key: Qt.Key, text: str = "") -> None:
        """The key comes up."""
        self._send(QEvent.Type.KeyRelease, key, text)

    def _send(self, kind: QEvent.Type, key: Qt.Key, text: str) -> None:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(self._clock)
        QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def until(self, condition: Callable[[], bool]) -> None:
        """Runs the event loop until something is so; RuntimeError when it never is."""
        for _ in range(_MOST_ROUNDS):
            if condition():
                return
            QCoreApplication.processEvents()
        raise RuntimeError("the window does not do what the benchmark waits for")

    def paint(self) -> None:
        """Runs what is to be done now and paints what changed."""
        QCoreApplication.processEvents()
        QCoreApplication.processEvents()

    def settle(self) -> None:
        """Lets everything be painted and told that was put off."""
        for _ in range(5):
            QCoreApplication.processEvents()
        if self._faults:
            raise RuntimeError("the register reported a fault") from self._faults[0]

    def close(self) -> None:
        """Closes the window."""
        self.window.close()
        self.settle()
