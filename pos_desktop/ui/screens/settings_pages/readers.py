"""Panels for a card reader: which one is this register's, and a test payment from end to end."""

import threading
from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import Phase, Reader
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.reader_test import ReaderOutcome
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.busy import Spinner
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Tasks
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.list_view import DEVICES, ListView


class ReadersPanel(Panel):
    """The readers of the account; a press on one pairs it with this register."""

    def __init__(
        self, window: Window, readers: Sequence[Reader], paired: str, take: Callable[[Reader], None]
    ) -> None:
        title = tr_n("{count} reader", "{count} readers", len(readers)) if readers else tr("No reader found")
        super().__init__(window, title, tr("At the location of the account"), icon="device-mobile-camera")
        self._readers = {reader.ref: reader for reader in readers}
        self.list = ListView(DEVICES, title)
        self.list.set_rows(words.reader_rows(readers, paired))
        if paired in self._readers:
            self.list.select(paired)
        self.list.chosen.connect(lambda key: take(self._readers[key]))
        if readers:
            self.fill_with(self.list)
            self.add_foot(
                Label(tr("Press a reader to pair it with this register."), "caption", color="text-2")
            )
            return
        text = tr(
            "Switch the reader on and register it with the provider, at the location that stands in the settings; "
            "then look again."
        )
        self.body.addWidget(Label(text, "body", color="text-2", wrap=True))
        self.body.addStretch(1)


class TestPaymentPanel(Panel):
    """Waits with the customer of the test: what the reader shows, a button that stops it, and how it ended."""

    __test__ = False  # its name is what people call it
    _phase = Signal(object)

    def __init__(self, window: Window, method: PaymentMethod) -> None:
        money = window.services.desk.formats.money(window.services.reader_test.amount_minor)
        super().__init__(
            window, tr("Test payment of {amount}", amount=money), words.method_name(method), icon="flask"
        )
        self._method = method
        self._stopped = threading.Event()
        self._tasks = Tasks(self)
        self.running = False
        self.spinner = Spinner()
        self.state = Label("", "title", "semibold", align=Align.CENTER, wrap=True)
        self.result = Banner(" ", " ", "neutral", outlined=True)
        self.result.hide()
        self.body.addStretch(1)
        self.body.addWidget(self.spinner, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addSpacing(theme().space(2))
        self.body.addWidget(self.state)
        self.body.addWidget(self.result)
        self.body.addStretch(2)
        hint = tr("The amount is released at once. No sale is recorded.")
        self.hint = Label(hint, "caption", color="text-2", align=Align.CENTER, wrap=True)
        self.body.addWidget(self.hint)
        self.set_primary(tr("Stop the test"), self._press)
        self._phase.connect(self._show_phase, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Starts on a worker of its own: it may wait a minute for a card."""
        self.running = True
        self.result.hide()
        self.hint.show()
        self.spinner.show()
        self._show_phase(Phase.SENT_TO_READER)
        test, method_id = self.window_.services.reader_test, self._method.id
        self._tasks.run(
            lambda: test.run(method_id, self._tell_phase, self._stopped.is_set), self._show, self._failed
        )

    def stop(self) -> None:
        """Nobody wants it any more; what was begun is stopped and voided."""
        self._stopped.set()

    def leave(self) -> None:
        """The panel goes: the test is stopped behind it, and its end stands in the journal."""
        self.stop()
        self._tasks.stop(0.0)

    def dismiss(self) -> None:
        """The cross at the head."""
        self.leave()
        super().dismiss()

    def _tell_phase(self, phase: Phase | None) -> None:
        """Called on the worker's thread, also after the panel is gone."""
        if shiboken6.isValid(self):
            self._phase.emit(phase)

    def _show_phase(self, phase: Phase | None) -> None:
        if self.running and not self._stopped.is_set():
            self.state.setText(words.phase_words(phase))

    def _press(self) -> None:
        if not self.running:
            self.window_.close_overlay(self)
            return
        self.stop()
        self.state.setText(tr("Stopping at the reader …"))
        self.tell_primary(tr("Stopping …"), enabled=False)

    def _show(self, outcome: ReaderOutcome) -> None:
        self._end(outcome.title, outcome.words, ok=outcome.ok)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, PersonError):
            self._end(error.title, error.meaning, ok=False)
        else:
            raise error

    def _end(self, title: str, text: str, *, ok: bool) -> None:
        self.running = False
        self._tasks.stop()
        self.spinner.hide()
        self.state.setText("")
        self.hint.hide()
        icon = "check-circle-fill" if ok else "warning-fill"
        self.result.set_words(title, text, "good" if ok else "attention", icon=icon)
        self.result.show()
        self.tell_primary(tr("Done"))
        if self.primary is not None:
            self.primary.setFocus()
