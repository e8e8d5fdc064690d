"""Ways of paying within the register: references, rates, and values of which no more is taken than there is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    PaymentProvider,
    ProviderRefused,
    ProviderSetting,
    Redeemed,
)
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake.memory_values import MemoryValues
from pos_desktop.payments.registry import provider_kind
from tests.unit.attempts import charge


def provider(key: str, **settings: str) -> PaymentProvider:
    return provider_kind(key).create(Surroundings(lambda name: "", settings))


def back(of: Charge, amount: int, **facts: object) -> GiveBack:
    values: dict[str, object] = {
        "refund_id": new_id(),
        "key": str(new_id()),
        "payment_id": of.payment_id,
        "order_id": of.order_id,
        "amount_minor": amount,
        "currency": "EUR",
        "reason": "requested_by_customer",
        "provider_ref": "",
        "whole": False,
        "paid_minor": of.whole_minor,
    }
    return GiveBack(**{**values, **facts})


def test_a_terminal_beside_the_register_takes_nothing_without_its_reference() -> None:
    beside = provider("external")
    for blank in ("", "   "):
        with pytest.raises(ProviderRefused):
            beside.start(charge(reference=blank))
    report = beside.start(charge(reference="  TA  4711 "))
    assert (report.state, report.provider_ref) == (PaymentState.TAKEN, "TA 4711")
    assert report.facts == {"reference": "TA 4711"}


def test_a_person_gives_it_back_there_and_keys_the_slip() -> None:
    beside, paid = provider("external"), charge(reference="TA-4711")
    with pytest.raises(ProviderRefused):
        beside.give_back(back(paid, 500))
    report = beside.give_back(back(paid, 500, code="TA-4712"))
    assert (report.state, report.refund_ref) == (RefundState.DONE, "TA-4712")


def test_foreign_cash_keeps_the_rate_it_was_taken_at() -> None:
    dollars = provider("foreign_cash", currency="usd", rate="0,92")
    assert dollars.start(charge()).facts == {"foreign_currency": "USD", "rate": "0.92"}
    assert provider_kind("foreign_cash").parse({"currency": "CHF", "rate": "1.07"}).rate == Decimal("1.07")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"currency": "USD"},
        {"currency": "US", "rate": "1"},
        {"currency": "USD", "rate": "0"},
        {"currency": "USD", "rate": "-1"},
        {"currency": "USD", "rate": "NaN"},
        {"currency": "USD", "rate": "Infinity"},
        {"currency": "USD", "rate": "dear"},
        {"currency": "USD", "rate": "2000000"},
    ],
)
def test_a_rate_that_is_none_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ProviderSetting):
        provider_kind("foreign_cash").create(Surroundings(lambda name: "", settings))


def test_a_gift_card_pays_once_and_tells_what_is_left() -> None:
    gift, books = provider("gift_card"), MemoryValues()
    books.issue(TenderKind.GIFT_CARD, "ABCD-1234-4821", 5000, "EUR")
    paid = charge(code="abcd 1234 4821")
    for _ in range(2):
        report = gift.start(paid, books)
        assert (report.state, report.balance_minor, report.last_four) == (PaymentState.TAKEN, 3279, "4821")
    assert books.balance("ABCD-1234-4821") == 3279


def test_an_attempt_begun_anew_without_its_code_is_the_same_attempt_or_none() -> None:
    gift, books = provider("gift_card"), MemoryValues()
    books.issue(TenderKind.GIFT_CARD, "ABCD-4821", 5000, "EUR")
    paid = charge(code="ABCD-4821")
    gift.start(paid, books)
    again = charge(payment_id=paid.payment_id, order_id=paid.order_id)
    assert gift.start(again, books).state is PaymentState.TAKEN
    assert gift.start(charge(), books).decline is Decline.UNKNOWN_CODE
    assert books.balance("ABCD-4821") == 3279


def test_a_voucher_is_no_gift_card() -> None:
    books = MemoryValues()
    books.issue(TenderKind.VOUCHER, "SPRING", 5000, "EUR")
    assert provider("gift_card").start(charge(code="SPRING"), books).decline is Decline.UNKNOWN_CODE
    assert provider("voucher").start(charge(code="SPRING"), books).state is PaymentState.TAKEN


def test_a_value_counts_until_it_expires() -> None:
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    books = MemoryValues(now=lambda: noon)
    books.issue(TenderKind.VOUCHER, "TODAY", 5000, "EUR", expires_at=noon + timedelta(seconds=1))
    books.issue(TenderKind.VOUCHER, "GONE", 5000, "EUR", expires_at=noon)
    voucher = provider("voucher")
    assert voucher.start(charge(code="TODAY"), books).state is PaymentState.TAKEN
    assert voucher.start(charge(code="GONE"), books).decline is Decline.EXPIRED_CODE


def test_what_was_not_paid_with_a_value_is_not_put_back_on_one() -> None:
    credit, books = provider("store_credit"), MemoryValues()
    with pytest.raises(ProviderRefused):
        credit.give_back(back(charge(), 500, payment_id=None), books)
    with pytest.raises(ProviderRefused):
        credit.give_back(back(charge(), 500), books)


def test_a_ledger_is_used_within_a_transaction_only() -> None:
    with pytest.raises(ValueError, match="within a transaction"):
        provider("gift_card").start(charge(code="ABCD"))


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4000), st.integers(0, 3)), max_size=40))
def test_a_balance_is_what_was_issued_less_taken_plus_put_back(moves: list[tuple[bool, int, int]]) -> None:
    books = MemoryValues()
    books.issue(TenderKind.GIFT_CARD, "CARD", 5000, "EUR")
    taken: dict[UUID, int] = {}
    returned: dict[UUID, int] = {}
    for is_payment, amount, which in moves:
        if is_payment:
            key = new_id()
            if isinstance(books.redeem(TenderKind.GIFT_CARD, "CARD", amount, "EUR", key, new_id()), Redeemed):
                taken[key] = amount
        elif taken:
            of = list(taken)[which % len(taken)]
            if amount + returned.get(of, 0) > taken[of]:
                with pytest.raises(ValueError):
                    books.put_back(new_id(), of, amount, new_id())
            else:
                books.put_back(new_id(), of, amount, new_id())
                returned[of] = returned.get(of, 0) + amount
        balance = books.balance("CARD")
        assert balance == 5000 - sum(taken.values()) + sum(returned.values())
        assert 0 <= balance <= 5000
