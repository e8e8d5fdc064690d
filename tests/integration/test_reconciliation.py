"""The books of a real terminal's bank against the register's, and what becomes of a difference."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, GiveBack, ProviderPayment
from pos_desktop.application.payment_records import Payment, PaymentMethod
from pos_desktop.application.reconciliation import LAST_RUN, Reconciliation
from pos_desktop.application.returns import Pick
from pos_desktop.application.statement_check import OurSide, compare
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.fake.provider import TerminalProvider
from pos_desktop.payments.nightly import NightlyReconciliation
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop


def books(shop: CardShop) -> Reconciliation:
    return shop.till.services.reconciliation


def sold_by_card(shop: CardShop, *names: str) -> Payment:
    """A customer who paid with a card, some time ago."""
    shop.ring_up(*names)
    payment = shop.card()
    shop.terminal.present()
    paid = shop.until_known(payment.id)
    shop.till.services.settling.settle()
    return paid


def charged_past_us(shop: CardShop, amount: int, order_id=None) -> str:
    """The terminal takes a payment that this register knows nothing of; its reference."""
    payment_id = new_id()
    charge = Charge(payment_id, str(payment_id), order_id or new_id(), "Ticket 9", amount, "EUR")
    with shop.till.accounts.apart(shop.methods[TenderKind.CARD].id) as provider:
        provider.start(charge)
        shop.terminal.present()
        assert provider.ask(charge).state is PaymentState.TAKEN
        return provider.ask(charge).provider_ref


def given_back_past_us(shop: CardShop, paid: Payment, amount: int) -> None:
    """In the provider's own pages a part of a payment goes back."""
    refund_id = new_id()
    with shop.till.accounts.apart(paid.method_id) as provider:
        provider.give_back(
            GiveBack(
                refund_id, str(refund_id), paid.id, paid.ticket_id, amount, "EUR",
                "requested_by_customer", paid.provider_ref, False, paid_minor=paid.amount_minor,
            )
        )  # fmt: skip


def tomorrow(shop: CardShop) -> None:
    """The terminal's clock is the real one: the register's is put where it lies in its past."""
    shop.till.clock.moment = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def now_shop(card_shop: CardShop) -> CardShop:
    """The register's clock shows the time of the terminal's."""
    card_shop.till.clock.moment = datetime.now(UTC)
    return card_shop


def test_books_that_agree_have_no_difference(now_shop: CardShop) -> None:
    sold_by_card(now_shop, "Coffee")
    tomorrow(now_shop)
    run = books(now_shop).run()
    assert (run.compared, run.found, run.troubles) == (1, 0, ())
    assert books(now_shop).open_count() == 0
    assert books(now_shop).last_run() == run
    assert now_shop.till.journal("reconciled")[-1][1]["compared"] == 1


def test_an_unknown_payment_is_listed_once_and_given_back_once(now_shop: CardShop) -> None:
    ref = charged_past_us(now_shop, 1240)
    tomorrow(now_shop)
    assert books(now_shop).run().found == 1
    assert books(now_shop).run().found == 0
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.provider_ref) == ("missing_here", ref)
    assert (view.difference.ours_minor, view.difference.theirs_minor) == (None, 1240)
    assert [choice.key for choice in view.choices] == ["give_back", "accept"]
    now_shop.approved(lambda word: books(now_shop).resolve(view.difference.id, "give_back", approval=word))
    now_shop.work()
    assert now_shop.terminal.refunded(view.difference.order_id) == 1240
    (refund,) = now_shop.till.rows_of(tables.refund)
    assert refund.state == RefundState.DONE.value
    (entry,) = now_shop.till.rows_of_journal("difference_resolved")
    assert entry.person_id == now_shop.till.person("Cashier 1").id
    assert entry.approver_id == now_shop.till.person("Manager").id
    assert books(now_shop).run().found == 0
    assert books(now_shop).open() == []


def test_a_payment_of_an_order_that_waits_is_booked_for_it(now_shop: CardShop) -> None:
    now_shop.ring_up("Coffee")
    ticket = now_shop.till.services.tickets.ticket
    now_shop.till.services.tickets.park("Waits")
    charged_past_us(now_shop, 799, ticket.id)
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    assert [choice.key for choice in view.choices] == ["assign", "give_back", "accept"]
    assert view.order_number == f"Ticket {ticket.number}"
    now_shop.till.sign_in("Manager")
    books(now_shop).resolve(view.difference.id, "assign")
    order = now_shop.till.services.orders.get(ticket.id)
    assert [(tender.kind, tender.amount_minor) for tender in order.tenders] == [("card", 799)]
    assert books(now_shop).run().found == 0


def test_what_was_believed_cancelled_and_is_charged_goes_back(now_shop: CardShop) -> None:
    now_shop.ring_up("Coffee")
    now_shop.terminal.lose_next_answer(after_effect=True)
    payment = now_shop.card()
    now_shop.terminal.cut_line()
    now_shop.terminal.present()
    now_shop.till.sign_in("Manager")
    now_shop.till.services.settling.decide(payment.id, taken=False, reason="The line is dead")
    now_shop.terminal.mend_line()
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.ours_minor, view.difference.theirs_minor) == (
        "missing_here",
        0,
        799,
    )
    assert view.ours is not None
    assert view.ours.id == payment.id
    books(now_shop).resolve(view.difference.id, "give_back")
    now_shop.work()
    assert now_shop.terminal.refunded(payment.ticket_id) == 799
    assert books(now_shop).run().found == 0


def test_a_decided_payment_that_never_was_is_missing_there(now_shop: CardShop) -> None:
    now_shop.ring_up("Coffee")
    now_shop.terminal.lose_next_answer(after_effect=False)
    payment = now_shop.card()
    now_shop.terminal.cut_line()
    now_shop.till.sign_in("Manager")
    now_shop.till.services.settling.decide(payment.id, taken=True, reason="The customer has a slip")
    now_shop.till.services.settling.settle()
    now_shop.terminal.mend_line()
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.ours_minor, view.difference.theirs_minor) == (
        "missing_there",
        799,
        None,
    )
    assert [choice.key for choice in view.choices] == ["accept"]
    with pytest.raises(Refused, match="note"):
        books(now_shop).resolve(view.difference.id, "accept", "  ")
    books(now_shop).resolve(view.difference.id, "accept", "Paid with the other terminal")
    assert now_shop.till.rows_of(tables.difference)[0].note == "Paid with the other terminal"
    assert books(now_shop).open() == []
    with pytest.raises(Refused):
        books(now_shop).resolve(view.difference.id, "accept", "Again")


def test_a_refund_made_in_the_providers_pages_is_a_difference(now_shop: CardShop) -> None:
    paid = sold_by_card(now_shop, "Coffee")
    given_back_past_us(now_shop, paid, 300)
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.ours_minor, view.difference.theirs_minor) == (
        "refund",
        0,
        300,
    )
    assert [choice.key for choice in view.choices] == ["accept"]
    assert view.order_number == now_shop.till.services.orders.get(paid.ticket_id).number


def test_a_refund_that_never_went_back_is_made_good_once(now_shop: CardShop) -> None:
    """Somebody said that it went back; the terminal's books know better. Once it did, they agree."""
    till, returns = now_shop.till, now_shop.till.services.returns
    paid = sold_by_card(now_shop, "Coffee", "Bread")
    till.sign_in("Manager")
    now_shop.terminal.lose_next_answer(after_effect=False)
    found = returns.of(paid.ticket_id)
    done = returns.carry_out(found, {found.lines[0].line.id: Pick(1000)}, "Damaged")
    now_shop.work()
    till.services.refund_decisions.decide(done.refunds[0].id, went_back=True, reason="The slip says so")
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.ours_minor, view.difference.theirs_minor) == (
        "refund",
        799,
        0,
    )
    books(now_shop).resolve(view.difference.id, "give_back")
    now_shop.work()
    assert now_shop.terminal.refunded(paid.ticket_id) == 799
    assert books(now_shop).run().found == 0
    found = returns.of(paid.ticket_id)
    assert [each.left.left_minor for each in found.tenders] == [250]


def second_way(shop: CardShop) -> PaymentMethod:
    """Another way of paying at the same terminal, before the first."""
    first = shop.methods[TenderKind.CARD]
    second = replace(first, id=new_id(), name="Card at the door", position=0)
    with shop.till.store.write() as work:
        work.payment_methods.save(second)
    return second


def test_what_two_ways_of_paying_are_told_by_one_terminal_is_listed_once(now_shop: CardShop) -> None:
    second_way(now_shop)
    charged_past_us(now_shop, 1240)
    tomorrow(now_shop)
    run = books(now_shop).run()
    assert (run.compared, run.found) == (2, 1)
    (view,) = books(now_shop).open()
    now_shop.till.sign_in("Manager")
    books(now_shop).resolve(view.difference.id, "give_back")
    now_shop.work()
    assert now_shop.terminal.refunded(view.difference.order_id) == 1240
    assert books(now_shop).run().found == 0


def test_a_difference_belongs_to_the_way_of_paying_that_took_the_money(now_shop: CardShop) -> None:
    paid = sold_by_card(now_shop, "Coffee")
    second_way(now_shop)
    given_back_past_us(now_shop, paid, 300)
    tomorrow(now_shop)
    assert books(now_shop).run().found == 1
    (view,) = books(now_shop).open()
    assert (view.difference.kind, view.difference.method_id) == ("refund", paid.method_id)


def decided_as_taken(shop: CardShop) -> Payment:
    """A manager says that a payment was taken which never reached the terminal."""
    shop.ring_up("Coffee")
    shop.terminal.lose_next_answer(after_effect=False)
    payment = shop.card()
    decided = shop.till.services.settling.decide(payment.id, taken=True, reason="The customer has a slip")
    shop.till.services.settling.settle()
    return decided


def test_of_two_payments_that_nobody_there_knows_each_is_listed(now_shop: CardShop) -> None:
    now_shop.till.sign_in("Manager")
    payments = [decided_as_taken(now_shop) for _ in range(2)]
    assert [payment.provider_ref for payment in payments] == ["", ""]
    tomorrow(now_shop)
    assert books(now_shop).run().found == 2
    assert {view.difference.payment_id for view in books(now_shop).open()} == {each.id for each in payments}
    assert books(now_shop).run().found == 0


def test_what_was_booked_from_the_books_is_not_asked_for_when_they_end_before_it(now_shop: CardShop) -> None:
    """The provider knows it by another key, if by any: it is in the books or it is older than they are read."""
    now_shop.ring_up("Coffee")
    ticket = now_shop.till.services.tickets.ticket
    now_shop.till.services.tickets.park("Waits")
    charged_past_us(now_shop, 799, ticket.id)
    now_shop.till.clock.moment = datetime.now(UTC) + timedelta(hours=5)
    now_shop.till.sign_in("Manager")
    books(now_shop).run()
    (view,) = books(now_shop).open()
    books(now_shop).resolve(view.difference.id, "assign")
    now_shop.till.later(days=31, minutes=-1)
    run = books(now_shop).run()
    assert (run.compared, run.found, run.troubles) == (0, 0, ())


def test_a_cashier_ends_nothing_alone(now_shop: CardShop) -> None:
    charged_past_us(now_shop, 500)
    tomorrow(now_shop)
    books(now_shop).run()
    (view,) = books(now_shop).open()
    with pytest.raises(ApprovalNeeded) as needed:
        books(now_shop).resolve(view.difference.id, "give_back")
    assert needed.value.request.amount_minor == -500
    assert books(now_shop).open_count() == 1


def test_trouble_with_a_provider_is_told_and_it_is_asked_again(now_shop: CardShop) -> None:
    now_shop.terminal.cut_line()
    tomorrow(now_shop)
    run = books(now_shop).run()
    assert {name for name, _ in run.troubles} == {"Card", "Payment link"}
    assert all("not reached" in words for _, words in run.troubles)
    assert not books(now_shop).due()
    now_shop.till.later(hours=1, seconds=1)
    assert books(now_shop).due()
    now_shop.terminal.mend_line()
    assert books(now_shop).run().troubles == ()


def test_it_is_due_every_night_and_after_a_night_that_was_missed(now_shop: CardShop) -> None:
    assert books(now_shop).due()
    now_shop.till.clock.moment = now_shop.till.clock.moment.replace(hour=14, minute=0)
    books(now_shop).run()
    assert not books(now_shop).due()
    now_shop.till.later(hours=12, minutes=50)
    assert not books(now_shop).due()
    now_shop.till.later(minutes=20)
    assert books(now_shop).due()
    books(now_shop).run()
    now_shop.till.later(hours=23)
    assert not books(now_shop).due()
    now_shop.till.later(hours=2)
    assert books(now_shop).due()


def test_the_thread_runs_what_is_due_and_ends_at_once(now_shop: CardShop) -> None:
    tomorrow(now_shop)
    ran = threading.Event()
    books(now_shop).on_change(ran.set)
    nightly = NightlyReconciliation(lambda: books(now_shop), first_look_seconds=0.0)
    nightly.start()
    assert ran.wait(60)
    nightly.stop()
    _gone("reconciliation")
    assert not [t for t in threading.enumerate() if t.name == "reconciliation"]
    with now_shop.till.store.read() as work:
        assert work.settings.get(LAST_RUN) is not None


def _gone(name: str) -> None:
    """Waits for threads of a name that are about to end."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(60)


def test_a_thread_whose_provider_hangs_is_left_within_two_seconds(now_shop: CardShop) -> None:
    import time

    with now_shop.till.store.write() as work:
        for method in work.payment_methods.all():
            if method.provider.startswith("fake"):
                work.payment_methods.save(replace(method, settings={**method.settings, "answer_ms": "10000"}))
    tomorrow(now_shop)
    ended = threading.Event()
    books(now_shop).on_change(ended.set)
    now_shop.terminal.hang_next()
    nightly = NightlyReconciliation(lambda: books(now_shop), first_look_seconds=0.0)
    nightly.start()
    began = time.monotonic()
    nightly.stop()
    assert time.monotonic() - began < 8, "ten seconds are what an answer may take"
    assert ended.wait(100)  # it ends by itself before the file closes


def test_a_fault_at_night_reaches_the_crash_report(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[type[BaseException]] = []
    told = threading.Event()

    def report(caught: threading.ExceptHookArgs) -> None:
        reported.append(caught.exc_type)
        told.set()

    def broken() -> Reconciliation:
        raise ZeroDivisionError

    monkeypatch.setattr(threading, "excepthook", report)
    nightly = NightlyReconciliation(broken, first_look_seconds=0.0)
    nightly.start()
    assert told.wait(10)
    nightly.stop()
    assert reported == [ZeroDivisionError]


def test_nobody_waits_for_a_person_who_may_not(now_shop: CardShop) -> None:
    with pytest.raises(PersonError):
        books(now_shop).resolve(_listed(now_shop), "assign")


def _listed(shop: CardShop):
    charged_past_us(shop, 700)
    tomorrow(shop)
    books(shop).run()
    return books(shop).open()[0].difference.id


@pytest.mark.parametrize("whose", ["another program's", "another register's"])
def test_what_others_charge_on_the_same_account_is_passed_over(
    now_shop: CardShop, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged_past_us(now_shop, 900)
    none = {"payment_id": None, "order_id": None}
    changes = none if whose == "another program's" else {"register_id": new_id()}
    statement = TerminalProvider.statement

    def told(provider: TerminalProvider, since: datetime, until: datetime) -> list[ProviderPayment]:
        return [replace(one, **changes) for one in statement(provider, since, until)]

    monkeypatch.setattr(TerminalProvider, "statement", told)
    tomorrow(now_shop)
    run = books(now_shop).run()
    assert (run.compared, run.found) == (1, 0)


# -- comparing, by itself ---------------------------------------------------------------------------------------


def _pair(ours_state: PaymentState, theirs_state: PaymentState, charged: int, back: int) -> list[str]:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    key = new_id()
    payment = Payment(
        key, "k", key, key, key, key, TenderKind.CARD, "fake", ours_state, 500, "EUR", "T", key, now, now
    )
    theirs = ProviderPayment("r", charged, back, "EUR", theirs_state, now, key, key)
    return [finding.kind for finding in compare(theirs, OurSide(payment))]


@pytest.mark.parametrize(
    ("ours", "theirs", "charged", "back", "found"),
    [
        (PaymentState.TAKEN, PaymentState.TAKEN, 500, 0, []),
        (PaymentState.TAKEN, PaymentState.TAKEN, 600, 0, ["amount"]),
        (PaymentState.TAKEN, PaymentState.TAKEN, 400, 0, ["amount"]),
        (PaymentState.TAKEN, PaymentState.TAKEN, 500, 100, ["refund"]),
        (PaymentState.TAKEN, PaymentState.CANCELLED, 0, 0, ["missing_there"]),
        (PaymentState.CANCELLED, PaymentState.TAKEN, 500, 0, ["missing_here"]),
        (PaymentState.CANCELLED, PaymentState.TAKEN, 500, 500, []),
        (PaymentState.DECLINED, PaymentState.DECLINED, 0, 0, []),
        (PaymentState.UNKNOWN, PaymentState.TAKEN, 500, 0, []),
        (PaymentState.TAKEN, PaymentState.SENT, 0, 0, []),
        (PaymentState.AUTHORISED, PaymentState.AUTHORISED, 0, 0, []),
    ],
)
def test_what_counts_as_a_difference(ours, theirs, charged, back, found) -> None:
    assert _pair(ours, theirs, charged, back) == found
