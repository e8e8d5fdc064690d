"""Bulk operations: a query over everything, written to a file of lines while the shop goes on."""

import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from graphql import parse, validate

from pos_desktop.platforms.shopify.fake.flat import Flat, flat_of
from pos_desktop.platforms.shopify.fake.request import Asked, Info
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of

Problem = dict[str, Any]
_AT_ONCE = 100  # root records between two breaths
_BUSY = ("CREATED", "RUNNING", "CANCELING")


def begin(info: Info, query: str, grouped: bool) -> tuple[Record | None, list[Problem]]:
    """Takes on a query; its work begins when the answer is on its way."""
    asked: Asked = info.context
    state = asked.state
    if any(one["status"] in _BUSY for one in state.all("BulkOperation")):
        told = "A bulk query operation for this app and shop is already in progress."
        return None, [{"code": "OPERATION_IN_PROGRESS", "field": None, "message": told}]
    try:
        document = parse(query)
        errors = [error.message for error in validate(info.schema, document)]
        flat = flat_of(info.schema, document, asked) if not errors else None
    except Exception as trouble:  # whatever is wrong with the query is told, as Shopify tells it
        errors, flat = [str(trouble)], None
    if flat is None:
        told = errors[0] if errors else "The query must have one connection"
        return None, [{"code": "INVALID", "field": ["query"], "message": f"Invalid bulk query: {told}"}]
    record = state.add(
        "BulkOperation",
        status="CREATED",
        query=query,
        objectCount="0",
        rootObjectCount="0",
        fileSize=None,
        url=None,
        partialDataUrl=None,
        errorCode=None,
        completedAt=None,
    )
    work = _Work(asked, record, flat, grouped)
    asked.later.append(work.start)
    return record, []


def cancel(state: State, gid: str) -> tuple[Record | None, list[Problem]]:
    """bulkOperationCancel."""
    record = state.find("BulkOperation", gid)
    if record is None or record["status"] not in _BUSY:
        told = "A bulk operation cannot be canceled when it is not running."
        return record, [{"field": None, "message": told}]
    record["status"] = "CANCELING"
    return state.touch(record), []


class _Work:
    """One operation on a thread of its own."""

    def __init__(self, asked: Asked, record: Record, flat: Flat, grouped: bool) -> None:
        self._asked = asked
        self._state = asked.state
        self._record = record
        self._flat = flat
        self._grouped = grouped
        self._path = asked.premises.files / f"bulk-{number_of(record['id'])}.jsonl"

    def start(self) -> None:
        """Begins."""
        thread = threading.Thread(target=self._run, name="practice-shop-bulk", daemon=True)
        self._asked.premises.workers.append(thread)
        thread.start()

    def _run(self) -> None:
        with self._state.lock:
            roots: list[Record] = list(self._flat.roots())
        counts = [0, 0]
        with self._path.open("wb") as file:
            for some in _batches(roots):
                if not self._go_on():
                    break
                with self._state.lock:
                    lines = self._lines(some)
                    counts[0] += len(lines)
                    counts[1] += len(some)
                    self._record.update(objectCount=str(counts[0]), rootObjectCount=str(counts[1]))
                file.writelines(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
        self._end(self._path, counts[0])

    def _lines(self, roots: list[Record]) -> list[Record]:
        """Parents first, then their children, unless they were asked for together: their order is not promised."""
        each = [list(self._flat.lines(root)) for root in roots]
        if self._grouped:
            return [line for lines in each for line in lines]
        return [lines[0] for lines in each] + [line for lines in each for line in lines[1:]]

    def _go_on(self) -> bool:
        with self._state.lock:
            if self._record["status"] == "CANCELING" or self._asked.premises.closing.is_set():
                return False
            self._record["status"] = "RUNNING"
            return True

    def _end(self, path: Path, count: int) -> None:
        with self._state.lock:
            record = self._record
            if record["status"] == "CANCELING":
                record["status"] = "CANCELED"
            elif self._asked.premises.closing.is_set():
                record["status"] = "FAILED"
            else:
                record["status"] = "COMPLETED"
                record["fileSize"] = str(path.stat().st_size)
                # A shop without the objects that were asked for gives no file.
                record["url"] = f"{self._asked.premises.address}/bulk/{path.name}" if count else None
            record["completedAt"] = self._state.now()
            self._state.touch(record)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
