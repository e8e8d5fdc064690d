"""The virtual drawer on a line of its own: open or shut, and a hand on it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.virtual_devices.lab_device_window import LabDeviceWindow
from pos_desktop.ui.virtual_devices.lab_port import ShownDrawer
from pos_desktop.ui.virtual_devices.panel_parts import roomy, switch, switch_row, wire
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle


class VirtualDrawerWindow(LabDeviceWindow):
    """Its state, its key, and what holds it."""

    def __init__(self, drawer: ShownDrawer, parent: QWidget | None = None) -> None:
        self._drawer = drawer
        super().__init__(drawer, tr("Virtual cash drawer"), parent)

    def _body(self, column: QVBoxLayout) -> None:
        card = roomy(Card(tr("Cash drawer")))
        self.drawer_tag = StateTag("")
        card.add_to_head(self.drawer_tag)
        self.push = Button("", icon="archive")
        wire(self.push, self._push)
        card.body.addWidget(self.push)
        self.stuck = Toggle(tr("Stuck"))
        switch(self.stuck, self._drawer.stick, self._drawer.unstick)
        card.body.addLayout(switch_row(tr("Stuck"), self.stuck))
        self.kicks = Label("", color="text-2")
        card.body.addWidget(self.kicks)
        column.addWidget(card)

    def _push(self) -> None:
        (self._drawer.close if self._drawer.state.is_open else self._drawer.open_with_key)()

    def _follow(self) -> None:
        state = self._drawer.state
        self.stuck.setChecked(state.stuck)
        words = tr_n(
            "The register opened it {count} time.", "The register opened it {count} times.", state.kicks
        )
        self.kicks.setText(words)
        if state.is_open:
            self.drawer_tag.set_state(tr("Open"), "attention")
            self.push.set_text(tr("Close the drawer"))
        else:
            self.drawer_tag.set_state(tr("Closed"), "good")
            self.push.set_text(tr("Open with the key"))
