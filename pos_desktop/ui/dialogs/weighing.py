"""Goods by weight: the scale's reading large, the price as it grows, and typing where the scale does not serve."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from pos_desktop.application.scanning import PriceAsked
from pos_desktop.application.ticket_goods import Added
from pos_desktop.application.units import unit_name
from pos_desktop.application.weighed_goods import Goods, Weighed, judge
from pos_desktop.application.weighing import ScaleReading
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import weighing as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.large_amount import LargeAmount
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.tips import give_tip

Then = Callable[[Added | PriceAsked], None]


def ask_weight(window: Window, goods: Goods, then: Then) -> None:
    """By the register's scale where there is one, else by typing; `then` hears of the line. The panel is closed."""
    if goods.scale_unit is not None and window.scale.there:
        panel = WeighingPanel(window, goods, then)
        window.show_overlay(panel, on_dismiss=panel.end)
    else:
        type_weight(window, goods, then)


def type_weight(window: Window, goods: Goods, then: Then, first: str = "") -> None:
    """The weight as the cashier reads it off elsewhere; `first` is a digit that was typed already."""
    formats, unit = window.services.desk.formats, unit_name(goods.unit)
    panel = FigurePanel(
        window,
        tr("Weight"),
        goods.name,
        unit,
        lambda value: formats.quantity(value, True),
        lambda value: tr("Add {quantity}", quantity=f"{formats.quantity(value, True)} {unit}"),
        lambda quantity: _sell(window, goods, quantity, partial(_close_and, window, panel, then)),
        exponent=3,
        icon="scales",
    )
    window.show_overlay(panel)
    if first:
        panel.entry.append(first)


def _sell(window: Window, goods: Goods, quantity_milli: int, then: Then) -> None:
    row, scan = goods.variant_row, goods.scan
    window.act(lambda _approval: window.services.tickets.add_weighed(row, quantity_milli, scan), then)


def _close_and(window: Window, panel: Panel, then: Then, answer: Added | PriceAsked) -> None:
    window.close_overlay(panel)
    then(answer)


class WeighingPanel(Panel):
    """Reads from the moment it is made until it is gone. One reading sells one line."""

    def __init__(self, window: Window, goods: Goods, then: Then) -> None:
        super().__init__(window, tr("Weigh it"), goods.name, icon="scales")
        self._goods, self._then = goods, then
        self._formats = window.services.desk.formats
        self._tare = 0
        self._gone = self._tried = False
        self._scale = window.scale
        self.weighed: Weighed = judge(goods, self._scale.reading)
        self.body.addWidget(self._reading_card())
        self.body.addLayout(self._tare_row())
        self.body.addStretch(1)
        self.body.addLayout(self._other_row())
        self.set_primary(tr("Add"), self._press)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scale.read.connect(self._on_read)
        self._show()

    # -- building ------------------------------------------------------------------------------

    def _reading_card(self) -> Card:
        card = Card(padding=4)
        card.body.setSpacing(theme().space(2))
        state = QHBoxLayout()
        self.state = StateTag("", "neutral")
        state.addWidget(self.state)
        state.addStretch(1)
        card.body.addLayout(state)
        self.figure = LargeAmount(align=Align.END)
        card.body.addWidget(self.figure)
        self.hint = Label("", "caption", color="text-2", wrap=True)
        self.hint.setMinimumHeight(theme().space(10))
        card.body.addWidget(self.hint)
        card.body.addWidget(Divider())
        each = tr("Price per {unit}", unit=unit_name(self._goods.unit))
        self.price = self._row(card, each, "body")
        self.tare = self._row(card, tr("Tare"), "body")
        self.amount = self._row(card, tr("Amount"), "figure")
        return card

    def _row(self, card: Card, label: str, style: str) -> Label:
        row = QHBoxLayout()
        large = style == "figure"
        row.addWidget(Label(label, "body", color="text" if large else "text-2"), 1)
        value = Label("", "figure" if large else "body", "semibold", align=Align.END, elide=False)
        row.addWidget(value)
        card.body.addLayout(row)
        return value

    def _tare_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self.take_tare = Button(tr("Take tare"))
        give_tip(self.take_tare, tr("What lies on the scale now is the packing"))
        self.take_tare.clicked.connect(self.tare_now)
        self.typed_tare = Button(tr("Type tare"))
        self.typed_tare.clicked.connect(self.ask_tare)
        self.no_tare = Button(tr("No tare"))
        self.no_tare.clicked.connect(lambda: self.set_tare(0))
        for button in (self.take_tare, self.typed_tare, self.no_tare):
            row.addWidget(button, 1)
        return row

    def _other_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self.by_hand = Button(tr("Type the weight"), icon="keyboard")
        self.by_hand.clicked.connect(lambda: self.type_instead())
        self.zero = Button(tr("Zero the scale"))
        self.zero.clicked.connect(self.zero_now)
        row.addWidget(self.by_hand, 1)
        row.addWidget(self.zero, 1)
        return row

    # -- reading -------------------------------------------------------------------------------

    def _weigh(self) -> None:
        self._scale.weigh(self._goods.order(self._tare))
        self.weighed = judge(self._goods, self._scale.reading)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Also after another panel stood above it, which may have weighed something else."""
        super().showEvent(event)
        if not self._gone:
            self._weigh()

    def _on_read(self, reading: ScaleReading) -> None:
        self.weighed = judge(self._goods, reading)
        self._show()
        if self._takes_by_itself and self.weighed.sellable and not self._scale.sold.lies_there:
            self._press()

    @property
    def _takes_by_itself(self) -> bool:
        """Only while it is in sight, a question above it comes first; what could not be sold is not tried again."""
        return self.isVisible() and not self._tried and self.window_.services.desk.settings.take_stable_weight

    def _show(self) -> None:
        formats, weighed = self._formats, self.weighed
        said = words.scale_words(weighed, formats, sold=self._scale.sold.lies_there)
        self.state.set_state(said.state, said.tone, icon=said.icon)
        self.hint.setText(said.hint)
        self.figure.set_text(words.weight_words(weighed, formats) or words.NOTHING)
        self.price.setText(words.price_words(self._goods, formats))
        self.tare.setText(words.tare_words(self._tare, self._goods, formats))
        amount = weighed.amount_minor
        self.amount.setText(words.NOTHING if amount is None else formats.money(amount))
        self.take_tare.setEnabled(words.worth_taring(weighed.reading))
        self.no_tare.setEnabled(bool(self._tare))
        self.tell_primary(words.confirm_words(self._goods, weighed, formats), enabled=weighed.sellable)

    # -- what can be done ----------------------------------------------------------------------

    def _press(self) -> None:
        """Sells what is shown. The press of a button that went grey meanwhile sells nothing."""
        quantity = self.weighed.quantity_milli
        if self._gone or not self.weighed.sellable or quantity is None:
            return
        self._tried = True
        _sell(self.window_, self._goods, quantity, partial(self._sold, self.weighed.reading))

    def _sold(self, reading: ScaleReading, answer: Added | PriceAsked) -> None:
        self._scale.sold.sold(reading)
        self.close_for(partial(self._then, answer))

    def close_for(self, then: Callable[[], None]) -> None:
        """Takes the panel away and goes on."""
        self.end()
        self.window_.close_overlay(self)
        then()

    def end(self) -> None:
        """The panel goes: nothing is read any more."""
        if not self._gone:
            self._gone = True
            self._scale.read.disconnect(self._on_read)
            self._scale.rest()

    def type_instead(self, first: str = "") -> None:
        """The scale is not wanted for this."""
        self.close_for(partial(type_weight, self.window_, self._goods, self._then, first))

    def tare_now(self) -> None:
        """What lies on the scale is the packing of what comes."""
        reading = self.weighed.reading
        if words.worth_taring(reading) and reading.net_milli is not None:
            self.set_tare(self._tare + reading.net_milli)

    def set_tare(self, milli: int) -> None:
        """Weighs on with this tare, in thousandths of the scale's unit."""
        self._tare = milli
        self._weigh()
        # Enter sells again, whichever button was pressed.
        self.setFocus()

    def zero_now(self) -> None:
        """Takes what lies on the scale as nothing, where the scale does that."""
        self._scale.zero()
        self.setFocus()

    def ask_tare(self) -> None:
        """Types what the packing weighs."""
        formats, unit = self._formats, unit_name(self._goods.scale_unit)

        def take(milli: int) -> None:
            self.window_.close_overlay(panel)
            self.set_tare(milli)

        panel = FigurePanel(
            self.window_,
            tr("Tare"),
            self._goods.name,
            unit,
            lambda value: formats.quantity(value, True),
            lambda value: tr("Take {quantity} off", quantity=f"{formats.quantity(value, True)} {unit}"),
            take,
            exponent=3,
            least=0,
            icon="scales",
        )
        self.window_.show_overlay(panel)

    def keys(self) -> list[Key]:
        """The keys beside Enter and the digits."""
        return [
            Key("F6", tr("Take tare"), self.tare_now),
            Key("F7", tr("Type tare"), self.ask_tare),
            Key("F8", tr("Type the weight"), self.type_instead),
            Key("F9", tr("Zero the scale"), self.zero_now),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whoever begins to type a figure types the weight."""
        if len(event.text()) == 1 and event.text().isdecimal() and not event.isAutoRepeat():
            self.type_instead(str(int(event.text())))
            return
        super().keyPressEvent(event)
