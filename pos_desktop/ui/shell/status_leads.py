"""Where the chips of the status bar lead, and what the status tells elsewhere: parked changes, a drawer that stayed shut."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.ui.shell.window import RegisterWindow

_DEVICES = ("printer", "drawer", "scanner", "scale", "display")


class StatusLeads(QObject):
    """Follows the status bar of its window."""

    def __init__(self, window: RegisterWindow) -> None:
        super().__init__(window)
        self._window = window
        window.frame.status_bar.pressed.connect(self._follow)
        window.status.parked.connect(self._badge_parked)
        window.status.kick_missed.connect(self._tell_missed_kick, Qt.ConnectionType.QueuedConnection)

    def _follow(self, key: str) -> None:
        window = self._window
        if key == "keys":
            window.show_keys()
        elif key == "person":
            window.lock()
        elif key in _DEVICES and window.has("settings"):
            window.go("settings", section="devices")
        elif key == "outbox" and window.has("sync"):
            window.go("sync")
        elif key == "reader":
            self._go_to_payment()

    def _go_to_payment(self) -> None:
        """The reader's chip leads to what it is busy with, where that is the ticket on the screen."""
        window, services = self._window, self._window.services
        if services.desk.person is not None and services.tendering.view().under_way is not None:
            window.go("pay")
        elif window.has("settings"):
            window.go("settings", section="payments")

    def _badge_parked(self, count: int) -> None:
        """On the sync's cell: somebody must decide about so many."""
        if self._window.has("sync"):
            self._window.frame.rail.set_badge("sync", count)

    def _tell_missed_kick(self) -> None:
        """The chip says so as well, until the drawer opens again."""
        window = self._window
        if window.services.desk.person is None:
            return
        may = window.has("cash")
        window.toast(
            tr("Drawer not opened"),
            tr("It was taken up too late, and a drawer never opens by itself later."),
            kind="neutral",
            action=tr("No sale") if may else "",
            then=partial(window.go, "cash") if may else None,
        )
