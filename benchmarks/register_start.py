"""The register as its command starts it, with a person who signs in and scans at once.

Arguments: the data folder and barcodes. Says when the first scan is on the ticket and painted; then works on for
a while, so that its memory is that of a register in use, says so, and waits to be let go. It leaves an empty ticket, as
a sale does, so that each start begins like the one before.
"""

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_desktop.application.services import Services
    from pos_desktop.bootstrap import Register
    from pos_desktop.ui.shell.window import RegisterWindow

SEARCHES = ("choc", "milk", "bio te", "coffee", "wat", "br", "honig", "chocolte")

SCANNER_MS = 10
PAUSE_MS = 500


class Cashier:
    """Scans as soon as the window's event loop runs."""

    def __init__(self, codes: list[str]) -> None:
        self._codes = codes
        self._clock = 1_000_000  # milliseconds

    def work(self, window: "RegisterWindow") -> None:
        """Goes on when the register's own event loop runs."""
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, window, lambda: self._begin(window))

    def _begin(self, window: "RegisterWindow") -> None:
        from PySide6.QtCore import QCoreApplication

        services = window.services
        before = services.tickets.ticket.items
        self._scan(window, self._codes[0])
        while services.tickets.ticket.items == before:
            QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        print(f"ready {time.monotonic()}", flush=True)
        self._work_on(window)
        print(f"done {time.monotonic()}", flush=True)
        sys.stdin.read()
        self._give_up(services)
        window.close()

    def _scan(self, window: "RegisterWindow", code: str) -> None:
        from PySide6.QtCore import QCoreApplication, QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        keys = [(Qt.Key(ord(sign)), sign) for sign in code] + [(Qt.Key.Key_Return, "\r")]
        self._clock += PAUSE_MS
        for key, text in keys:
            # Stamped by the system at a scanner's pace, however late the program comes to them.
            self._clock += SCANNER_MS
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
                event.setTimestamp(self._clock)
                QCoreApplication.sendEvent(window.windowHandle(), event)

    def _give_up(self, services: "Services") -> None:
        from pos_desktop.application.approvals import Approval, ApprovalNeeded

        manager = next(each for each in services.session.people() if each.name == "Manager")
        try:
            services.tickets.discard()
        except ApprovalNeeded as asked:
            services.tickets.discard(Approval(asked.request, manager.id, manager.name, "pin"))

    def _work_on(self, window: "RegisterWindow") -> None:
        """More scans, some searches, and a look at the orders."""
        from PySide6.QtCore import QCoreApplication

        for code in self._codes[1:]:
            self._scan(window, code)
            QCoreApplication.processEvents()
        sale = window.screen_in_sight
        for text in SEARCHES:
            sale.search.set_text(text)  # type: ignore[union-attr]  # the sale screen has it
            QCoreApplication.processEvents()
        sale.search.clear()  # type: ignore[union-attr]  # as above
        window.go("orders")
        for _ in range(50):
            QCoreApplication.processEvents()


def main() -> None:
    """Starts the register on the data folder."""
    from pos_desktop import entry, launch

    folder, *codes = sys.argv[1:]
    show = launch.show

    def show_with_cashier(application: object, register: "Register", *others: object) -> int:
        """Signed in without a PIN, whose slow hash is not a part of the start."""
        session = register.services.session
        session.sign_in(next(each for each in session.people() if each.name == "Cashier 1"), "pin")
        return show(application, register, *others, before=Cashier(codes).work)  # type: ignore[arg-type]  # handed on as it came

    launch.show = show_with_cashier
    sys.argv = ["pos-desktop", "run", "--data", folder, "--key-file"]
    entry.main()


if __name__ == "__main__":
    main()
