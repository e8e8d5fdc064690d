# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""Search as you type: bounded questions to the index, from the narrowest to the widest, then put in order.

Ordering an unbounded set in the database would take a common word past the frame, so a question stops at a few
hundred candidates; `search_ranking` orders those by what the names and codes say.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pos_desktop.application.search_words import (
    END_MARK,
    LONGEST_QUERY,
    START_MARK,
    fold,
    matched_spans,
    query_words,
)
from pos_desktop.application.sellable import SearchHit
from pos_desktop.application.typed_so_far import TypedSoFar
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.domain.record import replace
from pos_desktop.storage import search_postgresql, search_sqlite
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.search_ranking import Question, question_of, score
from pos_desktop.storage.search_sql import any_of, on_sqlite, placeholder, retired_index, rows_parameter
from pos_desktop.storage.search_terms import similar_terms, terms_beginning

_CANDIDATES = 200
_ENOUGH_TIMES = 2  # candidates wanted for each hit asked for
_FEW = 5  # with fewer hits, parts of words and misspellings are tried
_SHORTEST_PART = 3
_MOST_TERMS = 64
_COMMON = 40
_WHOLE_CODE = 8
_LONGEST_CODE = 48
_LAST = "\U0010ffff"
_ROW = '"row"'  # a keyword of PostgreSQL


def search(
    connection: Connection, text: str, limit: int = 50, so_far: TypedSoFar | None = None
) -> list[SearchHit]:
    """The variants that answer best, best first; [] for a text without words. Never raises for any text.

    With `so_far` what is told at once while somebody types: the answers in sight, for each barcode is a page of the
    file; and those of wider questions only where the narrow ones found nothing, misspellings before parts of words.
    The whole search is to follow when the typing rests.
    """
    question = _question(text)
    if not question.words and not question.code:
        return []
    finder = _Finder(connection, question, limit)
    return finder.hits(finder.found() if so_far is None else finder.found_at_once(so_far)[: so_far.in_sight])


def variants(connection: Connection, text: str, limit: int) -> list[int]:
    """The rows of the variants that answer best, best first."""
    question = _question(text)
    if not question.words and not question.code:
        return []
    return [line[0] for line in _Finder(connection, question, limit).found()]


def _question(text: str) -> Question:
    clean = "".join(char for char in text[:LONGEST_QUERY] if char.isprintable()).strip()
    words = query_words(clean)
    code = fold(clean).replace(" ", "")
    code_like = len(words) == 1 or code.isdigit() or (" " not in clean and any(map(str.isdigit, code)))
    if not code_like or len(code) > _LONGEST_CODE:
        return question_of(words, "", "")
    return question_of(words, code, barcode_key(clean))


class _Finder:
    """One search, over one snapshot of the database."""

    def __init__(self, connection: Connection, question: Question, limit: int) -> None:
        self._connection = connection
        self._index = search_sqlite if on_sqlite(connection) else search_postgresql
        self._question = question
        self._limit = limit
        self._enough = min(_CANDIDATES, limit * _ENOUGH_TIMES)
        self._rows: dict[int, None] = {}
        self._lines: dict[int, Any] = {}
        self._corrections: dict[str, dict[str, int]] = {}

    def hits(self, lines: Sequence[Any]) -> list[SearchHit]:
        """The lines as they are shown."""
        codes = self._codes([line[0] for line in lines])
        return [self._hit(line, codes.get(line[0], ())) for line in lines]

    def found(self) -> list[Any]:
        """The lines of the variants that answer, best first."""
        if self._question.code and self._ask_codes():
            return self._ranked()
        if self._question.words:
            self._ask_words()
        lines = self._ranked()
        for widen in (self._ask_parts, self._ask_corrected):
            if len(lines) >= min(_FEW, self._limit):
                break
            widen()
            lines = self._ranked()
        return lines

    def found_at_once(self, so_far: TypedSoFar) -> list[Any]:
        """The same where the narrow questions find enough; no more questions than it takes to find anything.

        Parts of words come last: to learn that common ones never come together in a name, the database goes through
        all names that have them.
        """
        words = self._question.words
        if self._question.code and (self._ask_codes() or not words):
            return self._ranked()
        self._corrections = so_far.corrections
        known = so_far.covers(words)
        complete = self._take_known(so_far) if known else self._ask_words()
        lines, parts_too = self._ranked(), known and so_far.parts_too
        rows = list(self._rows)
        if not lines:
            self._lines.clear()  # what was known may be answers to a correction that nobody has asked for
            self._ask_corrected()
            lines = self._ranked()
        if not lines and not parts_too:
            parts_too = self._ask_parts()
            lines = self._ranked()
            rows = list(self._rows)
        if complete:
            so_far.learn(words, rows, parts_too=parts_too)
        else:
            so_far.forget()
        return lines

    def _take_known(self, so_far: TypedSoFar) -> bool:
        self._take(so_far.rows)
        return True

    # -- questions, narrow to wide -----------------------------------------------------------------------

    def _ask_codes(self) -> bool:
        """Whether the text is a whole barcode, so that nothing else can be meant."""
        code, key = self._question.code, self._question.key
        self._ask_equal("barcode", "variant_row", "code", key)
        if self._rows and len(code) >= _WHOLE_CODE:
            return True
        self._ask_equal("variant", _ROW, "plu", code)
        for spelling in dict.fromkeys((key, code, code.upper())):
            self._ask_beginning("variant", _ROW, "sku", spelling)
        if code.isdigit() and len(code) >= _SHORTEST_PART:
            self._ask_beginning("barcode", "variant_row", "code", code)
            if len(self._rows) < self._enough:
                self._take(self._index.containing(self._connection, [code + END_MARK], self._enough))
        return False

    def _ask_words(self) -> bool:
        """Whether all names came that have the words: those that begin with them, and those with the words in them."""
        words = self._question.words
        joined = START_MARK + "".join(words)
        self._ask_index([[joined + END_MARK]])
        begun = self._ask_index(self._names_beginning(joined))
        if len("".join(words)) <= 1:
            return False
        self._ask_index([[word] for word in words])
        return self._ask_index([self._beginnings(word) for word in words if len(word) > 1]) and begun

    def _names_beginning(self, joined: str) -> list[list[str]]:
        """A word that many names begin with has as many different starts, and FTS5 would gather them all: such a word
        is asked for together with the longest start that is indexed."""
        words = self._question.words
        longest = search_sqlite.LONGEST_PREFIX
        if len(words) > 1 or len(joined) <= longest or terms_beginning(self._connection, words[0], 1) == []:
            return [[joined + "*"]]
        return [[joined[:longest] + "*"], self._beginnings(words[0])]

    def _beginnings(self, word: str) -> list[str]:
        """A few whole words where they are few: FTS5 gathers every row of a beginning before it gives the first."""
        if len(word) <= search_sqlite.LONGEST_PREFIX:
            return [word + "*"]
        return terms_beginning(self._connection, word, _MOST_TERMS) or [word + "*"]

    def _ask_parts(self) -> bool:
        """Whether all came that have the words within others."""
        code = self._question.code
        parts = [word for word in self._question.words if len(word) >= _SHORTEST_PART]
        if code.isdigit():
            parts = [code.lstrip("0")]
        if not parts or max(map(len, parts)) <= _SHORTEST_PART:
            return False
        found = self._index.containing(self._connection, parts, self._enough)
        self._take(found)
        return len(found) < self._enough

    def _ask_corrected(self) -> None:
        words = [word for word in self._question.words if len(word) > 1]
        corrections = {word: self._corrections_of(word) for word in words}
        if any(corrections.values()):
            self._question = replace(self._question, corrections=corrections)
            self._ask_index([[*self._beginnings(word), *corrections[word]] for word in words])

    def _corrections_of(self, word: str) -> dict[str, int]:
        if word not in self._corrections:
            common = self._common(word)
            self._corrections[word] = {} if common else similar_terms(self._connection, word)
        return self._corrections[word]

    def _common(self, word: str) -> bool:
        """Whether so many names have the word that it is hardly misspelt."""
        return len(self._index.with_words(self._connection, [[word]], _COMMON)) == _COMMON

    def _ask_index(self, alternatives: list[list[str]]) -> bool:
        """Whether all came that answer; False where it was not asked, because enough are there."""
        if not alternatives or len(self._rows) >= self._enough:
            return False
        room = self._enough - len(self._rows) // 2
        found = self._index.with_words(self._connection, alternatives, room)
        self._take(found)
        return len(found) < room

    def _ask_equal(self, table: str, row: str, column: str, value: str) -> None:
        sql = f"SELECT {row} FROM {table} WHERE {column} = {placeholder(self._connection)}"
        self._take(found for (found,) in self._connection.ask(sql, (value,)))

    def _ask_beginning(self, table: str, row: str, column: str, start: str) -> None:
        mark = placeholder(self._connection)
        sql = f"SELECT {row} FROM {table} WHERE {column} >= {mark} AND {column} < {mark} LIMIT {self._limit}"
        self._take(found for (found,) in self._connection.ask(sql, (start, start + _LAST)))

    def _take(self, rows: Iterable[int]) -> None:
        self._rows.update(dict.fromkeys(rows))

    # -- answers -----------------------------------------------------------------------------------------

    def _ranked(self) -> list[Any]:
        self._read([row for row in self._rows if row not in self._lines])
        codes = self._codes(list(self._lines)) if any(map(str.isdigit, self._question.code)) else {}
        judged = [
            (-points, line[3], row, line)
            for row, line in self._lines.items()
            if (points := score(self._question, line[3], line[4], line[6], codes.get(row, ()))) > 0
        ]
        judged.sort()  # by name where they are as good; two rows are never the same
        self._rows = {row: None for _, _, row, _ in judged}
        return [line for *_, line in judged[: self._limit]]

    def _read(self, rows: list[int]) -> None:
        """Reads candidates that are still sold: each is a page of the file, so none is read twice."""
        if rows:
            lines = self._connection.ask(
                'SELECT v."row", v.id, v.product_id, v.name, v.sku, v.price_minor, v.plu FROM variant v'
                f" WHERE {any_of(self._connection, 'v.' + _ROW)} AND v.active AND NOT EXISTS (SELECT 1 FROM"
                f" product p {retired_index(self._connection)} WHERE NOT p.active AND p.id = v.product_id)",
                (rows_parameter(self._connection, sorted(rows)),),
            )
            self._lines.update((line[0], line) for line in lines)

    def _hit(self, line: Any, codes: Sequence[str]) -> SearchHit:
        row, variant_id, product_id, name, sku, price, _ = line
        words = [*self._question.words]
        for similar in self._question.corrections.values():
            words += similar
        return SearchHit(
            variant_row=row,
            variant_id=_as_uuid(variant_id),
            product_id=_as_uuid(product_id),
            name=name,
            sku=sku,
            barcode=codes[0] if codes else None,
            price_minor=price,
            spans=matched_spans(name, words),
        )

    def _codes(self, rows: list[int]) -> dict[int, list[str]]:
        found = self._connection.ask(
            f"SELECT variant_row, code FROM barcode WHERE {any_of(self._connection, 'variant_row')} ORDER BY code",
            (rows_parameter(self._connection, rows),),
        )
        codes: dict[int, list[str]] = {}
        for row, code in found:
            codes.setdefault(row, []).append(code)
        return codes


def _as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)
