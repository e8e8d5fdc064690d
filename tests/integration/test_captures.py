"""Authorised first, charged later: at the virtual terminal and at the stand-in of Stripe, in a real encrypted file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.online_orders import take_order
from pos_desktop.application.order_push import Pushes
from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.platform.online_orders import OnlineState
from pos_desktop.application.sync_records import Connection
from pos_desktop.domain.payment import CaptureState, PaymentState, RefundState, TenderKind
from pos_desktop.payments.registry import provider_kind
from tests.integration.capture_counter import BOTH, COFFEE, Counter, StripeSide, TerminalSide
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import MORNING, make_till
from tests.integration.practice_platform import order
from tests.payment_harness.stripe_account import KEY, ONE_TRY


@pytest.fixture(params=[TerminalSide, StripeSide], ids=["terminal", "stripe"])
def counter(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Counter]:
    till = make_till(tmp_path / "till")
    pace = replace(ONE_TRY, clock=lambda: till.clock.moment.timestamp())
    monkeypatch.setattr(provider_kind("stripe"), "_pace", pace)
    till.sign_in("Manager")
    till.open_shift()
    side = request.param(till, tmp_path)
    yield Counter(till, side)
    side.end()
    till.accounts.close()
    till.close()


# -- charged when the sale is complete -------------------------------------------------------------


def test_a_card_is_charged_when_its_sale_is_on_disk(counter: Counter) -> None:
    payment = counter.sell("Bread", "Coffee", work=False)
    assert counter.side.charged(payment.ticket_id) == 0
    assert counter.order(payment).tenders[0].state == "authorised"
    counter.work()
    payment = counter.payment(payment.id)
    assert (payment.state, payment.charged_minor) == (PaymentState.TAKEN, BOTH)
    assert (payment.capture_state, payment.next_at) == (None, None)
    assert counter.side.charged(payment.ticket_id) == BOTH
    assert counter.order(payment).tenders[0].state == "taken"
    assert counter.topics(payment) == ["payment.authorised", "payment.succeeded"]
    assert counter.journal(payment).count("payment_taken") == 1
    counter.books_agree()


def test_a_tip_chosen_at_the_reader_is_charged_with_it(counter: Counter) -> None:
    payment = counter.sell("Coffee", tip=150)
    assert (payment.state, payment.tip_minor, payment.charged_minor) == (
        PaymentState.TAKEN,
        150,
        COFFEE + 150,
    )
    assert counter.side.charged(payment.ticket_id) == COFFEE + 150


def test_an_authorised_part_is_charged_when_cash_pays_the_rest(counter: Counter) -> None:
    counter.till.add("Coffee")
    payment = counter.authorise(500)
    counter.work()
    assert counter.side.charged(payment.ticket_id) == 0, "the sale is not complete"
    assert counter.till.services.tendering.take_cash(299) is not None
    counter.work()
    assert counter.side.charged(payment.ticket_id) == 500


@pytest.mark.parametrize("after_effect", [True, False])
def test_a_lost_answer_is_asked_after_and_charges_once(counter: Counter, after_effect: bool) -> None:
    payment = counter.sell("Coffee", work=False)
    counter.side.lose_answer(after_effect=after_effect)
    counter.work()
    waiting = counter.payment(payment.id)
    assert waiting.state is PaymentState.AUTHORISED
    assert waiting.capture_state in (CaptureState.SENT, CaptureState.UNKNOWN)
    counter.work(seconds=3)
    assert counter.payment(payment.id).state is PaymentState.TAKEN
    assert counter.side.charged(payment.ticket_id) == COFFEE
    assert counter.topics(payment).count("payment.succeeded") == 1


def test_a_provider_that_is_away_is_asked_as_long_as_it_takes(counter: Counter) -> None:
    payment = counter.sell("Coffee", work=False)
    counter.side.go_away()
    counter.work(seconds=900, rounds=8)
    waiting = counter.payment(payment.id)
    assert waiting.state is PaymentState.AUTHORISED
    assert waiting.last_error
    assert waiting.next_at is not None
    (view,) = counter.captures.waiting()
    assert (view.missing, view.payment.id) == (False, payment.id)
    counter.side.come_back()
    counter.till.later(minutes=5)  # a breaker's pause is over
    counter.captures.try_now(payment.id)
    counter.work()
    assert counter.side.charged(payment.ticket_id) == COFFEE
    assert counter.captures.waiting() == []


@pytest.mark.parametrize("sent", [False, True])
def test_a_crash_around_the_call_charges_once(counter: Counter, sent: bool, tmp_path: Path) -> None:
    payment = counter.sell("Coffee", work=False)
    before = counter.till
    if sent:  # the intent is on disk, and the call may have been made or not
        with before.store.write() as work:
            held = work.payments.get(payment.id)
            work.payments.save(replace(held, capture_state=CaptureState.SENT, capture_minor=COFFEE))
    after = before.after_power_cut(tmp_path / "after")
    counter.work()  # the call that was made before the power went
    assert counter.side.charged(payment.ticket_id) == COFFEE
    after.credentials.put(counter.method.id, "secret_key", KEY)
    after.sign_in("Manager")
    counter.till = after
    counter.work()
    counter.till = before
    with after.store.read() as work:
        found = work.payments.get(payment.id)
    after.accounts.close()
    after.close()
    assert (found.state, found.charged_minor) == (PaymentState.TAKEN, COFFEE)
    assert counter.side.charged(payment.ticket_id) == COFFEE


# -- given up, and less that is due ----------------------------------------------------------------


def test_a_sale_that_is_given_up_lets_the_card_go(counter: Counter) -> None:
    counter.till.add("Coffee")
    payment = counter.authorise(500)
    counter.till.services.settling.settle()
    counter.till.services.giving_up.give_up(payment.ticket_id)
    counter.work()
    payment = counter.payment(payment.id)
    assert (payment.state, payment.capture_state) == (PaymentState.CANCELLED, None)
    assert (counter.side.held(), counter.side.charged(payment.ticket_id)) == (0, 0)
    assert counter.side.refunded(payment.ticket_id) == 0
    (refund,) = counter.till.services.returns.refunds(payment.ticket_id)
    assert (refund.state, refund.voided) == (RefundState.DONE, True)
    assert counter.till.services.captures.waiting() == []
    counter.books_agree()


def test_a_sale_that_is_voided_before_the_charge_is_never_charged(counter: Counter) -> None:
    payment = counter.sell("Coffee", work=False)
    counter.till.services.orders.void(payment.ticket_id, "wrong customer")
    counter.work()
    assert counter.payment(payment.id).state is PaymentState.CANCELLED
    assert (counter.side.held(), counter.side.charged(payment.ticket_id)) == (0, 0)
    counter.books_agree()


def test_what_comes_back_before_the_goods_leave_is_not_charged(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Bread", "Coffee")
    counter.bring_back(payment, "Bread")
    counter.work()
    assert (counter.side.held(), counter.net(payment)) == (1, 0)
    counter.captures.goods_left(payment.ticket_id)
    counter.work()
    payment = counter.payment(payment.id)
    assert (payment.state, payment.charged_minor) == (PaymentState.TAKEN, COFFEE)
    assert counter.side.charged(payment.ticket_id) == COFFEE
    assert counter.side.refunded(payment.ticket_id) == 0
    assert counter.till.services.returns.open_promises() == []
    counter.books_agree()
    counter.bring_back(payment, "Coffee")
    counter.work()
    assert counter.net(payment) == 0
    counter.books_agree()


def test_all_that_comes_back_before_the_goods_leave_lets_the_card_go(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Bread", "Coffee")
    counter.bring_back(payment, "Bread")
    counter.bring_back(payment, "Coffee")
    counter.work()
    assert counter.payment(payment.id).state is PaymentState.CANCELLED
    assert (counter.side.held(), counter.side.charged(payment.ticket_id)) == (0, 0)
    assert counter.till.services.returns.open_promises() == []
    assert counter.captures.waiting() == []
    counter.books_agree()


def test_goods_that_come_back_while_the_charge_is_in_doubt_are_paid_back_once(counter: Counter) -> None:
    payment = counter.sell("Bread", "Coffee", work=False)
    counter.side.lose_answer(after_effect=True)
    counter.till.payment_work.step(payment)
    assert counter.payment(payment.id).capture_state is CaptureState.UNKNOWN
    counter.bring_back(payment, "Bread")
    counter.work(seconds=5, rounds=3)
    assert counter.side.charged(payment.ticket_id) == BOTH
    assert counter.net(payment) == COFFEE
    assert counter.till.services.returns.open_promises() == []
    counter.books_agree()


def test_what_somebody_charged_whole_gives_the_returned_part_back(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Bread", "Coffee")
    counter.bring_back(payment, "Bread")
    counter.work()
    counter.side.capture_by_hand(BOTH)
    counter.captures.goods_left(payment.ticket_id)
    counter.work(seconds=5, rounds=3)
    assert counter.net(payment) == COFFEE
    assert counter.till.services.returns.open_promises() == []
    counter.books_agree()


# -- goods that leave ------------------------------------------------------------------------------


def test_goods_that_are_shipped_on_the_platform_are_charged(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    shop = Connection(new_id(), "shopify", "Web shop")
    told = order(our_id=str(payment.ticket_id))
    with counter.till.store.write() as work:
        work.connections.save(shop, MORNING)
        push = Pushes(work, shop, {}).of(payment.ticket_id).order
        assert push is not None and not push.handed_over
        take_order(work, shop, told, MORNING)
        take_order(work, shop, replace(told, fulfilled=True, state=OnlineState.CANCELLED), MORNING)
    counter.work()
    assert (counter.side.held(), counter.net(payment)) == (1, 0), "nothing has left yet"
    for _ in range(2):
        with counter.till.store.write() as work:
            take_order(work, shop, replace(told, fulfilled=True), MORNING)
        counter.work()
        assert counter.payment(payment.id).state is PaymentState.TAKEN
        assert counter.side.charged(payment.ticket_id) == COFFEE, "once"
    with counter.till.store.read() as work:
        push = Pushes(work, shop, {}).of(payment.ticket_id).order
        assert push is not None and push.handed_over
    counter.books_agree()


def test_who_sends_the_goods_off_says_so_once_and_the_shops_hear_of_it(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    counter.till.sign_in("Cashier 1")
    counter.captures.goods_left(payment.ticket_id)
    with pytest.raises(Refused):
        counter.captures.goods_left(payment.ticket_id)
    counter.work()
    assert counter.side.charged(payment.ticket_id) == COFFEE
    with counter.till.store.read() as work:
        told = [event.topic for event in work.outbox.unrouted(100) if event.subject_id == payment.ticket_id]
    assert told.count("order.shipped") == 1
    assert "goods_left" in counter.journal(payment)
    counter.books_agree()


# -- what waits for its goods, and a manager -------------------------------------------------------


def test_a_manager_charges_what_waits_for_its_goods(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    (view,) = counter.captures.of_order(payment.ticket_id)
    assert (view.waits_for_goods, view.left_minor, counter.net(payment)) == (True, COFFEE, 0)
    assert counter.captures.waiting() == []
    counter.captures.charge_now(payment.id)
    with pytest.raises(Refused):
        counter.work()
        counter.captures.charge_now(payment.id)
    assert counter.net(payment) == COFFEE
    assert "capture_charge" in counter.journal(payment)


def test_a_cashier_needs_a_manager_for_it(counter: Counter) -> None:
    from pos_desktop.application.approvals import ApprovalNeeded

    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    counter.till.sign_in("Cashier 1")
    with pytest.raises(ApprovalNeeded) as asked:
        counter.captures.charge_now(payment.id)
    counter.captures.charge_now(payment.id, counter.till.word_for(asked.value.request))
    counter.work()
    assert counter.net(payment) == COFFEE


def test_what_a_manager_let_go_waits_to_be_paid_otherwise(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Bread", "Coffee")
    counter.bring_back(payment, "Bread")
    counter.captures.release(payment.id)
    counter.work()
    assert (counter.side.held(), counter.net(payment)) == (0, 0)
    (view,) = counter.captures.waiting()
    assert (view.missing, view.left_minor) == (True, COFFEE)
    drawer = counter.till.drawer_holds()
    new = counter.captures.take_cash(payment.id)
    assert (new.kind, new.whole_minor) == (TenderKind.CASH, COFFEE)
    assert counter.till.drawer_holds() == drawer + COFFEE
    assert counter.captures.waiting() == []
    with pytest.raises(Refused):
        counter.captures.take_external(payment.id, "ref 1")
    order = counter.order(payment)
    assert sum(t.amount_minor - t.rounding_minor for t in order.tenders) == BOTH
    counter.books_agree()
    counter.bring_back(payment, "Coffee")  # the cash goes back, not the card
    assert counter.till.drawer_holds() == drawer


def test_an_expired_authorisation_is_told_and_taken_at_the_terminal_beside(counter: Counter) -> None:
    with counter.till.store.write() as work:
        external = next(m for m in work.payment_methods.all() if m.kind is TenderKind.EXTERNAL)
        work.payment_methods.save(replace(external, active=True))
    payment = counter.sell("Coffee", work=False)
    counter.side.expire()
    counter.work()
    payment = counter.payment(payment.id)
    assert (payment.state, payment.capture_state) == (PaymentState.CANCELLED, CaptureState.REFUSED)
    assert "expired" in payment.last_error
    assert "payment_not_charged" in counter.journal(payment)
    (view,) = counter.captures.waiting()
    assert (view.number, view.left_minor) == (counter.order(payment).number, COFFEE)
    with pytest.raises(Refused):
        counter.captures.charge_now(payment.id)
    with pytest.raises(Refused):
        counter.captures.take_external(payment.id, " ")
    counter.captures.take_external(payment.id, "T 4711")
    assert counter.captures.waiting() == []
    counter.books_agree()


def test_one_that_waits_for_its_goods_and_expires_is_noticed_at_night(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    counter.side.expire()
    counter.books_agree()
    (view,) = counter.captures.waiting()
    assert (view.missing, view.payment.id) == (True, payment.id)
    counter.captures.write_off(payment.id, "The customer is gone")
    assert counter.captures.waiting() == []
    assert "payment_written_off" in counter.journal(payment)


def test_a_charge_that_is_refused_for_good_can_be_tried_again(counter: Counter) -> None:
    payment = counter.sell("Coffee", work=False)
    counter.side.refuse()
    counter.work()
    payment = counter.payment(payment.id)
    assert (payment.state, payment.capture_state) == (PaymentState.AUTHORISED, CaptureState.REFUSED)
    assert payment.next_at is None
    (view,) = counter.captures.waiting()
    assert view.missing
    counter.captures.charge_now(payment.id)
    counter.work()
    assert counter.net(payment) == COFFEE
    assert counter.captures.waiting() == []


def test_a_refused_charge_taken_in_cash_lets_the_card_go(counter: Counter) -> None:
    payment = counter.sell("Coffee", work=False)
    counter.side.refuse()
    counter.work()
    counter.captures.take_cash(payment.id)
    counter.work()
    assert (counter.side.held(), counter.net(payment)) == (0, 0)
    assert counter.captures.waiting() == []
    drawer = counter.till.drawer_holds()
    counter.till.services.orders.void(payment.ticket_id, "")
    counter.work()
    assert counter.till.drawer_holds() == drawer - COFFEE
    assert counter.till.services.returns.open_promises() == []


def test_a_tip_that_came_in_cash_goes_back_with_the_void(counter: Counter) -> None:
    before = counter.till.drawer_holds()
    payment = counter.sell("Coffee", tip=150, work=False)
    counter.side.refuse()
    counter.work()
    counter.captures.take_cash(payment.id)
    assert counter.till.drawer_holds() == before + COFFEE + 150
    counter.till.services.orders.void(payment.ticket_id, "")
    assert counter.till.drawer_holds() == before


def test_what_a_manager_says_is_reserved_is_charged_all_the_same(counter: Counter) -> None:
    """Its answer was lost for good; a reservation that nobody charges brings no money."""
    counter.till.add("Coffee")
    payment = counter.till.services.tendering.start(counter.method.id)
    counter.till.payment_work.step(payment)
    counter.till.later(seconds=1)
    counter.side.pay()
    counter.side.go_away()
    for _ in range(3):
        counter.till.later(seconds=200)
        counter.till.payment_work.step(payment)
    assert counter.payment(payment.id).state is PaymentState.UNKNOWN
    settling = counter.till.services.settling
    decided = settling.decide(payment.id, taken=True, reason="The reader shows it")
    assert decided.state is PaymentState.AUTHORISED
    assert [settled.kind for settled in settling.settle()] == ["sold"]
    counter.side.come_back()
    counter.work(seconds=1000, rounds=3)
    assert counter.payment(payment.id).state is PaymentState.TAKEN
    assert counter.net(payment) == COFFEE
    counter.books_agree()


# -- the setting -----------------------------------------------------------------------------------


def test_the_setting_is_offered_where_a_provider_can_do_it(counter: Counter) -> None:
    methods = counter.till.services.payment_methods
    for kind in methods.kinds():
        offered = [field for field in kind.fields if field.key == "capture"]
        assert bool(offered) == kind.traits.manual_capture
        for field in offered:
            assert (field.choices, len(field.choice_labels)) == (("now", "sale", "shipment"), 3)
    with pytest.raises(ProviderSetting):
        methods.change(counter.method.id, settings={**counter.method.settings, "capture": "someday"})
    methods.change(counter.method.id, settings={**counter.method.settings, "capture": "now"})
    counter.till.add("Coffee")
    payment = counter.till.services.tendering.start(counter.method.id)
    assert payment.capture
    counter.till.services.tendering.stop(payment.id)
    counter.work()


def test_a_method_with_authorisations_cannot_be_removed(counter: Counter) -> None:
    counter.wait_for_goods()
    payment = counter.sell("Coffee")
    methods = counter.till.services.payment_methods
    with pytest.raises(Refused):
        methods.remove(counter.method.id)
    counter.captures.charge_now(payment.id)
    counter.work()
    methods.remove(counter.method.id)


def test_the_card_shop_of_other_tests_charges_at_once(card_shop: CardShop) -> None:
    card_shop.ring_up("Coffee")
    assert card_shop.card().capture
