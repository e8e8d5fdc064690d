"""Adding a device to the settings: one that is found, or one whose place is typed."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.application.device_watch import DeviceView, DriverView, FoundDevice, PortView
from pos_desktop.application.services import Services
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.find_panel import FindPanel
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.screens.settings_pages.new_device import NewDevicePanel, free_name
from pos_desktop.ui.screens.settings_pages.page import Host
from pos_desktop.ui.viewmodels.devices import family_words


class DevicesPlace(Protocol):
    """The page that devices are added to."""

    host: Host
    services: Services
    form: Form
    ports: list[PortView]

    @property
    def devices(self) -> list[DeviceView]: ...
    def drivers(self, family: str = "") -> dict[str, DriverView]: ...
    @property
    def in_sight(self) -> bool: ...
    def may_leave(self) -> bool: ...
    def add_device(self, form: DeviceForm) -> None: ...


class DeviceSearch:
    """Opens the panels; what they give is added to the page."""

    def __init__(self, page: DevicesPlace) -> None:
        self._page = page

    def find(self) -> None:
        """Looks for devices on this computer and its network."""
        page = self._page
        if not page.may_leave():
            return
        labels = {key: driver.label for key, driver in page.drivers().items()}
        panel = FindPanel(
            page.host.window_, page.services.devices, labels, self.take_found, self._by_hand, self._payments
        )
        page.host.window_.show_overlay(panel, on_dismiss=panel.leave)
        panel.begin()

    def ask_new(self, known: Mapping[str, Any] | None = None) -> None:
        """Asks what it is and where."""
        page = self._page
        if not page.may_leave():
            return
        window, settings = page.host.window_, known or None
        window.run(
            page.services.devices.ports,
            partial(self._show_new, settings),
            words=tr("Looking at the ports"),
        )

    def _show_new(self, known: Mapping[str, Any] | None, ports: list[PortView]) -> None:
        page = self._page
        page.ports = ports
        if not page.in_sight:
            return
        names = [device.name for device in page.devices]
        drivers = list(page.drivers().values())
        panel = NewDevicePanel(page.host.window_, drivers, ports, names, page.add_device, known)
        page.host.window_.show_overlay(panel)

    def take_found(self, found: FoundDevice) -> None:
        """Adds a device whose kind is known."""
        page = self._page
        name = free_name([device.name for device in page.devices], family_words(found.family))
        form = DeviceForm(name, found.driver, found.settings, family=found.family)
        if page.form.attempt(lambda: page.add_device(form)):
            page.host.window_.toast(tr("{name} was added", name=name), found.address)

    def _by_hand(self, found: FoundDevice | None) -> None:
        self._page.host.window_.close_overlay()
        self.ask_new(found.settings if found else None)

    def _payments(self) -> None:
        window = self._page.host.window_
        window.close_overlay()
        window.go("settings", section="payments")
