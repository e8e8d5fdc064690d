"""The bucket of points: held below the limit beforehand, shared by threads, corrected by each answer."""

import threading

import pytest

from pos_desktop.platforms.shopify.throttle import KEPT_BACK, STANDARD_MAXIMUM, STANDARD_PER_SECOND, Bucket


class Time:
    """Passes when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self._guard = threading.Lock()

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        with self._guard:
            self.slept.append(seconds)
            self.seconds += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def bucket(time) -> Bucket:
    return Bucket(time.clock, time.sleep)


def test_until_an_answer_tells_it_is_a_standard_plan(bucket):
    assert bucket.budget() is None
    assert bucket.take(STANDARD_MAXIMUM * (1 - KEPT_BACK)) == 0.0


def test_it_waits_before_the_limit_is_met(bucket, time):
    bucket.take(STANDARD_MAXIMUM * (1 - KEPT_BACK))
    assert bucket.take(50) == 0.0
    assert time.slept == [pytest.approx(50 / STANDARD_PER_SECOND)]


def test_those_who_wait_are_served_one_after_the_other(bucket, time):
    bucket.answered("x", 0, None, left=40, maximum=2000, rate=100)
    waits = []
    time.sleep = waits.append  # nobody moves the clock: all ask at the same moment
    bucket._sleep = waits.append
    for _ in range(3):
        assert bucket.take(100) == 0.0
    assert waits == pytest.approx([1.0, 2.0, 3.0])


def test_a_wait_that_is_too_long_takes_nothing_and_says_how_long(bucket, time):
    bucket.answered("x", 0, None, left=0, maximum=2000, rate=10)
    assert bucket.take(500) == pytest.approx((500 + 2000 * KEPT_BACK) / 10)
    assert time.slept == []
    assert bucket.take(20) == 0.0


def test_the_answer_wins(bucket):
    bucket.take(500)
    bucket.answered("x", 500, 30, left=1990, maximum=2000, rate=100)
    budget = bucket.budget()
    assert (budget.available, budget.maximum, budget.per_second) == (1990, 2000, 100)
    assert (bucket.cost("x", 500), bucket.cost("y", 7)) == (30, 7)


def test_an_answer_does_not_know_of_calls_that_are_still_under_way(bucket):
    bucket.take(300)
    bucket.take(400)
    bucket.answered("x", 300, None, left=1700, maximum=2000, rate=100)
    assert bucket.budget().available == 1300


def test_a_call_without_an_answer_counts_as_spent_and_fills_up_again(bucket, time):
    bucket.answered("x", 0, None, left=1000, maximum=2000, rate=100)
    bucket.take(400)
    bucket.lost(400)
    assert bucket.budget().available == 600
    time.seconds += 2
    assert bucket.budget().available == 800
    time.seconds += 1000
    assert bucket.budget().available == 2000


def test_more_than_the_bucket_holds_waits_for_a_full_one_and_not_for_ever(bucket, time):
    assert bucket.take(5000) == 0.0
    assert sum(time.slept) < 21


def test_many_threads_stay_below_the_limit(time):
    """The shop's own bucket beside ours: it is never asked for more than it has."""
    bucket = Bucket(time.clock, time.sleep, longest_wait=1e9)
    spent, guard, worst = 0.0, threading.Lock(), []

    def work() -> None:
        nonlocal spent
        for _ in range(40):
            assert bucket.take(70) == 0.0
            with guard:
                spent += 70
                worst.append(STANDARD_MAXIMUM + time.seconds * STANDARD_PER_SECOND - spent)
            bucket.lost(70)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(worst) >= 0
