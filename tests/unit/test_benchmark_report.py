"""The benchmark's table, JSON and targets: a figure that misses says so, and so does one that was not measured."""

import json
import math

import pytest

from benchmarks.report import Figure, Target, missed, ratio_of, table, write_json
from benchmarks.timing import Pairs, Times, percentile

FAST = Target(below=8, below_times_floor=3)


def figure(value, floor, target=FAST, name="scan_to_paint", unit="ms"):
    return Figure(name, value, unit, floor, target)


@pytest.mark.parametrize(
    ("value", "floor", "ok"),
    [
        (5.0, 2.0, True),
        (7.99, 2.7, True),
        (8.0, 4.0, False),  # the limit itself is not below it
        (6.0, 2.0, False),  # three floors are not below three floors
        (5.0, None, False),
        (5.0, 0.0, False),
        (5.0, math.nan, False),
        (math.nan, 2.0, False),
        (math.inf, 2.0, False),
    ],
)
def test_every_part_of_a_target_must_be_kept(value, floor, ok) -> None:
    assert figure(value, floor).ok is ok


@pytest.mark.parametrize(("value", "ok"), [(499.9, False), (500.0, True), (2000.0, True)])
def test_a_rate_must_reach_its_share_of_the_floor(value, ok) -> None:
    assert figure(value, 1000.0, Target(at_least_times_floor=0.5), unit="rows/s").ok is ok


def test_a_target_without_a_floor_needs_none() -> None:
    assert figure(249.0, None, Target(below=250)).ok
    assert not figure(250.0, 10.0, Target(below=250)).ok


def test_the_ratio_is_the_value_in_floors() -> None:
    assert ratio_of(6.0, 4.0) == 1.5
    assert ratio_of(6.0, None) is None
    assert figure(6.0, 4.0).ratio == 1.5


def test_missed_names_the_figure_its_value_and_what_was_wanted() -> None:
    words = missed([figure(2.0, 1.0), figure(9.5, 1.0, name="search_keystroke", target=Target(below=9))])
    assert words == ["search_keystroke is 9.50 ms (9.50 x floor), wanted: below 9 ms"]


def test_the_table_shows_every_figure_under_its_heading() -> None:
    lines = table([figure(2.0, 1.0), figure(12345.6, None, Target(below=5), "z_report")]).splitlines()
    assert [line.split()[0] for line in lines] == ["figure", "scan_to_paint", "z_report"]
    assert lines[1].split() == "scan_to_paint 2.00 ms 1.00 2.00 below 8 ms, below 3 x floor ok".split()
    assert lines[2].split()[1:3] == ["12,346", "ms"]
    assert lines[2].endswith("MISSED")


def test_the_json_is_a_list_that_programs_can_read(tmp_path) -> None:
    file = tmp_path / "out" / "figures.json"
    write_json([figure(2.0, 1.0), figure(math.nan, None)], file)
    measured, unmeasured = json.loads(file.read_text(encoding="utf-8"))
    assert measured == {
        "name": "scan_to_paint",
        "value": 2.0,
        "unit": "ms",
        "floor": 1.0,
        "ratio": 2.0,
        "target": "below 8 ms, below 3 x floor",
        "ok": True,
    }
    assert (unmeasured["value"], unmeasured["ratio"], unmeasured["ok"]) == (None, None, False)


def test_the_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 201)]
    assert percentile(values, 99) == 198.0
    assert percentile(values, 50) == 100.0
    assert percentile([3.0], 99) == 3.0
    assert math.isnan(percentile([], 99))


def test_a_few_slow_moments_do_not_move_what_a_step_adds() -> None:
    pairs = Pairs(Times([3.0, 3.1, 3.2, 3.3, 40.0]), Times([2.0, 2.1, 2.2, 2.3, 2.4]))
    assert pairs.shift == pytest.approx(1.0)
    assert math.isnan(Pairs().shift)
