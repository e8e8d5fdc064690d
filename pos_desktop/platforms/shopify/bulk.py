"""Has the shop write a file with everything that a query asks for, and reads it line by line.

Source: shopify.dev, bulk operations: one object a line (JSONL), children after their parent with `__parentId`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import NamedTuple

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.trouble import PlatformUnsure, ShapeChanged
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.documents import document
from pos_desktop.platforms.shopify.download import Download
from pos_desktop.platforms.shopify.reading import Node, parsed

_FIRST_WAIT, _LONGEST_WAIT, _LONGER = 0.1, 10.0, 1.1
_SLICE = 0.5
_A_WHILE = 2_000
# A quotation mark within a text is written with a backslash: no value can look like these. Only a line's own object is
# asked for its kind.
_KIND = re.compile(rb'"__typename":\s*"(\w+)"')
_PARENT = re.compile(rb'"__parentId":\s*"([^"\\]+)"')
_UNDER_WAY = frozenset({"CREATED", "RUNNING", "CANCELING"})
_WAITED_SECONDS = 3600.0


class BulkFailed(Exception):
    """The shop will not, or did not, write the file; there are other ways to the same data."""


class Entry(NamedTuple):
    """A line of the file, kept as it came: a file may have a hundred thousand."""

    kind: str
    parent: str
    line: bytes
    path: str

    @property
    def node(self) -> Node:
        """The object in it. ShapeChanged where there is none."""
        return _node(self.line, self.path)


def by_owner(entries: Iterator[Entry], kind: str) -> Iterator[tuple[Node, list[Entry]] | None]:
    """Each object of a kind with the lines that belong to it. The shop writes them in any order, unless it is asked to
    sort them, which it does slowly; so the whole file is read first, with a None now and then meanwhile."""
    owners: list[Entry] = []
    children: dict[str, list[Entry]] = {}
    for number, entry in enumerate(entries, 1):
        if entry.kind == kind:
            owners.append(entry)
        else:
            children.setdefault(entry.parent, []).append(entry)
        if not number % _A_WHILE:
            yield None
    for owner in owners:
        node = owner.node
        yield node, children.pop(node.text("id"), [])


class Written:
    """A file that the shop is asked to write."""

    def __init__(self, client: Client, download: Download, name: str) -> None:
        """Asks for it. Raises BulkFailed."""
        self._client = client
        self._download = download
        self._name = name
        self._operation = self._begun()

    def wait(self) -> Generator[None, None, None]:
        """Waits until it is there, with a pause at each step. Raises BulkFailed. One that is given up before it is there
        is called off, so that another can be asked for."""
        ref, wait, waited = self._operation.text("id"), _FIRST_WAIT, 0.0
        try:
            while self._operation.text("status") in _UNDER_WAY:
                if waited > _WAITED_SECONDS:
                    raise BulkFailed("it takes too long")
                for pause in _slices(wait):
                    yield
                    self._client.pause(pause)
                waited += wait
                wait = min(wait * _LONGER, _LONGEST_WAIT)
                self._operation = self._client.read("bulk_state", {"id": ref}).part("bulkOperation")
        except GeneratorExit:
            self._call_off(ref)
            raise

    def lines(self) -> Iterator[Entry]:
        """What is in it, once it is there. Raises BulkFailed before the first one, never after it."""
        if self._operation.text("status") != "COMPLETED":
            raise BulkFailed(self._operation.text_or("errorCode") or self._operation.text("status"))
        address = self._operation.text_or("url")  # none where nothing was found
        size = self._operation.text_or("fileSize")
        lines = self._download.lines(address, int(size) if size.isdecimal() else 0)
        return _entries(lines, self._name) if address else iter(())

    def _begun(self) -> Node:
        def read(data: Node) -> Node:
            payload = data.part("bulkOperationRunQuery")
            errors = trouble.user_errors(payload)
            if errors:
                raise BulkFailed(errors[0].code or errors[0].message)
            return payload.part("bulkOperation")

        try:
            return self._client.change("bulk_run", {"query": document(self._name).text}, read)
        except PlatformUnsure:
            pass
        raise BulkFailed("no answer")

    def _call_off(self, ref: str) -> None:
        with suppress(PersonError):
            self._client.change("bulk_cancel", {"id": ref}, lambda data: data.part("bulkOperationCancel"))


class Bulk:
    """Runs queries in bulk."""

    def __init__(self, client: Client, download: Download) -> None:
        self._client = client
        self._download = download

    def ask(self, name: str) -> Written:
        """Has the shop write the file of a query. Raises BulkFailed."""
        return Written(self._client, self._download, name)


def _slices(seconds: float) -> Iterator[float]:
    """A pause in parts, so that nobody waits for the whole of it to be heard."""
    while seconds > 0:
        yield min(seconds, _SLICE)
        seconds -= _SLICE


def _entries(lines: Iterator[bytes], name: str) -> Iterator[Entry]:
    """Only what tells whose a line is is looked for here: each is understood once, when its owner's turn is."""
    for number, line in enumerate(lines, 1):
        path = f"{name}[{number}]"
        kind, parent = _KIND.search(line), _PARENT.search(line)
        if kind is not None and line[:1] == b"{":
            yield Entry(kind[1].decode(), parent[1].decode() if parent else "", line, path)
        else:
            node = _node(line, path)
            yield Entry(node.text("__typename"), node.text_or("__parentId"), line, path)


def _node(line: bytes, path: str) -> Node:
    try:
        told = parsed(line)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ShapeChanged(path, "no object")
    return Node(told, path)
