"""A payment link: its code for the customer's phone, and the wait for the payment."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout

from pos_desktop.application.payment_records import Payment, PaymentEvent
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.payment_halves import PaymentHalves
from pos_desktop.ui.screens.payment_screen import PaymentScreen
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.paying import link_steps
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.fact_list import FactList
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.qr_picture import QrPicture

_CODE_STEPS = 74
"""The height of the code with the white around it: its words stand right under it."""


class LinkScreen(PaymentScreen):
    """The customer pays on their own phone; the sale ends by itself."""

    name = "link"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        column = self._frame()
        self._halves = PaymentHalves(6)
        self.amount = self._halves.amount
        self._fill_code(self._halves.picture)
        self._fill_facts(self._halves.facts)
        column.addWidget(self._halves, 1)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.park_button = Button("", icon="pause-circle", key_hint="F8", height="button-large", shrinks=True)
        self.cancel = Button("", icon="x-circle", key_hint=tr("Esc"), height="button-large", shrinks=True)
        for button, then in ((self.park_button, self.park), (self.cancel, self.stop)):
            button.clicked.connect(then)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        column.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _fill_code(self, column: QVBoxLayout) -> None:
        column.setSpacing(theme().space(3))
        self.code = QrPicture()
        self.code.setMaximumHeight(theme().space(_CODE_STEPS))
        column.addStretch(1)
        column.addWidget(self.code, 4)
        self.happening = Label("", "title", weight="semibold", align=Align.CENTER, wrap=True)
        column.addWidget(self.happening)
        self.address = Label("", "caption", color="text-2", align=Align.CENTER)
        column.addWidget(self.address)
        column.addStretch(1)

    def _fill_facts(self, column: QVBoxLayout) -> None:
        self.steps = FactList(tr("Steps of the payment"))
        self.copy_button = Button("", icon="copy")
        self.copy_button.clicked.connect(self.copy)
        column.addWidget(Divider())
        column.addSpacing(theme().space(3))
        column.addWidget(self.steps)
        column.addSpacing(theme().space(4))
        column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._halves.follow(self.window())

    # -- what it shows -------------------------------------------------------------------------

    def show_payment(self, payment: Payment, events: Sequence[PaymentEvent]) -> None:
        formats = self.services.desk.formats
        amount = formats.money(payment.whole_minor)
        there = bool(payment.action_url)
        self.title.setText(tr("Payment link"))
        self._halves.amount_label.setText(tr("Amount on the page"))
        self.amount.set_text(amount)
        self.code.set_text(payment.action_url, tr("Code of the payment link for {amount}", amount=amount))
        self.happening.setText(tr("The customer scans and pays") if there else tr("Making the link"))
        self.address.setText(payment.action_url)
        self.copy_button.set_text(tr("Copy the link"))
        self.copy_button.setEnabled(there)
        self.steps.set_facts(link_steps(payment, events, formats))
        if payment.stop:
            self.tag.set_state(tr("Cancelling"), "attention", icon="hourglass-fill")
        else:
            self.tag.set_state(tr("Waiting for the customer"), "accent")
        self.park_button.set_text(tr("Park, serve the next customer"))
        self.cancel.set_text(tr("Cancel the link for {amount}", amount=amount))
        self.cancel.setEnabled(not payment.stop)

    # -- what can be done ----------------------------------------------------------------------

    def copy(self) -> None:
        """For a message to the customer."""
        address = self.payment.action_url
        if address:
            QApplication.clipboard().setText(address)
            self.window_.toast(tr("The link is copied"), kind="neutral")

    def keys(self) -> list[Key]:
        return [
            Key("F8", tr("Park, serve the next customer"), self.park),
            Key("Ctrl+C", tr("Copy the link"), self.copy),
        ]

    def escape(self) -> bool:
        """Cancels the link."""
        self.stop()
        return True
