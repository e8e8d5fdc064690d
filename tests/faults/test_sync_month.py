"""A slice of the simulated month; `make torture` lives through a whole one."""

import pytest

from pos_desktop.application import wording
from tests.faults.sync_month import live_through


@pytest.mark.parametrize("seed", [30])
def test_after_a_month_of_trouble_both_sides_are_what_was_done(seed: int) -> None:
    happened = live_through(seed, acts=90, kills=1)
    wording.use(wording.Wording())

    for kind in ("sales", "returns", "stopped", "killed", "forged", "replayed", "webhooks"):
        assert happened[kind], kind
