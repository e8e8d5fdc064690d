"""What stands over an order whose card is reserved, or could not be charged."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.captures import HeldPayment
from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.ui.viewmodels import captures as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button


class ChargeBanner(QWidget):
    """Over an order whose card is reserved or could not be charged; says what was pressed."""

    charge = Signal(object)  # the payment's id
    goods_left = Signal(object)
    release = Signal(object)
    take_otherwise = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._payment: UUID | None = None
        self._banner = Banner(" ", " ", outlined=True)
        self.goods_button = Button(" ", "primary", name=" ")
        self.charge_button = Button(" ", name=" ")
        self.release_button = Button(" ", name=" ")
        self.other_button = Button(" ", "primary", name=" ")
        for button, signal in (
            (self.release_button, self.release),
            (self.charge_button, self.charge),
            (self.goods_button, self.goods_left),
            (self.other_button, self.take_otherwise),
        ):
            self._banner.add_action(button)
            button.clicked.connect(partial(self._tell, signal))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._banner)

    def _tell(self, signal: SignalInstance) -> None:
        if self._payment is not None:
            signal.emit(self._payment)

    def show_held(self, held: Sequence[HeldPayment], formats: Formats) -> None:
        """The first of them that is not at its end; nothing where all are."""
        at = next((each for each in held if each.missing or each.payment.held), None)
        self.setVisible(at is not None)
        self._payment = None if at is None else at.payment.id
        if at is None:
            return
        title, text = words.banner_words(at, formats)
        self._banner.set_words(title, text, "attention" if at.missing else "accent", icon="credit-card")
        self.goods_button.set_text(tr("Goods have left"))
        self.charge_button.set_text(tr("Charge now"))
        self.release_button.set_text(tr("Release"))
        self.other_button.set_text(tr("Take otherwise…"))
        self.goods_button.setVisible(at.waits_for_goods)
        self.charge_button.setVisible(at.waits_for_goods)
        self.release_button.setVisible(at.waits_for_goods)
        self.other_button.setVisible(at.missing)
