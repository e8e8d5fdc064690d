"""Calls to outside systems against a server on this machine that fails in every way it can."""
# ruff: noqa: F401, F811 - a fixture is imported and is an argument

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import TemporaryFile
from typing import Any

import pytest

from pos_desktop.system.circuit_breaker import BreakerState, CircuitBreaker, HeldBack
from pos_desktop.system.outgoing import (
    Answer,
    AnswerLost,
    Call,
    Judge,
    Line,
    NotReached,
    Outgoing,
    Pace,
    Trouble,
    Verdict,
    line_to,
    lines,
    plain_verdict,
)
from pos_desktop.system.retry_after import retry_after_seconds
from tests.unit.outgoing_town import (
    Act,
    Clock,
    Town,
    half_an_answer,
    hangs,
    hangs_up,
    rubbish,
    says,
    town,
    twice,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

_opened: list[Outgoing] = []


@pytest.fixture(autouse=True)
def _closed_again() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().close()


def calling(line: Line, pace: Pace | None = None, judge: Judge = plain_verdict) -> Outgoing:
    made = Outgoing(line, pace=pace, judge=judge)
    _opened.append(made)
    return made


def outgoing(clock: Clock, line: Line | None = None) -> Outgoing:
    pace = Pace(jitter=lambda: 0.0, sleep=clock.sleep, clock=clock, now=lambda: NOW)
    return calling(line or Line("town", clock), pace)


def keyed(town: Town) -> Call:
    return Call("POST", town.address, {"Idempotency-Key": "k1"}, b"a=1")


def test_an_answer_is_an_answer_be_it_yes_or_no(town: Town) -> None:
    clock = Clock()
    for status in (200, 201, 400, 402, 404):
        town.acts = [says(status, b'{"a": 1}')]
        answer = outgoing(clock).send(keyed(town))
        assert (answer.status, answer.body) == (status, b'{"a": 1}')
    assert clock.slept == []


def test_passing_trouble_is_tried_again_at_two_four_and_eight_seconds_with_one_key(town: Town) -> None:
    clock, line = Clock(), Line("town")
    town.acts = [says(500), says(503), hangs_up, says(200)]
    assert outgoing(clock, line).send(keyed(town)).status == 200
    assert clock.slept == [2.0, 4.0, 8.0]
    assert town.keys == ["k1"] * 4
    figures = line.figures
    assert (figures.tries, figures.answered, figures.failures, figures.retries) == (4, 1, 3, 3)


def test_jitter_only_lengthens_a_wait(town: Town) -> None:
    clock = Clock()
    pace = Pace(jitter=lambda: 1.0, sleep=clock.sleep, clock=clock)
    town.acts = [says(500), says(200)]
    calling(Line("town", clock), pace).send(keyed(town))
    assert clock.slept == [2.5]


def test_after_three_retries_the_outcome_is_unknown(town: Town) -> None:
    clock = Clock()
    town.acts = [says(500)]
    with pytest.raises(AnswerLost) as caught:
        outgoing(clock).send(keyed(town))
    assert caught.value.why is Trouble.SERVER_FAULT
    assert len(town.keys) == 4


def test_retries_that_do_not_fit_into_the_time_are_left_to_the_queue(town: Town) -> None:
    clock = Clock()
    town.acts = [says(500)]
    with pytest.raises(AnswerLost):
        outgoing(clock).send(keyed(town), within=10.0)
    assert clock.slept == [2.0, 4.0]
    assert clock.now <= 1010.0
    with pytest.raises(NotReached) as caught:
        outgoing(clock).send(keyed(town), within=0.0)
    assert caught.value.why is Trouble.TIME_OUT
    assert len(town.keys) == 3, "nothing was sent"


def test_a_system_that_hangs_is_left_when_the_time_is_over(town: Town) -> None:
    town.acts = [hangs(town)]
    began = time.monotonic()
    with pytest.raises(AnswerLost) as caught:
        calling(Line("town")).send(keyed(town), within=0.2)
    town.let_go.set()
    assert caught.value.why is Trouble.TIME_OUT
    assert time.monotonic() - began < 5.0, "ten seconds are what a call has otherwise"


@pytest.mark.parametrize(
    ("act", "why"),
    [(hangs_up, Trouble.BROKEN_OFF), (half_an_answer, Trouble.BROKEN_OFF), (rubbish, Trouble.BROKEN_OFF)],
)
def test_a_lost_answer_is_no_failure(town: Town, act: Act, why: Trouble) -> None:
    town.acts = [act]
    with pytest.raises(AnswerLost) as caught:
        outgoing(Clock()).send(keyed(town), retry=False)
    assert caught.value.why is why


def test_a_hanging_system_is_given_up_in_time_and_counted(town: Town) -> None:
    line = Line("town")
    town.acts = [hangs(town)]
    calls = calling(line, Pace(call_seconds=0.2))
    with pytest.raises(AnswerLost) as caught:
        calls.send(keyed(town), retry=False)
    assert caught.value.why is Trouble.TIME_OUT
    assert line.figures.time_outs == 1


def test_an_answer_that_trickles_counts_as_a_whole(town: Town) -> None:
    clock = Clock()

    def trickles(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{")
        clock.now += 11
        handler.wfile.write(b"}")

    town.acts = [trickles]
    with pytest.raises(AnswerLost) as caught:
        outgoing(clock).send(keyed(town), retry=False)
    assert caught.value.why is Trouble.TIME_OUT


def test_a_long_answer_goes_into_a_file_and_one_that_broke_off_leaves_nothing_in_it(town: Town) -> None:
    town.acts = [half_an_answer, says(200, b"whole")]
    with TemporaryFile() as file:
        answer = outgoing(Clock()).send(Call("GET", town.address, into=file))
        file.seek(0)
        assert (answer.status, answer.body, file.read()) == (200, b"", b"whole")
    town.acts = [says(404, b"no such file")]
    with TemporaryFile() as file:
        assert outgoing(Clock()).send(Call("GET", town.address, into=file)).body == b"no such file"
        file.seek(0)
        assert file.read() == b""


def test_a_second_identical_answer_belongs_to_nobody(town: Town) -> None:
    calls = outgoing(Clock())
    town.acts = [twice, says(200, b'{"n": 2}')]
    assert calls.send(keyed(town)).body == b'{"n": 1}'
    assert calls.send(keyed(town)).body == b'{"n": 2}'


def test_what_cannot_be_connected_to_did_nothing() -> None:
    clock = Clock()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotReached) as caught:
        outgoing(clock).send(Call("POST", f"http://127.0.0.1:{port}/"))
    assert caught.value.why is Trouble.CONNECTION
    assert clock.slept == [2.0, 4.0, 8.0]


def test_a_name_that_does_not_exist_did_nothing() -> None:
    with pytest.raises(NotReached):
        outgoing(Clock()).send(Call("GET", "http://register.invalid/"), retry=False)


def test_without_a_key_what_may_have_happened_is_not_done_again(town: Town) -> None:
    town.acts = [hangs_up]
    with pytest.raises(AnswerLost):
        outgoing(Clock()).send(Call("POST", town.address))
    assert len(town.keys) == 1
    town.acts = [says(429), says(200)]
    assert outgoing(Clock()).send(Call("POST", town.address)).status == 200


def test_doubt_stays_when_the_retries_are_not_reached(town: Town) -> None:
    """The first try may have charged; that the second was turned away says nothing about it."""
    town.acts = [hangs_up, says(429)]
    with pytest.raises(AnswerLost):
        outgoing(Clock()).send(keyed(town))


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ({"Retry_After": "7"}, [7.0]),
        ({"Retry_After": "0"}, [0.0]),
        ({"Retry_After": format_datetime(NOW.replace(second=9), usegmt=True)}, [9.0]),
        (
            {
                "Date": format_datetime(NOW.replace(year=2001), usegmt=True),
                "Retry_After": format_datetime(NOW.replace(year=2001, second=5), usegmt=True),
            },
            [5.0],
        ),
        ({"Retry_After": "soon"}, [2.0]),
        ({}, [2.0]),
    ],
)
def test_the_system_says_when_to_come_again(town: Town, told: dict[str, str], waits: list[float]) -> None:
    clock = Clock()
    town.acts = [says(429, **told), says(200)]
    outgoing(clock).send(keyed(town))
    assert clock.slept == waits


def test_who_asks_for_a_long_rest_gets_it_from_the_queue(town: Town) -> None:
    clock = Clock()
    town.acts = [says(429, Retry_After="3600")]
    with pytest.raises(NotReached) as caught:
        outgoing(clock).send(keyed(town))
    assert caught.value.retry_after == 3600
    assert clock.slept == []
    assert len(town.keys) == 1


def test_five_failures_open_the_breaker_and_one_probe_closes_it(town: Town) -> None:
    clock = Clock()
    line = Line("town", clock)
    calls = outgoing(clock, line)
    town.acts = [says(500)]
    with pytest.raises(AnswerLost):
        calls.send(keyed(town))  # four tries
    with pytest.raises(AnswerLost):
        calls.send(keyed(town))  # the fifth opens it; its retry is held back, and doubt stays
    assert line.state is BreakerState.OPEN
    assert line.figures.trips == 1
    arrived = len(town.keys)
    with pytest.raises(NotReached) as caught:
        calls.send(keyed(town))
    assert caught.value.why is Trouble.BREAKER
    assert 0 < (caught.value.retry_after or 0) <= 30
    assert len(town.keys) == arrived
    clock.now += 30
    assert line.state is BreakerState.HALF_OPEN
    town.acts = [says(200)]
    assert calls.send(keyed(town)).status == 200
    assert line.state is BreakerState.CLOSED


def test_a_busy_system_is_alive(town: Town) -> None:
    clock = Clock()
    line = Line("town", clock)
    town.acts = [says(429)]
    for _ in range(3):
        with pytest.raises(NotReached):
            outgoing(clock, line).send(keyed(town))
    assert line.state is BreakerState.CLOSED
    assert line.figures.refused_for_now == 12


def test_a_fault_for_good_is_not_asked_for_again(town: Town) -> None:
    def judge(answer: Answer) -> Verdict:
        return Verdict.FAULT_FOR_GOOD if answer.status == 500 else plain_verdict(answer)

    town.acts = [says(500)]
    with pytest.raises(AnswerLost):
        calling(Line("town"), judge=judge).send(keyed(town))
    assert len(town.keys) == 1


def test_a_failed_probe_opens_again_and_only_one_probes_at_a_time() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock=clock)
    assert [breaker.failed() for _ in range(5)] == [False, False, False, False, True]
    clock.now += 30
    breaker.admit()
    with pytest.raises(HeldBack):
        breaker.admit()
    assert breaker.failed()
    with pytest.raises(HeldBack) as caught:
        breaker.admit()
    assert caught.value.seconds == 30
    clock.now += 30
    breaker.admit()
    clock.now += 30  # that probe never came back
    breaker.admit()
    breaker.answered()
    assert breaker.state is BreakerState.CLOSED


def test_an_answer_in_between_starts_the_count_anew() -> None:
    breaker = CircuitBreaker(clock=Clock())
    for _ in range(3):
        assert not any(breaker.failed() for _ in range(4))
        breaker.answered()
    assert breaker.state is BreakerState.CLOSED


def test_a_late_answer_from_before_the_pause_does_not_close_it() -> None:
    breaker = CircuitBreaker(clock=Clock())
    for _ in range(5):
        breaker.failed()
    breaker.answered()
    assert breaker.state is BreakerState.OPEN


def test_a_call_that_hangs_holds_up_no_other(town: Town) -> None:
    line = Line("town")
    calls = calling(line)
    town.acts = [hangs(town), says(200)]
    stuck = threading.Thread(target=lambda: pytest.raises(AnswerLost, calls.send, keyed(town), retry=False))
    stuck.start()
    while not town.keys:
        threading.Event().wait(0.005)
    assert calls.send(keyed(town)).status == 200
    town.let_go.set()
    stuck.join(60)
    assert not stuck.is_alive()


@pytest.mark.parametrize("reuse", [False, True])
def test_a_connection_that_was_being_made_when_all_were_let_go_ends_with_its_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch, reuse: bool
) -> None:
    made: list[socket.socket] = []
    being_made, let_go = threading.Event(), threading.Event()
    connect = socket.create_connection

    def slowly(*facts: Any, **more: Any) -> socket.socket:
        being_made.set()
        assert let_go.wait(30)
        made.append(connect(*facts, **more))
        return made[-1]

    monkeypatch.setattr(socket, "create_connection", slowly)
    town.acts = [says(200)]
    calls = Outgoing(Line("town"), reuse_connections=reuse)
    answers: list[Answer] = []
    caller = threading.Thread(target=lambda: answers.append(calls.send(keyed(town))))
    caller.start()
    assert being_made.wait(30)
    calls.close()
    let_go.set()
    caller.join(30)
    assert [answer.status for answer in answers] == [200]
    assert [each.fileno() for each in made] == [-1]


def test_one_line_for_all_who_call_a_system() -> None:
    assert line_to("town", "http://a.example") is line_to("town", "http://a.example")
    assert line_to("town", "http://a.example") is not line_to("town", "http://b.example")
    assert line_to("town", "http://a.example") in lines()


def test_figures_tell_how_long_calls_take(town: Town) -> None:
    line = Line("town")
    town.acts = [says(200)]
    for _ in range(5):
        calling(line).send(keyed(town))
    figures = line.figures
    assert figures.tries == len(figures.recent_seconds) == 5
    assert 0 < max(figures.recent_seconds) <= figures.seconds == pytest.approx(sum(figures.recent_seconds))
    assert Line("unused").figures.recent_seconds == ()


def test_nothing_of_a_call_is_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="pos_desktop")
    caplog.set_level(logging.INFO)
    planted = "sk_" + "test_planted4711"
    call = Call("POST", town.address + "?q=" + planted, {"Authorization": planted, "Idempotency-Key": "k"})
    town.acts = [says(500, planted.encode())]
    with pytest.raises(AnswerLost) as caught:
        outgoing(Clock()).send(call)
    assert planted not in caplog.text + str(caught.value) + repr(caught.value)
    assert "try 2" in caplog.text


@pytest.mark.parametrize("header", ["", "-1", "1.5", "Wed, 99 Foo", "\u0662"])
def test_a_senseless_rest_is_none(header: str) -> None:
    assert retry_after_seconds({"retry-after": header}, NOW) is None


def test_a_date_that_has_passed_is_now() -> None:
    past = format_datetime(NOW.replace(year=2020), usegmt=True)
    assert retry_after_seconds({"retry-after": past}, NOW) == 0


@pytest.mark.parametrize("header", ["3601", "999999999999", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_system_is_asked_again_after_an_hour_whatever_it_says(header):
    assert retry_after_seconds({"retry-after": header}, NOW) == 3600.0
