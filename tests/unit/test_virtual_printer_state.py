"""Status bytes, bit by bit (Epson: DLE EOT, GS r, GS a)."""

import pytest

from pos_desktop.devices.fake.virtual_printer.state import Paper, PrinterState, Trouble

READY = PrinterState()


def answers(state: PrinterState) -> list[int]:
    return [(state.realtime(kind) or b"?")[0] for kind in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (READY, [0x12, 0x12, 0x12, 0x12]),
        (PrinterState(drawer_open=True), [0x16, 0x12, 0x12, 0x12]),
        (PrinterState(drawer_open_is_high=False), [0x16, 0x12, 0x12, 0x12]),
        (PrinterState(drawer_open=True, drawer_open_is_high=False), [0x12, 0x12, 0x12, 0x12]),
        (PrinterState(paper=Paper.LOW), [0x12, 0x12, 0x12, 0x1E]),
        (PrinterState(paper=Paper.OUT), [0x1A, 0x32, 0x12, 0x7E]),
        (PrinterState(cover_open=True), [0x1A, 0x16, 0x12, 0x12]),
        (PrinterState(held_offline=True), [0x1A, 0x12, 0x12, 0x12]),
        (PrinterState(trouble=Trouble.CUTTER), [0x1A, 0x52, 0x1A, 0x12]),
        (PrinterState(trouble=Trouble.UNRECOVERABLE), [0x1A, 0x52, 0x32, 0x12]),
        (PrinterState(trouble=Trouble.RECOVERABLE), [0x1A, 0x52, 0x52, 0x12]),
    ],
)
def test_realtime_answers(state: PrinterState, expected: list[int]) -> None:
    assert answers(state) == expected


def test_every_realtime_answer_carries_its_fixed_bits() -> None:
    worst = PrinterState(Paper.OUT, True, True, False, Trouble.CUTTER, True)
    assert all(byte & 0x93 == 0x12 for byte in answers(worst))
    assert READY.realtime(5) is None


def test_answers_in_turn() -> None:
    assert READY.paper_sensors() == b"\x00"
    assert PrinterState(paper=Paper.LOW).paper_sensors() == b"\x03"
    assert PrinterState(paper=Paper.OUT).paper_sensors() == b"\x0f"
    assert (READY.drawer_sensor(), PrinterState(drawer_open=True).drawer_sensor()) == (b"\x00", b"\x01")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (READY, b"\x10\x00\x00\x0f"),
        (PrinterState(drawer_open=True), b"\x14\x00\x00\x0f"),
        (PrinterState(cover_open=True), b"\x38\x00\x00\x0f"),
        (PrinterState(paper=Paper.OUT), b"\x18\x00\x0f\x0f"),
        (PrinterState(trouble=Trouble.CUTTER), b"\x18\x08\x00\x0f"),
    ],
)
def test_automatic_status(state: PrinterState, expected: bytes) -> None:
    assert state.automatic() == expected


@pytest.mark.parametrize(
    ("change", "mask"),
    [
        (PrinterState(drawer_open=True), 0x01),
        (PrinterState(held_offline=True), 0x02),
        (PrinterState(paper=Paper.LOW), 0x08),
    ],
)
def test_only_changes_asked_for_are_told(change: PrinterState, mask: int) -> None:
    assert change.differs_for(READY, mask)
    assert not change.differs_for(READY, 0x0F & ~mask)


def test_online_means_able_to_print() -> None:
    assert READY.online and PrinterState(paper=Paper.LOW, drawer_open=True, muted=True).online
    stopped = (
        PrinterState(paper=Paper.OUT),
        PrinterState(cover_open=True),
        PrinterState(held_offline=True),
        PrinterState(trouble=Trouble.CUTTER),
    )
    assert not any(state.online for state in stopped)
