"""What every test of the screens needs: no display, the shipped fonts, a real register on a real file.

After each test of this folder nothing may be left over: no top-level widget, no thread of the screens.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402 - the platform is chosen before Qt is loaded
import shiboken6  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QFocusFrame, QMenu, QWidget  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402
from pytestqt.wait_signal import SignalBlocker  # noqa: E402

from pos_desktop.application import payment_work  # noqa: E402
from pos_desktop.application.people_view import PersonView  # noqa: E402
from pos_desktop.application.services import Services  # noqa: E402
from pos_desktop.ui import appearance  # noqa: E402
from pos_desktop.ui.shell.window import RegisterWindow  # noqa: E402
from pos_desktop.ui.theme.dressing import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import themes, use  # noqa: E402
from pos_desktop.ui.widgets import toast  # noqa: E402
from tests.ui.register import Faults, open_register, person_named  # noqa: E402

CASHIER = "Cashier 1"
PATIENCE_MS = 20_000
TOAST_MS = 600_000
_QTS_OWN = (QMenu, QFocusFrame)
"""Closed menus and the ring around the keyboard's place are kept for the next time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a display says, at every window made or put in front, that it has no window manager."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", r"support raise\(\)", extend=True))


class PatientBot(QtBot):
    """Waits as long as a busy computer may need; what comes sooner is not waited for."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        __tracebackhide__ = True
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: object, *, timeout: int = PATIENCE_MS, **more: Any) -> SignalBlocker:
        # Without an error at its end a wait is for what must not come.
        patience = timeout if more.get("raising") is False else max(timeout, PATIENCE_MS)
        return super().waitSignal(signal, timeout=patience, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """The one of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _toasts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy computer may be slower between a toast and the look at it than people are."""
    monkeypatch.setattr(toast, "SHOWN_MS", TOAST_MS)
    monkeypatch.setattr(toast, "SHOWN_WITH_ACTION_MS", TOAST_MS)


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The payments' worker asks for what failed or is in doubt ten minutes later: when it is asked for before that, a
    test had it done."""
    for name in ("ASK_AGAIN", "REFUND_AGAIN"):
        monkeypatch.setattr(payment_work, name, (600,))


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme, without motion, in English; the same again after the test."""
    apply(qapp, "light")
    themes().reduce_motion = True
    yield qapp
    use("light")
    appearance.speak("en")
    themes().reduce_motion = False


def _windows() -> set[QWidget]:
    """Top-level widgets in sight. Menus and tool tips that are closed belong to Qt's own caches."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # The platform tells of the lost focus later; the next test's window must not hear of it.
    QApplication.processEvents()
    return {
        widget
        for widget in QApplication.topLevelWidgets()
        if shiboken6.isValid(widget) and widget.isVisible()
    }


def _let_go_of_the_hidden() -> None:
    """What was made and never put anywhere would live on with its test, and be dressed anew for every later one."""
    for widget in QApplication.topLevelWidgets():
        if not shiboken6.isValid(widget) or isinstance(widget, _QTS_OWN):
            continue
        if widget.parent() is None and not widget.isVisible():
            shiboken6.delete(widget)


def _workers_left() -> list[str]:
    """A window waits a moment for its workers when it closes; one that a busy computer held up ends by itself."""
    until = time.monotonic() + PATIENCE_MS / 1000
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("task-")]
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
    return [worker.name for worker in workers if worker.is_alive()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Looks after all fixtures are gone, qtbot's windows with them."""
    result = yield
    if isinstance(QApplication.instance(), QApplication):
        left = [type(widget).__name__ for widget in _windows()]
        assert not left, f"windows left open: {left}"
        _let_go_of_the_hidden()
    assert not (left := _workers_left()), f"threads left over: {left}"
    return result


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A register on an encrypted file: three people, a tax class, twenty products, no device, no shift."""
    with open_register(tmp_path) as opened:
        yield opened


@pytest.fixture
def faults() -> Faults:
    """What the window reported; a test that expects faults takes them."""
    return Faults()


@pytest.fixture
def window(
    request: pytest.FixtureRequest, qtbot: object, dressed: QApplication, services: Services, faults: Faults
) -> Iterator[RegisterWindow]:
    """The register's window at 1366 × 768 with all its screens, in sight; nobody is signed in unless a test wants a
    cashier, who then is there from the start: signing in through its screen is what `test_login` does."""
    if "cashier" in request.fixturenames:
        services.session.sign_in(person_named(services, CASHIER), "pin")
    made = RegisterWindow(services, report=faults)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.resize(1366, 768)
    made.show()
    made.start()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)  # type: ignore[attr-defined]
    yield made
    made.close()
    assert not faults.reported, faults.reported


@pytest.fixture
def cashier(window: RegisterWindow, services: Services) -> PersonView:
    """Cashier 1 is signed in and sees the sale."""
    return person_named(services, CASHIER)
