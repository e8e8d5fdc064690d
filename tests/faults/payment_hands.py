"""Everything that hands can do around payments, each told to the model as it was seen at the counter.

What the register refuses in words changes nothing, here and there. Numbers drawn at random pick among what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.returns import Pick, Returned
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.domain.shift import CashMove
from pos_desktop.payments.fake.cards import AMEX, MASTERCARD, VISA
from pos_desktop.payments.fake.records import Stage
from tests.faults.payment_model import Model
from tests.faults.payment_shop import GIFT_CARDS, PaymentShop

PRODUCTS = ("Bread", "Milk", "Coffee", "Sweet")
FLOAT = 10_000


class Hands:
    """A cashier, a manager, customers, and somebody at the cables."""

    def __init__(self, shop: PaymentShop) -> None:
        self.shop = shop
        self.model = Model(FLOAT, sum(GIFT_CARDS), dict(zip(shop.codes, GIFT_CARDS, strict=True)))
        self.refused = 0

    @property
    def services(self) -> Any:
        return self.shop.till.services

    @property
    def ticket(self) -> Any:
        return self.services.tickets.ticket

    def ask(self, call: Callable[..., Any]) -> Any:
        """Does it with a manager's word where needed; None when it is refused in words."""
        try:
            return self.shop.with_word(call)
        except (PersonError, ApprovalNeeded):
            self.refused += 1
            return None

    # -- goods -------------------------------------------------------------------------------------

    def ring_up(self, which: int, pieces: int) -> None:
        name, ticket = PRODUCTS[which % len(PRODUCTS)], self.ticket.id
        for _ in range(pieces):
            if self.ask(lambda _word: self.services.tickets.add(self.shop.till.rows[name])) is not None:
                self.model.carries(ticket, name, 1)

    def discard(self) -> None:
        self.ask(self.services.tickets.discard)

    # -- tenders -------------------------------------------------------------------------------------

    def _some(self, share: int, left: int) -> int:
        """A share of what is left, in tenths; ten and more is all of it."""
        return max(1, left if share >= 10 else left * share // 10)

    def cash(self, share: int, more: int) -> None:
        self._need_goods()
        due, coin = self.services.tendering.view().left_cash_minor, self._coin
        given = due + more * coin if share >= 10 else max(coin, due * share // 10 // coin * coin)
        if self._happened(lambda word: self.services.tendering.take_cash(given, word)):
            self.model.takes_cash(given, due)

    def foreign(self, dollars: int) -> None:
        self._need_goods()
        ticket, due = self.ticket.id, self.services.tendering.view().left_cash_minor
        method = self.shop.methods[TenderKind.FOREIGN_CASH]
        if self._happened(lambda word: self.services.tendering.take_foreign(method, dollars * 100, word)):
            self.model.takes_foreign(ticket, dollars * 90, due)

    def gift_card(self, which: int, share: int) -> None:
        self._need_goods()
        code = self.shop.codes[which % len(self.shop.codes)]
        left = self.services.tendering.view().left_minor
        amount = None if share > 10 else self._some(share, left)
        taken = max(1, min(left, self.model.cards[code])) if amount is None else amount
        method = self.shop.methods[TenderKind.GIFT_CARD]
        if self._happened(lambda word: self.services.tendering.take_code(method, code, amount, word)):
            self.model.redeems(code, taken)

    def external(self, share: int) -> None:
        self._need_goods()
        amount = self._some(share, self.services.tendering.view().left_minor)
        method = self.shop.methods[TenderKind.EXTERNAL]
        self.ask(lambda word: self.services.tendering.take_external(method, amount, "slip 17", word))

    def network(self, kind: TenderKind, share: int, tip: int) -> None:
        self._need_goods()
        amount = self._some(share, self.services.tendering.view().left_minor)
        method = self.shop.methods[kind]
        start = self.services.tendering.start
        self.ask(lambda word: start(method, amount, tip_minor=tip, approval=word))

    def authorise(self, kind: TenderKind, when: str, share: int) -> None:
        """A card that is authorised first, and charged with the sale or with its goods."""
        self._need_goods()
        amount = self._some(share, self.services.tendering.view().left_minor)
        method, start = self.shop.later[kind, when], self.services.tendering.start
        self.ask(lambda word: start(method, amount, approval=word))

    # -- charged later -------------------------------------------------------------------------------

    def goods_leave(self, which: int) -> None:
        order_id = self._an_order(which)
        if order_id is not None:
            self.ask(lambda _word: self.services.captures.goods_left(order_id))

    def _held(self, which: int) -> Any:
        """A payment that is reserved on a card, or was to be."""
        with self.shop.till.store.read() as work:
            known = {p.id: p for p in (*work.payments.held(), *work.payments.captures())}
        return list(known.values())[which % len(known)] if known else None

    def charge_now(self, which: int) -> None:
        if (payment := self._held(which)) is not None:
            self.ask(lambda word: self.services.captures.charge_now(payment.id, word))

    def release(self, which: int) -> None:
        if (payment := self._held(which)) is not None and self.services.orders.known(payment.ticket_id):
            self.ask(lambda word: self.services.captures.release(payment.id, word))

    def take_otherwise(self, which: int) -> None:
        """Money that the card did not bring: in cash, at the terminal beside, or never."""
        missing = [view for view in self.services.captures.waiting() if view.missing]
        if not missing:
            return
        payment, captures = missing[which % len(missing)].payment, self.services.captures
        if which % 4 == 0:
            self.ask(lambda word: captures.take_external(payment.id, "slip 18", word))
        elif which % 4 == 1:
            self.ask(lambda word: captures.write_off(payment.id, "gone", word))
        elif (new := self.ask(lambda word: captures.take_cash(payment.id, word))) is not None:
            self.model.drawer += new.whole_minor

    def expire(self) -> None:
        self.shop.terminal.expire_authorisations()

    def _need_goods(self) -> None:
        if not self.ticket.lines:
            self.ring_up(2, 1)

    def _happened(self, call: Callable[..., Any]) -> bool:
        before = self.refused
        self.ask(call)
        return self.refused == before

    @property
    def _coin(self) -> int:
        return int(self.services.desk.settings.currency.smallest_cash)

    # -- what is under way -------------------------------------------------------------------------

    def stop(self) -> None:
        for payment in self._open_payments()[-1:]:
            self.services.tendering.stop(payment)

    def ask_now(self) -> None:
        for payment in self._open_payments()[:1]:
            self.services.tendering.ask_now(payment)

    def park(self) -> None:
        self.ask(lambda _word: self.services.tendering.park_in_doubt())

    def deposit(self) -> None:
        self.ask(lambda word: self.services.tendering.leave_deposit("Table 4", word))

    def resume(self, which: int) -> None:
        parked = self.services.tickets.parked()
        if parked:
            self.ask(lambda _word: self.services.tickets.resume(parked[which % len(parked)].id))

    def undo(self, which: int) -> None:
        taken = self.services.tendering.view().taken
        if taken:
            payment = taken[which % len(taken)]
            undo = self.services.giving_up.undo
            refund = self.ask(lambda word: undo(payment.id, reference="back 17", approval=word))
            self._went_back([refund] if refund else [])

    def give_up(self) -> None:
        view = self.services.tendering.view()
        references = {payment.id: "back 17" for payment in view.taken}
        give_up, ticket = self.services.giving_up.give_up, self.ticket.id
        self._went_back(self.ask(lambda word: give_up(ticket, references=references, approval=word)) or [])

    def decide(self) -> None:
        """A manager telephones with the provider, who tells what their books say, and writes that down."""
        books = self.shop.terminal.books
        for payment_id in self._open_payments():
            payment = self.services.tendering.payment(payment_id)
            theirs = books.payment_of_key(payment.key)
            taken = theirs is not None and theirs.stage is Stage.CAPTURED
            over = theirs is None or theirs.stage in (Stage.CAPTURED, Stage.CANCELLED, Stage.DECLINED)
            if payment.state is not PaymentState.UNKNOWN or not over:
                continue
            if taken and (theirs.captured_minor != payment.whole_minor or not payment.provider_ref):
                continue  # the amount would have to be corrected by reconciliation
            decide = self.services.settling.decide
            facts = {"taken": taken, "reason": "their books"}
            self.ask(lambda word, pid=payment_id, facts=facts: decide(pid, approval=word, **facts))

    def _open_payments(self) -> list[UUID]:
        with self.shop.till.store.read() as work:
            return [payment.id for payment in work.payments.open()]

    # -- money back ----------------------------------------------------------------------------------

    def _went_back(self, refunds: list[Any]) -> None:
        """What a person handed over, or what went onto a gift card; a card's money is the terminal's matter."""
        for refund in refunds:
            if refund.kind is TenderKind.CASH:
                self.model.drawer -= refund.amount_minor
            elif refund.kind is TenderKind.FOREIGN_CASH and refund.cause in ("rollback", "void"):
                self.model.takes_foreign_back(refund.ticket_id)
            elif refund.kind is TenderKind.FOREIGN_CASH:
                self.model.drawer -= refund.amount_minor
            elif refund.kind.stored_value:
                self.model.stored += refund.amount_minor
                self._back_on_card(refund)

    def _back_on_card(self, refund: Any) -> None:
        with self.shop.till.store.read() as work:
            for code in self.shop.codes:
                found = work.stored_values.find(code)
                if any(move.id == refund.id for move in work.stored_values.moves(found.id)):
                    self.model.cards[code] += refund.amount_minor

    def _an_order(self, which: int) -> UUID | None:
        """One of the latest that something was paid for."""
        with self.shop.till.database.read() as connection:
            latest = connection.ask(
                "SELECT id, state, total_minor FROM sale_order ORDER BY sequence DESC LIMIT 12"
            )
        orders = [UUID(bytes=order) for order, state, total in latest if state == "paid" and total > 0]
        return orders[which % len(orders)] if orders else None

    def void(self, which: int) -> None:
        order_id = self._an_order(which)
        if order_id is None:
            return
        order = self.services.orders.get(order_id)
        references = {tender.id: "void 17" for tender in order.tenders}
        plain = sum(t.amount_minor for t in order.tenders if t.kind == "cash" and t.payment_id is None)
        before = {refund.id for refund in self.services.returns.refunds(order_id)}
        void = self.services.orders.void
        if self._happened(lambda word: void(order_id, "wrong", word, references=references)):
            self.model.drawer -= plain
            after = self.services.returns.refunds(order_id)
            self._went_back([refund for refund in after if refund.id not in before])

    def _picked(self, which: int, pieces: int, restock: bool) -> tuple[Any, dict[UUID, Pick]]:
        order_id = self._an_order(which)
        found = None if order_id is None else self.ask(lambda _word: self.services.returns.of(order_id))
        if found is None:
            return None, {}
        left = [line for line in found.lines if line.left_milli]
        if pieces > 2:  # all that is left
            return found, {line.line.id: Pick(line.left_milli, restock) for line in left}
        some = left[: pieces + 1]
        return found, {line.line.id: Pick(min(line.left_milli, 1000), restock) for line in some}

    def take_back(self, which: int, pieces: int, restock: bool, other: TenderKind | None) -> None:
        found, picks = self._picked(which, pieces, restock)
        if not picks:
            return
        references = {view.tender.id: "refund 17" for view in found.tenders}
        carry_out = self.services.returns.carry_out

        def back(word: Any) -> Returned:
            facts = {"other": other, "references": references, "approval": word}
            return carry_out(found, picks, "broken", **facts)  # type: ignore[no-any-return]

        returned = self.ask(back)
        if returned is not None:
            self._carries_back(returned.sale.order.id, found, picks)
            self._went_back(list(returned.refunds))

    def _carries_back(self, ticket: UUID, found: Any, picks: dict[UUID, Pick]) -> None:
        for line in found.lines:
            pick = picks.get(line.line.id)
            if pick is not None and pick.restock:
                self.model.carries(ticket, line.line.name, -(pick.quantity_milli // 1000))

    def exchange(self, which: int, pieces: int, restock: bool) -> None:
        """Goods come back on the ticket on the screen; what is due then is paid like any other ticket."""
        found, picks = self._picked(which, pieces, restock)
        if picks:
            add = self.services.returns.add_to_ticket
            if self._happened(lambda _word: add(found, picks, "wrong size")):
                self._carries_back(self.ticket.id, found, picks)

    def without_receipt(self, which: int, restock: bool) -> None:
        name = PRODUCTS[which % len(PRODUCTS)]
        add, row = self.services.returns.add_without_receipt, self.shop.till.rows[name]
        if self._happened(lambda word: add(row, 1000, "no receipt", restock=restock, approval=word)):
            self.model.carries(self.ticket.id, name, -1 if restock else 0)

    def finish_ticket(self, other: TenderKind | None) -> None:
        finish = self.services.returns.finish_ticket
        with self.shop.till.store.read() as work:
            orders = {line.back.order_id for line in self.ticket.lines if line.back and line.back.order_id}
            tenders = [view.tender.id for order in orders for view in work.orders.tenders_left(order)]
        references = dict.fromkeys(tenders, "refund 17")
        returned = self.ask(lambda word: finish(other=other, references=references, approval=word))
        if returned is not None:
            self._went_back(list(returned.refunds))

    def pay_out_otherwise(self, kind: TenderKind) -> None:
        refused = [r for r in self.services.returns.open_promises() if r.state is RefundState.REFUSED]
        for refund in refused[:1]:
            pay_out = self.services.returns.pay_out_otherwise
            new = self.ask(lambda word, rid=refund.id: pay_out(rid, kind, word))
            self._went_back([new] if new else [])

    # -- the customer and the cables -----------------------------------------------------------------

    def customer(self, deed: int) -> None:
        terminal = self.shop.terminal
        (
            terminal.present,
            lambda: terminal.present(MASTERCARD),
            lambda: terminal.decline(tuple(Decline)[deed % 5]),
            lambda: terminal.choose_tip(50),
            lambda: terminal.choose_tip(0),
            terminal.walk_away,
            terminal.pay_link,
            lambda: terminal.pay_link(AMEX),
            terminal.open_link,
            terminal.abandon_link,
            lambda: terminal.present(VISA),
        )[deed % 11]()

    def trouble(self, which: int) -> None:
        terminal = self.shop.terminal
        (
            lambda: terminal.lose_next_answer(after_effect=True),
            lambda: terminal.lose_next_answer(after_effect=False),
            lambda: terminal.lose_next_answer(after_effect=True, changes_only=True),
            lambda: terminal.answer_rubbish(after_effect=True),
            lambda: terminal.answer_rubbish(after_effect=False),
            terminal.answer_nonsense,
            terminal.answer_twice,
            terminal.answer_for_other_order,
            lambda: terminal.answer_for_other_order(changes_only=True),
            lambda: terminal.fail_next(429),
            lambda: terminal.fail_next(500),
            lambda: terminal.fail_next(500, after_effect=True),
            terminal.refuse_next_refund,
            terminal.hold_refunds,
            terminal.pay_out_refunds,
            terminal.hold_bank,
            terminal.let_bank_answer,
            terminal.reader_off,
            terminal.reader_back,
        )[which % 19]()

    def cable(self, cut: bool) -> None:
        (self.shop.terminal.cut_line if cut else self.shop.terminal.mend_line)()

    def mend(self) -> None:
        """All is well again: what was read is answered, what was held goes out."""
        terminal = self.shop.terminal
        terminal.behave()
        terminal.mend_line()
        terminal.unmute()
        terminal.reader_back()
        terminal.let_bank_answer()
        terminal.pay_out_refunds()

    # -- the shop's day ------------------------------------------------------------------------------

    def next_shift(self) -> None:
        """Counted to the last coin, closed; the next one begins with the usual float."""
        shifts = self.services.shifts
        if self.ask(lambda _word: shifts.confirm_count({1: self.model.drawer})) is None:
            return
        shifts.close("", 0)
        shifts.open(FLOAT)
        self.model.drawer = FLOAT

    def drop(self, amount: int) -> None:
        drop = self.services.shifts.move_cash
        if self._happened(lambda word: drop(CashMove.DROP, amount, "safe", word)):
            self.model.drawer -= amount

    def clock(self, minutes: int) -> None:
        self.shop.till.clock.moment += timedelta(minutes=minutes)

    def settle_all(self) -> None:
        """The line is mended; the day is worked on until nothing is due any more."""
        self.mend()
        for _ in range(5):
            self.shop.work(seconds=1000)
            self.shop.terminal.pay_out_refunds()

    def unfinished(self) -> list[str]:
        """Tickets that are paid but are no order; told by the cashier's screen, ended by a person."""
        stuck = [settled for settled in self.services.settling.settle() if settled.kind != "refused"]
        return [json.dumps([one.kind, str(one.ticket.id)]) for one in stuck]


__all__ = ["FLOAT", "PRODUCTS", "Hands", "OrderState"]
