"""What the first-run wizard can do: the register's database exists, but nobody has set it up yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from pos_desktop.application.connection_records import Trial
from pos_desktop.application.desk import Desk
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DriverView, FoundDevice
from pos_desktop.application.first_prices import priced_in
from pos_desktop.application.first_run import FirstRun, set_up
from pos_desktop.application.printing import PrintOutcome
from pos_desktop.application.product_desk import note_import
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.product_import import ImportReport, ImportSettings, Progress, import_products
from pos_desktop.bootstrap import OpenDatabase, use_language
from pos_desktop.storage.catalogue_import import CatalogueImport

if TYPE_CHECKING:
    from pos_desktop.application.first_run_port import PlatformChoice
    from pos_desktop.application.platform.port import PlatformView
    from pos_desktop.application.platform_import import CatalogueReport
    from pos_desktop.domain.money import Currency
    from pos_desktop.platforms.accounts import Shops


class RegisterSetup:
    """Implements the application's Setup on an open database."""

    def __init__(self, opened: OpenDatabase) -> None:
        self._opened = opened
        self.demo_language: str | None = None

    def priced_in(self) -> Currency | None:
        """What products that were taken over already have their prices in; None while there are none."""
        with self._opened.store.read() as work:
            return priced_in(work)

    def drivers(self) -> Sequence[DriverView]:
        """The kinds of printer that can be chosen."""
        from pos_desktop.devices.employing import driver_views

        return [driver for driver in driver_views() if driver.family == DeviceFamily.PRINTER]

    def find_printers(self) -> Sequence[FoundDevice]:
        """Printers that answer on this computer and its network; slow."""
        from pos_desktop.devices.printers.finding import found_printers

        return found_printers()

    def test_printer(self, driver: str, settings: Mapping[str, Any]) -> PrintOutcome:
        """Prints the test receipt once; FixSetting names a setting that is wrong."""
        from pos_desktop.devices.printers.test_page import test_page
        from pos_desktop.devices.registry import create_printer

        printer = create_printer(driver, settings)
        try:
            printer.open()
            return printer.print(test_page(driver, labels=False))
        finally:
            printer.close()

    def finish(self, plan: FirstRun) -> None:
        """Writes the first run in one commit."""
        set_up(self._opened.store, self._opened.vault, plan)
        use_language(plan.store.language)

    def import_products(
        self, file: ProductFile, progress: Progress, cancelled: Callable[[], bool]
    ) -> ImportReport:
        """Takes the products over, after `finish`; `progress` is called on the importing thread."""
        with self._opened.store.read() as work:
            currency = work.settings.store().currency
        target = self._opened.folders.data / f"{file.path.name.split('.')[0]}-refused.csv"
        with CatalogueImport(self._opened.database) as catalogue:
            report = import_products(
                file.open(currency), catalogue, ImportSettings(target), progress, cancelled
            )
        self._opened.store.catalogue_changed()
        note_import(self._opened.store, self._opened.clock, file.path.name, report)
        return report

    def platforms(self) -> Sequence[PlatformView]:
        """Every e-commerce platform, those that this version cannot connect to among them."""
        return self._shops().kinds()

    def try_platform(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Trial:
        """Asks the shop; nothing is stored."""
        shops = self._shops()
        shops.check(platform, settings)
        with closing(shops.trial(platform, settings, secrets)) as shop:
            facts = shop.check()
            places = tuple(place for place in shop.locations() if place.active)
        return Trial(facts, places, facts.warnings)

    def connect_platform(
        self, choice: PlatformChoice, progress: Progress, cancelled: Callable[[], bool]
    ) -> CatalogueReport:
        """Connects the shop and takes its catalogue over, after `finish`; `progress` counts variants."""
        from pos_desktop.application.connections import ConnectionDesk

        opened = self._opened
        desk = Desk(opened.store, opened.clock, opened.vault)
        shops = self._shops()
        try:
            connections = ConnectionDesk(desk, shops, opened.credentials, unattended=True)
            places = {desk.register.location_id: choice.location} if choice.location else {}
            made = connections.connect(
                choice.platform, choice.name, choice.settings, choice.secrets, choice.trial, places
            )
            return connections.first_import(made.id, lambda told: progress(told.done, told.total), cancelled)
        finally:
            shops.close()

    def _shops(self) -> Shops:
        from pos_desktop.platforms.accounts import Shops

        return Shops(self._opened.store, self._opened.credentials, lambda _connection, _what: None)

    def try_demo(self, language: str) -> None:
        """The demo store opens when the wizard has closed; the register stays as it is, not set up."""
        self.demo_language = language
