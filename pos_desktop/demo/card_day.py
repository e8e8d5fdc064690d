"""The second half of the scripted day: cards, split payments, a lost answer, and money back."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_provider import Decline, Phase
from pos_desktop.application.payment_records import Payment, Refund
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import Register
from pos_desktop.demo.tenders import GIFT_CARDS
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.fake import MASTERCARD, VISA, VirtualTerminal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_desktop.demo.hand import Hand

Shown = TypeVar("Shown", bound="QWidget")


DOZEN = 12


class CardDay:
    """Steps at the pay screen, the reader and the orders. Keeps the orders, for the summary."""

    def __init__(
        self,
        register: Register,
        terminal: VirtualTerminal,
        hand: "Hand",
        approve: Callable[[str], None],
        codes: Callable[[], tuple[str, str, str]],
        close_drawer: Callable[[], object],
    ) -> None:
        self._services = register.services
        self._register = register
        self._terminal = terminal
        self._hand = hand
        self._approve = approve
        self._codes = codes
        self._close_drawer = close_drawer
        self.orders: list[OrderView] = []
        self.doubts: list[UUID] = []

    # -- paying ----------------------------------------------------------------------------------

    def split(self) -> None:
        """A part from a gift card, a part by card, the rest in cash."""
        ticket = self._ring_up(3)
        self._pay_screen()
        self._way(TenderKind.GIFT_CARD)
        self._hand.write(str(self._left() // 3))
        self._hand.enter()
        self._hand.scan(GIFT_CARDS[0][0])
        self._hand.picture("gift-card")
        if self._hand.overlay_is_open():
            self._hand.enter()
        self._hand.until(lambda: self._taken(ticket) == 1, "the gift card")
        self._way(TenderKind.CARD)
        self._hand.write(str(self._left() // 2))
        self._hand.picture("pay-split")
        self._hand.enter()
        self._at_reader()
        self._hand.picture("card-waiting")
        self._terminal.present(VISA)
        self._hand.until(lambda: self._taken(ticket) == 2 and self._hand.sees("pay"), "the card")
        self._hand.picture("pay-rest")
        self._way(TenderKind.CASH)
        self._hand.enter()
        self._done(ticket, "split-done")

    def declined(self) -> None:
        """The bank says no, and the customer has cash."""
        ticket = self._ring_up(1)
        self._pay_screen()
        self._way(TenderKind.CARD)
        self._hand.enter()
        self._at_reader()
        self._terminal.decline(Decline.INSUFFICIENT_FUNDS)
        self._hand.until(lambda: self._last(ticket).state is PaymentState.DECLINED, "the bank's no")
        self._hand.settle(0.3)
        self._hand.picture("card-declined")
        self._pay_screen()
        self._way(TenderKind.CASH)
        self._hand.enter()
        self._done(ticket, "declined-then-cash")

    def lost_answer(self) -> None:
        """The connection breaks while the card is charged; the register finds out by asking."""
        ticket = self._ring_up(2)
        for _ in range(DOZEN - 1):
            self._hand.scan(self._codes()[0])
        self._pay_screen()
        self._way(TenderKind.CARD)
        self._terminal.lose_next_answer(after_effect=True)
        self._hand.enter()
        self._hand.until(lambda: self._hand.sees("doubt"), "the screen of an open outcome")
        self._terminal.cut_line()
        self._terminal.present(MASTERCARD)
        self._hand.picture("in-doubt")
        self.doubts.append(self._last(ticket).id)
        self._terminal.mend_line()
        self._hand.until(lambda: self._order_of(ticket), "the outcome")
        self._done(ticket, "doubt-resolved")

    def cash_sale(self, codes: Sequence[str], before_paying: Callable[[], None]) -> OrderView:
        """A sale that is paid in cash; something happens elsewhere just before."""
        ticket = self._ring_up(len(codes), codes)
        self._pay_screen()
        self._way(TenderKind.CASH)
        before_paying()
        self._hand.enter()
        self._done(ticket, "")
        return self.orders[-1]

    # -- money back ------------------------------------------------------------------------------

    def refund(self) -> None:
        """A dozen of one article comes back, to the card that paid it: more than the cashier's limit."""
        from pos_desktop.ui.screens.refund import RefundScreen

        order = self.orders[-1]
        self._return_screen(order)
        screen = self._shown(RefundScreen)
        screen.table.rows[0].take()
        screen.reason.nth(0)
        self._hand.picture("refund")
        self._hand.enter()
        self._word("refund-approval")
        self._hand.until(lambda: self._hand.sees("refunded"), "the refund")
        self._hand.until(lambda: not self._open_refunds(), "the provider's answer")
        self._hand.settle(0.5)
        self._hand.picture("refunded")
        self._note_return()
        self._hand.enter()

    def exchange(self) -> None:
        """Something comes back, something dearer goes out, the difference is paid in cash."""
        from pos_desktop.ui.screens.refund import RefundScreen

        self._return_screen(self.orders[1])
        screen = self._shown(RefundScreen)
        screen.table.rows[0].take()
        screen.reason.nth(3)
        self._hand.press(tr("Exchange"))
        self._hand.until(lambda: self._hand.sees("sale"), "the sale screen")
        for code in self._codes():
            self._hand.scan(code)
        self._hand.picture("exchange")
        ticket = self._services.tickets.ticket.id
        self._pay_screen()
        self._way(TenderKind.CASH)
        self._hand.enter()
        self._done(ticket, "exchange-done")

    def void(self) -> None:
        """A sale of this shift is undone, with a manager's word: its card is paid back."""
        ticket = self._ring_up(1)
        self._pay_screen()
        self._way(TenderKind.CARD)
        self._hand.enter()
        self._at_reader()
        self._terminal.present(VISA)
        self._hand.until(lambda: self._order_of(ticket), "the card")
        self._done(ticket, "")
        self._hand.press(tr("Orders"))
        self._hand.scan(self.orders[-1].number)
        self._hand.settle(0.2)
        self._hand.press(tr("Void order…"))
        self._hand.press(tr("Rung up twice"))
        self._hand.picture("void")
        self._hand.press(tr("Void order"))
        self._word("void-approval")
        self._hand.until(lambda: self._services.orders.get(ticket).state == "cancelled", "the void")
        self._hand.until(lambda: not self._open_refunds(), "the provider's answer")
        self._hand.settle(0.3)
        self._hand.picture("voided")
        self.orders[-1] = self._services.orders.get(ticket)

    # -- what the steps are made of ----------------------------------------------------------------

    def _ring_up(self, many: int, codes: Sequence[str] = ()) -> UUID:
        self._hand.until(lambda: self._at_sale(), "the sale screen")
        for code in (codes or self._codes())[:many]:
            self._hand.scan(code)
        self._hand.until(lambda: len(self._services.tickets.ticket.lines) == many, "the lines")
        return self._services.tickets.ticket.id

    def _at_sale(self) -> bool:
        if not self._hand.sees("sale"):
            self._hand.press(tr("Sale"))
        return self._hand.sees("sale")

    def _pay_screen(self) -> None:
        from PySide6.QtCore import Qt

        if not self._hand.sees("pay"):
            if not self._hand.sees("sale"):
                self._hand.key(Qt.Key.Key_F8)
                self._hand.settle(0.2)
            else:
                self._hand.key(Qt.Key.Key_F12)
        self._hand.until(lambda: self._hand.sees("pay"), "the pay screen")

    def at_other_terminal(self, method: UUID, present: Callable[[], object]) -> OrderView:
        """A sale that is paid by another way of paying with a card; `present` is what the customer does there."""
        ticket = self._ring_up(2)
        self._pay_screen()
        self._key_of([view.method.id for view in self._services.tendering.methods()].index(method))
        self._hand.enter()
        self._hand.until(lambda: self._hand.sees("card"), "the card screen")
        self._hand.until(lambda: self._last(ticket).phase == Phase.WAITING_FOR_CARD, "the terminal's word")
        self._hand.picture("other-terminal")
        present()
        self._end_of_sale("other-terminal-done")
        return self._services.orders.get(ticket)

    def _way(self, kind: TenderKind) -> None:
        """Chooses a way to pay by its key."""
        kinds = [view.method.kind for view in self._services.tendering.methods()]
        self._key_of(kinds.index(kind))
        if kind.stored_value and self._hand.overlay_is_open():
            self._hand.escape()

    def _key_of(self, place: int) -> None:
        from PySide6.QtCore import Qt

        self._hand.key(Qt.Key(Qt.Key.Key_F1.value + place))
        self._hand.settle(0.1)

    def _left(self) -> int:
        return self._services.tendering.view().left_minor

    def _at_reader(self) -> None:
        self._hand.until(lambda: self._hand.sees("card"), "the card screen")
        self._hand.until(lambda: self._terminal.state.stage is not None, "the reader")
        if self._terminal.state.stage == "choosing_tip":
            self._terminal.choose_tip(0)
        ticket = self._services.tickets.ticket.id
        self._hand.until(lambda: self._last(ticket).phase == Phase.WAITING_FOR_CARD, "the reader's word")
        self._hand.settle(0.2)

    def _done(self, ticket: UUID, picture: str) -> None:
        self._hand.until(lambda: self._hand.sees("done"), "the end of the sale")
        self._terminal_quiet()
        self.orders.append(self._services.orders.get(ticket))
        self._end_of_sale(picture)

    def _end_of_sale(self, picture: str) -> None:
        self._hand.until(lambda: self._hand.sees("done"), "the end of the sale")
        if picture:
            self._hand.picture(picture)
        # The screen takes no key for a moment, so that none that was meant for the payment skips it.
        self._hand.settle(0.6)
        self._close_drawer()
        self._hand.enter()
        self._hand.until(lambda: self._hand.sees("sale"), "the next customer")

    def _terminal_quiet(self) -> None:
        self._hand.until(lambda: self._terminal.state.stage is None, "the reader's rest")

    def _return_screen(self, order: OrderView) -> None:
        self._hand.press(tr("Orders"))
        self._hand.scan(order.number)
        self._hand.settle(0.2)
        self._hand.press(tr("Return items…"))
        self._hand.until(lambda: self._hand.sees("refund"), "the refund screen")

    def _shown(self, kind: type[Shown]) -> Shown:
        found = self._hand.find(kind)
        assert isinstance(found, kind)
        return found

    def _word(self, picture: str) -> None:
        """A manager's word, where it is asked for."""
        self._hand.settle(0.3)
        if self._hand.overlay_is_open():
            self._approve(picture)

    def _note_return(self) -> None:
        newest = self._services.orders.find(limit=1)[0]
        self.orders.append(self._services.orders.get(newest.id))

    def _payments(self, ticket: UUID) -> list[Payment]:
        with self._register.data.store.read() as work:
            return work.payments.of_ticket(ticket)

    def _last(self, ticket: UUID) -> Payment:
        return self._payments(ticket)[-1]

    def _taken(self, ticket: UUID) -> int:
        return sum(1 for payment in self._payments(ticket) if payment.state.counts)

    def _order_of(self, ticket: UUID) -> bool:
        with self._register.data.store.read() as work:
            return work.orders.exists(ticket)

    def _open_refunds(self) -> list[Refund]:
        return [refund for refund in self._services.returns.open_promises() if refund.state.open]

    # -- the summary -------------------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """What the day's payments and refunds were, for the summary; all amounts in minor units."""
        tickets = dict.fromkeys(order.id for order in self.orders)
        with self._register.data.store.read() as work:
            payments = [payment for ticket in tickets for payment in work.payments.of_ticket(ticket)]
            refunds = [refund for ticket in tickets for refund in work.refunds.of_ticket(ticket)]
            doubts = [work.payments.get(payment_id) for payment_id in self.doubts]
        return {
            "payments": [self._payment_facts(payment) for payment in payments],
            "refunds": [_refund_facts(refund) for refund in refunds],
            "in_doubt_resolved": [
                {
                    "payment": str(payment.id),
                    "outcome": payment.state.value,
                    "charged_minor": self._terminal.charged(payment.ticket_id),
                    "times_asked": payment.asks,
                }
                for payment in doubts
            ],
            "terminal": {
                "charged_minor": sum(self._terminal.charged(ticket) for ticket in tickets),
                "refunded_minor": sum(self._terminal.refunded(ticket) for ticket in tickets),
            },
        }

    def _payment_facts(self, payment: Payment) -> dict[str, Any]:
        numbers = {order.id: order.number for order in self.orders}
        return {
            "order": numbers.get(payment.ticket_id),
            "kind": payment.kind.value,
            "state": payment.state.value,
            "amount_minor": payment.amount_minor,
            "tip_minor": payment.tip_minor,
            "card": f"{payment.brand} {payment.last_four}".strip(),
            "decline": payment.decline,
        }


def _refund_facts(refund: Refund) -> dict[str, Any]:
    return {
        "cause": refund.cause,
        "kind": refund.kind.value,
        "state": refund.state.value,
        "done": refund.state is RefundState.DONE,
        "amount_minor": refund.amount_minor,
        "to": refund.label,
        "approved": refund.approved_by is not None,
        "reason": refund.reason,
    }
