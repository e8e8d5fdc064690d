# ruff: noqa: F811 - fixtures are imported by name
"""What a start found unfinished is told; what settles later is told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_desktop.application.settling import Recovered, Settled
from tests.ui.selling import Till, till  # noqa: F401


@pytest.mark.parametrize(
    ("recovered", "told"),
    [
        (Recovered(1, 0, 0, ()), "The outcome of 1 payment is asked for"),
        (Recovered(3, 0, 0, ()), "The outcome of 3 payments is asked for"),
        (Recovered(0, 2, 0, ()), "2 payments were never sent"),
        (Recovered(0, 0, 1, ()), "1 refund is carried out now"),
    ],
)
def test_a_start_says_what_it_found(till: Till, recovered: Recovered, told: str) -> None:
    till.window.payments.tell_recovered(recovered)
    assert told in till.toasts()


def test_a_start_that_found_nothing_says_nothing(till: Till) -> None:
    till.window.payments.tell_recovered(Recovered(0, 0, 0, ()))
    assert till.toasts() == []


def test_what_waits_for_the_shift_is_said_once(till: Till) -> None:
    waiting = Settled("waits_for_shift", replace(till.ticket, number=14))
    for _news in range(3):
        till.window.payments._say(waiting, here=False)
    assert till.toasts() == ["Ticket 14 is paid"]
