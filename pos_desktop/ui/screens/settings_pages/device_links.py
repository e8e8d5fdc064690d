"""Hardware on the counter that is set up elsewhere: card readers, the second screen, scanners that type."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.shell.scanner import Scanner
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.shell.status import reader_away
from pos_desktop.ui.viewmodels.payments import method_name
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

if TYPE_CHECKING:
    from pos_desktop.ui.customer_screen.window import CustomerWindow


@record
class Link:
    """A row that leads elsewhere: what the device is, why it is set up there, and the page's section."""

    key: str
    name: str
    second: str
    icon: str
    words: str
    lead: str
    section: str
    tag: Tag | None = None
    place: str = ""
    """The row of that page's list; empty for its first."""

    @property
    def row(self) -> RowData:
        """As the list shows it."""
        return RowData(self.key, self.name, self.second, icon=self.icon, tag=self.tag)


class DeviceLinks:
    """The rows after the devices."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._shown: list[Link] = []

    def rows(self, *, alone: bool) -> list[RowData]:
        """One for each; what every register has is no row of its own in a list that would be empty (`alone`)."""
        self._shown = self._live()
        rows = [link.row for link in (*self._readers(), *self._second_screen())]
        return rows if alone and not rows else [*rows, self._typing().row]

    def moved(self) -> bool:
        """Whether a screen came or went, or something was scanned, since the rows were asked for."""
        return self._shown != self._live()

    def _live(self) -> list[Link]:
        return [*self._second_screen(), self._typing()]

    def chosen(self, key: str) -> Link | None:
        """The link of this row; None when the row is a device's."""
        return next((link for link in (*self._readers(), *self._live()) if link.key == key), None)

    def _readers(self) -> Iterator[Link]:
        """The ways of paying that have a reader."""
        methods = self._window.services.payment_methods
        labels = {kind.key: kind.label for kind in methods.kinds() if kind.traits.reader}
        words = tr("A card reader belongs to its tender: it is paired, changed and tried there.")
        for method in methods.all():
            if method.active and method.provider in labels:
                label = labels[method.provider]
                key, name = f"reader:{method.id}", method_name(method)
                away = reader_away(self._window.services, method.id)
                tag = Tag("danger", tr("Away")) if away else Tag("good", tr("Ready"))
                yield Link(key, name, label, "credit-card", words, tr("Open Payments"), "payments", tag)

    def _second_screen(self) -> Iterator[Link]:
        """The customer's screen, where one is shown or one that was chosen is missing."""
        setting = self._window.services.desk.settings.customer_screen
        side = getattr(self._window, "customer", None)
        screen: CustomerWindow | None = side.screen if side is not None else None
        if screen is not None and screen.at is not None:
            size = f"{screen.width()} \u00d7 {screen.height()}"
            window = screen.at.windowed
            second = tr("Window {size}", size=size) if window else tr("Second screen {size}", size=size)
            tag = Tag("good", tr("Showing"))
        elif setting not in ("none", "second", "window"):
            second, tag = setting, Tag("attention", tr("Not plugged in"))
        else:
            return
        words = tr(
            "The customer display is a monitor of this computer. What it shows, and where, is set there."
        )
        name, lead = tr("Customer display"), tr("Open Customer display")
        yield Link("second-screen", name, second, "monitor", words, lead, "appearance", tag, "customer")

    def _typing(self) -> Link:
        """Scanners that type like a keyboard need no wire and no setting."""
        scanner = getattr(self._window, "scanner", None)
        pace = scanner.pace_ms if isinstance(scanner, Scanner) else 0.0
        second, tag = tr("Types like a keyboard"), None
        if pace:
            second += " · " + tr("{pace} ms a character", pace=round(pace))
            tag = Tag("good", tr("Ready"))
        words = tr(
            "A scanner that types like a keyboard needs no wire here. How it types is set there, and tried."
        )
        return Link("typing", tr("Scanner"), second, "barcode", words, tr("Open Scanner"), "scanner", tag)


def link_card(window: Window, link: Link) -> QWidget:
    """Where it is set up and tried, and the way there."""
    lead = Button(link.lead, "primary", icon=link.icon)
    lead.clicked.connect(partial(_lead, window, link))
    return card(Label(link.words, "body", color="text-2", wrap=True), lead)


def _lead(window: Window, link: Link, *_checked: object) -> None:
    window.go("settings", section=link.section, row=link.place)
