"""An empty window and nothing else: the floor of a start. Says when it is painted, and waits to be let go."""

import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class Shown(QObject):
    """Notes the first paint of a window."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False


def main() -> None:
    """Shows the window."""
    application = QApplication([])
    window = QWidget()
    shown = Shown()
    window.installEventFilter(shown)
    window.resize(1366, 768)
    window.show()
    while not shown.painted:
        application.processEvents()
    for word in ("ready", "done"):
        print(f"{word} {time.monotonic()}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
