"""Writing the log back beside the sale: when a round begins, and whom it lets go first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.upkeep import _COMMITS_AT_MOST, Upkeep

PATIENCE = 20


class Bell(threading.Event):
    """Stands for the upkeep's own: says how often it was waited for, and lets things happen meanwhile."""

    def __init__(self, *meanwhile) -> None:
        super().__init__()
        self._meanwhile = list(meanwhile)
        self.waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        if self._meanwhile:
            self._meanwhile.pop(0)()
        return self.is_set()


@pytest.fixture
def shop(tmp_path: Path) -> tuple[Path, DatabaseKey]:
    file, key = tmp_path / "shop.db", DatabaseKey.fresh()
    connection = open_cipher(file, key)
    connection.execute("CREATE TABLE sold (row INTEGER PRIMARY KEY)")
    connection.close()
    return file, key


@pytest.fixture
def upkeep(shop) -> Upkeep:
    """One whose thread has ended, so that the test alone waits."""
    upkeep = Upkeep(*shop)
    upkeep.stop()
    return upkeep


def test_a_round_waits_until_no_commit_comes_for_a_while(upkeep) -> None:
    bell = upkeep._urgent = Bell(upkeep.note_commit, upkeep.note_commit, upkeep.note_commit, lambda: None)
    upkeep._wait_for_quiet()
    assert bell.waits == 4, "one after each commit, and one in which none came"


def test_many_commits_are_not_kept_waiting_for_quiet(upkeep) -> None:
    bell = upkeep._urgent = Bell(lambda: upkeep.note_commit(_COMMITS_AT_MOST))
    upkeep._wait_for_quiet()
    assert bell.waits == 1


def test_commits_that_never_end_are_written_back_all_the_same(upkeep, monkeypatch) -> None:
    monkeypatch.setattr("pos_desktop.storage.upkeep._LONGEST_SECONDS", 0.0)
    bell = upkeep._urgent = Bell(upkeep.note_commit, upkeep.note_commit, upkeep.note_commit)
    upkeep._wait_for_quiet()
    assert bell.waits == 0


def test_the_cashier_goes_before_every_part_of_a_round(shop) -> None:
    came, done = [], threading.Event()
    upkeep = Upkeep(*shop, wait=lambda: came.append("let her go first"))
    upkeep.also(lambda: came.append("note"))
    upkeep.also(done.set)
    try:
        upkeep.note_commit(_COMMITS_AT_MOST)
        assert done.wait(PATIENCE)
    finally:
        upkeep.stop()
    assert came == ["let her go first", "let her go first", "note", "let her go first"]


def test_a_log_begins_anew_although_commits_keep_coming(shop) -> None:
    writer = open_cipher(*shop)
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("CREATE TABLE much (bytes BLOB)")

    def sell() -> None:
        writer.execute("INSERT INTO sold DEFAULT VALUES")

    @contextmanager
    def alone() -> Iterator[None]:
        held.append("alone")
        yield
        held.append("given back")

    held: list[str] = []
    upkeep = Upkeep(*shop, wait=sell, alone=alone)  # somebody commits between the parts of a round
    upkeep.stop()
    reader = open_cipher(*shop)
    upkeep._write_back(reader)
    assert held == [], "a short log needs nobody to wait"
    writer.execute("INSERT INTO much VALUES (zeroblob(10000000))")
    upkeep._write_back(reader)
    assert held == ["alone", "given back"]
    sell()
    _, pages, _ = writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert 0 < pages < 10, "what was sold last stands at the beginning of the log"
    reader.close()
    writer.close()
