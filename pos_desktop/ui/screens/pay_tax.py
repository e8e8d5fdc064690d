"""Asks the shop for the tax when the payment begins, while the pay screen is in sight already and takes no money yet."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.checkout_tax import TaxAnswer
from pos_desktop.application.shop_tax import LIMIT_SECONDS, TaxQuestion
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task


class TaxFromShop(QObject):
    """One question at a time. `settled` comes once for each that was begun and not left, at the latest after the limit."""

    settled = Signal()

    def __init__(self, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._question: TaxQuestion | None = None
        self._task: Task | None = None
        self._limit = QTimer(self, singleShot=True, interval=round(LIMIT_SECONDS * 1000))
        self._limit.timeout.connect(self._too_late)

    @property
    def asking(self) -> bool:
        """Whether the answer is still waited for."""
        return self._question is not None

    def begin(self) -> None:
        """Asks, where the store wants it so."""
        self.leave()
        self._window.act(lambda _approval: self._window.services.shop_tax.question(), self._ask)

    def _ask(self, question: TaxQuestion | None) -> None:
        if question is None:
            return
        service, self._question = self._window.services.shop_tax, question
        self._limit.start()
        self._task = self._window.run(
            lambda: service.ask(question),
            partial(self._hear, question),
            partial(self._fail, question),
            quiet=True,
        )
        self._task.when_cancelled(partial(self._fail, question, None))

    def leave(self) -> None:
        """Nobody waits any more; what comes later is not heard."""
        if self._question is not None:
            self._window.services.shop_tax.give_up()
            self._over()

    # -- how it ends -----------------------------------------------------------------------------

    def _hear(self, question: TaxQuestion, told: TaxAnswer) -> None:
        if question is self._question:
            self._end(lambda: self._window.services.shop_tax.answered(question, told))

    def _fail(self, question: TaxQuestion, trouble: PersonError | None) -> None:
        if question is self._question:
            self._end(lambda: self._window.services.shop_tax.failed(question, trouble))

    def _too_late(self) -> None:
        if self._question is not None:
            self._fail(self._question, None)

    def _end(self, take: Callable[[], None]) -> None:
        """The figures stand from now on, whatever the disk says to the shop's."""
        self._over()
        self._window.act(lambda _approval: take())
        self.settled.emit()

    def _over(self) -> None:
        self._limit.stop()
        self._question = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
