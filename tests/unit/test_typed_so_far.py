"""When the answers to a text are among those of its beginning."""

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
