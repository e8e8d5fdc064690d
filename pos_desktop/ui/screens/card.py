"""A card at the reader: what happens there, how long it may take, and what to do when it was declined."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.payment_provider import Phase
from pos_desktop.application.payment_records import Payment, PaymentEvent
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.ui.screens.payment_halves import PaymentHalves
from pos_desktop.ui.screens.payment_screen import PaymentScreen
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.paying import (
    card_steps,
    ended_title,
    ended_words,
    other_card_helps,
    phase_words,
    place_of,
)
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.card_reader import CardReaderPicture
from pos_desktop.ui.widgets.fact_list import FactList
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.progress_bar import ProgressBar

_PICTURES = {
    Phase.CHOOSING_TIP: ("plus", "accent"),
    Phase.CARD_READ: ("credit-card", "accent"),
    Phase.ASKING_BANK: ("credit-card", "accent"),
    Phase.SIGNATURE: ("pencil-simple", "accent"),
    Phase.READER_AWAY: ("wifi-slash", "danger"),
}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CardScreen(PaymentScreen):
    """While it is open it may be cancelled; when it was declined it may be tried again or paid otherwise."""

    name = "card"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        column = self._frame()
        self._halves = PaymentHalves(4)
        self.amount = self._halves.amount
        self._fill_picture(self._halves.picture)
        self._halves.facts.addWidget(self._clock_box())
        self.steps = FactList(tr("Steps of the payment"))
        self._halves.facts.addWidget(self.steps)
        self._halves.facts.addStretch(1)
        column.addWidget(self._halves, 1)
        column.addWidget(self._waiting_foot())
        column.addWidget(self._signature_foot())
        column.addWidget(self._ended_foot())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- building ------------------------------------------------------------------------------

    def _fill_picture(self, column: QVBoxLayout) -> None:
        column.setSpacing(0)
        column.addStretch(1)
        self.picture = CardReaderPicture()
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme().space(8))
        self.happening = Label("", "figure", weight="semibold", align=Align.CENTER, wrap=True)
        self.advice = Label("", "body", color="text-2", align=Align.CENTER, wrap=True)
        column.addWidget(self.happening)
        column.addSpacing(theme().space(1))
        column.addWidget(self.advice)
        column.addStretch(1)

    def _clock_box(self) -> QWidget:
        """The time that the reader has; gone when the payment has ended."""
        self._timing = box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, theme().space(3))
        column.setSpacing(0)
        self.bar = ProgressBar(tr("Time at the reader"))
        column.addWidget(self.bar)
        column.addSpacing(theme().space(2))
        row = QHBoxLayout()
        self.seconds = Label("", "caption", color="text-2", elide=False)
        self._after = Label("", "caption", color="text-2", align=Align.END)
        row.addWidget(self.seconds)
        row.addWidget(self._after, 1)
        column.addLayout(row)
        column.addSpacing(theme().space(5))
        column.addWidget(Divider())
        return box

    def _waiting_foot(self) -> QWidget:
        self.cancel = Button("", icon="x-circle", key_hint=tr("Esc"), height="button-large", shrinks=True)
        self.cancel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cancel.clicked.connect(self.stop)
        return self.cancel

    def _signature_foot(self) -> QWidget:
        self._signature = box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self.refuse = Button("", icon="x-circle", key_hint="F8", height="button-large", shrinks=True)
        self.refuse.clicked.connect(lambda: self.sign(False))
        self.accept = MainButton("")
        self.accept.clicked.connect(lambda: self.sign(True))
        row.addWidget(self.refuse, 2)
        row.addWidget(self.accept, 3)
        return box

    def _ended_foot(self) -> QWidget:
        self._choices = box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.second_try = Button("", icon="credit-card", key_hint="F7", height="button-large", shrinks=True)
        self.other = Button("", icon="money", key_hint="F8", height="button-large", shrinks=True)
        for button, then in ((self.second_try, self.retry), (self.other, self.other_way)):
            button.clicked.connect(then)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        column.addLayout(row)
        self.again = MainButton("")
        self.again.clicked.connect(self.retry)
        column.addWidget(self.again)
        return box

    @property
    def home(self) -> QWidget:
        """What Enter presses, where it may press anything."""
        if self._payment_id is None:
            return self
        if self._choices.isVisibleTo(self):
            return self.again
        return self.accept if self._signature.isVisibleTo(self) else self

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._halves.follow(self.window())

    # -- what it shows -------------------------------------------------------------------------

    def show_payment(self, payment: Payment, events: Sequence[PaymentEvent]) -> None:
        formats = self.services.desk.formats
        signs = payment.state.open and payment.phase == Phase.SIGNATURE.value and not payment.stop
        before = self.home
        self.cancel.setVisible(payment.state.open and not signs)
        self._signature.setVisible(signs)
        self._choices.setVisible(not payment.state.open)
        self._timing.setVisible(payment.state.open)
        link = payment.kind is TenderKind.PAY_LINK
        self.title.setText(tr("Payment link") if link else tr("Card payment"))
        self._halves.amount_label.setText(
            tr("Amount on the reader") if payment.state.open else tr("Amount that was not charged")
        )
        self.amount.set_text(formats.money(payment.whole_minor))
        if payment.state.open:
            self._show_open(payment, events)
        else:
            self._show_ended(payment)
        self.tick(payment)
        for button in (self.cancel, self.accept, self.refuse, self.again, self.second_try, self.other):
            if not button.isVisibleTo(self):
                button.clearFocus()  # the window hands the keyboard to what had it here last
        if self.isVisible() and self.home is not before:
            self.home.setFocus()
        self.window_.refresh_keys()

    def _show_open(self, payment: Payment, events: Sequence[PaymentEvent]) -> None:
        formats, away = self.services.desk.formats, payment.phase == Phase.READER_AWAY.value
        amount = formats.money(payment.whole_minor)
        happening, advice = phase_words(payment)
        self.happening.setText(happening)
        self.advice.setText(advice)
        phase = Phase(payment.phase) if payment.phase else Phase.WAITING_FOR_CARD
        self.picture.show_icon(*_PICTURES.get(phase, ("", "accent")))
        if payment.stop:
            self.tag.set_state(tr("Cancelling"), "attention", icon="hourglass-fill")
        elif away:
            self.tag.set_state(tr("Reader away"), "danger")
        else:
            self.tag.set_state(tr("Reader connected"), "good")
        self.steps.set_facts(card_steps(payment, events, formats))
        self.cancel.set_text(tr("Cancel {amount} on the reader", amount=amount))
        self.cancel.setEnabled(not payment.stop)
        self.accept.set_words(tr("The signature is theirs"), tr("{amount} is charged", amount=amount))
        self.accept.set_note("", tr("Enter"))
        self.refuse.set_text(tr("Not theirs: cancel {amount}", amount=amount))

    def _show_ended(self, payment: Payment) -> None:
        amount = self.services.desk.formats.money(payment.whole_minor)
        declined = payment.state is PaymentState.DECLINED
        self.happening.setText(ended_title(payment))
        self.advice.setText(ended_words(payment))
        self.picture.show_icon("x-circle" if declined else "prohibit", "danger" if declined else "text-2")
        self.tag.set_state(
            tr("Declined") if declined else tr("Not charged"), "danger" if declined else "neutral"
        )
        self.steps.set_facts(())
        other_card = other_card_helps(payment)
        first, second = tr("Try again"), tr("Another card")
        if other_card:
            first, second = second, first
        self.again.set_words(first, tr("{amount} at the reader", amount=amount))
        self.again.set_note("", tr("Enter"))
        self.second_try.set_text(second)
        self.other.set_text(tr("Another tender"))

    def tick(self, payment: Payment) -> None:
        """The bar runs to the moment when the outcome is asked for."""
        if payment.waits_until_at is None or not payment.state.open:
            return
        whole = max(1, round((payment.waits_until_at - payment.created_at).total_seconds()))
        gone = (self.services.desk.clock.now() - payment.created_at).total_seconds()
        gone = min(max(0.0, gone), float(whole))
        self.bar.setMaximum(whole * 10)
        self.bar.setValue(round(gone * 10))
        self.seconds.setText(tr("{gone} s of {whole} s", gone=int(gone), whole=whole))
        self._after.setText(tr("After {whole} s the outcome is asked for", whole=whole))

    # -- what can be done ----------------------------------------------------------------------

    def sign(self, accepted: bool) -> None:
        """The cashier's word about the signature; the reader hears it from the worker."""
        payment = self.payment
        if not payment.state.open:
            return

        def tell(_approval: object) -> None:
            self.services.payment_news.sign(payment.id, accepted)
            self.services.tendering.ask_now(payment.id)

        self.window_.act(tell)

    def retry(self) -> None:
        """The same once more, as an attempt of its own."""
        ended = self.payment
        if ended.state.open:
            return

        def start(approval: Approval | None) -> Payment:
            left = self.services.tendering.view().left_minor
            return self.services.tendering.start(
                ended.method_id,
                min(ended.amount_minor, left),
                tip_minor=0 if ended.ask_tip else ended.tip_minor,
                approval=approval,
            )

        self.window_.act(start, lambda payment: self.window_.go(place_of(payment), payment=payment.id))

    def other_way(self) -> None:
        """Back to the choice."""
        self.window_.go("pay")

    def keys(self) -> list[Key]:
        if self._payment_id is None:
            return []
        if self._choices.isVisibleTo(self):
            return [
                Key("F7", self.second_try.text(), self.retry),
                Key("F8", self.other.text(), self.other_way),
                Key("F12", self.again.text(), self.retry),
            ]
        if self._signature.isVisibleTo(self):
            return [
                Key("F8", self.refuse.text(), lambda: self.sign(False)),
                Key("F12", self.accept.text(), lambda: self.sign(True)),
            ]
        return [Key("F8", self.cancel.text(), self.stop)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTERS or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif self._choices.isVisibleTo(self):
            self.retry()
        elif self._signature.isVisibleTo(self):
            self.sign(True)

    def escape(self) -> bool:
        """Cancels on the reader; after the end back to the ways to pay."""
        if self.payment.state.open:
            self.stop()
        else:
            self.other_way()
        return True
