"""How long a delivery waits before it is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.backoff import LONGEST_SECONDS, SETTLE_SECONDS, pause


def seconds(of: timedelta) -> float:
    return of.total_seconds()


def test_the_ceiling_doubles_up_to_a_quarter_of_an_hour() -> None:
    ceilings = [seconds(pause(attempts, chance=lambda: 1.0)) for attempts in range(1, 13)]

    assert ceilings == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_it_is_anywhere_below_its_ceiling(attempts: int, chance: float) -> None:
    found = seconds(pause(attempts, chance=lambda: chance))

    assert 0 <= found <= min(LONGEST_SECONDS, 2.0 ** min(attempts, 40)) + 1e-6


@given(st.integers(1, 50), st.floats(0, 86_400))
def test_what_the_platform_says_wins(attempts: int, told: float) -> None:
    assert abs(seconds(pause(attempts, retry_after=told)) - told) < 1e-5


@given(st.integers(1, 50), st.floats(0, 1))
def test_what_is_not_known_is_given_time_to_settle(attempts: int, chance: float) -> None:
    assert seconds(pause(attempts, unsure=True, chance=lambda: chance)) >= SETTLE_SECONDS
    assert seconds(pause(attempts, unsure=True, retry_after=0.5)) == SETTLE_SECONDS
