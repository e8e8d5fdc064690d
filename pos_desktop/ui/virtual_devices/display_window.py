"""The virtual line display: what the customer reads."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.virtual_devices.display_picture import DisplayPicture
from pos_desktop.ui.virtual_devices.lab_device_window import LabDeviceWindow
from pos_desktop.ui.virtual_devices.lab_port import ShownDisplay
from pos_desktop.ui.virtual_devices.panel_parts import roomy, switch, switch_row
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.toggle import Toggle

COLUMNS, ROWS = 20, 2


class VirtualDisplayWindow(LabDeviceWindow):
    """Two lines of twenty."""

    def __init__(self, display: ShownDisplay, parent: QWidget | None = None) -> None:
        self._display = display
        super().__init__(display, tr("Virtual line display"), parent)

    def _body(self, column: QVBoxLayout) -> None:
        self.glass = DisplayPicture(COLUMNS, ROWS, (22, 36), "title")
        column.addWidget(self.glass)
        card = roomy(Card(tr("Power")))
        self.power = Toggle(tr("Switched on"))
        switch(self.power, self._display.switch_on, self._display.switch_off)
        card.body.addLayout(switch_row(tr("Switched on"), self.power))
        column.addWidget(card)

    def _follow(self) -> None:
        state = self._display.state
        self.glass.say([state.upper, state.lower], lit=state.powered)
        self.power.setChecked(state.powered)
