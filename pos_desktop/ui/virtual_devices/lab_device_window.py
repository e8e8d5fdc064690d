"""What the windows of all devices on a line share: name and address, the cable, and what happens to messages."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.lab_port import ShownDevice, Stop
from pos_desktop.ui.virtual_devices.panel_parts import (
    address_label,
    button_grid,
    heading,
    roomy,
    switch,
    switch_row,
    wire,
)
from pos_desktop.ui.virtual_devices.shown_window import ListeningWindow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag, Tone
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.toggle import Toggle


class LabDeviceWindow(ListeningWindow):
    """Members fill `_body` and `_follow`."""

    def __init__(self, device: ShownDevice, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._on_line = device
        column = QVBoxLayout(self)
        edge = theme().space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().space(3))
        self.address, self.state_tag = address_label(), StateTag("")
        column.addLayout(heading(title, self.address, self.state_tag))
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, share in ((left, 3), (right, 2)):
            side.setSpacing(theme().space(3))
            row.addLayout(side, share)
        column.addLayout(row, 1)
        self._body(left)
        self.note = Label("", "caption", color="text-2", wrap=True)
        left.addWidget(self.note)
        left.addStretch(1)
        right.addWidget(self._mishaps())
        right.addStretch(1)
        self._show_state()

    # What members do --------------------------------------------------------------------------------

    def _body(self, column: QVBoxLayout) -> None:
        """What is particular about this device."""
        raise NotImplementedError

    def _follow(self) -> None:
        """Shows the device as it is now."""
        raise NotImplementedError

    # What all have ------------------------------------------------------------------------------------

    def _mishaps(self) -> Card:
        card = roomy(Card(tr("Mishaps")))
        device = self._on_line
        self.pulled, self.mute = Toggle(tr("Unplugged")), Toggle(tr("Answers nothing"))
        switch(self.pulled, device.unplug, device.plug)
        switch(self.mute, device.mute, device.unmute)
        card.body.addLayout(switch_row(tr("Unplugged"), self.pulled))
        card.body.addLayout(switch_row(tr("Answers nothing"), self.mute))
        self.elsewhere = Button(tr("Plug in at another port"), icon="arrows-left-right")
        wire(self.elsewhere, partial(device.plug, elsewhere=True))
        card.body.addWidget(self.elsewhere)
        head = QHBoxLayout()
        head.addWidget(Label(tr("The next message"), color="text-2"), 1)
        self.struck = StateTag("")
        head.addWidget(self.struck)
        card.body.addLayout(head)
        self.strikes = {mishap: Button(words) for mishap, words in _mishap_words().items()}
        acts = [(button, partial(device.strike, mishap)) for mishap, button in self.strikes.items()]
        card.body.addLayout(button_grid(acts, columns=2))
        self.behave = Button(tr("All is well again"), "quiet", icon="check")
        wire(self.behave, device.behave)
        card.body.addWidget(self.behave)
        return card

    def _listen(self) -> Sequence[Stop]:
        return (self._on_line.on_change(self._changed.emit),)

    def _show_state(self) -> None:
        device = self._on_line
        self.address.setText(device.address)
        give_tip(self.address, device.address)
        self.state_tag.set_state(*standing_words(device.standing))
        self.pulled.setChecked(not device.plugged)
        self.mute.setChecked(device.muted)
        self.elsewhere.setEnabled(not device.plugged)
        for button in self.strikes.values():
            button.setEnabled(device.plugged and not device.muted)
        count = device.struck
        words = tr("{count} to come", count=count) if count else tr("as usual")
        self.struck.set_state(words, "attention" if count else "neutral")
        odd = device.oddities
        self.note.setText(tr("Last oddity: {problem}", problem=odd[-1]) if odd else "")
        self._follow()


def standing_words(standing: str) -> tuple[str, Tone]:
    """How a device stands, in words and as a tone."""
    words: dict[str, tuple[str, Tone]] = {
        "connected": (tr("Connected"), "good"),
        "waiting": (tr("Waits for the register"), "neutral"),
        "silent": (tr("Silent"), "attention"),
        "unplugged": (tr("Unplugged"), "danger"),
    }
    return words[standing]


def _mishap_words() -> dict[str, str]:
    return {
        "noise": tr("Noise before it"),
        "half": tr("Half of it"),
        "pieces": tr("Byte by byte"),
        "dropped": tr("Plug falls out"),
        "wrong_check": tr("Wrong check sum"),
        "twice": tr("Twice"),
        "other": tr("Another answer"),
        "silent": tr("Nothing comes"),
    }
