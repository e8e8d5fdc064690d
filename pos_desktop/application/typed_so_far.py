"""What a search of products found out about a text that is still being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pos_desktop.application.ports import Snapshot, Store, Work

T = TypeVar("T")

_LONGEST_SECONDS = 2.0
"""How long one snapshot serves somebody who types on and on."""


class TypedSoFar:
    """Kept by a list from one key to the next, so that the next key does not ask again what is known.

    A text that only goes on is answered by some of the rows that answered its beginning, where these were all there
    are. What others write meanwhile is found by the whole search, which follows when the typing rests.
    """

    def __init__(self, in_sight: int) -> None:
        """`in_sight`: as many answers as the list shows at once."""
        self.in_sight = in_sight
        self.corrections: dict[str, dict[str, int]] = {}
        """What a word may mean: each word with the number of letters that differ."""
        self.rows: tuple[int, ...] = ()
        """The variants that have the words."""
        self.parts_too = False
        """Whether those are among the rows that have the words within others."""
        self._words: tuple[str, ...] | None = None
        self._snapshot: Snapshot | None = None
        self._since = 0.0

    def ask(self, store: Store, question: Callable[[Work], T], now: float) -> T:
        """Asks in the snapshot of the letters before; `now` in monotonic seconds. `rest` is to follow."""
        if self._snapshot is None or now - self._since > _LONGEST_SECONDS:
            self.rest()
            self._snapshot, self._since = store.hold(), now
        try:
            return self._snapshot.ask(question)
        except BaseException:
            self._snapshot = None
            raise

    def rest(self) -> None:
        """Nobody types at the moment: the snapshot ends, what was found out stays."""
        if self._snapshot is not None:
            self._snapshot.let_go()
            self._snapshot = None

    def learn(self, words: Sequence[str], rows: Sequence[int], *, parts_too: bool) -> None:
        """These are all rows that have the words."""
        self._words, self.rows, self.parts_too = tuple(words), tuple(rows), parts_too

    def forget(self) -> None:
        """Of the text there are more rows than were read."""
        self._words, self.rows, self.parts_too = None, (), False

    def covers(self, words: Sequence[str]) -> bool:
        """Whether all that have the words are among the rows: the words go on where the last text ended."""
        known = self._words
        if not known or len(words) < len(known):
            return False
        last = len(known) - 1
        return tuple(words[:last]) == known[:last] and words[last].startswith(known[last])
