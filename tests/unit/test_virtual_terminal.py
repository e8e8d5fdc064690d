"""The virtual card terminal: what its reader shows, what its customer may do, what its bank remembers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    NoAnswer,
    NotSent,
    PaymentProvider,
    Phase,
    ProviderRefused,
    ProviderSetting,
    Report,
)
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import MASTERCARD, SIGNING, VISA, VirtualTerminal
from pos_desktop.payments.fake.framing import framed
from pos_desktop.payments.fake.records import Stage
from pos_desktop.payments.registry import provider_kind
from tests.kept_port import kept_port
from tests.unit.attempts import charge


@contextmanager
def provider_of(
    terminal: VirtualTerminal, key: str = "fake", answer_ms: int = 10_000
) -> Iterator[PaymentProvider]:
    settings = {"port": str(terminal.port), "answer_ms": str(answer_ms)}
    with closing(provider_kind(key).create(Surroundings(lambda name: "", settings))) as provider:
        yield provider


def back(of: Charge, paid: Report, amount: int) -> GiveBack:
    refund_id = new_id()
    return GiveBack(
        refund_id, str(refund_id), of.payment_id, of.order_id, amount, "EUR", "duplicate", paid.provider_ref,
        False, paid_minor=paid.charged_minor or 0,
    )  # fmt: skip


@pytest.fixture
def terminal() -> Iterator[VirtualTerminal]:
    with VirtualTerminal() as running:
        yield running


@pytest.fixture
def reader(terminal: VirtualTerminal) -> Iterator[PaymentProvider]:
    with provider_of(terminal) as provider:
        yield provider


def test_the_reader_shows_what_is_to_be_paid(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    assert terminal.state.stage is None
    reader.start(charge(tip_minor=100))
    state = terminal.state
    assert (state.stage, state.amount_minor, state.currency) == (Stage.WAITING_FOR_CARD, 1821, "EUR")
    assert state.words == "Ticket 14"
    assert reader.readers()[0].busy
    terminal.present(MASTERCARD)
    state = terminal.state
    assert state.stage is None
    assert state.last is not None
    assert (state.last.brand, state.last.last_four) == ("mastercard", "5454")


def test_the_reader_serves_one_customer_at_a_time(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    reader.start(charge())
    other = charge()
    with pytest.raises(NotSent):
        reader.start(other)
    assert reader.ask(other).state is PaymentState.CANCELLED
    terminal.walk_away()
    assert reader.start(other).state is PaymentState.SENT


def test_a_tip_is_asked_for_before_the_card(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    asked = charge(ask_tip=True)
    assert reader.start(asked).phase is Phase.CHOOSING_TIP
    assert terminal.choose_tip(172)
    assert reader.ask(asked).phase is Phase.WAITING_FOR_CARD
    assert not terminal.choose_tip(500), "it is chosen once"
    assert terminal.present(VISA)
    report = reader.ask(asked)
    assert (report.charged_minor, report.tip_minor) == (1893, 172)


def test_a_customer_who_taps_at_once_gives_no_tip(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    asked = charge(ask_tip=True)
    reader.start(asked)
    terminal.present(VISA)
    assert (reader.ask(asked).charged_minor, reader.ask(asked).tip_minor) == (1721, 0)


def test_a_signature_is_given_and_then_judged(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    asked = charge()
    reader.start(asked)
    terminal.present(SIGNING)
    assert reader.ask(asked).phase is Phase.SIGNATURE
    with pytest.raises(NotSent):
        reader.accept_signature(asked, True)
    assert terminal.sign()
    assert reader.ask(asked).facts == {"signed": "yes"}
    assert terminal.charged(asked.order_id) == 0
    assert reader.accept_signature(asked, True).state is PaymentState.TAKEN
    assert reader.accept_signature(asked, True).state is PaymentState.TAKEN
    assert terminal.charged(asked.order_id) == 1721


def test_a_signature_that_is_not_theirs_charges_nothing(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    terminal.present(SIGNING)
    terminal.sign()
    assert reader.accept_signature(asked, False).state is PaymentState.CANCELLED
    assert terminal.charged(asked.order_id) == 0


def test_nobody_pays_where_nothing_is_asked_for(terminal: VirtualTerminal) -> None:
    acts = (terminal.present, terminal.decline, terminal.sign, terminal.walk_away, terminal.pay_link)
    assert not any(act() for act in (*acts, terminal.open_link, terminal.abandon_link))
    assert not terminal.choose_tip(1)


def test_a_customer_who_walks_away_has_paid_nothing(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    assert terminal.walk_away()
    assert reader.ask(asked).state is PaymentState.CANCELLED
    assert not terminal.present(VISA)


def test_what_the_bank_is_being_asked_cannot_be_stopped(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    terminal.hold_bank()
    asked = charge()
    reader.start(asked)
    terminal.present(VISA)
    assert reader.ask(asked).phase is Phase.ASKING_BANK
    assert reader.cancel(asked).state is PaymentState.SENT
    terminal.let_bank_answer()
    assert reader.ask(asked).state is PaymentState.TAKEN


def test_a_bank_that_thinks_answers_by_itself(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    terminal.bank_seconds = 0.05
    asked = charge()
    reader.start(asked)
    terminal.present(VISA)
    until = time.monotonic() + 30
    while reader.ask(asked).state is not PaymentState.TAKEN:
        assert time.monotonic() < until


def test_a_line_cut_in_the_middle_tells_the_truth_when_mended(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    terminal.cut_line()
    with pytest.raises(NotSent):
        reader.ask(asked)
    assert terminal.present(VISA), "the reader has a line of its own to the bank"
    terminal.mend_line()
    assert reader.ask(asked).state is PaymentState.TAKEN
    assert terminal.charged(asked.order_id) == 1721


def test_a_line_cut_while_the_answer_is_under_way_is_no_answer(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    terminal.customer = VirtualTerminal.cut_line
    asked = charge()
    with pytest.raises(NoAnswer):
        reader.start(asked)
    terminal.customer = None
    terminal.mend_line()
    assert reader.ask(asked).state is PaymentState.SENT


def test_a_reader_that_is_away_is_seen_and_takes_no_card(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    terminal.reader_off()
    assert reader.ask(asked).phase is Phase.READER_AWAY
    assert not reader.readers()[0].online
    assert not terminal.present(VISA)
    terminal.reader_back()
    assert terminal.present(VISA)
    terminal.reader_off()
    with pytest.raises(NotSent):
        reader.start(charge())
    assert reader.start(asked).state is PaymentState.TAKEN, "what is known needs no reader"


def test_a_terminal_that_keeps_silent_holds_up_no_longer_than_it_may(terminal: VirtualTerminal) -> None:
    with provider_of(terminal, answer_ms=100) as hurried, provider_of(terminal) as reader:
        _keeps_silent(terminal, hurried, reader)


def _keeps_silent(terminal: VirtualTerminal, hurried: PaymentProvider, reader: PaymentProvider) -> None:
    terminal.mute()
    asked = charge()
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        hurried.start(asked)
    assert 0.1 <= time.monotonic() - began < 8, "ten seconds are what an answer may take otherwise"
    terminal.unmute()
    assert reader.ask(asked).state is PaymentState.SENT, "it did what it did not answer"
    terminal.hang_next(after_effect=False)
    with pytest.raises(NoAnswer):
        hurried.cancel(asked)
    assert reader.ask(asked).state is PaymentState.SENT


def test_a_port_that_accepts_and_never_answers_is_not_healthy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings = {"port": str(deaf.getsockname()[1]), "answer_ms": "200"}
        reader = provider_kind("fake").create(Surroundings(lambda name: "", settings))
        began = time.monotonic()
        assert not reader.health().ok  # connected by the system, answered by nobody
        assert time.monotonic() - began < 8, "ten seconds are what an answer may take otherwise"
        reader.close()


def test_an_answer_that_is_a_message_and_says_nothing_is_no_answer(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    for call in (
        lambda: reader.ask(asked),
        lambda: reader.refunds_of("pay_1"),
        reader.methods,
        reader.readers,
    ):
        terminal.answer_nonsense()
        with pytest.raises(NoAnswer):
            call()


def test_a_strange_404_does_not_say_that_nothing_was_charged(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    reader.start(asked)
    terminal.present(VISA)
    terminal.fail_next(404)
    with pytest.raises(ProviderRefused):
        reader.ask(asked)
    assert reader.ask(asked).state is PaymentState.TAKEN


def test_retry_after_is_handed_on(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    terminal.fail_next(429, retry_after=2.5)
    with pytest.raises(NotSent) as told:
        reader.start(charge())
    assert told.value.retry_after == 2.5


def test_a_reader_that_does_not_exist_is_a_setting(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    with pytest.raises(ProviderSetting):
        reader.start(charge(reader="reader-9"))
    assert reader.start(charge(reader="reader-1")).state is PaymentState.SENT


def test_a_key_that_was_cancelled_before_it_came_never_charges(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    asked = charge()
    assert reader.cancel(asked).state is PaymentState.CANCELLED
    assert reader.start(asked).state is PaymentState.CANCELLED
    assert not terminal.present(VISA)


def test_nobody_listens_where_the_terminal_is_off() -> None:
    with VirtualTerminal(kept_port()) as terminal, provider_of(terminal) as reader:
        asked = charge()
        reader.start(asked)
        terminal.stop()
        with pytest.raises(NotSent):
            reader.ask(asked)
        assert not reader.health().ok
        assert reader.health().words
        terminal.start()
        assert reader.ask(asked).state is PaymentState.SENT


def test_the_bank_remembers_when_everything_was_switched_off(tmp_path: Path) -> None:
    file = tmp_path / "bank" / "books.jsonl"
    waiting, paid = charge(), charge()
    with VirtualTerminal(file=file) as terminal, provider_of(terminal) as reader:
        reader.start(paid)
        terminal.present(VISA)
        report = reader.ask(paid)
        reader.give_back(back(paid, report, 500))
        reader.start(waiting)
    with file.open("a", encoding="utf-8") as torn:
        torn.write('{"payment": {"ref": "pay_half')
    for _ in range(2):
        with VirtualTerminal(file=file) as terminal, provider_of(terminal) as reader:
            assert reader.ask(paid) == report
            assert terminal.refunded(paid.order_id) == 500
            assert terminal.state.stage is Stage.WAITING_FOR_CARD
            assert reader.start(waiting).state is PaymentState.SENT


def test_a_card_whose_bank_was_being_asked_is_answered_after_the_lights_come_back(tmp_path: Path) -> None:
    file = tmp_path / "books.jsonl"
    asked = charge()
    with VirtualTerminal(file=file) as terminal, provider_of(terminal) as reader:
        terminal.hold_bank()
        reader.start(asked)
        terminal.present(VISA)
    with VirtualTerminal(file=file) as terminal, provider_of(terminal) as reader:
        assert reader.ask(asked).state is PaymentState.TAKEN


def test_refunds_may_be_under_way_for_a_while(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    asked = charge()
    reader.start(asked)
    terminal.present(VISA)
    refund = back(asked, reader.ask(asked), 1000)
    terminal.hold_refunds()
    assert reader.give_back(refund).state is RefundState.SENT
    assert terminal.refunded(asked.order_id) == 0
    with pytest.raises(ProviderRefused):
        reader.give_back(back(asked, reader.ask(asked), 1000))
    assert terminal.pay_out_refunds() == 1
    assert reader.ask_refund(refund).state is RefundState.DONE
    assert terminal.refunded(asked.order_id) == 1000


def test_a_link_is_opened_and_paid_or_abandoned(terminal: VirtualTerminal) -> None:
    with provider_of(terminal, "fake_link") as link:
        _paid_or_abandoned(terminal, link)


def _paid_or_abandoned(terminal: VirtualTerminal, link: PaymentProvider) -> None:
    first, second = charge(), charge()
    report = link.start(first)
    link.start(second)
    assert report.action_url.endswith(report.provider_ref)
    assert terminal.state.open_links == 2
    assert terminal.open_link(report.provider_ref)
    assert terminal.pay_link(VISA, report.provider_ref)
    paid = link.ask(first)
    assert (paid.state, paid.card and paid.card.entry) == (PaymentState.TAKEN, "online")
    assert terminal.abandon_link()
    assert link.ask(second).state is PaymentState.CANCELLED
    assert terminal.state.stage is None, "no link keeps the reader busy"
    assert link.readers() == ()


def test_a_standing_customer_acts_on_every_payment(
    terminal: VirtualTerminal, reader: PaymentProvider
) -> None:
    terminal.customer = lambda at: at.decline(Decline.WRONG_PIN)
    asked = charge()
    assert reader.start(asked).state is PaymentState.SENT
    assert reader.ask(asked).decline is Decline.WRONG_PIN


def test_who_listens_is_told_and_may_fail(terminal: VirtualTerminal, reader: PaymentProvider) -> None:
    told: list[Stage | None] = []
    stop = terminal.on_change(lambda: told.append(terminal.state.stage))
    stop_failing = terminal.on_change(lambda: 1 / 0)
    reader.start(charge())
    stop_failing()
    terminal.present(VISA)
    assert told == [Stage.WAITING_FOR_CARD, None]
    stop()
    terminal.reader_off()
    assert len(told) == 2


def test_a_late_second_answer_is_not_taken_for_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = {"port": str(listener.getsockname()[1]), "answer_ms": "10000"}
        thread = threading.Thread(target=_answers_late, args=[listener])
        thread.start()
        with closing(provider_kind("fake").create(Surroundings(lambda name: "", settings))) as reader:
            assert reader.methods() == ["first"]
            assert reader.methods() == ["second"]
        thread.join()


def _answers_late(listener: socket.socket) -> None:
    """The first answer comes a second time, after the next question was asked."""
    connection, _ = listener.accept()
    with connection:
        first, second = (
            framed({"id": number, "status": 200, "body": {"methods": [word]}})
            for number, word in ((1, "first"), (2, "second"))
        )
        connection.recv(1000)
        connection.sendall(first)
        connection.recv(1000)
        connection.sendall(first + second)


def test_what_was_asked_first_is_done_first_whatever_the_line(terminal: VirtualTerminal) -> None:
    address = (terminal.host, terminal.port)
    busy, free = threading.Event(), threading.Event()

    def keep_busy() -> None:
        busy.set()
        assert free.wait(30)

    asked = charge()
    wanted = {
        "payment_id": str(asked.payment_id), "order_id": str(asked.order_id), "words": "", "amount_minor": 1721,
        "currency": "EUR",
    }  # fmt: skip
    start = {"id": 1, "call": "payment.start", "body": {"key": "k", "reader": "", "asked": wanted}}
    ask = {"id": 1, "call": "payment.ask", "body": {"key": "k"}}
    with (
        socket.create_connection(address, 30) as older,
        socket.create_connection(address, 30) as newer,
        socket.create_connection(address, 30) as third,
    ):
        for line in (older, newer):  # both are known to the terminal before it is kept busy
            line.sendall(framed({"id": 1, "call": "ping", "body": {}}))
            line.recv(1000)
        stop = terminal.on_change(keep_busy)
        third.sendall(framed({"id": 1, "call": "payment.cancel", "body": {"key": "c", "asked": wanted}}))
        assert busy.wait(30)
        older.sendall(framed(start))
        newer.sendall(framed(ask))
        stop()
        free.set()
        assert b"waiting_for_card" in newer.recv(10_000)


@pytest.mark.parametrize(
    "junk", [b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x04junk"]
)
def test_junk_on_the_line_harms_nobody_else(
    terminal: VirtualTerminal, reader: PaymentProvider, junk: bytes
) -> None:
    with socket.create_connection((terminal.host, terminal.port), timeout=30) as other:
        other.sendall(junk)
        assert other.recv(100) == b""
    assert reader.health().ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": "0"},
        {"port": "70000"},
        {"port": "x"},
        {"host": " "},
        {"answer_ms": "20000"},
        {"answer_ms": ""},
        {"file": "x"},
    ],
)
def test_settings_that_are_wrong_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(ProviderSetting) as told:
        provider_kind("fake").create(Surroundings(lambda name: "", wrong))
    assert told.value.meaning


def test_no_call_may_take_longer_than_ten_seconds() -> None:
    assert provider_kind("fake").parse({}).answer_ms == 10_000


def test_a_line_is_joined_when_its_mending_returns_however_soon_it_follows(terminal: VirtualTerminal) -> None:
    for _ in range(300):
        hand = threading.Thread(target=terminal.cut_line)
        hand.start()
        deadline = time.monotonic() + 30
        while not terminal._server.is_cut:
            assert time.monotonic() < deadline
        terminal.mend_line()
        socket.create_connection((terminal.host, terminal.port), timeout=30).close()
        hand.join()
