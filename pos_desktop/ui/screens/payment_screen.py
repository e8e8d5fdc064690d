"""What the screens of an attempt have in common: which one it is, and where it goes on when its outcome comes."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.payment_records import Payment, PaymentEvent
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState
from pos_desktop.ui.screens.ticket_side import ticket_side
from pos_desktop.ui.shell.screen import Screen, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.viewmodels.paying import asked_here, place_of
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag

LOOK_MS = 250
"""How often what goes by (seconds) is shown anew; outcomes are told, never looked for."""


class PaymentScreen(Screen):
    """One attempt, from the press that began it to its outcome. The ticket stays at the side, locked."""

    rail_cell = "sale"
    toast_foot = 96

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ticket = ticket_side(window)
        self._payment_id: UUID | None = None
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self._tick)
        self.services.desk.events.on(Event.PAYMENT_MOVED, self._moved)

    # -- parts ---------------------------------------------------------------------------------

    def _frame(self) -> QVBoxLayout:
        """The screen's column with its head."""
        column = QVBoxLayout(self)
        x, y = theme().padding("screenX"), theme().padding("screenY")
        column.setContentsMargins(x, y, x, theme().space(4))
        column.setSpacing(theme().space(3))
        column.addLayout(self._head())
        return column

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addStrut(theme().px("touch"))
        self._icon = IconView("credit-card", "text", "icon-tender")
        row.addWidget(self._icon)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Label("", "title", weight="semibold")
        self.second = Label("", "caption", color="text-2")
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.second)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.tag = StateTag("", "good")
        row.addWidget(self.tag)
        return row

    @property
    def side(self) -> QWidget:
        """The ticket."""
        return self.ticket.panel

    # -- the attempt ---------------------------------------------------------------------------

    @property
    def payment(self) -> Payment:
        """The attempt as it is now."""
        assert self._payment_id is not None
        return self.services.tendering.payment(self._payment_id)

    def enter(self, **facts: object) -> None:
        """`payment` is its id; without one it is that of the ticket on the screen which is under way."""
        wanted = facts.get("payment")
        if not isinstance(wanted, UUID):
            under_way = self.services.tendering.view().under_way
            wanted = under_way.id if under_way is not None else self._payment_id
        self._payment_id = wanted
        self.ticket.show_paying()
        self.look()

    def look(self) -> None:
        """Shows the attempt as it is on disk."""
        if self._payment_id is None:
            return
        payment = self.payment
        self._icon.set_icon(kind_icon(payment.kind))
        self.second.setText(self._method_words(payment))
        self.show_payment(payment, self.services.tendering.history(payment.id))

    def show_payment(self, payment: Payment, events: Sequence[PaymentEvent]) -> None:
        """Puts it into words."""
        raise NotImplementedError

    def tick(self, payment: Payment) -> None:
        """What changes with the seconds."""

    def _method_words(self, payment: Payment) -> str:
        offered = self.services.tendering.methods()
        name = next((each.name for each in offered if each.method.id == payment.method_id), "")
        return " · ".join(part for part in (name, payment.order_words) if part)

    def _tick(self) -> None:
        if self._payment_id is not None and self.services.desk.person is not None:
            self.tick(self.payment)

    # -- its outcome ---------------------------------------------------------------------------

    def _moved(self) -> None:
        if self._payment_id is None or not self.isVisible() or self.services.desk.person is None:
            return
        payment = self.payment
        if payment.ticket_id != self.services.tickets.ticket.id:
            self.window_.go("sale")
        elif payment.state.counts:
            self.window_.go("pay")
        elif payment.state.open and place_of(payment) != self.name:
            self.window_.go(place_of(payment), payment=payment.id)
        elif not payment.state.open:
            self._ended(payment)
        else:
            self.look()

    def _ended(self, payment: Payment) -> None:
        """Nothing was taken. What was cancelled here needs no more words; for the rest there are choices."""
        if asked_here(payment):
            self.window_.go("pay")
            title = tr("Nothing was taken from the gift card")
            self.window_.toast(title, tr("Take it again, or choose another tender."), kind="attention")
        elif payment.state is PaymentState.CANCELLED and payment.stop and not payment.last_error:
            self.window_.go("pay")
            self.window_.toast(tr("Cancelled"), tr("Nothing was charged."), kind="neutral")
        elif self.name != "card":
            self.window_.go("card", payment=payment.id)
        else:
            self.look()

    def showEvent(self, event: QShowEvent) -> None:
        """What became known while another screen or the lock was in sight is shown."""
        super().showEvent(event)
        self._clock.start()
        QTimer.singleShot(0, self, self._moved)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # -- what can be done ----------------------------------------------------------------------

    def park(self) -> None:
        """Puts the ticket aside while its outcome is open: it closes by itself."""
        number = self.services.tickets.ticket.number

        def told(_ticket: object) -> None:
            self.window_.go("sale")
            self.window_.toast(
                tr("Ticket {number} is parked", number=number),
                tr("It closes by itself when the answer comes."),
            )

        self.window_.act(lambda _approval: self.services.tendering.park_in_doubt(), told)

    def stop(self) -> None:
        """Asks for the attempt to be cancelled; its outcome is told."""

        def told(_nothing: object) -> None:
            self.look()

        payment = self.payment
        if payment.state.open and not payment.stop:
            self.window_.act(lambda _approval: self.services.tendering.stop(payment.id), told)

    def scanned(self, code: str) -> bool:
        """A scan while paying goes nowhere: the ticket is locked."""
        self.window_.toast(
            tr("The ticket is being paid"),
            tr("Go back to the sale to add {code}.", code=code),
            kind="attention",
        )
        return True

    def retranslate(self) -> None:
        if self._payment_id is not None and self.services.desk.person is not None:
            self.look()
