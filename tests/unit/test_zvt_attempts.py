"""Attempts over ZVT: a payment, what did not begin, stopping and giving back."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from pathlib import Path
from unittest.mock import patch

import pytest

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
from tests.unit.zvt_attempt import (
    BEGUN,
    TAKEN_STEPS,
    charge,
    ended,
    folder,
    given_back,
    lost,
    paid,
    provider_at,
    until,
)
from tests.zvt_peer import (
    ASKED,
    BEFORE,
    COMPLETION,
    CUT_LINE,
    HANG_ON,
    LOG_ON,
    OK,
    ScriptedTerminal,
    hear,
    last,
    say,
    status,
)

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


# -- what did not begin ----------------------------------------------------------------------------


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


# -- stopping --------------------------------------------------------------------------------------


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


# -- giving back -----------------------------------------------------------------------------------


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


def test_another_payment_with_the_same_receipt_number_is_not_reversed(paid: Paid) -> None:
    """The terminal began to count anew: its receipt 12 is another customer's now, of the same amount even."""
    terminal, provider, wanted, report = paid
    morning = status(500, 11, 390, time="080000")
    next_day = status(receipt=12, trace=391, time="081500")
    by_card = (
        hear("06 31"),
        say(OK),
        say(status(receipt=13, trace=392)),
        hear(OK),
        say(COMPLETION),
        hear(OK),
    )
    terminal.add(
        (*LOG_ON, *last(morning), *LOG_ON, *ASKED, say(next_day), hear(OK), say(COMPLETION), hear(OK)),
        (*LOG_ON, *last(next_day), *LOG_ON, *by_card),
    )
    second = charge()
    provider.start(second)
    assert ended(provider, second).state is PaymentState.TAKEN
    back = provider.give_back(given_back(wanted, report))
    assert (back.state, back.voided) == (RefundState.DONE, False)


def test_a_terminal_that_took_the_place_of_another_reverses_nothing_of_it(paid: Paid) -> None:
    terminal, provider, wanted, report = paid
    new = [(way, what.replace("29 52 50 00 39", "29 52 50 00 40")) for way, what in LOG_ON]
    told = status(receipt=30, trace=70).replace("52500039", "52500040")
    done = status(receipt=31, trace=71).replace("52500039", "52500040")
    by_card = (hear("06 31"), say(OK), say(done), hear(OK), say(COMPLETION), hear(OK))
    terminal.add((*new, *last(told), *new), (*new, *last(told), *new, *by_card))
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
    assert "was refunded" in asked.value.meaning
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
