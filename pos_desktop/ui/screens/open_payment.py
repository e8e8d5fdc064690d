"""At the sale: money was taken for the ticket that is not sold yet, and the ways on from there."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.payment_books import label_of
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.ui.dialogs.money_back import MoneyBack
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels.paying import place_of
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.tile_painting import FOCUS_ROOM


class OpenPaymentBanner(QWidget):
    """Hidden while nothing was taken. `changed` is called when the ticket is another one afterwards."""

    def __init__(self, window: Window, changed: Callable[[], None]) -> None:
        super().__init__()
        self._window = window
        self._back = MoneyBack(window, changed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(FOCUS_ROOM, FOCUS_ROOM, FOCUS_ROOM, theme().space(3) - FOCUS_ROOM)
        self.banner = Banner("", "", "attention", icon="money", outlined=True)
        self.deposit = Button("", icon="pause-circle")
        self.give_back = Button("", icon="arrow-u-up-left")
        self.go_on = Button("")  # the large one of the ticket is the primary
        for button, then in (
            (self.deposit, self.park),
            (self.give_back, self._give_up),
            (self.go_on, self._go_on),
        ):
            button.clicked.connect(then)
            self.banner.add_action(button)
        column.addWidget(self.banner)
        self.hide()

    def refresh(self) -> None:
        """Reads what was taken and what is under way for the ticket on the screen."""
        services = self._window.services
        if services.desk.person is None:
            return
        begun = services.tickets.ticket.order_state is not OrderState.DRAFT
        self.setVisible(begun)
        if begun:
            self._tell(services.tendering.view())

    def _tell(self, view: TenderingView) -> None:
        money, under_way = self._window.services.desk.formats.money, view.under_way
        taken = money(sum(payment.whole_minor for payment in view.taken))
        if under_way is not None:
            title = tr(
                "{tender} {amount}: the outcome is open",
                tender=label_of(under_way),
                amount=money(under_way.whole_minor),
            )
        else:
            title = tr("{amount} taken", amount=taken)
        text = tr("{amount} is still due.", amount=money(view.left_minor))
        if view.taken and under_way is not None:
            text = tr("{amount} taken", amount=taken) + " · " + text
        self.banner.set_words(title, text, "attention", icon="question-fill" if under_way else "money")
        self.go_on.set_text(tr("Go on paying"))
        self.give_back.set_text(tr("Refund {amount}", amount=taken))
        self.give_back.setVisible(bool(view.taken) and under_way is None)
        deposits = self._window.services.desk.settings.deposits
        self.deposit.set_text(tr("Park with deposit") if under_way is None else tr("Park"))
        self.deposit.setVisible(under_way is not None or (deposits and bool(view.taken)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words need the room: the large button of the ticket goes on paying as well."""
        super().resizeEvent(event)
        narrow = breakpoint(self.window().width()) == "compact"
        self.deposit.set_icon_only(narrow)
        self.go_on.setVisible(not narrow)

    def _go_on(self) -> None:
        under_way = self._window.services.tendering.view().under_way
        if under_way is None:
            self._window.go("pay")
        else:
            self._window.go(place_of(under_way), payment=under_way.id)

    def _give_up(self) -> None:
        self._back.ask_give_up(self._window.services.tendering.view())

    def park(self) -> None:
        """Puts the ticket aside: with its deposit where the store takes them, or until the open outcome comes."""
        services = self._window.services
        view = services.tendering.view()
        if view.under_way is None and services.desk.settings.deposits:
            self._back.ask_deposit(view)
            return
        if view.under_way is None:
            # Refused, in the words of the application.
            self._window.act(lambda approval: services.tendering.leave_deposit("", approval))
            return
        number = view.ticket.number

        def told(_ticket: object) -> None:
            self._window.go("sale")
            self._window.toast(
                tr("Ticket {number} is parked", number=number),
                tr("It closes by itself when the answer comes."),
            )

        self._window.act(lambda _approval: services.tendering.park_in_doubt(), told)
