"""Hardware on the counter that is set up elsewhere in the settings: card readers, under Payments."""

from functools import partial

from PySide6.QtWidgets import QWidget

from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.services import Services
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.payments import method_name
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RowData

_KEY = "reader:"


class ReaderLinks:
    """The ways of paying that have a reader, as rows after the devices."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def rows(self) -> list[RowData]:
        """One for each."""
        return [
            RowData(f"{_KEY}{method.id}", method_name(method), label, icon="credit-card")
            for method, label in self._readers()
        ]

    def chosen(self, key: str) -> tuple[str, str] | None:
        """Name and kind of the reader with this row; None when the row is another device's."""
        found = [(m, label) for m, label in self._readers() if key == f"{_KEY}{m.id}"]
        return (method_name(found[0][0]), found[0][1]) if found else None

    def _readers(self) -> list[tuple[PaymentMethod, str]]:
        methods = self._services.payment_methods
        labels = {kind.key: kind.label for kind in methods.kinds() if kind.traits.reader}
        return [
            (each, labels[each.provider]) for each in methods.all() if each.active and each.provider in labels
        ]


def reader_card(window: Window) -> QWidget:
    """Where it is set up and tried, and the way there."""
    lead = Button(tr("Open Payments"), "primary", icon="credit-card")
    lead.clicked.connect(partial(_lead, window))
    words = tr("A card reader belongs to its way of paying: it is paired, changed and tried there.")
    return card(Label(words, "body", color="text-2", wrap=True), lead)


def _lead(window: Window, *_checked: object) -> None:
    window.go("settings", section="payments")
