"""The virtual scale: its readout, and a hand that puts things on it."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.display_picture import DisplayPicture
from pos_desktop.ui.virtual_devices.lab_device_window import LabDeviceWindow
from pos_desktop.ui.virtual_devices.lab_port import ShownPlatter, ShownScale
from pos_desktop.ui.virtual_devices.panel_parts import button_grid, roomy, switch, switch_row
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.segmented import Segmented
from pos_desktop.ui.widgets.toggle import Toggle

GRAMS = (50, 100, 250, 500, 1_000)
CELLS = 10


class VirtualScaleWindow(LabDeviceWindow):
    """A readout as the cashier sees it, and everything that can lie on it."""

    def __init__(self, scale: ShownScale, parent: QWidget | None = None) -> None:
        self._scale = scale
        super().__init__(scale, tr("Virtual scale"), parent)

    def _body(self, column: QVBoxLayout) -> None:
        self.readout = DisplayPicture(CELLS, 1, (36, 56), "total")
        column.addWidget(self.readout)
        column.addWidget(self._platter_card())
        column.addWidget(self._keys_card())

    def _platter_card(self) -> Card:
        scale, card = self._scale, roomy(Card(tr("On the platter")))
        self.weights = {grams: Button(_load_words(grams)) for grams in GRAMS}
        self.empty = Button(tr("Take all off"))
        self.over, self.lift = Button(tr("Too much")), Button(tr("Lift the platter"))
        self.loaded = Button(tr("Switch on with goods"))
        acts = [(button, partial(scale.put_on, grams)) for grams, button in self.weights.items()]
        rest = [
            (self.empty, scale.take_off),
            (self.over, scale.overload),
            (self.lift, scale.lift_platter),
            (self.loaded, scale.lose_zero),
        ]
        card.body.addLayout(button_grid([*acts, *rest], columns=3))
        self.shakes = Toggle(tr("Does not come to rest"))
        switch(self.shakes, scale.shake, scale.settle)
        card.body.addLayout(switch_row(tr("Does not come to rest"), self.shakes))
        return card

    def _keys_card(self) -> Card:
        scale, card = self._scale, roomy(Card(tr("Keys of the scale")))
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self.zero, self.tare, self.clear = Button(tr("Zero")), Button(tr("Tare")), Button(tr("Clear tare"))
        row.addLayout(
            button_grid(
                [(self.zero, scale.zero), (self.tare, scale.take_tare), (self.clear, scale.clear_tare)],
                columns=3,
            )
        )
        card.body.addLayout(row)
        self.unit = Segmented(tr("Unit"), [("kg", tr("kg")), ("lb", tr("lb"))])
        self.unit.changed.connect(scale.set_unit)
        card.add_to_head(self.unit)
        return card

    def _follow(self) -> None:
        now = self._scale.platter
        self.readout.say([shown_weight(now).rjust(CELLS)], _flags(now))
        self.shakes.setChecked(now.moving)
        self.unit.select(now.unit)


def _load_words(grams: int) -> str:
    if grams >= 1_000:
        return tr("+ {count} kg", count=grams // 1_000)
    return tr("+ {count} g", count=grams)


def shown_weight(now: ShownPlatter) -> str:
    """As scales write it: bars where there is no weight."""
    if now.over:
        return "¯¯¯¯¯¯"
    if now.under and now.tare_milli == 0:
        return "______"
    if now.zero_lost:
        return "------"
    figures = f"{abs(now.net_milli) / 1_000:.{now.decimals}f} {now.unit}"
    return f"-{figures}" if now.net_milli < 0 else figures


def _flags(now: ShownPlatter) -> str:
    flags = [
        (tr("in motion"), now.moving),
        (tr("at zero"), now.at_zero and not now.zero_lost),
        (tr("net"), now.tare_milli > 0),
        (tr("zero lost"), now.zero_lost),
    ]
    return " · ".join(words for words, so in flags if so)
