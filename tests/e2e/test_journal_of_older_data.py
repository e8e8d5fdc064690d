# ruff: noqa: F811 - fixtures are imported by name
"""The journal of data that an older copy took the place of, or whose note outside them was spoilt: nothing calls it
whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.system.folders import Folders
from tests.e2e.console import Console, closed_register, commands, console, sold  # noqa: F401


def _journalled(data: Path, entries: int) -> None:
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    with opened.store.write() as work:
        for number in range(entries):
            work.journal.add("later", {"number": number})
    opened.close()


@pytest.fixture
def older(sold: Console) -> Console:
    """Somebody put yesterday's file back; five entries were written since."""
    file = sold.data / "shop.db"
    before = file.read_bytes()
    _journalled(sold.data, 5)
    file.write_bytes(before)
    return sold


def _told_at_the_screen(data: Path) -> None:
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    assert opened.start_notices().entries_missing == 5
    opened.start_notices_told()
    opened.close()


def test_verify_does_not_call_an_older_copy_whole(older: Console) -> None:
    for _ in range(2):
        answer = older.run("journal", "verify")
        assert answer.code == 1, answer.said
        assert "NOT whole" in answer.err and "5 entries are missing" in answer.err
    _told_at_the_screen(older.data)
    assert older.run("journal", "verify").code == 0


def test_an_export_of_an_older_copy_is_written_and_not_called_whole(older: Console, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    answer = older.run("journal", "export", file)
    assert answer.code == 1
    assert "5 entries are missing" in answer.said
    assert file.exists()


def test_every_command_says_so_and_leaves_the_notice_to_the_screen(older: Console) -> None:
    answer = older.run("sync", "status", "--json")
    assert "older than it was" in answer.err
    json.loads(answer.out)
    assert "5 entries are missing" in older.run("journal", "verify").err
    _told_at_the_screen(older.data)
    assert "older than it was" not in older.run("sync", "status").said


@pytest.mark.parametrize("note", ['{"count": 1}', "", "no note at all", "[1]"])
def test_a_spoilt_note_is_told_until_somebody_removes_it(sold: Console, note: str) -> None:
    (sold.data / "shop.db.anchor").write_text(note)
    kept = sold.data / "shop.db.anchor.unreadable"
    for command in (["journal", "verify"], ["sync", "status"], ["journal", "verify"]):
        answer = sold.run(*command)
        if command[0] == "journal":
            assert answer.code == 1
            assert "NOT whole" in answer.err and str(kept) in answer.err
    assert kept.read_text() == note
    kept.unlink()
    answer = sold.run("journal", "verify")
    assert (answer.code, "whole" in answer.out) == (0, True), answer.said


def test_the_first_spoilt_note_is_the_one_that_is_kept(sold: Console) -> None:
    for note in ("first", "second"):
        (sold.data / "shop.db.anchor").write_text(note)
        assert sold.run("journal", "verify").code == 1
    assert (sold.data / "shop.db.anchor.unreadable").read_text() == "first"
