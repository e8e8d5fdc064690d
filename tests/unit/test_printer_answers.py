"""Answers of a printer told apart, whole, in pieces and with noise between them."""

import pytest

from pos_desktop.application.printing import DrawerState, PrinterState
from pos_desktop.devices.base import no_log
from pos_desktop.devices.printers.escpos_status import Answers, AnswerSorter
from pos_desktop.devices.printers.inquiry import Inquiry
from pos_desktop.devices.printers.settings import PrinterSettings

READY = b"\x10\x00\x00\x0f"


def fed(*reads: bytes, every: float = 0.01) -> Answers:
    sorter, all_of_them = AnswerSorter(), Answers()
    for turn, data in enumerate(reads):
        answers = sorter.feed(data, 100 + turn * every)
        all_of_them.realtime += answers.realtime
        all_of_them.in_turn += answers.in_turn
        all_of_them.unasked += answers.unasked
        all_of_them.rubbish += answers.rubbish
    return all_of_them


@pytest.mark.parametrize(
    ("block", "state"),
    [
        ("10000000", PrinterState.READY),
        ("14000f0f", PrinterState.PAPER_OUT),
        ("10000300", PrinterState.PAPER_LOW),
        ("3800000f", PrinterState.COVER_OPEN),
        ("38000f0f", PrinterState.COVER_OPEN),
        ("1808000f", PrinterState.ERROR),
        ("1820000f", PrinterState.ERROR),
        ("1840000f", PrinterState.ERROR),
        ("1800000f", PrinterState.OFFLINE),
        ("5800000f", PrinterState.OFFLINE),
    ],
)
def test_a_block_says_how_the_printer_is(block: str, state: PrinterState) -> None:
    (unasked,) = fed(bytes.fromhex(block)).unasked
    assert unasked.state is state


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_block_in_pieces_is_one_block(cut: int) -> None:
    answers = fed(READY[:cut], READY[cut:])
    assert [each.block for each in answers.unasked] == [READY]
    assert not answers.rubbish and not answers.in_turn


def test_a_block_between_answers_takes_none_of_them() -> None:
    answers = fed(b"\x16\x00" + READY + b"\x12\x0f")
    assert (answers.realtime, answers.in_turn, len(answers.unasked)) == ([0x16, 0x12], [0x00, 0x0F], 1)


def test_flow_control_within_a_block_is_passed_over() -> None:
    assert [each.block for each in fed(b"\x10\x13\x00\x00\x11\x0f").unasked] == [READY]


def test_half_a_block_gives_way_to_an_answer_and_to_another_block() -> None:
    answers = fed(READY[:2], b"\x12", READY)
    assert (answers.realtime, len(answers.unasked), answers.rubbish) == ([0x12], 1, [0x10, 0x00])


def test_half_a_block_does_not_eat_a_later_answer_to_gs_r() -> None:
    answers = fed(READY[:3], b"\x00", every=1.0)
    assert (answers.in_turn, answers.unasked) == ([0x00], [])


@pytest.mark.parametrize("noise", [b"\xff" + READY, READY + b"\x80", b"HTTP/1.1 400 Bad\r\n\r\n"])
def test_blocks_among_noise_are_noise(noise: bytes) -> None:
    answers = fed(noise)
    assert answers.rubbish and not answers.unasked


def test_after_noise_the_next_block_counts() -> None:
    assert len(fed(b"\xff\xfe\x90", READY).unasked) == 1


class Line:
    """A wire on which each question brings certain bytes; what is left of the last ones comes before them."""

    two_way = True

    def __init__(self, *said: bytes) -> None:
        self._said = list(said)
        self._waiting = b""

    def write_some(self, data: bytes, seconds: float) -> int:
        self._waiting += self._said.pop(0) if self._said else b""
        return len(data)

    def read_some(self, seconds: float) -> bytes:
        data, self._waiting = self._waiting[:1], self._waiting[1:]
        return data

    def close(self) -> None:
        """Nothing to close."""


def asked(*said: bytes) -> Inquiry:
    settings = PrinterSettings(answer_ms=5_000, drawer_sensor="high")
    return Inquiry(Line(*said), settings, no_log, lambda: False)


def test_three_answers_are_a_status() -> None:
    status = asked(b"\x16", b"\x12", b"\x12").status()
    assert (status.state, status.drawer) == (PrinterState.READY, DrawerState.OPEN)


def test_answers_that_come_once_more_than_asked_are_never_a_status() -> None:
    """The second answer would say that the cover is open; with the first one twice it is read as the third."""
    once_more = (b"\x1a\x1a", b"\x16", b"\x12")
    assert asked(*once_more, *once_more).status().state is PrinterState.UNKNOWN


def test_one_answer_will_do_where_the_printer_tells_the_rest_and_the_status_is_known() -> None:
    inquiry = asked(b"\x12", b"\x12", b"\x12", READY, b"\x16", b"\x1a", b"")
    assert inquiry.glance() is None
    inquiry.status()
    assert inquiry.glance() is None
    inquiry.tell_changes()
    for _ in READY:
        inquiry.listen(0)
    known = inquiry.glance()
    assert known is not None
    assert (known.state, known.drawer) == (PrinterState.READY, DrawerState.OPEN)
    assert inquiry.glance() is None, "it says that it is offline"
    inquiry._settings = PrinterSettings(answer_ms=20, drawer_sensor="high")
    silent = inquiry.glance()
    assert silent is not None and silent.state is PrinterState.UNKNOWN
