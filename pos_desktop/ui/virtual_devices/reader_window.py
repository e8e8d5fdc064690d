"""The window of a virtual card terminal: its reader at the left, the hands on it at the right."""

from collections.abc import Sequence
from functools import cache

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.domain.money import currency
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.panel_parts import address_label, heading
from pos_desktop.ui.virtual_devices.reader_picture import ReaderPicture
from pos_desktop.ui.virtual_devices.shown_window import ListeningWindow
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.state_tag import StateTag

Screen = tuple[str, str, str, str, str]
"""Amount, line, note, icon and colour on the reader."""


class ReaderWindow(ListeningWindow):
    """`locale` writes the amounts. Members call `_lay_out` once with their cards, then `_show_state`."""

    def __init__(self, title: str, locale: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._locale = locale
        self.reader = ReaderPicture(self)
        self.state_tag = StateTag("")

    def _lay_out(self, address: str, cards: Sequence[Card]) -> None:
        row = QHBoxLayout(self)
        edge = theme().space(4)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(edge)
        row.addWidget(self.reader, 1)
        row.addWidget(self._panel(address, cards))

    def _panel(self, address: str, cards: Sequence[Card]) -> QWidget:
        panel = QWidget(self)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addLayout(heading(self.windowTitle(), address_label(address), self.state_tag))
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        return panel

    def _money(self, minor: int, code: str) -> str:
        return _formats(self._locale, code).money(minor)


@cache
def _formats(locale: str, code: str) -> Formats:
    return Formats(locale, currency(code))
