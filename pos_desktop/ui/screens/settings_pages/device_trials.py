"""Trying a device by hand: weighing, reading codes, with what comes shown large."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt, Signal

from pos_desktop.application.counter import LineText, ScannedCode, Stop
from pos_desktop.application.device_watch import DeviceView
from pos_desktop.application.weighing import ScaleReading, WeighingOrder
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.scan_kinds import scan_shown
from pos_desktop.ui.viewmodels.weights import reading_figure, reading_hint
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align


def trial_text(store_name: str) -> LineText:
    """What a display shows when it is tried."""
    return LineText(store_name, tr("This display works."))


class LivePanel(Panel):
    """A figure and a sentence in the middle. What a device says comes here by a queued signal."""

    _told = Signal(object)

    def __init__(self, window: Window, title: str, device: DeviceView, icon: str, figure: Label) -> None:
        super().__init__(window, title, device.name, icon=icon)
        self._stop: Stop | None = None
        self.figure = figure
        self.hint = Label("", "body", color="text-2", align=Align.CENTER, wrap=True)
        self.body.addStretch(1)
        self.body.addWidget(self.figure)
        self.body.addSpacing(theme().space(1))
        self.body.addWidget(self.hint)
        self.body.addStretch(2)
        self._told.connect(self.show_told, Qt.ConnectionType.QueuedConnection)

    def listen(self, start: Callable[[Callable[[object], None]], Stop]) -> None:
        """Listens until the panel goes."""
        self._stop = start(self._tell)

    def _tell(self, told: object) -> None:
        """Called on a device's thread, also after the panel is gone."""
        if shiboken6.isValid(self):
            self._told.emit(told)

    def show_told(self, told: object) -> None:
        """Shows the latest."""
        raise NotImplementedError

    def leave(self) -> None:
        """Listens no more."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    def dismiss(self) -> None:
        """The cross at the head, and the button."""
        self.leave()
        super().dismiss()


class WeighPanel(LivePanel):
    """The live weight, and a button that takes what lies on the scale as nothing."""

    def __init__(self, window: Window, device: DeviceView) -> None:
        super().__init__(window, tr("Weigh"), device, "scales", FittedLabel(align=Align.CENTER))
        self._devices, self._device = window.services.devices, device
        self._formats = window.services.desk.formats
        self.figure.setText("\u2013")
        self.hint.setText(tr("Asking the scale"))
        self.set_primary(tr("Set to zero"), self._zero)

    def begin(self) -> None:
        """Weighs from now on."""
        self.listen(lambda tell: self._devices.weigh(self._device.id, WeighingOrder(), tell))

    def show_told(self, told: object) -> None:
        if isinstance(told, ScaleReading):
            self.figure.setText(reading_figure(told, self._formats))
            self.hint.setText(reading_hint(told))

    def _zero(self) -> None:
        self._devices.zero(self._device.id)


class ReadPanel(LivePanel):
    """The last code that a scanner read, with its kind."""

    def __init__(self, window: Window, device: DeviceView) -> None:
        # Codes are longer than weights: they are broken where a line is full.
        figure = Label(tr("Scan any code"), "figure", align=Align.CENTER, wrap=True)
        super().__init__(window, tr("Read"), device, "barcode", figure)
        self._counter, self._device = window.services.counter, device
        self._count = 0
        self.hint.setText(tr("What the scanner reads is shown here."))
        self.count = Label("", "caption", color="text-2", align=Align.CENTER)
        self.body.insertWidget(self.body.count() - 1, self.count)
        self.set_primary(tr("Done"), self.dismiss)

    def begin(self) -> None:
        """Listens from now on."""
        self.listen(self._counter.on_scan)

    def scanned(self, code: str) -> bool:
        """What is read here is a trial and goes on no ticket."""
        return True

    def show_told(self, told: object) -> None:
        if not isinstance(told, ScannedCode) or told.device != str(self._device.id):
            return
        self._count += 1
        shown = scan_shown(told.text)
        self.figure.setText(shown.code)
        self.hint.setText(f"{shown.kind} ({shown.aim})" if shown.aim else shown.kind)
        self.count.setText(tr_n("{count} code read", "{count} codes read", self._count))
