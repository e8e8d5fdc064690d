"""A day that is killed sixty times: whatever was told is there, nothing is half there, nothing is printed unsold."""

import os
import sys
from pathlib import Path

import pytest

from tests.faults.torture import Torture, run_side_by_side
from tests.faults.torture_life import Lost, build_shim
from tests.faults.torture_model import Day, Line, Sale, Slip, outcomes

TIMES, SHOPS = 60, 2

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform == "darwin", reason="registers are forked to be killed"
)


@pytest.mark.timeout(600)
def test_a_day_killed_sixty_times_loses_nothing() -> None:
    seed = int.from_bytes(os.urandom(3), "big")
    print(f"replay: python -m tests.faults.torture --times {TIMES} --jobs {SHOPS} --seed {seed}")
    summary = run_side_by_side(TIMES, seed, SHOPS, lambda _: None)
    print(summary)
    assert sum(summary.kills.values()) >= TIMES
    assert summary.sales > TIMES // 2
    assert len(summary.kills) >= 3


def test_the_torture_notices_a_disk_that_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the checks: commits that do not wait for the disk must be found out."""
    if build_shim(tmp_path) is None:
        pytest.skip("needs Linux and a C compiler to stand between the program and its disk")
    monkeypatch.setenv("TORTURE_FORGETS", "1")
    torture = Torture(tmp_path / "shop", 11)
    try:
        with pytest.raises(Lost, match="but told"):
            torture.run(60)
    finally:
        torture.end()


def test_an_action_that_was_cut_off_leaves_one_of_two_days() -> None:
    line = Line("a", 3, 1000, 250)
    day = Day(Slip(1, [line]))
    act = {"do": "pay", "total": 250, "given": 500}
    [paid] = outcomes(day, act)
    assert paid == Day(Slip(2), sales=[Sale("1-000001", 1, 250, 500)], last_ticket=2)
    raised, appended = outcomes(day, {"do": "add", "row": 3, "quantity": 1000, "price": 250})
    assert [line.quantity for line in raised.open.lines] == [2000]
    assert appended.open.lines == [line, Line("b", 3, 1000, 250)]
    assert day == Day(Slip(1, [Line("a", 3, 1000, 250)]))
