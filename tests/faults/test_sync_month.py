"""A slice of the simulated month; `make torture` lives through whole ones."""

from pathlib import Path

import pytest

from pos_desktop.application import wording
from tests.faults.sync_month import SyncMonth


@pytest.mark.parametrize("seed", [4])
def test_after_a_month_of_trouble_both_sides_are_what_was_done(tmp_path: Path, seed: int) -> None:
    month = SyncMonth(tmp_path, seed, acts=70, kills=1)
    try:
        happened = month.run()
    except AssertionError as wrong:
        raise AssertionError(f"seed {seed}: {wrong}") from wrong
    finally:
        month.close()
        wording.use(wording.Wording())
    for kind in ("sales", "returns", "stopped", "killed", "forged", "replayed", "webhooks"):
        assert happened[kind], kind
