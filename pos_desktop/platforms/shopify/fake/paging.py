"""Connections: a page of records between two cursors."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from graphql import GraphQLError

from pos_desktop.platforms.shopify.fake.search import Question
from pos_desktop.platforms.shopify.fake.search_fields import FIELDS, anywhere
from pos_desktop.platforms.shopify.fake.shelf import Key, sort_key
from pos_desktop.platforms.shopify.fake.state import Record, State, stamp

PAGE_MAX = 250
_SORTS: dict[str, str] = {
    "CREATED_AT": "createdAt",
    "UPDATED_AT": "updatedAt",
    "PROCESSED_AT": "processedAt",
    "TITLE": "title",
    "NAME": "name",
    "SKU": "sku",
    "VENDOR": "vendor",
    "PRODUCT_TYPE": "productType",
    "POSITION": "position",
    "ORDER_NUMBER": "number",
    "CODE": "code",
}


class Connection:
    """A page, with cursors worked out when they are asked for."""

    def __init__(self, nodes: list[Record], place: Callable[[int], Key], more: bool, before: bool) -> None:
        self.nodes = nodes
        self._place = place  # the key of the node at an index of the page
        self._more = more
        self._before = before

    @property
    def edges(self) -> list[Record]:
        return [{"cursor": self._cursor(index), "node": node} for index, node in enumerate(self.nodes)]

    @property
    def pageInfo(self) -> Record:
        return {
            "hasNextPage": self._more,
            "hasPreviousPage": self._before,
            "startCursor": self._cursor(0) if self.nodes else None,
            "endCursor": self._cursor(len(self.nodes) - 1) if self.nodes else None,
        }

    def _cursor(self, index: int) -> str:
        """Shopify's envelope around a place."""
        value, number = self._place(index)
        told = json.dumps({"last_id": number, "last_value": value})
        return base64.b64encode(told.encode()).decode()


def key_of(cursor: str | None) -> Key | None:
    """The place that a cursor names."""
    if not cursor:
        return None
    try:
        told = json.loads(base64.b64decode(cursor))
        return (told["last_value"], told["last_id"])
    except (ValueError, KeyError, TypeError):
        raise GraphQLError(f"Invalid cursor for current pagination sort: {cursor}.") from None


def page_of_shelf(
    state: State,
    kind: str,
    args: dict[str, Any],
    warn: list[Record] | None = None,
    only: Iterable[Record] | None = None,
) -> Connection:
    """A page of the records of a type (or of `only` some of them) that a question asks for."""
    size, sort = _size(args), _SORTS.get(str(args.get("sortKey") or ""), "")
    backwards = args.get("last") is not None
    reverse = bool(args.get("reverse")) is not backwards
    after, before = key_of(args.get("after")), key_of(args.get("before"))
    if backwards:
        after, before = before, after
    question = asked(state, kind, args.get("query"), warn)
    found = _matching(state, kind, question, sort, after, before, reverse, only)
    nodes = list(islice(found, size + 1))
    more, nodes = len(nodes) > size, nodes[:size]
    shown = nodes[::-1] if backwards else nodes

    def place(index: int) -> Key:
        return sort_key(shown[index], sort)

    if backwards:
        return Connection(shown, place, before is not None, more)
    return Connection(shown, place, more, after is not None)


def asked(state: State, kind: str, text: str | None, warn: list[Record] | None) -> Question | None:
    """A question in the fields of a type; what it does not know is told to `warn`."""
    if not text or not text.strip():
        return None
    question = Question(state, text, FIELDS.get(kind, {}), anywhere)
    if warn is not None and question.warnings:
        warn.append({"query": text, "warnings": question.warnings})
    return question


def _matching(
    state: State,
    kind: str,
    question: Question | None,
    sort: str,
    after: Key | None,
    before: Key | None,
    reverse: bool,
    only: Iterable[Record] | None,
) -> Iterator[Record]:
    few = only if only is not None else question.candidates(kind) if question else None
    if few is None:
        walk: Iterable[tuple[Key, Record]] = state.shelf(kind).walk(sort, after, before, reverse)
    else:
        walk = _few(few, sort, after, before, reverse)
    visible = _too_new(state) if question else ""
    for _, record in walk:
        if question is None or (question.holds(record) and not (visible and record["createdAt"] > visible)):
            yield record


def _too_new(state: State) -> str:
    if not state.search_lag:
        return ""
    return stamp(state.clock.now() - timedelta(seconds=state.search_lag))


def _few(
    records: Iterable[Record], sort: str, after: Key | None, before: Key | None, reverse: bool
) -> Iterator[tuple[Key, Record]]:
    pairs = sorted(((sort_key(record, sort), record) for record in records), key=lambda pair: pair[0])
    low, high = (before, after) if reverse else (after, before)
    for key, record in reversed(pairs) if reverse else pairs:
        if (low is None or key > low) and (high is None or key < high):
            yield key, record


def page_of_list(items: list[Record], args: dict[str, Any]) -> Connection:
    """A page of a short list that keeps its own order; its cursors are places in it."""
    size = _size(args)
    order = items[::-1] if args.get("reverse") else items
    after, before = key_of(args.get("after")), key_of(args.get("before"))
    low = after[1] + 1 if after is not None else 0
    high = before[1] if before is not None else len(order)
    if args.get("last") is not None:
        low, more = max(low, high - size), high < len(order)
    else:
        more = high > low + size
        high = min(high, low + size)
    return Connection(order[low:high], lambda index: (0, low + index), more, low > 0)


def _size(args: dict[str, Any]) -> int:
    first, last = args.get("first"), args.get("last")
    if first is None and last is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if first is not None and last is not None:
        raise GraphQLError(
            "providing both first and last is not supported", extensions={"code": "BAD_REQUEST"}
        )
    size = int(first if first is not None else last or 0)
    if not 0 <= size <= PAGE_MAX:
        raise GraphQLError(f"{'first' if first is not None else 'last'} cannot exceed {PAGE_MAX}")
    return size
