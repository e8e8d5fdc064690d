"""Attempts over ZVT whose outcome is not known: it is asked for until it is."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_desktop.application.payment_provider import NoAnswer, NotSent, Phase
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.zvt import attempts
from tests.unit.zvt_attempt import BEGUN, TAKEN_STEPS, charge, ended, folder, given_back, lost, provider_at
from tests.zvt_peer import (
    ASKED,
    BEFORE,
    COMPLETION,
    CUT_LINE,
    HANG_ON,
    LOG_ON,
    OK,
    ScriptedTerminal,
    Step,
    hear,
    last,
    say,
    status,
)

SAID = "after the status"
UNTIL_LOST: dict[str, tuple[Step, ...]] = {
    "after the acceptance": (CUT_LINE,),
    "after a step": (say("04 FF 01 04"), hear(OK), CUT_LINE),
    "half a status": (say("04 0F 30 27 00 04 00 00"), CUT_LINE),
    SAID: (say(status()), hear(OK), CUT_LINE),
    "noise": (say("FE FE 00 11"), CUT_LINE),
    "a completion without a status": (say(COMPLETION), hear(OK)),
    "another's status": (say(status(999, 77, 777)), hear(OK), say(COMPLETION), hear(OK)),
    "two statuses that differ": (
        say(status()), hear(OK), say(status(trace=346)), hear(OK), say(COMPLETION), hear(OK),
    ),
    "a status of no sense": (say("04 0F 03 27 00 FE"), hear(OK), say(COMPLETION), hear(OK)),
    "approved and then aborted": (say(status()), hear(OK), say("06 1E 01 FF"), hear(OK)),
    "the transaction before once more": (say(BEFORE), hear(OK), say(COMPLETION), hear(OK)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("where", "happened"),
    # After the status the terminal has said that it happened; the next test has it say otherwise later.
    [*((where, True) for where in UNTIL_LOST), *((where, False) for where in UNTIL_LOST if where != SAID)],
)
def test_a_missing_end_is_asked_for_and_never_assumed(folder: Path, where: str, happened: bool) -> None:
    again = (*LOG_ON, *last(status() if happened else BEFORE))
    with ScriptedTerminal((*BEGUN, *UNTIL_LOST[where]), again) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        report = provider.ask(wanted)
        assert report.state is (PaymentState.TAKEN if happened else PaymentState.CANCELLED)
        assert provider.start(wanted).state is report.state
    assert terminal.connections == 2


@pytest.mark.parametrize("end", [COMPLETION, "06 1E 01 05"])
@pytest.mark.parametrize("happened", [True, False])
def test_that_an_earlier_payment_was_declined_says_nothing_of_this_one(
    folder: Path, end: str, happened: bool
) -> None:
    earlier = status(500, 11, 344, result=5, time="110000")
    begun = (*LOG_ON, *last(earlier), *LOG_ON, *ASKED, say(earlier), hear(OK), say(end), hear(OK))
    again = (*LOG_ON, *last(status() if happened else earlier))
    with ScriptedTerminal(begun, again) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        report = provider.ask(wanted)
    assert report.state is (PaymentState.TAKEN if happened else PaymentState.CANCELLED)


def test_approved_and_gone_from_the_terminal_is_for_a_person(folder: Path) -> None:
    with ScriptedTerminal((*BEGUN, *UNTIL_LOST[SAID]), (*LOG_ON, *last(BEFORE))) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        with pytest.raises(NoAnswer) as doubt:
            provider.ask(wanted)
    assert "journal" in doubt.value.next_step


@pytest.mark.parametrize(
    "other",
    [
        status(999),
        status(receipt=13, trace=346),
        status(result=0).replace("52500039", "52500040"),
        status().replace("490978", "490756"),
        None,
    ],
)
def test_a_last_transaction_that_is_not_certainly_ours_is_for_a_person(
    folder: Path, other: str | None
) -> None:
    doubt = (*LOG_ON, *last(other))
    with ScriptedTerminal((*BEGUN, CUT_LINE), doubt, doubt, doubt) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        for _ in range(2):
            with pytest.raises(NoAnswer):
                provider.ask(wanted)
        with pytest.raises(NotSent) as blocked:
            provider.start(charge())
        assert "earlier" in blocked.value.title


def test_nothing_is_asked_for_while_an_end_is_not_known_until_a_person_decides(folder: Path) -> None:
    doubt = (*LOG_ON, *last(status(999)))
    with ScriptedTerminal((*BEGUN, CUT_LINE), doubt, (*BEGUN, *TAKEN_STEPS)) as terminal:
        provider, first = provider_at(terminal, folder), charge()
        provider.start(first)
        lost(provider, first)
        with pytest.raises(NotSent):
            provider.start(charge())
        provider.decided(first, taken=False)  # type: ignore[attr-defined]
        second = charge()
        provider.start(second)
        assert ended(provider, second).state is PaymentState.TAKEN


def test_an_unsure_refund_holds_up_no_payment(folder: Path) -> None:
    begun = (*LOG_ON, *last(status()), *LOG_ON, hear("06 31"), say(OK), CUT_LINE)
    doubt = (*LOG_ON, *last(status(999, 20, 400)))
    next_one = (*LOG_ON, *last(status(999, 20, 400)), *LOG_ON, *ASKED, HANG_ON)
    with ScriptedTerminal((*BEGUN, *TAKEN_STEPS), begun, doubt, next_one) as terminal:
        provider, first = provider_at(terminal, folder), charge()
        provider.start(first)
        refund = given_back(first, ended(provider, first), 700)
        for call in (provider.give_back, provider.ask_refund):
            with pytest.raises(NoAnswer):
                call(refund)
        assert provider.start(charge()).state is PaymentState.SENT


def test_a_payment_in_doubt_holds_its_terminal_up_for_half_a_day_at_most(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = (*LOG_ON, *last(status(999)))
    with ScriptedTerminal((*BEGUN, CUT_LINE), doubt, doubt, (*BEGUN, HANG_ON)) as terminal:
        provider, first = provider_at(terminal, folder), charge()
        provider.start(first)
        lost(provider, first)
        for _ in range(2):
            with pytest.raises(NotSent):
                provider.start(charge())
        monkeypatch.setattr(attempts, "HELD_UP_FOR", timedelta(0))
        assert provider.start(charge()).state is PaymentState.SENT


def test_an_earlier_end_that_can_be_known_is_asked_for_first(folder: Path) -> None:
    second_steps = (
        *LOG_ON,
        *last(status()),
        *LOG_ON,
        *ASKED,
        say(status(receipt=13, trace=346)),
        hear(OK),
        say(COMPLETION),
        hear(OK),
    )
    with ScriptedTerminal((*BEGUN, CUT_LINE), (*LOG_ON, *last(status())), second_steps) as terminal:
        provider, first, second = provider_at(terminal, folder), charge(), charge()
        provider.start(first)
        lost(provider, first)
        provider.start(second)
        assert ended(provider, second).state is PaymentState.TAKEN
        assert provider.ask(first).state is PaymentState.TAKEN


def test_a_lost_acceptance_is_no_answer_and_asked_after(folder: Path) -> None:
    with ScriptedTerminal(
        (*LOG_ON, *last(BEFORE), *LOG_ON, ASKED[0], CUT_LINE), (*LOG_ON, *last(status()))
    ) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        with pytest.raises(NoAnswer):
            provider.start(wanted)
        assert provider.ask(wanted).state is PaymentState.TAKEN


def test_a_terminal_at_work_after_the_wire_broke_leaves_it_open(folder: Path) -> None:
    busy = (hear("06 00"), say("84 9C 00"))
    with ScriptedTerminal((*BEGUN, CUT_LINE), busy, (*LOG_ON, *last(status()))) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        report = provider.ask(wanted)
        assert (report.state, report.phase) == (PaymentState.SENT, Phase.READER_AWAY)
        assert provider.ask(wanted).state is PaymentState.TAKEN


def test_the_end_is_found_by_the_next_run_of_the_program(folder: Path) -> None:
    from pos_desktop.payments.zvt import book
    from pos_desktop.payments.zvt import terminal as terminals

    with ScriptedTerminal((*BEGUN, HANG_ON), (*LOG_ON, *last(status()))) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        # A new run: nothing in memory, the same book on the disk. The old wire dies with its process.
        book._books.clear()
        terminals._terminals.clear()
        terminal._let_go.set()
        again = provider_at(terminal, folder)
        assert again.ask(wanted).state is PaymentState.TAKEN


def test_an_attempt_that_a_lost_book_should_have_is_for_a_person(folder: Path) -> None:
    wanted = charge()
    time.sleep(0.01)
    with ScriptedTerminal() as terminal:
        provider = provider_at(terminal, folder)
        with pytest.raises(NoAnswer):
            provider.ask(wanted)
        with pytest.raises(NoAnswer):
            provider.start(replace(charge(), provider_ref="T52500039R0012N000345"))
        with pytest.raises(NoAnswer):
            provider.ask(replace(charge(), provider_ref="T52500039R0012N000345"))
    assert terminal.connections == 0
