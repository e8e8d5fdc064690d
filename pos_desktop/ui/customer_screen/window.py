"""The window on the second monitor. It follows monitors that come and go, and never takes a key or the focus."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.ui.customer_screen.canvas import CustomerCanvas
from pos_desktop.ui.customer_screen.placing import Place, ScreenFacts, place_for

PRACTICE_SIZE = QSize(1024, 600)
_DEAF = Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus
SETTLE_MS = 300
"""Monitors that are plugged in come with several messages, and with their places only at the end."""


class CustomerWindow(QWidget):
    """Has no parent: it stays when the cashier's window is made small, and closes with it."""

    def __init__(self, cashier: QWidget) -> None:
        super().__init__(None, _DEAF)
        self._cashier = cashier
        self._setting = ""
        self.at: Place | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas = CustomerCanvas()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self.place)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._later.start)
        application.screenRemoved.connect(self._on_removed)
        handle = cashier.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._later.start)

    def use(self, setting: str, title: str) -> None:
        """Where it is to be, as the store's settings say."""
        self.setWindowTitle(title)
        if setting != self._setting:
            self._setting = setting
            self.place()

    def place(self) -> None:
        """Goes where it belongs now, or out of sight."""
        screens = QGuiApplication.screens()
        facts = [ScreenFacts(screen.name(), screen.geometry()) for screen in screens]
        own = self._cashier.screen()
        at = place_for(self._setting, facts, own.name() if own is not None else "")
        if at is None:
            self.at = None
            self.hide()
            return
        wanted = next((screen for screen in screens if screen.name() == at.screen), None)
        self._go(at, wanted)

    def _go(self, at: Place, screen: QScreen | None) -> None:
        moved, self.at = at != self.at, at
        if at.windowed:
            if moved:
                self.hide()
                self.setWindowFlags(_DEAF)
                self.resize(PRACTICE_SIZE)
            self.show()
        elif screen is not None:
            if moved:
                self.hide()
                self.setWindowFlags(_DEAF | Qt.WindowType.FramelessWindowHint)
                screen.geometryChanged.connect(self._later.start, Qt.ConnectionType.UniqueConnection)
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
            # Not full screen: some systems change the active window with it.
            self.show()

    def _on_removed(self, gone: QScreen) -> None:
        """At once: a window whose monitor is gone would be moved over the cashier's."""
        if self.at is not None and self.at.screen == gone.name():
            self.at = None
            self.hide()
        self._later.start()

    # -- some window systems make active whatever comes into sight ----------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            QTimer.singleShot(0, self, self._hand_back)
        return super().event(event)

    def _hand_back(self) -> None:
        if self._cashier.isVisible() and self.isActiveWindow():
            self._cashier.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key is the cashier's wherever it comes in."""
        handle = self._cashier.windowHandle()
        if handle is not None:
            QCoreApplication.sendEvent(handle, event.clone())

    def end(self) -> None:
        """The register closes."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.disconnect(self._later.start)
            application.screenRemoved.disconnect(self._on_removed)
        self._later.stop()
        self.close()
        self.deleteLater()
