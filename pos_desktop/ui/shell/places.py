"""Which screens there are. A screen's module is imported when it is first opened, so that the start stays short."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.shell.screen import Screen, Window

Factory = Callable[[Window], Screen]

HOME = "sale"
LOGIN = "login"
# Screens that nobody needs to be signed in for.
OPEN_TO_ALL = frozenset({LOGIN, "wizard"})

_NAMES = (
    "login",
    "sale",
    "pay",
    "card",
    "doubt",
    "link",
    "done",
    "orders",
    "refund",
    "refunded",
    "give_back",
    "promises",
    "cash",
    "count",
    "close",
    "reports",
    "settings",
    "reconcile",
    "sync",
    "monitor",
)


@record
class Cell:
    """A cell of the rail: the screen it opens and its icon."""

    screen: str
    icon: str

    @property
    def words(self) -> str:
        """The cell's name in the language in use."""
        return {
            "sale": tr("Sale"),
            "orders": tr("Orders"),
            "cash": tr("Cash"),
            "reports": tr("Reports"),
            "sync": tr("Sync"),
            "settings": tr("Settings"),
        }[self.screen]


CELLS = (
    Cell("sale", "shopping-cart"),
    Cell("orders", "receipt"),
    Cell("cash", "money"),
    Cell("reports", "chart-bar"),
    Cell("sync", "arrows-clockwise"),
    Cell("settings", "gear-six"),
)


def standard_places() -> Mapping[str, Factory]:
    """A factory for every screen that this installation has."""
    return {name: _on_demand(name) for name in _NAMES if find_spec(f"pos_desktop.ui.screens.{name}")}


def _on_demand(name: str) -> Factory:
    def make(window: Window) -> Screen:
        module = import_module(f"pos_desktop.ui.screens.{name}")
        kinds = [
            kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Screen)
        ]
        return next(kind for kind in kinds if kind.name == name)(window)

    return make
