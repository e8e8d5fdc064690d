"""What monitoring rings for, at each of its limits."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application.alarms import (
    Standing,
    alarms,
    duration_class,
    mean_ms,
    percentile_ms,
    summed,
)
from pos_desktop.application.sync_records import Minute
from pos_desktop.application.sync_view import AlarmKind

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def minute(sent: int = 0, failed: int = 0, system: str = "shop", **facts: object) -> Minute:
    return Minute(system, NOON, sent, failed, **facts)  # type: ignore[arg-type]  # names are the record's


def rings(*minutes: Minute, **standing: object) -> list[AlarmKind]:
    return [alarm.kind for alarm in alarms(minutes, Standing(**standing))]  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("sent", "failed", "expected"),
    [(95, 5, []), (949, 51, [AlarmKind.PAYMENT_FAILURES, AlarmKind.LOW_SUCCESS]), (1, 1, [])],
)
def test_payments_that_fail_in_over_five_of_a_hundred(
    sent: int, failed: int, expected: list[AlarmKind]
) -> None:
    assert rings(minute(sent, failed), payments=("shop",)) == expected


def test_a_shop_that_takes_no_money_rings_for_its_success_alone() -> None:
    assert rings(minute(94, 6)) == [AlarmKind.LOW_SUCCESS]
    assert rings(minute(95, 5)) == []


@pytest.mark.parametrize(("cases", "whole", "alarming"), [(10, 1000, False), (11, 1000, True), (1, 2, False)])
def test_time_outs_over_one_of_a_hundred(cases: int, whole: int, alarming: bool) -> None:
    found = rings(minute(whole, time_outs=cases))

    assert found == ([AlarmKind.TIME_OUTS] if alarming else [])


@pytest.mark.parametrize(("cases", "alarming"), [(100, False), (101, True)])
def test_a_stand_in_that_works_in_over_ten_of_a_hundred(cases: int, alarming: bool) -> None:
    assert rings(minute(1000, fallbacks=cases)) == ([AlarmKind.FALLBACK] if alarming else [])


@pytest.mark.parametrize(("mean", "alarming"), [(400, False), (401, True)])
def test_twice_the_usual_time(mean: int, alarming: bool) -> None:
    slow = minute(10, milliseconds=10 * mean, slowness={"400": 10})

    assert rings(slow, usual_ms={"shop": 200}) == ([AlarmKind.SLOW] if alarming else [])
    assert rings(slow) == []  # nobody knows what is usual


@pytest.mark.parametrize(("seconds", "alarming"), [(300, False), (300.6, True)])
def test_a_breaker_that_is_open_for_over_five_minutes(seconds: float, alarming: bool) -> None:
    assert rings(open_seconds={"shop": seconds}) == ([AlarmKind.BREAKER_OPEN] if alarming else [])


@pytest.mark.parametrize(("seconds", "alarming"), [(300, False), (301, True)])
def test_messages_that_wait_for_over_five_minutes(seconds: float, alarming: bool) -> None:
    assert rings(webhook_delay_seconds=seconds) == ([AlarmKind.WEBHOOK_DELAY] if alarming else [])


def test_a_single_bad_signature_rings() -> None:
    assert rings(minute(bad_signatures=1)) == [AlarmKind.BAD_SIGNATURES]
    assert rings(minute()) == []


def test_an_alarm_tells_its_figure_and_its_limit() -> None:
    (alarm,) = alarms([minute(90, 10)], Standing())

    assert (alarm.figure, alarm.limit, alarm.system) == (Decimal(90), Decimal(95), "shop")


def test_minutes_of_a_system_add_up() -> None:
    one = minute(1, 2, time_outs=3, milliseconds=100, slowness={"50": 1, "100": 1})
    other = minute(10, 20, trips=1, milliseconds=200, slowness={"100": 2})

    sums = summed([one, other, minute(7, system="other")])

    assert (sums["shop"].sent, sums["shop"].failed, sums["shop"].time_outs, sums["shop"].trips) == (
        11,
        22,
        3,
        1,
    )
    assert dict(sums["shop"].slowness) == {"50": 1, "100": 3}
    assert mean_ms(sums["shop"]) == 75
    assert sums["other"].sent == 7


def test_durations_are_told_by_the_end_of_their_class() -> None:
    assert [duration_class(ms) for ms in (0, 50, 50.1, 12_800, 90_000)] == [
        "50",
        "50",
        "100",
        "12800",
        "60000",
    ]
    assert percentile_ms({"50": 95, "800": 5}) == 50
    assert percentile_ms({"50": 94, "800": 6}) == 800
    assert percentile_ms({}) is None
