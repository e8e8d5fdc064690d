"""The register's window as the start brings it up, worked at until it closes, and how that ended."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402 - the platform is chosen before Qt is loaded
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from pos_desktop import launch  # noqa: E402
from pos_desktop.bootstrap import Register  # noqa: E402
from pos_desktop.ui import appearance  # noqa: E402
from pos_desktop.ui.first_paint import after_first_paint  # noqa: E402
from pos_desktop.ui.shell.window import RegisterWindow  # noqa: E402
from pos_desktop.ui.theme.dressing import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import themes, use  # noqa: E402
from tests.faults.shop_folder import opened  # noqa: E402

without_window_manager = pytest.mark.qt_log_ignore("plugin does not support", extend=True)
"""Windows raise and size themselves, which the platform without a display cannot."""

HANGING_MS = 60_000


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application as it is dressed for a store; nothing of it is left in sight afterwards."""
    apply(qapp, "light")
    themes().reduce_motion = True
    # The one setting of Qt that another test may have left behind.
    qapp.setQuitOnLastWindowClosed(True)
    yield qapp
    use("light")
    appearance.speak("en")
    themes().reduce_motion = False
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [window for window in qapp.topLevelWidgets() if window.isVisible()]


class Watching(QObject):
    """Works on the register's window once it is there, then closes it; nothing may hang."""

    def __init__(self, application: QApplication, then: Callable[[RegisterWindow], object]) -> None:
        super().__init__()
        self._application, self._then = application, then
        self.window: RegisterWindow | None = None
        self._rescue = QTimer(self, singleShot=True, interval=HANGING_MS)
        self._rescue.timeout.connect(lambda: application.exit(99))
        self._rescue.start()
        self._look = QTimer(self, interval=10)
        self._look.timeout.connect(self._on_look)
        self._look.start()

    def _on_look(self) -> None:
        found = [
            w for w in self._application.topLevelWidgets() if isinstance(w, RegisterWindow) and w.isVisible()
        ]
        if not found:
            return
        self._look.stop()
        self.window = found[0]
        try:
            self._then(found[0])
        finally:
            self.window.close()


def started(window: RegisterWindow) -> None:
    """Waits until the register did what waits for its first paint."""
    done: list[bool] = []
    after_first_paint(window, lambda: done.append(True))
    until = time.monotonic() + HANGING_MS / 1000
    while not done and time.monotonic() < until:
        QApplication.processEvents()
    assert done


def shown(application, folder: Path, then: Callable[[RegisterWindow], object], **facts) -> int:
    """Shows the register until `then` has done its work."""
    register = Register(opened(folder))
    watching = Watching(application, then)
    try:
        return launch.show(application, register, **facts)
    finally:
        register.close()
        assert watching.window is not None


def opened_cleanly(folder: Path) -> bool:
    again = opened(folder)
    try:
        return again.stopped_cleanly
    finally:
        again.close()
