"""Hardware on the counter that is set up elsewhere in the settings: card readers, scanners that type like a keyboard."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.shell.scanner import Scanner
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.payments import method_name
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag


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

    @property
    def row(self) -> RowData:
        """As the list shows it."""
        return RowData(self.key, self.name, self.second, icon=self.icon, tag=self.tag)


class DeviceLinks:
    """The rows after the devices."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def rows(self, *, alone: bool) -> list[RowData]:
        """One for each; what every register has is no row of its own in a list that would be empty (`alone`)."""
        readers = [link.row for link in self._readers()]
        return readers if alone and not readers else readers + [link.row for link in self._always()]

    def chosen(self, key: str) -> Link | None:
        """The link of this row; None when the row is a device's."""
        return next((link for link in (*self._readers(), *self._always()) if link.key == key), None)

    def _readers(self) -> Iterator[Link]:
        """The ways of paying that have a reader."""
        methods = self._window.services.payment_methods
        labels = {kind.key: kind.label for kind in methods.kinds() if kind.traits.reader}
        words = tr("A card reader belongs to its way of paying: it is paired, changed and tried there.")
        for method in methods.all():
            if method.active and method.provider in labels:
                label = labels[method.provider]
                key, name = f"reader:{method.id}", method_name(method)
                yield Link(key, name, label, "credit-card", words, tr("Open Payments"), "payments")

    def _always(self) -> Iterator[Link]:
        """What needs no wire and no setting."""
        scanner = getattr(self._window, "scanner", None)
        pace = scanner.pace_ms if isinstance(scanner, Scanner) else 0.0
        second, tag = tr("Types like a keyboard"), None
        if pace:
            second += " · " + tr("{pace} ms a character", pace=round(pace))
            tag = Tag("good", tr("Ready"))
        words = tr(
            "A scanner that types like a keyboard needs no wire here. How it types is set there, and tried."
        )
        yield Link("typing", tr("Scanner"), second, "barcode", words, tr("Open Scanner"), "scanner", tag)


def link_card(window: Window, link: Link) -> QWidget:
    """Where it is set up and tried, and the way there."""
    lead = Button(link.lead, "primary", icon=link.icon)
    lead.clicked.connect(partial(_lead, window, link.section))
    return card(Label(link.words, "body", color="text-2", wrap=True), lead)


def _lead(window: Window, section: str, *_checked: object) -> None:
    window.go("settings", section=section)
