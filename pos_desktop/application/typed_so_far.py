"""What a search of products found out about a text that is still being typed."""

from collections.abc import Sequence


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
