"""The panel that looks for devices: they come in one by one, each can be tried before it is added."""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.device_watch import DeviceWatch, Finding, FoundDevice
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.busy import Spinner
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.devices import found_row
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import DEVICES, ListView

TERMINAL = "terminal"
Found = Sequence[FoundDevice]


class _Search:
    """Implements services.Finding: what the searching thread says comes to the panel by a queued signal."""

    def __init__(self, told: Callable[[str, Sequence[FoundDevice]], None]) -> None:
        self._told = told
        self._ended = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._ended.is_set()

    def cancel(self) -> None:
        self._ended.set()

    def tell(self, words: str, found: Sequence[FoundDevice]) -> None:
        if not self.cancelled:
            self._told(words, found)


class FindPanel(Panel):
    """`add` takes a device that is known, `by_hand` one whose kind has to be chosen (None: nothing was found),
    `elsewhere` leads to the payments."""

    _told = Signal(str, object)
    _ended = Signal(object)

    def __init__(
        self,
        window: Window,
        devices: DeviceWatch,
        drivers: Mapping[str, str],
        add: Callable[[FoundDevice], None],
        by_hand: Callable[[FoundDevice | None], None],
        elsewhere: Callable[[], None],
    ) -> None:
        super().__init__(
            window, tr("Find devices"), tr("On this computer and its network"), icon="magnifying-glass"
        )
        self._devices, self._drivers = devices, drivers
        self._add, self._by_hand, self._elsewhere = add, by_hand, elsewhere
        self._search = _Search(self._tell)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self.found: list[FoundDevice] = []
        self.running = False
        self.list = ListView(DEVICES, tr("Devices found"))
        self.list.chosen.connect(self._on_chosen)
        self.fill_with(self.list)
        self.nothing = Label("", "body", color="text-2", wrap=True)
        self._nothing_box = QWidget()
        box = QVBoxLayout(self._nothing_box)
        box.setContentsMargins(*(theme().space(4),) * 4)
        box.addWidget(self.nothing)
        box.addStretch(1)
        self.body.addWidget(self._nothing_box, 1)
        self._nothing_box.hide()
        self.result = Banner(" ", " ", "neutral", outlined=True)
        self.result.hide()
        self.add_foot(self.result)
        self.add_foot(self._progress())
        self.try_it = Button(tr("Try it"), icon="activity")
        self.try_it.clicked.connect(self._try)
        self.add_foot(self.try_it)
        self.set_primary(tr("Type the address"), self._press)
        self._show_choice()

    def _progress(self) -> QWidget:
        self._running_row = QWidget()
        row = QHBoxLayout(self._running_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        self.spinner = Spinner()
        self.progress = Label("", "caption", color="text-2")
        self.stop = Button(tr("Stop"), "quiet", height="touch-min")
        self.stop.clicked.connect(self.cancel)
        row.addWidget(self.spinner)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop)
        return self._running_row

    # -- looking -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Looks around on a thread of its own."""
        self._run(tr("Looking for devices"), self._devices.find, self._show_end)

    def cancel(self) -> None:
        """Enough: what was found stays."""
        self._search.cancel()
        self._rest()
        self._show_nothing()

    def leave(self) -> None:
        """The panel goes; the search ends behind it."""
        self._search.cancel()

    def dismiss(self) -> None:
        """The cross at the head."""
        self.leave()
        super().dismiss()

    def _tell(self, words: str, found: Sequence[FoundDevice]) -> None:
        """Called on the searching thread, also after the panel is gone."""
        if shiboken6.isValid(self):
            self._told.emit(words, found)

    def _show_progress(self, words: str, found: Sequence[FoundDevice]) -> None:
        if self.running:
            self.progress.setText(words)
            if found:
                self.show_found(found)

    def _show_end(self, found: Sequence[FoundDevice]) -> None:
        self._rest()
        self.show_found(found)
        self._show_nothing()

    def show_found(self, found: Sequence[FoundDevice]) -> None:
        """Fills the list; what was chosen stays chosen."""
        if list(found) == self.found:
            return
        chosen = self.list.selected_key()
        self.found = list(found)
        rows = [found_row(str(at), device, self._drivers) for at, device in enumerate(self.found)]
        self.list.set_rows(rows)
        if self.found:
            self.list.select(chosen if chosen in [row.key for row in rows] else rows[0].key)
        self._show_choice()

    def _show_nothing(self) -> None:
        self._nothing_box.setVisible(not self.found)
        self.list.setVisible(bool(self.found))
        if self.found:
            return
        self.nothing.setText(
            tr(
                "Nothing new was found. Switch the device on, check its cable, and look again. "
                "A device with a fixed address can be typed in."
            )
        )

    def _run(self, words: str, slow: Callable[[Finding], Found], then: Callable[[Found], None]) -> None:
        """On a thread of its own, which ends soon after nobody waits any more."""
        self._search = search = _Search(self._tell)
        self.destroyed.connect(search.cancel)

        def work() -> None:
            try:
                end: Callable[[], None] = partial(then, slow(search))
            except Exception as error:  # delivered to the UI thread, which tells it or reports it
                end = partial(self._failed, error)
            if not search.cancelled and shiboken6.isValid(self):
                self._ended.emit(end)

        threading.Thread(target=work, name="find devices", daemon=True).start()
        self.running = True
        self.progress.setText(words)
        self._running_row.show()
        self._show_choice()

    def _deliver(self, end: Callable[[], None]) -> None:
        if not self._search.cancelled:
            end()

    def _rest(self) -> None:
        self.running = False
        self._running_row.hide()
        self._show_choice()

    def _failed(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, PersonError):
            raise error
        text = " ".join(part for part in (error.meaning, error.next_step) if part)
        self.result.set_words(error.title, text, "attention", icon="warning-fill")
        self.result.show()

    # -- one of them ---------------------------------------------------------------------------

    @property
    def chosen(self) -> FoundDevice | None:
        """The device in the lit row."""
        key = self.list.selected_key()
        return self.found[int(key)] if key is not None and int(key) < len(self.found) else None

    def _on_chosen(self, _key: str) -> None:
        """What another device answered is of no interest any more."""
        self.result.hide()
        self._show_choice()

    def _show_choice(self) -> None:
        if self.primary is None:
            return
        device = self.chosen
        self.try_it.setVisible(device is not None and device.family != TERMINAL)
        self.try_it.setEnabled(not self.running)
        if device is None:
            self.tell_primary(tr("Type the address"))
        elif device.family == TERMINAL:
            self.tell_primary(tr("Set it up in Payments"))
        elif device.driver:
            self.tell_primary(tr("Add the device"))
        else:
            self.tell_primary(tr("Choose what it is"))
        unknown = device is not None and not device.driver and device.family != TERMINAL
        self.try_it.set_text(tr("Find out what it is") if unknown else tr("Try it"))

    def _press(self) -> None:
        device = self.chosen
        self._search.cancel()
        if device is None:
            self._by_hand(None)
        elif device.family == TERMINAL:
            self._elsewhere()
        elif device.driver:
            self._add(device)
        else:
            self._by_hand(device)

    def _try(self) -> None:
        device = self.chosen
        if device is None or self.running:
            return
        self.result.hide()
        self._run(
            tr("Asking the device"),
            lambda search: self._devices.try_out(device, search),
            lambda known: self._show_tried(device, known),
        )

    def _show_tried(self, device: FoundDevice, known: Sequence[FoundDevice]) -> None:
        self._rest()
        if known and device in self.found:
            self.show_found([known[0] if each == device else each for each in self.found])
        if known:
            what = known[0].title or self._drivers.get(known[0].driver, known[0].driver)
            self.result.set_words(tr("It answers"), what, "good", icon="check-circle-fill")
        else:
            text = (
                tr("Check that it is on. Another program may be using it.")
                if device.driver
                else tr("Scanners and displays do not answer: choose what it is, then look whether it works.")
            )
            self.result.set_words(tr("Nothing answered"), text, "attention", icon="warning-fill")
        self.result.show()
