"""Says what takes long before the register is there: a look over the data after a power cut, an update, a restore.

Nobody must take a register at work for one that hangs, and switch it off. The work runs beside the screen.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QCloseEvent

from pos_desktop.application.wording import tr
from pos_desktop.ui.start_trouble import StartPage
from pos_desktop.ui.tasks import Tasks
from pos_desktop.ui.widgets.progress_bar import ProgressBar

Result = TypeVar("Result")

AFTER_MS = 400
"""What is done sooner is not worth a window."""


class WorkingPage(StartPage):
    """What is being done, and that it goes on. It goes when the work has ended, and not before."""

    def __init__(self, words: str) -> None:
        super().__init__(tr("One moment, please"))
        self.over = False
        self.say(words)
        bar = ProgressBar(words)
        bar.setMaximum(0)
        self.column.addWidget(bar)
        self.say(tr("It may take some minutes. Do not switch the computer off."))

    def reject(self) -> None:
        """Escape ends nothing."""
        if self.over:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.over:
            super().closeEvent(event)
        else:
            event.ignore()


def slowly(words: str, work: Callable[[], Result]) -> Result:
    """What `work` answers or raises. The page stands meanwhile, with what is being done in `words`."""
    tasks, loop = Tasks(), QEventLoop()
    answers: list[Result] = []
    troubles: list[Exception] = []

    def answered(answer: Result) -> None:
        answers.append(answer)
        loop.quit()

    def failed(trouble: Exception) -> None:
        troubles.append(trouble)
        loop.quit()

    page = WorkingPage(words)
    patience = QTimer(page)
    patience.setSingleShot(True)
    patience.timeout.connect(page.show)
    patience.start(AFTER_MS)
    tasks.run(work, answered, failed)
    loop.exec()
    patience.stop()
    page.over = True
    page.close()
    page.deleteLater()
    tasks.stop()
    if troubles:
        raise troubles[0]
    return answers[0]
