"""On hand and the levels of two platforms come together, in whatever order things happen and are heard of."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_desktop.domain.stock import after_silent_answer, correction, counts

BEGAN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Platform:
    """Counts by itself, answers a key once, and tells of each change, in an order that is nobody's."""

    level: int
    skew: timedelta
    ticks: int = 0
    messages: list[tuple[int, datetime]] = field(default_factory=list)
    answers: dict[int, tuple[int, datetime]] = field(default_factory=dict)

    def change(self, quantity: int) -> tuple[int, datetime]:
        self.level += quantity
        self.ticks += 1
        self.messages.append((self.level, BEGAN + self.skew + timedelta(milliseconds=self.ticks)))
        return self.messages[-1]

    def adjust(self, key: int, quantity: int) -> tuple[int, datetime]:
        if key not in self.answers:
            self.answers[key] = self.change(quantity)
        return self.answers[key]


@dataclass
class Known:
    """What the register knows of one platform."""

    level: int | None = None
    at: datetime | None = None
    waiting: dict[int, int] = field(default_factory=dict)


class Register:
    """The rule as the register applies it."""

    def __init__(self, platforms: list[Platform], on_hand: int) -> None:
        self.platforms = platforms
        self.on_hand = on_hand
        self.known = [Known() for _ in platforms]
        self.keys = 0

    def move(self, quantity: int, but: int | None = None) -> None:
        self.on_hand += quantity
        for place, known in enumerate(self.known):
            if place != but:
                self.keys += 1
                known.waiting[self.keys] = quantity

    def tell(self, place: int, level: int, at: datetime) -> None:
        known = self.known[place]
        if counts(at, known.at):
            known.level, known.at = level, at
            self._put_right(place)

    def acknowledge(self, place: int, key: int, answer: tuple[int, datetime] | None) -> None:
        known = self.known[place]
        quantity = known.waiting.pop(key)
        if answer is None and known.level is not None:
            known.level = after_silent_answer(known.level, quantity)
        elif answer is not None and counts(answer[1], known.at):
            known.level, known.at = answer
        self._put_right(place)

    def _put_right(self, place: int) -> None:
        known = self.known[place]
        if known.level is not None:
            missing = correction(self.on_hand, known.level, sum(known.waiting.values()))
            if missing:
                self.move(missing, but=place)


steps = st.lists(
    st.tuples(
        st.sampled_from(["sold here", "sold there", "edited there", "sent", "answered", "heard", "repeated"]),
        st.integers(0, 1),  # which platform
        st.integers(0, 9),  # which of those that wait
        st.integers(-5, 5).filter(bool),  # how many
    ),
    max_size=40,
)
skews = st.integers(-10_000_000, 10_000_000).map(lambda seconds: timedelta(seconds=seconds))


class Day:
    """A register and two platforms, and what is under way between them."""

    def __init__(self, levels: list[int], skew: timedelta, on_hand: int, silent: bool) -> None:
        self.platforms = [Platform(levels[0], timedelta()), Platform(levels[1], skew)]
        self.register = Register(self.platforms, on_hand)
        self.answers: list[list[tuple[int, tuple[int, datetime]]]] = [[], []]
        self.silent = silent
        for place, platform in enumerate(self.platforms):
            self.register.tell(place, *platform.change(0))

    def do(self, what: str, place: int, which: int, quantity: int) -> None:
        platform = self.platforms[place]
        if what == "sold here":
            self.register.move(-abs(quantity))
        elif what == "sold there":
            platform.change(-abs(quantity))
        elif what == "edited there":
            platform.change(quantity * 7 - platform.level)
        elif what == "sent":
            self.send(place, which)
        elif what == "answered" and self.answers[place]:
            key, answer = self.answers[place].pop(which % len(self.answers[place]))
            if key in self.register.known[place].waiting:
                self.register.acknowledge(place, key, None if self.silent else answer)
        elif platform.messages:
            at = which % len(platform.messages)
            message = platform.messages[at] if what == "repeated" else platform.messages.pop(at)
            self.register.tell(place, *message)

    def send(self, place: int, which: int) -> None:
        """Asked for, perhaps again: an answer that was lost is given again, by its key."""
        waiting = list(self.register.known[place].waiting.items())
        if waiting:
            key, quantity = waiting[which % len(waiting)]
            self.answers[place].append((key, self.platforms[place].adjust(key, quantity)))

    def finish(self) -> None:
        """Everything that is under way arrives."""
        for _ in range(400):
            for place in (0, 1):
                while self.register.known[place].waiting:
                    self.send(place, 0)
                    self.do("answered", place, len(self.answers[place]) - 1, 1)
                self.answers[place].clear()
                while self.platforms[place].messages:
                    self.do("heard", place, 3, 1)
            if not any(known.waiting for known in self.register.known):
                return
        raise AssertionError("it never comes to rest")


@given(steps, st.lists(st.integers(-3, 50), min_size=2, max_size=2), skews, st.integers(-3, 50))
@settings(max_examples=150)
def test_in_the_end_everybody_counts_the_same(steps, levels, skew, on_hand) -> None:
    day = Day(levels, skew, on_hand, silent=False)
    for step in steps:
        day.do(*step)
    day.finish()
    assert [platform.level for platform in day.platforms] == [day.register.on_hand] * 2
    assert not any(known.waiting for known in day.register.known)


@given(steps, st.lists(st.integers(-3, 50), min_size=2, max_size=2), skews)
@settings(max_examples=80)
def test_answers_that_tell_no_level_come_to_the_same(steps, levels, skew) -> None:
    day = Day(levels, skew, 0, silent=True)
    for step in steps:
        day.do(*step)
    day.finish()
    for place, platform in enumerate(day.platforms):  # a look at every level, as each night brings it
        day.register.tell(place, *platform.change(0))
    day.finish()
    assert [platform.level for platform in day.platforms] == [day.register.on_hand] * 2


def test_a_level_that_comes_late_changes_nothing() -> None:
    assert counts(BEGAN, None)
    assert not counts(BEGAN, BEGAN), "of two of one moment nobody can say"
    assert counts(BEGAN + timedelta(microseconds=1), BEGAN)
    assert not counts(BEGAN, BEGAN + timedelta(microseconds=1))


def test_a_sale_that_the_platform_has_not_heard_of_stays_sold() -> None:
    assert correction(on_hand_milli=9000, level_milli=10_000, waiting_milli=-1000) == 0
    assert correction(on_hand_milli=9000, level_milli=8000, waiting_milli=-1000) == -2000
    assert after_silent_answer(10_000, -1000) == 9000
