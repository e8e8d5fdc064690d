"""Which keys work now: those of the panel on top, or those of the screen in sight and of the window; and their help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.keys import KeyBinder
from pos_desktop.ui.shell.places import OPEN_TO_ALL
from pos_desktop.ui.shell.screen import Key

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from pos_desktop.ui.shell.window import RegisterWindow

_LOCK = "Ctrl+L"


class WindowKeys:
    """The keys of one window."""

    def __init__(self, window: RegisterWindow) -> None:
        self._window = window
        self._binder = KeyBinder(window)

    def of_screen(self) -> list[Key]:
        """Those of the screen in sight."""
        screen = self._window.screen_in_sight
        return screen.keys() if screen is not None else []

    def everywhere(self) -> list[Key]:
        """Those that work on every screen."""
        window = self._window
        if window.services.desk.person is None:
            return [Key("?", tr("Keys of this screen"), self.show_help, in_palette=False)]
        places = [
            Key(f"Ctrl+{number}", cell.words, partial(window.go, cell.screen))
            for number, cell in enumerate(window.cells(), start=1)
        ]
        return [
            Key("Ctrl+K", tr("Find anything"), self.show_palette, in_palette=False),
            Key("?", tr("Keys of this screen"), self.show_help),
            Key("F1", tr("Keys of this screen"), self.show_help, in_palette=False),
            *places,
            Key(_LOCK, tr("Lock the register"), window.lock),
        ]

    def refresh(self) -> None:
        """Binds what is possible now. A panel leaves nothing of the window but the lock."""
        panel = self._window.panels.top
        if panel is not None:
            lock = [key for key in self.everywhere() if key.keys == _LOCK]
            self._binder.bind([*getattr(panel, "keys", list)(), *lock])
        else:
            self._binder.bind([*self.of_screen(), *self.everywhere()], self._window.frame.page())

    def press(self, event: QKeyEvent) -> bool:
        """Does what a key is bound to; False where it is not, which leaves Escape its own meaning."""
        if self._binder.press(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
            return True
        return False

    def _escape(self) -> None:
        window = self._window
        if window.panels.top is not None:
            window.panels.dismiss()
            return
        screen = window.screen_in_sight
        if screen is not None and not screen.escape() and screen.name not in OPEN_TO_ALL:
            window.back()

    def show_help(self) -> None:
        """The keys of the screen in sight and those that work everywhere."""
        from pos_desktop.ui.dialogs.key_help import KeyHelpPanel

        panel = KeyHelpPanel(self.of_screen(), self.everywhere())
        panel.done.connect(lambda: self._window.panels.close(panel))
        self._window.show_overlay(panel)

    def show_palette(self) -> None:
        """Finds any action, product, order or customer."""
        from pos_desktop.ui.dialogs.palette import PalettePanel

        offered = [key for key in (*self.of_screen(), *self.everywhere()) if key.in_palette]
        panel = PalettePanel(self._window, offered)
        panel.done.connect(lambda: self._window.panels.close(panel))
        self._window.show_overlay(panel)
