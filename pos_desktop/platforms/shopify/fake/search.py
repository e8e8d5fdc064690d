"""The search syntax of Shopify's `query` arguments: terms, comparators, phrases, prefixes, AND, OR, NOT.

A field that a connection does not know is left out of the question, with a warning beside the answer, as Shopify does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pos_desktop.platforms.shopify.fake.shelf import words
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of, stamp

Test = Callable[[Record], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-)?(?:(?P<field>[A-Za-z_][\w.]*):(?P<op>>=|<=|>|<)?)?"""
    r"""(?:'(?P<single>(?:\\.|[^'\\])*)'|"(?P<double>(?:\\.|[^"\\])*)"|(?P<plain>(?:\\.|[^\s()])+)))"""
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for; without a field, a word anywhere."""

    field: str
    op: str
    value: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that must all hold, or one of which must."""

    parts: tuple["Node", ...]
    any: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: "Node"


Node = Term | Group | Not


@lru_cache(maxsize=512)
def parsed(text: str) -> Node:
    """A question as a tree. What makes no sense is skipped, as Shopify skips it."""
    tokens = [match for match in _TOKEN.finditer(text) if match[0].strip()]
    node, _ = _any_of(tokens, 0)
    return node


def _any_of(tokens: list[re.Match[str]], at: int) -> tuple[Node, int]:
    choices: list[Node] = []
    while True:
        node, at = _all_of(tokens, at)
        choices.append(node)
        if at < len(tokens) and _word(tokens[at]) == "OR":
            at += 1
            continue
        return (choices[0] if len(choices) == 1 else Group(tuple(choices), any=True)), at


def _all_of(tokens: list[re.Match[str]], at: int) -> tuple[Node, int]:
    parts: list[Node] = []
    negated = False
    while at < len(tokens) and not tokens[at]["close"] and _word(tokens[at]) != "OR":
        token, at = tokens[at], at + 1
        if _word(token) == "AND":
            continue
        if _word(token) == "NOT":
            negated = True
            continue
        if token["open"]:
            node, at = _any_of(tokens, at)
            at += 1  # its closing bracket
        else:
            node = _term(token)
        parts.append(Not(node) if negated or token["minus"] else node)
        negated = False
    return Group(tuple(parts)), at


def _word(token: re.Match[str]) -> str:
    return "" if token["field"] or token["minus"] else token["plain"] or ""


def _term(token: re.Match[str]) -> Term:
    quoted = token["plain"] is None
    value = token["single"] or token["double"] or token["plain"] or ""
    return Term(token["field"] or "", token["op"] or "", re.sub(r"\\(.)", r"\1", value), quoted)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be asked for: how it is compared, where it stands, and by what it is looked up."""

    kind: str  # words, exact, time, id, number, flag, choice
    of: Callable[[State, Record], Any]
    lookup: str = ""  # the looked-up field of the shelf that holds the same value


class Question:
    """A parsed question against the fields of one type."""

    def __init__(
        self, state: State, text: str, fields: dict[str, Field], anywhere: Callable[[State, Record], str]
    ):
        self._state = state
        self._fields = fields
        self._anywhere = anywhere
        self._node = parsed(text)
        self.warnings: list[dict[str, str]] = []
        self.holds: Test = self._test(self._node) or (lambda record: True)

    def candidates(self, kind: str) -> list[Record] | None:
        """The few records that can hold, where a looked-up field says so; None: all may."""
        return self._candidates(self._node, kind)

    def _candidates(self, node: Node, kind: str) -> list[Record] | None:
        if isinstance(node, Term):
            field = self._fields.get(node.field)
            if field is None or not field.lookup or node.op or node.value.endswith("*"):
                return None
            return self._state.shelf(kind).having(field.lookup, node.value)
        if isinstance(node, Not):
            return None
        found = [self._candidates(part, kind) for part in node.parts]
        if node.any:
            known = [records for records in found if records is not None]
            if len(known) < len(found):
                return None
            return list({record["id"]: record for records in known for record in records}.values())
        return min((records for records in found if records is not None), key=len, default=None)

    def _test(self, node: Node) -> Test | None:
        if isinstance(node, Not):
            inner = self._test(node.part)
            return None if inner is None else lambda record: not inner(record)
        if isinstance(node, Group):
            tests = [test for test in map(self._test, node.parts) if test is not None]
            if not tests:
                return None
            return _any(tests) if node.any else _all(tests)
        return self._term_test(node)

    def _term_test(self, term: Term) -> Test | None:
        if not term.field:
            return self._anywhere_test(term)
        field = self._fields.get(term.field)
        if field is None:
            self.warnings.append(
                {
                    "field": term.field,
                    "message": "Invalid search field for this query.",
                    "code": "invalid_field",
                }
            )
            return None
        state, of = self._state, field.of
        compare = _COMPARE[field.kind](term, state)
        return lambda record: compare(of(state, record))

    def _anywhere_test(self, term: Term) -> Test:
        wanted = words(term.value.rstrip("*"))
        state, anywhere = self._state, self._anywhere

        def holds(record: Record) -> bool:
            there = words(anywhere(state, record))
            return all(any(word.startswith(want) for word in there) for want in wanted)

        return holds


def _all(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


# -- how the kinds of fields compare


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(term: Term, _: State) -> Callable[[Any], bool]:
    """A run of the field's words, the last one cut short where the value ends in a star."""
    wanted, cut = words(term.value), term.value.endswith("*")
    if term.value == "*":
        return bool

    def holds(value: Any) -> bool:
        return any(_run(words(one), wanted, cut) for one in _several(value))

    return holds


def _run(there: list[str], wanted: list[str], cut: bool) -> bool:
    size = len(wanted)
    for at in range(len(there) - size + 1):
        piece = there[at : at + size]
        if piece == wanted or (cut and piece[:-1] == wanted[:-1] and piece[-1].startswith(wanted[-1])):
            return True
    return False


def _exact(term: Term, _: State) -> Callable[[Any], bool]:
    wanted = term.value.casefold()
    if wanted.endswith("*"):
        return lambda value: any(str(one).casefold().startswith(wanted[:-1]) for one in _several(value))
    return lambda value: any(str(one).casefold() == wanted for one in _several(value))


def _email(term: Term, state: State) -> Callable[[Any], bool]:
    """By words, unless it is a phrase."""
    return _exact(term, state) if term.quoted else _words(term, state)


def _choice(term: Term, _: State) -> Callable[[Any], bool]:
    wanted = {piece.strip().casefold() for piece in term.value.split(",")}
    return lambda value: any(str(one).casefold() in wanted for one in _several(value))


def _ordered(op: str, wanted: Any) -> Callable[[Any], bool]:
    if op == ">":
        return lambda value: value is not None and bool(value > wanted)
    if op == ">=":
        return lambda value: value is not None and bool(value >= wanted)
    if op == "<":
        return lambda value: value is not None and bool(value < wanted)
    if op == "<=":
        return lambda value: value is not None and bool(value <= wanted)
    return lambda value: bool(value == wanted)


def _number(term: Term, _: State) -> Callable[[Any], bool]:
    try:
        wanted = float(term.value)
    except ValueError:
        return lambda value: False
    compare = _ordered(term.op, wanted)
    return lambda value: value is not None and compare(float(value))


def _id(term: Term, _: State) -> Callable[[Any], bool]:
    text = term.value.rpartition("/")[2]
    if not text.isdigit():
        return lambda value: False
    compare = _ordered(term.op, int(text))
    return lambda value: any(compare(number_of(one)) for one in _several(value))


def _flag(term: Term, _: State) -> Callable[[Any], bool]:
    wanted = term.value.casefold() == "true"
    return lambda value: bool(value) is wanted


def _time(term: Term, state: State) -> Callable[[Any], bool]:
    """Stored moments are whole seconds: what is asked between two of them is rounded down to fit."""
    try:
        at = state.clock.now() if term.value == "now" else _moment(term.value)
    except ValueError:
        return lambda value: False
    op = term.op
    if at.microsecond:
        op = {">=": ">", "<": "<="}.get(op, op)
    return _ordered(op, stamp(at))


def _moment(text: str) -> datetime:
    if re.fullmatch(r"\d{4}", text):
        text += "-01-01"
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


_COMPARE: dict[str, Callable[[Term, State], Callable[[Any], bool]]] = {
    "words": _words,
    "exact": _exact,
    "email": _email,
    "choice": _choice,
    "number": _number,
    "id": _id,
    "flag": _flag,
    "time": _time,
}
