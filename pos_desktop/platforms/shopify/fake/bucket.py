"""What the shop's plan leaves: the bucket of points of Shopify's rate limits."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan of Shopify gives: points a second, the size of the bucket, and whether it has gift cards."""

    name: str
    restore: float
    maximum: float
    query_max: int = 1000  # points that one query may ask for
    gift_cards: bool = True
    plus: bool = False


BASIC = Plan("Basic", 100, 2000, gift_cards=False)
STANDARD = Plan("Grow", 100, 2000)
ADVANCED = Plan("Advanced", 200, 4000)
PLUS = Plan("Plus", 1000, 20000, plus=True)
ENTERPRISE = Plan("Enterprise", 2000, 40000, plus=True)


class Bucket:
    """Points that come back with time."""

    def __init__(self, plan: Plan, seconds: Callable[[], float]) -> None:
        self.plan = plan
        self._seconds = seconds
        self._level = plan.maximum
        self._at = seconds()

    @property
    def available(self) -> float:
        """Points that can be spent now."""
        at = self._seconds()
        self._level = min(self.plan.maximum, self._level + max(0.0, at - self._at) * self.plan.restore)
        self._at = at
        return self._level

    def take(self, points: float) -> bool:
        """Spends points, or says that there are too few."""
        if self.available < points:
            return False
        self._level -= points
        return True

    def give(self, points: float) -> None:
        """Gives back what was asked for and not needed."""
        self._level = min(self.plan.maximum, self.available + points)

    def drain(self) -> None:
        """Another caller used all of it."""
        self._level = min(self.available, 0.0)

    def status(self) -> dict[str, float]:
        """As it is told in each answer."""
        return {
            "maximumAvailable": float(self.plan.maximum),
            "currentlyAvailable": int(self.available),
            "restoreRate": float(self.plan.restore),
        }
