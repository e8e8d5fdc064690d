"""Times of single steps, ours and the floor's by turns, so that a noisy moment meets both."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed (nearest rank); not a number for none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass
class Times:
    """Milliseconds of many steps of one kind."""

    values: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        """Takes one time in."""
        self.values.append(seconds * 1000)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Times the block."""
        started = time.perf_counter()
        yield
        self.add(time.perf_counter() - started)

    def of(self, step: Callable[[], object]) -> None:
        """Times a call."""
        with self.one():
            step()

    @property
    def median(self) -> float:
        return percentile(self.values, 50)

    @property
    def p99(self) -> float:
        return percentile(self.values, 99)


@dataclass
class Pairs:
    """Ours and the floor's."""

    ours: Times = field(default_factory=Times)
    floor: Times = field(default_factory=Times)

    @property
    def shift(self) -> float:
        """By how many milliseconds ours takes longer: the median of the differences between each of ours and each of
        the floor's (Hodges and Lehmann 1963). The difference of the two medians needs half as many times again to
        be as sure."""
        return percentile([ours - floor for ours in self.ours.values for floor in self.floor.values], 50)

    def words(self) -> str:
        """Both in short, for the progress: what the figures alone do not tell."""
        return "; ".join(
            f"{name} p50 {times.median:.2f} p99 {times.p99:.2f} most {max(times.values, default=math.nan):.2f} ms"
            for name, times in (("ours", self.ours), ("floor", self.floor))
            if times.values
        )
