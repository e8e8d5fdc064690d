"""What the first-run wizard asks of whoever wires the program: the register's database exists, but is empty."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pos_desktop.application.connection_records import Trial
from pos_desktop.application.device_watch import DriverView, FoundDevice
from pos_desktop.application.first_run import FirstRun
from pos_desktop.application.platform.port import PlatformView
from pos_desktop.application.platform_import import CatalogueReport
from pos_desktop.application.printing import PrintOutcome
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.product_import import ImportReport, Progress
from pos_desktop.domain.money import Currency


@dataclass(frozen=True, slots=True)
class PlatformChoice:
    """A tested shop that is connected once the register is there; its secrets then go into the keyring."""

    platform: str
    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    trial: Trial
    location: str
    """The shop's place that the register sells from; empty where it has none."""


class Setup(Protocol):
    """Everything but `drivers` and `priced_in` is slow and is called off the UI thread. PersonError says what went
    wrong."""

    def priced_in(self) -> Currency | None:
        """What products that were taken over already have their prices in; None while there are none."""
        ...

    def drivers(self) -> Sequence[DriverView]:
        """The kinds of printer that can be chosen, in the language in use."""
        ...

    def find_printers(self) -> Sequence[FoundDevice]:
        """Printers that answer on this computer and its network, after a few seconds at most."""
        ...

    def test_printer(self, driver: str, settings: Mapping[str, Any]) -> PrintOutcome:
        """Prints the test receipt once; FixSetting names a setting that is wrong."""
        ...

    def finish(self, plan: FirstRun) -> None:
        """Writes the first run in one commit."""
        ...

    def import_products(
        self, file: ProductFile, progress: Progress, cancelled: Callable[[], bool]
    ) -> ImportReport:
        """Takes the products over, after `finish`; `progress` is called on the importing thread."""
        ...

    def platforms(self) -> Sequence[PlatformView]:
        """Every e-commerce platform, those that this version cannot connect to among them."""
        ...

    def try_platform(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Trial:
        """Asks the shop; nothing is stored. Raises the platform's trouble, in words."""
        ...

    def connect_platform(
        self, choice: PlatformChoice, progress: Progress, cancelled: Callable[[], bool]
    ) -> CatalogueReport:
        """Connects it and takes its catalogue over, after `finish`; `progress` counts variants."""
        ...

    def try_demo(self, language: str) -> None:
        """Makes the demo store what opens when the wizard has closed."""
        ...
