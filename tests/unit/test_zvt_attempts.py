"""A card terminal's attempts: done only by its own whole word, asked after when a word is missing, never asked twice."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

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
from pos_desktop.payments.registry import provider_kind
from pos_desktop.payments.zvt import attempts
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

BEGUN = (*LOG_ON, *last(BEFORE), *LOG_ON, *ASKED)
TAKEN_STEPS = (say("04 FF 01 0A"), hear(OK), say(status()), hear(OK), say(COMPLETION), hear(OK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def provider_at(terminal: ScriptedTerminal, folder: Path, **settings: str) -> PaymentProvider:
    told = {"host": "127.0.0.1", "port": str(terminal.port), **settings}
    return provider_kind("zvt").create(Surroundings(lambda name: "", told, folder))


def charge(**facts: object) -> Charge:
    payment_id = new_id()
    values: dict[str, object] = {
        "payment_id": payment_id,
        "key": str(payment_id),
        "order_id": new_id(),
        "order_words": "Ticket 14",
        "amount_minor": 1721,
        "currency": "EUR",
    }
    return Charge(**{**values, **facts})  # type: ignore[arg-type]


def until(seen: Callable[[], Report], fits: Callable[[Report], bool], seconds: float = 5.0) -> Report:
    end = time.monotonic() + seconds
    while True:
        report = seen()
        if fits(report) or time.monotonic() > end:
            return report
        time.sleep(0.005)


def ended(provider: PaymentProvider, of: Charge) -> Report:
    return until(lambda: provider.ask(of), lambda report: not report.state.open)


def lost(provider: PaymentProvider, of: Charge) -> None:
    """Waits until the provider says that it heard no end."""
    end = time.monotonic() + 8
    while time.monotonic() < end:
        try:
            provider.ask(of)
        except NoAnswer:
            return
        time.sleep(0.005)
    raise AssertionError("it goes on")


def given_back(of: Charge, paid: Report, amount: int = 1721, **facts: object) -> GiveBack:
    refund_id = new_id()
    values: dict[str, object] = {
        "refund_id": refund_id,
        "key": str(refund_id),
        "payment_id": of.payment_id,
        "order_id": of.order_id,
        "amount_minor": amount,
        "currency": "EUR",
        "reason": "requested_by_customer",
        "provider_ref": paid.provider_ref,
        "whole": amount == 1721,
        "paid_minor": 1721,
    }
    return GiveBack(**{**values, **facts})  # type: ignore[arg-type]


# -- a payment -------------------------------------------------------------------------------------


def test_a_payment_is_taken_by_its_status_and_its_completion(folder: Path) -> None:
    with ScriptedTerminal((*BEGUN, *TAKEN_STEPS)) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        begun = provider.start(wanted)
        assert (begun.state, begun.phase) == (PaymentState.SENT, Phase.SENT_TO_READER)
        taken = ended(provider, wanted)
    assert (taken.state, taken.charged_minor) == (PaymentState.TAKEN, 1721)
    assert taken.provider_ref == "T52500039R0012N000345D1126120000"
    assert taken.card is not None
    assert (taken.card.brand, taken.card.last_four, taken.card.authorisation) == ("visa", "4242", "471199")


def test_what_a_person_sees_follows_the_terminal(folder: Path) -> None:
    steps = (*BEGUN, say("04 FF 01 04"), hear(OK), HANG_ON)
    with ScriptedTerminal(steps) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        seen = until(lambda: provider.ask(wanted), lambda report: report.phase is Phase.ASKING_BANK)
        assert (seen.state, seen.phase) == (PaymentState.SENT, Phase.ASKING_BANK)


@pytest.mark.parametrize(
    ("result", "decline"),
    [
        (51, Decline.INSUFFICIENT_FUNDS),
        (55, Decline.WRONG_PIN),
        (54, Decline.EXPIRED_CARD),
        (43, Decline.LOST_OR_STOLEN),
        (5, Decline.CARD_DECLINED),
        (0x78, Decline.EXPIRED_CARD),
        (0xC3, Decline.LIMIT_EXCEEDED),
        (0xFF, Decline.PROVIDER_ERROR),
    ],
)
def test_a_result_is_a_decline_in_the_registers_words(folder: Path, result: int, decline: Decline) -> None:
    steps = (*BEGUN, say(status(result=result)), hear(OK), say(f"06 1E 01 {result:02X}"), hear(OK))
    with ScriptedTerminal(steps) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        report = ended(provider, wanted)
    assert (report.state, report.decline) == (PaymentState.DECLINED, decline)


def test_stop_at_the_terminal_is_no_decline(folder: Path) -> None:
    with ScriptedTerminal((*BEGUN, say("06 1E 01 6C"), hear(OK))) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        assert ended(provider, wanted).state is PaymentState.CANCELLED
        assert provider.start(wanted).state is PaymentState.CANCELLED
    assert terminal.connections == 1


def test_the_terminals_receipts_come_with_the_report(folder: Path) -> None:
    merchant = "06 D1 09 00 " + b"MERCHANT".hex() + " "
    end = "06 D1 04 80 " + b"END".hex()
    customer = b"CUSTOMER 4111 1111 1111 1111"
    tags = (
        b"\x1f\x07\x01\x02"
        + b"\x25"
        + bytes([len(customer) + 2])
        + b"\x07"
        + bytes([len(customer)])
        + customer
    )
    block = f"06 D3 {len(tags) + 2:02X} 06 {len(tags):02X} {tags.hex()}"
    steps = (
        *BEGUN, say(status()), hear(OK), say(merchant), hear(OK), say(end), hear(OK),
        say(block), hear(OK), say(COMPLETION), hear(OK),
    )  # fmt: skip
    with ScriptedTerminal(steps) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        facts = ended(provider, wanted).facts
    assert facts["slip_merchant"] == "MERCHANT\nEND"
    assert facts["slip_customer"] == "CUSTOMER [card]"


def test_of_a_card_nothing_but_four_digits_is_kept_or_logged(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = "4111111111111111"
    told = status().replace("22f0f845eeeeeeeeee4242", f"22f0f8{number}")
    assert number in told
    line = b"\x00CARD " + number.encode()
    paper = f"06 D1 {len(line):02X} {line.hex()}"
    nonsense = f"04 0F 0B 22 F0 F8 {number}"
    steps = (
        *BEGUN,
        say(nonsense),
        hear(OK),
        say(told),
        hear(OK),
        say(paper),
        hear(OK),
        say(COMPLETION),
        hear(OK),
    )
    with caplog.at_level("DEBUG"), ScriptedTerminal(steps, (*LOG_ON, *last(told))) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        report = provider.ask(wanted)
    assert report.card is not None
    assert report.card.last_four == "1111"
    written = (folder / "card-terminals.jsonl").read_text()
    for text in (written, caplog.text, repr(report), repr(provider.__dict__)):
        assert number[:12] not in text.replace(" ", "")


# -- the outcome is asked for ------------------------------------------------------------------------


UNTIL_LOST: dict[str, tuple[Step, ...]] = {
    "after the acceptance": (CUT_LINE,),
    "after a step": (say("04 FF 01 04"), hear(OK), CUT_LINE),
    "half a status": (say("04 0F 30 27 00 04 00 00"), CUT_LINE),
    "after the status": (say(status()), hear(OK), CUT_LINE),
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


@pytest.mark.parametrize("where", UNTIL_LOST)
@pytest.mark.parametrize("happened", [True, False])
def test_a_missing_end_is_asked_for_and_never_assumed(folder: Path, where: str, happened: bool) -> None:
    if where == "after the status" and not happened:
        pytest.skip("the terminal said that it happened: the other case is the next test")
    again = (*LOG_ON, *last(status() if happened else BEFORE))
    with ScriptedTerminal((*BEGUN, *UNTIL_LOST[where]), again) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        lost(provider, wanted)
        report = provider.ask(wanted)
        assert report.state is (PaymentState.TAKEN if happened else PaymentState.CANCELLED)
        assert provider.start(wanted).state is report.state
    assert terminal.connections == 2


def test_approved_and_gone_from_the_terminal_is_for_a_person(folder: Path) -> None:
    with ScriptedTerminal((*BEGUN, *UNTIL_LOST["after the status"]), (*LOG_ON, *last(BEFORE))) as terminal:
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


# -- what did not begin --------------------------------------------------------------------------------


def test_nobody_there_is_not_sent(folder: Path) -> None:
    with ScriptedTerminal() as terminal:
        provider = provider_at(terminal, folder)
    wanted = charge()
    with pytest.raises(NotSent):
        provider.start(wanted)
    assert provider.ask(wanted).state is PaymentState.CANCELLED
    assert not provider.health().ok


@pytest.mark.parametrize(
    ("answer", "error"),
    [("84 9C 00", NotSent), ("84 83 00", ProviderRefused), ("84 C2 00", ProviderSetting)],
)
def test_a_refusal_did_nothing_and_says_what_to_do(folder: Path, answer: str, error: type[Exception]) -> None:
    refused = (*LOG_ON, *last(BEFORE), *LOG_ON, ASKED[0], say(answer))
    with ScriptedTerminal(refused, (*BEGUN, *TAKEN_STEPS)) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        with pytest.raises(error):
            provider.start(wanted)
        provider.start(wanted)
        assert ended(provider, wanted).state is PaymentState.TAKEN


def test_a_key_given_up_before_it_arrived_is_never_asked_for(folder: Path) -> None:
    with ScriptedTerminal() as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        assert provider.cancel(wanted).state is PaymentState.CANCELLED
        assert provider.start(wanted).state is PaymentState.CANCELLED
    assert terminal.connections == 0


# -- stopping ------------------------------------------------------------------------------------------


def test_what_nobody_paid_is_stopped_at_the_terminal(folder: Path) -> None:
    steps = (*BEGUN, hear("06 B0"), say(OK), say("06 1E 01 6C"), hear(OK))
    with ScriptedTerminal(steps) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        assert provider.cancel(wanted).state is PaymentState.CANCELLED


def test_a_stop_that_comes_too_late_tells_that_it_was_taken(folder: Path) -> None:
    steps = (*BEGUN, hear("06 B0"), say("84 83 00"), say(status()), hear(OK), say(COMPLETION), hear(OK))
    with ScriptedTerminal(steps) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        assert provider.cancel(wanted).state is PaymentState.TAKEN


def test_one_conversation_at_a_time(folder: Path) -> None:
    with ScriptedTerminal((*BEGUN, HANG_ON)) as terminal:
        provider, other = provider_at(terminal, folder), provider_at(terminal, folder)
        provider.start(charge())
        with pytest.raises(NotSent):
            other.start(charge())
        assert other.health().ok
    assert terminal.connections == 1


# -- giving back ---------------------------------------------------------------------------------------


@pytest.fixture
def paid(folder: Path) -> Iterator[tuple[ScriptedTerminal, PaymentProvider, Charge, Report]]:
    with ScriptedTerminal((*BEGUN, *TAKEN_STEPS)) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        yield terminal, provider, wanted, ended(provider, wanted)


Paid = tuple[ScriptedTerminal, PaymentProvider, Charge, Report]
RESERVED = (say(status(receipt=13, trace=346)), hear(OK), say(COMPLETION), hear(OK))


def test_a_whole_payment_is_reversed_by_its_receipt_number(paid: Paid) -> None:
    terminal, provider, wanted, report = paid
    terminal.add((*LOG_ON, *last(status()), *LOG_ON, hear("06 30 06 00 00 00 87 00 12"), say(OK), *RESERVED))
    refund = given_back(wanted, report)
    back = provider.give_back(refund)
    assert (back.state, back.voided) == (RefundState.DONE, True)
    assert provider.give_back(refund).refund_ref == back.refund_ref
    with pytest.raises(ProviderRefused):
        provider.give_back(given_back(wanted, report, 1))


def test_a_reversal_that_is_not_done_is_paid_to_the_card(paid: Paid) -> None:
    terminal, provider, wanted, report = paid
    terminal.add(
        (*LOG_ON, *last(status()), *LOG_ON, hear("06 30"), say(OK), say("06 1E 01 B5"), hear(OK)),
        (*LOG_ON, *last(status()), *LOG_ON, hear("06 31"), say(OK), *RESERVED),
    )
    back = provider.give_back(given_back(wanted, report))
    assert (back.state, back.voided) == (RefundState.DONE, False)


def test_a_part_goes_back_to_the_card_once(paid: Paid) -> None:
    terminal, provider, wanted, report = paid
    asked = hear("06 31 0D 00 00 00 04 00 00 00 00 07 00 49 09 78")
    terminal.add(
        (*LOG_ON, *last(status()), *LOG_ON, asked, say(OK), CUT_LINE), (*LOG_ON, *last(status(700, 13, 346)))
    )
    refund = given_back(wanted, report, 700)
    with pytest.raises(NoAnswer):
        provider.give_back(refund)
    assert provider.ask_refund(refund).state is RefundState.DONE
    assert provider.give_back(refund).state is RefundState.DONE
    assert [each.amount_minor for each in provider.refunds_of(report.provider_ref)] == [700]


def test_no_card_at_the_refund_is_refused_for_good(paid: Paid) -> None:
    terminal, provider, wanted, report = paid
    terminal.add((*LOG_ON, *last(status()), *LOG_ON, hear("06 31"), say(OK), say("06 1E 01 6C"), hear(OK)))
    back = provider.give_back(given_back(wanted, report, 700))
    assert back.state is RefundState.REFUSED
    assert "card" in back.words


DOUBTFUL = (*LOG_ON, *last(BEFORE), *LOG_ON, hear("06 30"), say(OK), CUT_LINE)


def refund_in_doubt(provider: PaymentProvider, of: Charge, taken: Report) -> GiveBack:
    refund = given_back(of, taken)
    for call in (provider.give_back, provider.ask_refund):
        with pytest.raises(NoAnswer) as asked:
            call(refund)
    assert "went back" in asked.value.meaning
    return refund


def test_a_refund_that_by_a_persons_word_did_not_go_back_is_asked_for_with_a_new_key_alone(
    paid: Paid,
) -> None:
    terminal, provider, wanted, taken = paid
    again = (*LOG_ON, *last(status(999, 20, 400)), *LOG_ON, hear("06 30"), say(OK))
    terminal.add(DOUBTFUL, (*LOG_ON, *last(status(999, 20, 400))), (*again, *RESERVED))
    refund = refund_in_doubt(provider, wanted, taken)
    provider.decided_refund(refund, went_back=False)  # type: ignore[attr-defined]
    assert provider.ask_refund(refund).state is RefundState.REFUSED
    assert provider.give_back(refund).state is RefundState.REFUSED, "its key is over"
    assert provider.refunds_of(taken.provider_ref) == []
    assert provider.give_back(given_back(wanted, taken)).state is RefundState.DONE


def test_a_refund_that_by_a_persons_word_went_back_leaves_nothing_to_give_back(paid: Paid) -> None:
    terminal, provider, wanted, taken = paid
    terminal.add(DOUBTFUL, (*LOG_ON, *last(status(999, 20, 400))))
    refund = refund_in_doubt(provider, wanted, taken)
    provider.decided_refund(refund, went_back=True)  # type: ignore[attr-defined]
    assert provider.give_back(refund).state is RefundState.DONE
    with pytest.raises(ProviderRefused):
        provider.give_back(given_back(wanted, taken, 1))


def test_a_word_that_came_while_the_terminal_was_asked_stands(paid: Paid) -> None:
    terminal, provider, wanted, taken = paid
    terminal.add(DOUBTFUL, (*LOG_ON, *last(status(999, 20, 400))), (*LOG_ON, *last(status(999, 20, 400))))
    refund = refund_in_doubt(provider, wanted, taken)
    book = provider._place.book  # type: ignore[attr-defined]
    asked = book.get(refund.key)
    provider.decided_refund(refund, went_back=False)  # type: ignore[attr-defined]
    with patch.object(book, "get", lambda key: asked):
        assert provider.ask_refund(refund).state is RefundState.REFUSED


def test_the_end_of_the_day_is_handed_in(paid: Paid) -> None:
    terminal, provider, _, _ = paid
    line = "06 D1 07 80 " + b"TOTALS".hex()
    terminal.add(
        (*LOG_ON, hear("06 50 03 00 00 00"), say(OK), say(line), hear(OK), say(COMPLETION), hear(OK))
    )
    slips = provider.end_of_day()  # type: ignore[attr-defined]
    assert [list(lines) for lines in slips] == [["TOTALS"]]
