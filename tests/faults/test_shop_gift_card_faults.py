"""Everything that can go wrong between the register and a shop whose gift card pays: what the card holds and what was
taken from it are always what it was issued with, and nothing is taken or put back twice."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_records import Payment
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.shop_gift_card.notes import Mark, note_of
from pos_desktop.platforms.shopify.fake.bucket import BASIC
from pos_desktop.platforms.shopify.fake.faults import NOTHING_DONE, Fault, Plan
from pos_desktop.storage import tables
from tests.faults.gift_card_child import Facts
from tests.forked import CAN_FORK, Forks
from tests.integration.desk_fixtures import Till
from tests.integration.gift_shop import HELD, GiftShop, PowerCut, gift_shop, redeemed, until_known, work_at
from tests.platform_harness.shopify import HURRIED_SECONDS

COFFEE = 799
NEVER_AGAIN = (Fault.EXPIRED,)  # the token has ended for good: told apart below
FAULTS = [fault for fault in Fault if fault not in (Fault.TWICE, *NEVER_AGAIN)]
LOOKS = [
    ("giftCard", fault)
    for fault in (
        Fault.TOO_MANY,
        Fault.STATUS,
        Fault.LOSE_ANSWER,
        Fault.HANG_BEFORE,
        Fault.RUBBISH,
        Fault.OTHERS,
    )
]
"""A question can be spoilt in fewer ways that differ: it changes nothing."""
HOW: dict[Fault, dict[str, object]] = {
    Fault.TOO_MANY: {"retry_after": "0"},
    Fault.SLOW: {"seconds": 2 * HURRIED_SECONDS},
    Fault.SHAPE: {"change": lambda body: {"data": {}}},
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[GiftShop]:
    with gift_shop(tmp_path / "till") as made:
        made.till.add("Coffee")
        yield made


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Registers as processes of their own."""
    if not CAN_FORK:
        pytest.skip("this system cannot fork: the power cuts above stop the register at the same moments")
    made = Forks("tests.faults.gift_card_child")
    yield made
    made.close()


def spoil(shop: GiftShop, fault: Fault, operation: str) -> Plan:
    return shop.fake.faults.plan(fault, operation, **HOW.get(fault, {}))


def conserved(shop: GiftShop, till: Till | None = None) -> bool:
    return shop.balance + redeemed(till or shop.till) == HELD


# -- one fault, at each place --------------------------------------------------------------------------


@pytest.mark.parametrize(("operation", "fault"), [*LOOKS, *(("giftCardDebit", fault) for fault in FAULTS)])
def test_one_spoilt_request_takes_once_or_nothing(shop: GiftShop, operation: str, fault: Fault) -> None:
    service = shop.till.services.shop_gift_cards
    card = service.find("ABCD1234EFGH5678")
    plan = spoil(shop, fault, operation)
    payment = service.take(card)
    shop.work()
    assert plan.times == 0, "it was met"
    shop.fake.faults.clear()
    shop.until_known()
    state = shop.payment(payment.id).state
    assert state in (PaymentState.TAKEN, PaymentState.CANCELLED, PaymentState.DECLINED)
    assert shop.moves == ([-COFFEE] if state is PaymentState.TAKEN else [])
    assert conserved(shop)
    assert bool(shop.till.stored_sales()) == (state is PaymentState.TAKEN)
    if operation == "giftCardDebit" and fault not in NOTHING_DONE:
        assert state is PaymentState.TAKEN
    if state is not PaymentState.TAKEN:
        assert shop.pay().state is PaymentState.TAKEN
        assert shop.moves == [-COFFEE]


@pytest.mark.parametrize(("operation", "fault"), [*LOOKS, *(("giftCardCredit", fault) for fault in FAULTS)])
def test_one_spoilt_request_gives_back_once(shop: GiftShop, operation: str, fault: Fault) -> None:
    payment = shop.pay(500)
    shop.till.services.giving_up.undo(payment.id)
    plan = spoil(shop, fault, operation)
    shop.work()
    assert plan.times == 0, "it was met"
    shop.fake.faults.clear()
    shop.until_known()
    assert shop.moves == [-500, 500]
    assert conserved(shop)
    (refund,) = shop.till.rows_of(tables.refund)
    assert refund.state == RefundState.DONE.value


def test_a_request_that_was_doubled_on_its_way_is_listed_and_given_back(shop: GiftShop) -> None:
    spoil(shop, Fault.TWICE, "giftCardDebit")
    payment = shop.pay()
    assert payment.state is PaymentState.TAKEN
    assert shop.moves == [-COFFEE, -COFFEE]
    reconciliation = shop.till.services.reconciliation
    (found,) = reconciliation.open()
    assert (found.difference.ours_minor, found.difference.theirs_minor) == (COFFEE, 2 * COFFEE)
    reconciliation.resolve(found.difference.id, "give_back")
    shop.until_known()
    assert shop.balance == HELD - COFFEE


def test_a_debit_that_comes_after_it_was_given_up_is_found_at_night(shop: GiftShop) -> None:
    shop.till.clock.moment = shop.fake.clock.now()
    spoil(shop, Fault.LOSE_REQUEST, "giftCardDebit")
    payment = shop.pay()
    shop.until_known()
    assert shop.payment(payment.id).state is PaymentState.CANCELLED
    mark = Mark(payment.register_id.hex, payment.ticket_id.hex, payment.id.hex, payment.key)
    platform = shop.till.platforms.of(shop.connection_id)
    platform.redeem_gift_card(shop.card["id"], COFFEE, "EUR", note_of(payment.order_words, mark))
    shop.till.later(hours=1)
    reconciliation = shop.till.services.reconciliation
    assert reconciliation.run().found == 1
    (found,) = reconciliation.open()
    assert (found.difference.kind, found.difference.theirs_minor) == ("missing_here", COFFEE)
    reconciliation.resolve(found.difference.id, "give_back")
    shop.until_known()
    assert shop.balance == HELD


def test_the_shop_is_away_before_anything_is_asked(shop: GiftShop) -> None:
    service = shop.till.services.shop_gift_cards
    card = service.find("ABCD1234EFGH5678")
    shop.fake.close()
    payment = service.take(card)
    shop.work()
    told = shop.payment(payment.id)
    assert (told.state, bool(told.last_error)) == (PaymentState.CANCELLED, True)
    assert shop.till.services.tendering.take_cash(COFFEE) is not None, "the sale goes on in another way"
    shop.fake.start()
    assert shop.moves == []


def test_what_went_back_while_the_shop_is_away_goes_when_it_is_there(shop: GiftShop) -> None:
    payment = shop.pay(500)
    shop.fake.close()
    shop.till.services.giving_up.undo(payment.id)
    shop.work()
    shop.work(3600)
    assert shop.till.rows_of(tables.refund)[0].state != RefundState.DONE.value
    shop.till.restart()
    shop.fake.start()
    shop.until_known()
    assert shop.moves == [-500, 500]


def test_a_plan_that_has_no_gift_cards_any_more_ends_it_in_words(shop: GiftShop) -> None:
    service = shop.till.services.shop_gift_cards
    card = service.find("ABCD1234EFGH5678")
    shop.fake.change_plan(BASIC)
    payment = service.take(card)
    shop.work()
    told = shop.payment(payment.id)
    assert told.state is PaymentState.DECLINED
    assert "does not offer this" in told.last_error
    assert shop.till.services.tendering.take_cash(COFFEE) is not None


# -- the power goes ---------------------------------------------------------------------------------------


def cut(shop: GiftShop, moment: str, tmp_path: Path) -> Till:
    """The register at its next start, when it stopped at a moment of its work."""
    shop.stop_at = moment
    with pytest.raises(PowerCut):
        shop.work()
    found = shop.till.after_power_cut(tmp_path / "found")
    found.sign_in("Manager")
    return found


def begun(shop: GiftShop) -> Payment:
    service = shop.till.services.shop_gift_cards
    return service.take(service.find("ABCD1234EFGH5678"))


@pytest.mark.parametrize("moment", ["before the debit", "after the debit"])
def test_a_register_that_stops_between_intent_and_answer_asks_what_became_of_it(
    shop: GiftShop, moment: str, tmp_path: Path
) -> None:
    payment = begun(shop)
    found = cut(shop, moment, tmp_path)
    try:
        until_known(found)
        state = found.services.tendering.payment(payment.id).state
        assert state is (PaymentState.CANCELLED if "before" in moment else PaymentState.TAKEN)
        assert shop.moves == ([] if "before" in moment else [-COFFEE])
        assert conserved(shop, found)
        assert len(found.stored_sales()) == len(shop.moves)
    finally:
        found.platforms.close()
        found.close()


@pytest.mark.parametrize("moment", ["before the credit", "after the credit"])
def test_a_register_that_stops_while_it_gives_back_gives_back_once(
    shop: GiftShop, moment: str, tmp_path: Path
) -> None:
    payment = shop.pay(500)
    shop.till.services.giving_up.undo(payment.id)
    found = cut(shop, moment, tmp_path)
    try:
        until_known(found)
        assert shop.moves == [-500, 500]
        assert conserved(shop, found)
    finally:
        found.platforms.close()
        found.close()


def test_an_intent_that_was_never_sent_is_over_after_a_stop(shop: GiftShop, tmp_path: Path) -> None:
    payment = begun(shop)
    found = shop.till.after_power_cut(tmp_path / "found")
    found.sign_in("Manager")
    try:
        work_at(found)
        assert found.services.tendering.payment(payment.id).state is PaymentState.CANCELLED
        assert shop.moves == []
    finally:
        found.platforms.close()
        found.close()


@pytest.mark.parametrize(
    ("moment", "moves", "goes_back"),
    [
        ("before the debit", [], False),
        ("after the debit", [-500], False),
        ("before the credit", [-500, 500], True),
        ("after the credit", [-500, 500], True),
    ],
)
def test_a_killed_register_goes_on_where_it_was(
    shop: GiftShop, forks: Forks, moment: str, moves: list[int], goes_back: bool, tmp_path: Path
) -> None:
    till = shop.till
    till.close()
    facts = Facts(till.folder, till.keys, till.rows, shop.fake.address, moment)
    file = tmp_path / "facts.pickle"
    file.write_bytes(pickle.dumps(facts))
    assert forks.run([str(file)], tmp_path / "out", tmp_path / "err") == -signal.SIGKILL
    till.opened()
    till.sign_in("Manager")
    shop.until_known()
    assert shop.moves == moves
    assert conserved(shop)
    assert till.services.tendering.view().left_minor == COFFEE - (500 if moves and not goes_back else 0)


# -- anything ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_balance_and_redeemed_are_what_was_issued(shop: GiftShop, seed: int) -> None:
    chance = Random(seed)
    for _ in range(12):
        with suppress(PersonError):
            chance.choice((_take, _take, _undo, _spoil, _restart, _wait))(shop, chance)
    shop.fake.faults.clear()
    shop.until_known()
    assert conserved(shop)
    assert shop.balance >= 0
    assert shop.balance == HELD + sum(shop.moves)


def _take(shop: GiftShop, chance: Random) -> None:
    if not shop.till.services.tickets.ticket.lines:
        shop.till.add("Coffee")
    left = shop.till.services.tendering.view().left_minor
    shop.pay(chance.randint(1, max(1, left)))


def _undo(shop: GiftShop, chance: Random) -> None:
    taken = shop.till.services.tendering.view().taken
    if taken:
        shop.till.services.giving_up.undo(chance.choice(taken).id)


def _spoil(shop: GiftShop, chance: Random) -> None:
    operation = chance.choice(("giftCards", "giftCard", "giftCardDebit", "giftCardCredit"))
    spoil(shop, chance.choice(FAULTS), operation)


def _restart(shop: GiftShop, _chance: Random) -> None:
    shop.till.restart()


def _wait(shop: GiftShop, chance: Random) -> None:
    shop.work(chance.randint(0, 90))
