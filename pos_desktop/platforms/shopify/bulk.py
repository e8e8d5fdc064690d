"""Has the shop write a file with everything that a query asks for, and reads it line by line.

Source: shopify.dev, bulk operations: one object a line (JSONL), children after their parent with `__parentId`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pos_desktop.application.platform import PlatformUnsure, ShapeChanged
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.documents import document
from pos_desktop.platforms.shopify.download import Download
from pos_desktop.platforms.shopify.reading import Node

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 10.0
_UNDER_WAY = frozenset({"CREATED", "RUNNING", "CANCELING"})
_WAITED_SECONDS = 3600.0


class BulkFailed(Exception):
    """The shop will not, or did not, write the file; there are other ways to the same data."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file, kept as it came: a file may have a hundred thousand."""

    kind: str
    parent: str
    line: bytes
    path: str

    @property
    def node(self) -> Node:
        """The object in it."""
        return Node(json.loads(self.line), self.path)


def by_owner(entries: Iterator[Entry], kind: str) -> Iterator[tuple[Node, list[Entry]]]:
    """Each object of a kind with the lines that belong to it. The shop writes them in any order, unless it is asked to
    sort them, which it does slowly; so the whole file is read first."""
    owners: list[Entry] = []
    children: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == kind:
            owners.append(entry)
        else:
            children.setdefault(entry.parent, []).append(entry)
    for owner in owners:
        node = owner.node
        yield node, children.pop(node.text("id"), [])


class Bulk:
    """Runs queries in bulk."""

    def __init__(self, client: Client, download: Download) -> None:
        self._client = client
        self._download = download

    def run(self, name: str) -> Iterator[Entry]:
        """The lines, once the file is there. Raises BulkFailed before the first one, never after it."""
        address = self._finished(self._begun(name))
        return _entries(self._download.lines(address), name) if address else iter(())

    def _begun(self, name: str) -> Node:
        def read(data: Node) -> Node:
            payload = data.part("bulkOperationRunQuery")
            errors = trouble.user_errors(payload)
            if errors:
                raise BulkFailed(errors[0].code or errors[0].message)
            return payload.part("bulkOperation")

        try:
            return self._client.change("bulk_run", {"query": document(name).text}, read)
        except PlatformUnsure:
            pass
        raise BulkFailed("no answer")

    def _finished(self, begun: Node) -> str:
        """The file's address; empty where nothing was found."""
        operation, wait, waited = begun, _FIRST_WAIT, 0.0
        while operation.text("status") in _UNDER_WAY:
            if waited > _WAITED_SECONDS:
                raise BulkFailed("it takes too long")
            self._client.pause(wait)
            waited += wait
            wait = min(wait * 1.5, _LONGEST_WAIT)
            operation = self._client.read("bulk_state", {"id": begun.text("id")}).part("bulkOperation")
        if operation.text("status") != "COMPLETED":
            raise BulkFailed(operation.text_or("errorCode") or operation.text("status"))
        return operation.text_or("url")


def _entries(lines: Iterator[bytes], name: str) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise ShapeChanged(f"{name}[{number}]", "no object")
        node = Node(told, f"{name}[{number}]")
        yield Entry(node.text("__typename"), node.text_or("__parentId"), line, node.path)
