"""A test payment at a real terminal: all the ways it can end."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.application.payment_provider import Decline, Phase
from pos_desktop.application.reader_test import ReaderOutcome, ReaderTest
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake.cards import SIGNING
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop


def tried(
    shop: CardShop, at_reader: Callable[[], object] = lambda: None, *, stop_after: int = 99
) -> tuple[ReaderOutcome, list[Phase | None]]:
    """A test during which somebody does something at the reader, once."""
    seen: list[Phase | None] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds * 10
        if len(seen) == 1:
            at_reader()

    test = ReaderTest(shop.till.desk, shop.till.accounts, sleep, lambda: now[0])
    outcome = test.run(shop.methods[TenderKind.CARD].id, seen.append, lambda: len(seen) > stop_after)
    return outcome, seen


def test_a_card_is_reserved_and_set_free(card_shop: CardShop) -> None:
    outcome, seen = tried(card_shop, card_shop.terminal.present)
    assert outcome.ok
    assert outcome.title == "It works"
    assert "Visa ···· 4242" in outcome.words
    assert seen[0] is Phase.WAITING_FOR_CARD
    assert card_shop.till.rows_of(tables.payment) == []
    assert card_shop.till.rows_of(tables.sale_order) == []
    kinds = [kind for kind, _ in card_shop.till.journal() if kind.startswith("reader_test")]
    assert kinds == ["reader_test_started", "reader_test_ended"]
    from datetime import UTC, datetime

    card_shop.till.clock.moment = datetime.now(UTC).replace(year=2027)
    assert card_shop.till.services.reconciliation.run().found == 0


def test_a_declined_card_shows_that_all_works(card_shop: CardShop) -> None:
    outcome, _ = tried(card_shop, lambda: card_shop.terminal.decline(Decline.CARD_DECLINED))
    assert outcome.ok
    assert "declined" in outcome.title


def test_a_test_that_nobody_wants_any_more_is_stopped(card_shop: CardShop) -> None:
    outcome, _ = tried(card_shop, stop_after=2)
    assert (outcome.ok, outcome.title) == (True, "The test was stopped")


def test_nobody_at_the_reader(card_shop: CardShop) -> None:
    outcome, _ = tried(card_shop)
    assert (outcome.ok, outcome.title) == (False, "No card was held to the reader")


def test_a_customer_who_stops_at_the_reader(card_shop: CardShop) -> None:
    outcome, _ = tried(card_shop, card_shop.terminal.walk_away)
    assert outcome.title == "The test was stopped at the reader"


def test_a_signature_is_accepted(card_shop: CardShop) -> None:
    def act() -> None:
        card_shop.terminal.present(SIGNING)
        card_shop.terminal.sign()

    outcome, _ = tried(card_shop, act)
    assert outcome.ok


def test_a_terminal_that_is_away_is_told_with_the_next_step(card_shop: CardShop) -> None:
    card_shop.terminal.cut_line()
    outcome, seen = tried(card_shop)
    assert not outcome.ok
    assert "not reached" in outcome.title
    assert "cable" in outcome.words
    assert seen == []


def test_a_lost_first_answer_is_asked_after(card_shop: CardShop) -> None:
    card_shop.terminal.lose_next_answer(after_effect=True)
    outcome, _ = tried(card_shop, card_shop.terminal.present)
    assert outcome.ok


def test_a_cashier_tries_no_reader(card_shop: CardShop) -> None:
    with pytest.raises(Refused):
        card_shop.till.services.reader_test.check()
    card_shop.till.sign_in("Manager")
    card_shop.till.services.reader_test.check()


def test_a_small_currency_asks_for_enough(card_shop: CardShop) -> None:
    assert card_shop.till.services.reader_test.amount_minor == 100
    desk = card_shop.till.desk
    desk.settings = replace(desk.settings, currency_code="JPY")
    assert card_shop.till.services.reader_test.amount_minor == 100
