"""The buttons under a device's settings: what can be tried with it, the most useful first."""

from collections.abc import Callable
from uuid import UUID

from pos_desktop.application.device_settings import DeviceSettings
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DeviceView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.settings_pages.device_trials import (
    ReadPanel,
    WeighPanel,
    trial_text,
)
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.menu import Menu

Act = Callable[[], None]


class DeviceTests:
    """What the buttons of one device do."""

    def __init__(
        self, window: Window, settings: DeviceSettings, device: DeviceView, *, labels: bool = False
    ) -> None:
        self._window, self._settings, self._device, self._labels = window, settings, device, labels
        self._devices = window.services.devices

    def print(self) -> None:
        """A test receipt, or a label where the roll is one of labels."""
        self._devices.test_print(self._device.id)
        can_print = self._device.printer.state.can_print
        text = tr("Look whether it comes out.") if can_print else tr("It prints when the printer is ready.")
        title = tr("Test label is on its way") if self._labels else tr("Test receipt is on its way")
        self._window.toast(title, text, kind="good" if can_print else "neutral")

    def open_drawer(self) -> None:
        """With a manager's word where it is needed."""
        self._window.act(lambda approval: self._settings.open_drawer(self._device.id, approval))

    def weigh(self) -> None:
        """The live weight."""
        panel = WeighPanel(self._window, self._device)
        self._window.show_overlay(panel, on_dismiss=panel.leave)
        panel.begin()

    def read(self) -> None:
        """The last code read."""
        panel = ReadPanel(self._window, self._device)
        self._window.show_overlay(panel, on_dismiss=panel.leave)
        panel.begin()

    def show(self) -> None:
        """Two lines on the display."""
        text = trial_text(self._window.services.desk.settings.name)
        self._devices.show(self._device.id, text)
        self._window.toast(tr("The display is told to show two lines"), f"{text.upper} / {text.lower}")

    def reconnect(self) -> None:
        """A new connection, at once."""
        self._devices.reconnect(self._device.id)
        self._window.toast(tr("Connecting again"), self._device.name, kind="neutral")


class FailedPapers:
    """The button in a printer's banner that asks for what it gave up: print it, or drop it."""

    def __init__(self, window: Window, settings: DeviceSettings) -> None:
        self._window, self._settings = window, settings
        self._device: UUID | None = None
        self.button = Button(tr("Not printed"), "secondary", icon="printer", height="touch-min")
        self.button.clicked.connect(self._ask)
        self.button.hide()

    def show(self, device: DeviceView) -> None:
        """There is a button only where something failed for good."""
        self._device = device.id
        self.button.setVisible(device.counts.failed > 0)

    def _ask(self) -> None:
        menu = Menu(tr("Not printed"), self.button)
        menu.add(tr("Print them now"), self.print, "printer")
        menu.add(tr("Discard them"), self.drop, "x")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(self.button)

    def print(self) -> None:
        """Everything that failed is asked for again."""
        if (device := self._device) is not None:
            self._window.act(lambda _approval: self._settings.print_failed(device), self._told_printing)

    def drop(self) -> None:
        """Nobody wants it any more; a receipt can still be printed from its order."""
        if (device := self._device) is not None:
            self._window.act(lambda _approval: self._settings.drop_failed(device), self._told_dropped)

    def _told_printing(self, count: int) -> None:
        self._window.toast(tr_n("{count} job prints", "{count} jobs print", count), kind="good")

    def _told_dropped(self, count: int) -> None:
        self._window.toast(tr_n("{count} job discarded", "{count} jobs discarded", count), kind="neutral")


def device_buttons(
    window: Window,
    settings: DeviceSettings,
    device: DeviceView,
    *,
    drawer: bool = False,
    labels: bool = False,
) -> dict[str, Button]:
    """The buttons by what they do; `drawer` puts that of a printer's drawer first. No drawer hangs on a printer of
    product labels, unless it is the only one and prints the receipts too."""
    tests = DeviceTests(window, settings, device, labels=labels)
    known: dict[str, tuple[str, str, Act]] = {
        "print": (tr("Test label") if labels else tr("Test receipt"), "printer", tests.print),
        "drawer": (tr("Open drawer"), "tray", tests.open_drawer),
        "weigh": (tr("Weigh"), "scales", tests.weigh),
        "read": (tr("Read"), "barcode", tests.read),
        "show": (tr("Show"), "monitor", tests.show),
        "again": (tr("Reconnect"), "arrows-clockwise", tests.reconnect),
    }
    of_family = {
        DeviceFamily.PRINTER: ["drawer", "print"] if drawer else ["print", "drawer"],
        DeviceFamily.DRAWER: ["drawer"],
        DeviceFamily.SCALE: ["weigh"],
        DeviceFamily.SCANNER: ["read"],
        DeviceFamily.DISPLAY: ["show"],
    }
    if labels and not device.has_drawer:
        of_family[DeviceFamily.PRINTER] = ["print"]
    made: dict[str, Button] = {}
    for key in [*of_family.get(DeviceFamily(device.family), []), "again"]:
        words, icon, act = known[key]
        made[key] = Button(words, "secondary" if made else "primary", icon=icon)
        made[key].clicked.connect(lambda *_checked, then=act: then())
    return made
