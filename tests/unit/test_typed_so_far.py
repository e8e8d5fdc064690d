"""When the answers to a text are among those of its beginning."""

from collections.abc import Callable
from typing import Any

import pytest

from pos_desktop.application.typed_so_far import TypedSoFar


@pytest.mark.parametrize(
    ("before", "now", "covered"),
    [
        (("dark",), ("dark",), True),
        (("dar",), ("dark",), True),
        (("dark",), ("dark", "ch"), True),
        (("dark", "ch"), ("dark", "cho", "w"), True),
        (("dark", "ch"), ("dark",), False),
        (("dark",), ("dar",), False),
        (("dark", "ch"), ("darker", "ch"), False),
        (("dark",), ("milk",), False),
        ((), ("dark",), False),
    ],
)
def test_words_that_go_on_are_covered(before: tuple[str, ...], now: tuple[str, ...], covered: bool) -> None:
    so_far = TypedSoFar(10)
    assert not so_far.covers(now)
    so_far.learn(before, [3, 1], parts_too=True)
    assert so_far.covers(now) is covered
    assert (so_far.rows, so_far.parts_too) == ((3, 1), True)
    so_far.forget()
    assert not so_far.covers(now)
    assert (so_far.rows, so_far.parts_too) == ((), False)


class Snapshots:
    """Counts what is held."""

    def __init__(self) -> None:
        self.begun, self.open = 0, 0

    def hold(self) -> "Snapshots":
        self.begun += 1
        self.open += 1
        return self

    def ask(self, question: Callable[[Any], Any]) -> Any:
        try:
            return question(self.begun)
        except BaseException:
            self.let_go()
            raise

    def let_go(self) -> None:
        self.open -= 1


def test_letters_share_a_snapshot_until_the_typing_rests_and_for_two_seconds_at_most() -> None:
    store, so_far = Snapshots(), TypedSoFar(10)
    seen = [so_far.ask(store, lambda number: number, at) for at in (10.0, 10.2, 11.9, 12.1)]  # type: ignore[arg-type]  # counts only
    assert seen == [1, 1, 1, 2]
    so_far.rest()
    so_far.rest()
    assert store.open == 0
    assert so_far.ask(store, lambda number: number, 12.2) == 3  # type: ignore[arg-type]  # counts only


def test_a_snapshot_that_failed_is_not_asked_again() -> None:
    store, so_far = Snapshots(), TypedSoFar(10)
    with pytest.raises(ZeroDivisionError):
        so_far.ask(store, lambda number: 1 // 0, 1.0)  # type: ignore[arg-type]  # counts only
    assert store.open == 0
    assert so_far.ask(store, lambda number: number, 1.1) == 2  # type: ignore[arg-type]  # counts only
