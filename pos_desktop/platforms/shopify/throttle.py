"""Holds the calls to a shop below its limit: a bucket of cost points that fills by itself.

Source: shopify.dev, GraphQL Admin API rate limits. A query asks for points beforehand and gets back what it did not
use; each answer tells how many there are.
"""

import threading
import time
from collections.abc import Callable

from pos_desktop.application.platform.shop import Budget

STANDARD_MAXIMUM = 2000.0
STANDARD_PER_SECOND = 100.0
KEPT_BACK = 0.02
"""Part of the bucket that is left alone, for a clock that runs a little fast and another program of the shop."""


class Bucket:
    """Shared by all threads of a shop. Points are taken before a call, and corrected by its answer."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        longest_wait: float = 20.0,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._longest = longest_wait
        self._guard = threading.Lock()
        self._maximum = STANDARD_MAXIMUM
        self._rate = STANDARD_PER_SECOND
        self._left = STANDARD_MAXIMUM
        self._at = clock()
        self._under_way = 0.0
        self._told = False
        self._costs: dict[str, float] = {}

    def cost(self, what: str, guess: float) -> float:
        """What such a call asks for, as the last answer told; the guess until then."""
        with self._guard:
            return self._costs.get(what, guess)

    def take(self, points: float) -> float:
        """Waits until there are as many points, in the order of asking; 0.0, or the seconds it would take
        when that is longer than a call may wait: then nothing was taken."""
        with self._guard:
            self._fill()
            most = self._maximum * (1 - KEPT_BACK)
            short = min(points, most) - (self._left - self._maximum * KEPT_BACK)
            wait = max(0.0, short / self._rate)
            if wait > self._longest:
                return wait
            self._left -= points
            self._under_way += points
        if wait:
            self._sleep(wait)
        return 0.0

    def answered(
        self, what: str, taken: float, asked: float | None, left: float, maximum: float, rate: float
    ) -> None:
        """An answer told the truth. Calls still under way may not be in it, and are taken off."""
        with self._guard:
            self._under_way = max(0.0, self._under_way - taken)
            if asked is not None:
                self._costs[what] = asked
            self._maximum, self._rate = max(maximum, 1.0), max(rate, 0.1)
            self._left = max(min(left, self._maximum), -self._maximum) - self._under_way
            self._at = self._clock()
            self._told = True

    def refused(self, points: float) -> None:
        """It says that there are not so many, with figures that do not or with none: then there are none."""
        with self._guard:
            if self._left >= points:
                self._left = 0.0

    def lost(self, taken: float) -> None:
        """No answer, or one without figures: the points count as spent."""
        with self._guard:
            self._under_way = max(0.0, self._under_way - taken)

    def budget(self) -> Budget | None:
        """As far as answers told it."""
        with self._guard:
            if not self._told:
                return None
            self._fill()
            return Budget(max(0.0, self._left), self._maximum, self._rate)

    def seconds_until(self, points: float) -> float:
        """How long until there are as many points."""
        with self._guard:
            self._fill()
            return max(0.0, (points - self._left) / self._rate)

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._maximum, self._left + (now - self._at) * self._rate)
        self._at = now
