"""The list of all virtual devices: what to enter in a register's settings, and how each stands."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.lab_device_window import standing_words
from pos_desktop.ui.virtual_devices.lab_port import Listed
from pos_desktop.ui.virtual_devices.panel_parts import wire
from pos_desktop.ui.virtual_devices.shown_window import LookingWindow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag

LOOK_MS = 300


class DeviceRow(QWidget):
    """One device: its name, its address, how it stands, and the way to its window."""

    def __init__(self, listed: Listed) -> None:
        super().__init__()
        self._listed = listed
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space(4), theme().space(2), theme().space(4), theme().space(2))
        row.setSpacing(theme().space(3))
        row.addWidget(IconView(listed.icon))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(listed.name, "body", "semibold"))
        self.address = Label("", "caption", color="text-2")
        words.addWidget(self.address)
        row.addLayout(words, 1)
        self.state_tag = StateTag("", parent=self)
        row.addWidget(self.state_tag)
        self.copy = Button(tr("Copy"), "quiet", icon="copy")
        wire(self.copy, lambda: QGuiApplication.clipboard().setText(listed.address()))
        row.addWidget(self.copy)
        self.open = Button(tr("Show"))
        wire(self.open, listed.show)
        row.addWidget(self.open)
        self.refresh()

    def refresh(self) -> None:
        """As it is now."""
        self.address.setText(self._listed.address())
        standing = self._listed.standing()
        self.state_tag.setVisible(bool(standing))
        if standing:
            self.state_tag.set_state(*standing_words(standing))
        self.setAccessibleName(f"{self._listed.name} {self.address.text()}")


class LabWindow(LookingWindow):
    """`closed` when somebody closes it."""

    closed = Signal()

    def __init__(self, devices: Sequence[Listed], parent: QWidget | None = None) -> None:
        super().__init__(tr("Virtual devices"), LOOK_MS, parent)
        column = QVBoxLayout(self)
        edge = theme().space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().space(3))
        column.addWidget(Label(tr("Virtual devices"), "title", "semibold"))
        note = tr("Add them in a register under Settings › Devices, with these addresses.")
        column.addWidget(Label(note, "body", color="text-2", wrap=True))
        column.addWidget(self._list(devices))
        column.addStretch(1)
        self.resize(theme().px("ticket") * 2, self.sizeHint().height())

    def _list(self, devices: Sequence[Listed]) -> Card:
        card = Card(padding=0)
        self.rows: dict[str, DeviceRow] = {}
        for listed in devices:
            if self.rows:
                card.body.addWidget(Divider())
            self.rows[listed.key] = DeviceRow(listed)
            card.body.addWidget(self.rows[listed.key])
        return card

    def refresh(self) -> None:
        """All as they are now."""
        for row in self.rows.values():
            row.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
