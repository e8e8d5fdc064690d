"""A month of made-up trade for the demo store: what was bought when, who rang it up, what the drawer went
through. The real checkout computes every sum from it, so it holds no totals.

Each day is drawn from the seed and its date alone: a day reads the same whatever month is asked for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from operator import attrgetter
from random import Random
from typing import Any, Literal

OPENING_DAYS = 26
FLOAT_MINOR = 15000
SUNDAY = 6

Tender = Literal["cash", "card"]


@dataclass(frozen=True, slots=True)
class PastLine:
    """One article sold. `key` is a product's or a variant's key in the demo catalogue."""

    key: str
    quantity_milli: int
    asked_price_minor: int | None = None  # only where the catalogue has no price


@dataclass(frozen=True, slots=True)
class PastSale:
    """One ticket. Cash is handed over as the total rounded up to `cash_step_minor` (1: the exact sum)."""

    at: datetime
    lines: tuple[PastLine, ...]
    tender: Tender
    cash_step_minor: int | None

    def cash_given_minor(self, total_minor: int) -> int:
        """What the customer puts on the counter for a total, in minor units; ValueError for a card sale."""
        if self.cash_step_minor is None:
            raise ValueError("a card sale has no cash")
        return -(-total_minor // self.cash_step_minor) * self.cash_step_minor


@dataclass(frozen=True, slots=True)
class PastCash:
    """Cash put into or taken out of the drawer; `reason` is a key of the demo store's cash reasons."""

    at: datetime
    kind: Literal["pay_in", "pay_out"]
    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class PastDrop:
    """Cash taken to the safe: everything above `keep_minor`, in whole bills of `bill_minor`."""

    at: datetime
    keep_minor: int
    bill_minor: int

    def amount_minor(self, in_drawer_minor: int) -> int:
        """How much goes to the safe when the drawer holds so much; 0 when there is nothing to drop."""
        return max(0, in_drawer_minor - self.keep_minor) // self.bill_minor * self.bill_minor


PastEvent = PastSale | PastCash | PastDrop


@dataclass(frozen=True, slots=True)
class PastShift:
    """From opening float to count. `variance_minor` is counted less expected; events are in order of time."""

    person: str
    opened_at: datetime
    closed_at: datetime
    float_minor: int
    events: tuple[PastEvent, ...]
    variance_minor: int
    variance_reason: str | None

    @property
    def sales(self) -> tuple[PastSale, ...]:
        """The shift's sales alone, in order of time."""
        return tuple(event for event in self.events if isinstance(event, PastSale))


@dataclass(frozen=True, slots=True)
class DaySales:
    """A day of trade; `day` is the store's local date, every moment inside is UTC."""

    day: date
    shifts: tuple[PastShift, ...]

    @property
    def sales(self) -> tuple[PastSale, ...]:
        """The day's sales in order of time."""
        return tuple(sale for shift in self.shifts for sale in shift.sales)


def past_month(catalogue: Mapping[str, Any], until: datetime, seed: int = 7) -> Iterator[DaySales]:
    """The last 26 opening days before the day of `until`, oldest first, Sundays closed.

    `catalogue` is the parsed demo catalogue; the time zone of `until` is the store's.
    Raises ValueError when `until` has none.
    """
    if until.tzinfo is None:
        raise ValueError("the moment must name its time zone: opening hours are local")
    shelves = _Shelves(_goods(catalogue))
    for day in _opening_days(until.date()):
        yield _Day(day, until.tzinfo, shelves, Random(f"{seed}/{day.isoformat()}")).trade()


def sold_milli(days: Iterable[DaySales]) -> Counter[str]:
    """Thousandths sold of each article: what must have been delivered for today's stock to be right."""
    sold: Counter[str] = Counter()
    for day in days:
        for sale in day.sales:
            for line in sale.lines:
                sold[line.key] += line.quantity_milli
    return sold


def _opening_days(before: date) -> list[date]:
    days: list[date] = []
    day = before
    while len(days) < OPENING_DAYS:
        day -= timedelta(days=1)
        if day.weekday() != SUNDAY:
            days.append(day)
    return days[::-1]


# --- what is bought ---------------------------------------------------------------------------------------

# How often a category is reached for, by part of the day: morning, midday, evening.
_APPETITE: Mapping[str, tuple[float, float, float]] = {
    "bakery": (3.4, 2.0, 0.9),
    "dairy": (1.6, 1.2, 1.5),
    "produce": (1.2, 1.5, 1.7),
    "drinks": (1.0, 1.7, 1.2),
    "coffee-tea": (0.9, 0.5, 0.5),
    "sweets": (0.6, 1.0, 0.9),
    "pantry": (0.5, 0.7, 1.1),
    "breakfast": (0.7, 0.4, 0.5),
    "meat-fish": (0.4, 0.6, 0.9),
    "frozen": (0.2, 0.4, 0.8),
    "wine-beer": (0.05, 0.25, 1.0),
    "household": (0.3, 0.4, 0.4),
    "care": (0.2, 0.3, 0.3),
    "stationery": (0.25, 0.3, 0.15),
    "services": (0.4, 0.5, 0.3),
}
_RARE = (0.3, 0.3, 0.3)
_FAVOURITE_BONUS = 5.0
_DEAR_MINOR = 1000  # above this a thing is bought now and then, and one at a time

# What is keyed in where the catalogue asks for the price, in minor units.
_ASKED_PRICES: Mapping[str, tuple[int, ...]] = {
    "bakery": (285, 340, 415, 490, 620),
    "meat-fish": (349, 425, 560, 690, 815),
    "household": (799, 999, 1299, 1599),
    "stationery": (200, 300, 350),
    "services": (200, 500, 1000, 2000, 2500),
}
_ANY_PRICES = (199, 299, 499)

_LINES = range(1, 13)
_LINES_ODDS = (12, 17, 18, 15, 12, 9, 6, 4, 3, 2, 1, 1)


@dataclass(frozen=True, slots=True)
class _Good:
    key: str
    category: str
    weighed: bool
    price_minor: int | None
    appetite: tuple[float, float, float]


def _goods(catalogue: Mapping[str, Any]) -> list[_Good]:
    return [good for product in catalogue["products"] for good in _articles(product)]


def _articles(product: Mapping[str, Any]) -> Iterator[_Good]:
    articles: Sequence[Mapping[str, Any]] = product.get("variants") or [product]
    for article in articles:
        price = article["price_minor"]
        liking = _liking(product, price) / len(articles)
        morning, midday, evening = _APPETITE.get(product["category"], _RARE)
        yield _Good(
            key=article["key"],
            category=product["category"],
            weighed=product["kind"] == "weighed",
            price_minor=price,
            appetite=(morning * liking, midday * liking, evening * liking),
        )


def _liking(product: Mapping[str, Any], price_minor: int | None) -> float:
    """Some things sell and most do not: a few best sellers, a long tail."""
    own = Random(f"liking/{product['key']}").paretovariate(1.6)
    bonus = _FAVOURITE_BONUS if product.get("favourite_position") else 1.0
    dear = 0.3 if price_minor is None or (price_minor > _DEAR_MINOR and product["kind"] == "piece") else 1.0
    return min(own, 6.0) * bonus * dear


class _Shelves:
    """The goods with their odds by part of the day, from which baskets are drawn."""

    def __init__(self, goods: Sequence[_Good]) -> None:
        self._goods = goods
        self._odds = [list(accumulate(good.appetite[part] for good in goods)) for part in range(3)]

    def basket(self, hour: int, rng: Random) -> tuple[PastLine, ...]:
        """What one customer buys; no article stands on two lines."""
        odds = self._odds[0 if hour < 11 else 1 if hour < 15 else 2]
        wanted = rng.choices(_LINES, _LINES_ODDS)[0]
        taken = {good.key: good for good in rng.choices(self._goods, cum_weights=odds, k=wanted)}
        return tuple(_line(good, rng) for good in taken.values())


def _line(good: _Good, rng: Random) -> PastLine:
    if good.price_minor is None:
        return PastLine(good.key, 1000, rng.choice(_ASKED_PRICES.get(good.category, _ANY_PRICES)))
    if good.weighed:
        return PastLine(good.key, _weight_milli(good.price_minor, rng))
    return PastLine(good.key, 1000 * _pieces(good.price_minor, rng))


def _weight_milli(price_minor: int, rng: Random) -> int:
    """Grams on the scale: the dearer the kilo, the smaller the piece."""
    if price_minor < 500:
        return round(rng.triangular(180, 2200, 700))
    if price_minor < 2000:
        return round(rng.triangular(110, 900, 320))
    return round(rng.triangular(90, 520, 210))


def _pieces(price_minor: int, rng: Random) -> int:
    if price_minor > _DEAR_MINOR:
        return 1
    if price_minor < 100:
        return rng.choices((1, 2, 3, 4, 6), (45, 25, 10, 12, 8))[0]
    return rng.choices((1, 2, 3, 4), (82, 13, 3, 2))[0]


# --- when, and by whom ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hours:
    """A kind of day: when it opens, hands over and closes, how busy its hours are, how many sales it sees."""

    opens: int
    hands_over: int
    closes: int
    rush: tuple[int, ...]  # one weight for each hour that is open
    sales: tuple[int, int]


_WEEKDAY = _Hours(8, 14, 20, (6, 6, 5, 7, 10, 8, 5, 5, 7, 11, 10, 6), (42, 56))
_FRIDAY = _Hours(8, 14, 20, (6, 6, 6, 7, 10, 9, 6, 7, 9, 13, 12, 7), (50, 64))
_SATURDAY = _Hours(8, 13, 18, (6, 9, 12, 12, 10, 8, 6, 5, 4, 3), (54, 68))
_HANDOVER_MINUTES = 6  # the register is counted, nobody is served

_CASH_SHARE = 0.46
_CASH_STEPS = (1, 10, 100, 500, 1000, 2000, 5000)
_CASH_ODDS = (12, 8, 10, 24, 22, 16, 8)

_PAY_OUTS: tuple[tuple[str, int, int], ...] = (
    ("postage", 195, 1190),
    ("cleaning-supplies", 480, 1650),
    ("farm-delivery", 1200, 3800),
)
_SAFE_KEEPS_MINOR = 20000
_SAFE_BILL_MINOR = 5000
_SERIOUS_VARIANCE_MINOR = 300


class _Day:
    """One day being made up."""

    def __init__(self, day: date, zone: tzinfo, shelves: _Shelves, rng: Random) -> None:
        self._day = day
        self._zone = zone
        self._shelves = shelves
        self._rng = rng
        self._hours = {4: _FRIDAY, 5: _SATURDAY}.get(day.weekday(), _WEEKDAY)

    def trade(self) -> DaySales:
        hours = self._hours
        sales = [self._sale(minute) for minute in self._minutes()]
        turn = self._at(hours.hands_over * 60)
        early = [sale for sale in sales if sale.at < turn]
        late = [sale for sale in sales if sale.at >= turn]
        first, second = self._people()
        return DaySales(
            self._day,
            (
                self._shift(first, hours.opens * 60 - 12, hours.hands_over * 60 + 2, early),
                self._shift(second, hours.hands_over * 60 + 4, hours.closes * 60 + 9, late),
            ),
        )

    def _at(self, minute: int, second: int = 0) -> datetime:
        local = datetime.combine(self._day, time(minute // 60, minute % 60, second), tzinfo=self._zone)
        return local.astimezone(UTC)

    def _minutes(self) -> list[int]:
        """The minutes of the day in which somebody pays, each at most once."""
        hours = self._hours
        open_hours = range(hours.opens, hours.closes)
        wanted = self._rng.randint(*hours.sales)
        handover = range(hours.hands_over * 60, hours.hands_over * 60 + _HANDOVER_MINUTES)
        found: set[int] = set()
        while len(found) < wanted:
            minute = self._rng.choices(open_hours, hours.rush)[0] * 60 + self._rng.randrange(60)
            if minute not in handover:
                found.add(minute)
        return sorted(found)

    def _sale(self, minute: int) -> PastSale:
        rng = self._rng
        at = self._at(minute, rng.randrange(60))
        lines = self._shelves.basket(minute // 60, rng)
        if rng.random() < _CASH_SHARE:
            return PastSale(at, lines, "cash", rng.choices(_CASH_STEPS, _CASH_ODDS)[0])
        return PastSale(at, lines, "card", None)

    def _people(self) -> tuple[str, str]:
        """The cashiers change turns every week; on Wednesdays the manager takes the late turn."""
        pair = ("cashier-1", "cashier-2") if self._day.isocalendar().week % 2 else ("cashier-2", "cashier-1")
        return (pair[0], "manager") if self._day.weekday() == 2 else pair

    def _shift(self, person: str, opened: int, closed: int, sales: Sequence[PastSale]) -> PastShift:
        events: list[PastEvent] = [*sales, *self._cash_moves(opened, closed)]
        variance, reason = self._variance()
        return PastShift(
            person=person,
            opened_at=self._at(opened),
            closed_at=self._at(closed),
            float_minor=FLOAT_MINOR,
            events=tuple(sorted(events, key=attrgetter("at"))),
            variance_minor=variance,
            variance_reason=reason,
        )

    def _cash_moves(self, opened: int, closed: int) -> Iterator[PastCash | PastDrop]:
        rng, weekday, early = self._rng, self._day.weekday(), opened < self._hours.opens * 60
        if early and weekday in (0, 3):
            yield PastCash(self._at(opened + 5), "pay_in", rng.choice((2500, 4000, 5000)), "change-from-bank")
        if early and weekday == 1 and self._day.isocalendar().week % 2:
            yield PastCash(self._at(opened + 95, 30), "pay_out", 2500, "window-cleaner")
        if rng.random() < 0.22:
            reason, least, most = rng.choice(_PAY_OUTS)
            amount = rng.randrange(least, most, 5)
            yield PastCash(self._at(rng.randint(opened + 60, closed - 60), 45), "pay_out", amount, reason)
        if rng.random() < (0.9 if weekday >= 4 else 0.6):
            at = self._at(opened + (closed - opened) * 3 // 4, 15)
            yield PastDrop(at, _SAFE_KEEPS_MINOR, _SAFE_BILL_MINOR)

    def _variance(self) -> tuple[int, str | None]:
        """Most drawers are right; some are a few coins off, now and then a bill is."""
        rng = self._rng
        size = rng.choices((0, 1, 2), (66, 30, 4))[0]
        if size == 0:
            return 0, None
        amount = rng.choice((-500, -1000, 500)) if size == 2 else rng.choice((-1, 1)) * rng.randint(1, 250)
        return amount, "wrong-change" if abs(amount) >= _SERIOUS_VARIANCE_MINOR else "unexplained"
