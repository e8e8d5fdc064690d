"""The journal: chained, gapless, never changed, and seen to be cut off or set back."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from pos_desktop.application.ids import new_id
from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.journal import CLOCK_SET_BACK, JournalEntry, head, stream
from pos_desktop.storage.journal_anchor import anchor_path, current_anchor, read_anchor, write_anchor
from pos_desktop.storage.key import JournalKey
from pos_desktop.storage.unit_of_work import Database
from tests.ready_files import open_empty

KEY = JournalKey.fresh()
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = open_empty(tmp_path / "shop.db", KEY)
    else:
        opened = Database.connect(request.getfixturevalue("postgres_shop"), KEY)
    yield opened
    opened.close()


@pytest.fixture
def file_database(tmp_path: Path) -> Iterator[Database]:
    opened = open_empty(tmp_path / "shop.db", KEY)
    yield opened
    opened.close()


def _record(database: Database, *totals: int, at: datetime = AT) -> None:
    with database.write() as work:
        for total in totals:
            body = {"total": total, "name": "Käse 🧀"}
            work.record(JournalEntry("sale.paid", at, 60, body, new_id(), new_id(), None, new_id()))


def _verified(database: Database, key: JournalKey = KEY) -> journal_audit.VerifyReport:
    with database.read() as connection:
        return journal_audit.verify(connection, key)


def test_entries_are_numbered_without_gaps_and_verify(database: Database) -> None:
    _record(database, 1, 2, 3)
    _record(database, 4)
    report = _verified(database)
    assert (report.ok, report.count, report.clock_set_back) == (True, 4, ())
    with database.read() as connection:
        assert head(connection).seq == 4


def test_entries_of_an_undone_action_are_undone(database: Database) -> None:
    _record(database, 1)
    with pytest.raises(ZeroDivisionError), database.write() as work:
        work.record(JournalEntry("sale.paid", AT, 60))
        raise ZeroDivisionError
    _record(database, 2)
    assert _verified(database).count == 2


def test_another_key_verifies_nothing(database: Database) -> None:
    _record(database, 1)
    report = _verified(database, JournalKey.fresh())
    assert (report.ok, report.first_bad_seq) == (False, 1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET kind = 'x'",
        "DELETE FROM journal WHERE seq = 2",
        "INSERT INTO journal SELECT seq + 5, at, offset_minutes, kind, register_id, person_id, approver_id,"
        " subject_id, body, previous_mac, mac FROM journal WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_changes(database: Database, change: str) -> None:
    _record(database, 1, 2)
    with pytest.raises(DBAPIError, match="the journal is"), database.write() as work:
        work.connection.execute(text(change))
    assert _verified(database).ok


def test_a_row_cannot_be_replaced(file_database: Database) -> None:
    _record(file_database, 1, 2)
    replace = "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1"
    with pytest.raises(DBAPIError, match="without gaps"), file_database.write() as work:
        work.connection.execute(text(replace))


def _without_guards(database: Database, *statements: str) -> None:
    with database.write() as work:
        for trigger in ("journal_never_changed", "journal_never_deleted", "journal_gapless"):
            work.connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            work.connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("change", "first_bad"),
    [
        ("""UPDATE journal SET body = replace(body, '"total":3', '"total":1') WHERE seq = 3""", 3),
        ("UPDATE journal SET at = at - 60000000 WHERE seq = 2", 2),
        ("UPDATE journal SET person_id = NULL WHERE seq = 4", 4),
        ("UPDATE journal SET approver_id = person_id WHERE seq = 4", 4),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("UPDATE journal SET mac = zeroblob(32) WHERE seq = 5", 5),
        ("UPDATE journal SET previous_mac = (SELECT mac FROM journal WHERE seq = 1) WHERE seq = 4", 4),
    ],
)
def test_tampering_is_found_where_it_was_done(file_database: Database, change: str, first_bad: int) -> None:
    _record(file_database, 1, 2, 3, 4, 5)
    _without_guards(file_database, change)
    report = _verified(file_database)
    assert (report.ok, report.first_bad_seq) == (False, first_bad)
    assert str(first_bad) in report.reason


def test_cutting_off_the_newest_entries_is_seen_by_the_note_outside(file_database: Database) -> None:
    _record(file_database, 1, 2, 3)
    file_database.note_anchor()
    assert file_database.file is not None
    anchor = read_anchor(anchor_path(file_database.file), KEY)
    assert anchor is not None
    _without_guards(file_database, "DELETE FROM journal WHERE seq = 3")
    with file_database.read() as connection:
        assert journal_audit.verify(connection, KEY).ok, "the chain alone cannot know"
        report = journal_audit.verify(connection, KEY, anchor)
    assert (report.ok, report.first_bad_seq) == (False, 3)


def test_the_note_cannot_be_set_back_without_the_key(file_database: Database, tmp_path: Path) -> None:
    _record(file_database, 1, 2, 3)
    with file_database.read() as connection:
        anchor = current_anchor(connection)
    note = tmp_path / "note"
    write_anchor(note, anchor, KEY)
    assert read_anchor(note, KEY) == anchor
    forged = json.loads(note.read_text()) | {"count": 1}
    note.write_text(json.dumps(forged))
    with pytest.raises(ValueError, match="not written with this key"):
        read_anchor(note, KEY)
    assert read_anchor(tmp_path / "none", KEY) is None


def test_a_clock_set_back_is_an_entry_of_its_own(database: Database) -> None:
    _record(database, 1)
    _record(database, 2, at=AT - timedelta(hours=3))
    _record(database, 3, at=AT - timedelta(hours=3) + timedelta(minutes=1))
    report = _verified(database)
    assert (report.ok, report.count, report.clock_set_back) == (True, 4, (2,))
    with database.read() as connection:
        entry = list(stream(connection))[1]
    assert entry["kind"] == CLOCK_SET_BACK
    assert json.loads(entry["body"]) == {
        "from": AT.isoformat(),
        "to": (AT - timedelta(hours=3)).isoformat(),
    }


def test_an_export_is_checked_without_the_database(database: Database, tmp_path: Path) -> None:
    _record(database, *range(1, 30))
    with database.read() as connection:
        written = journal_audit.export(connection, KEY, tmp_path / "journal.jsonl")
        anchor = current_anchor(connection)
    assert (written.ok, written.count) == (True, 29)
    assert journal_audit.verify_export(tmp_path / "journal.jsonl", KEY, anchor).ok
    assert not journal_audit.verify_export(tmp_path / "journal.jsonl", JournalKey.fresh()).ok


def _changed_amount(lines: list[str]) -> list[str]:
    return [line.replace('\\"total\\":7', '\\"total\\":8') for line in lines]


@pytest.mark.parametrize(
    ("spoil", "first_bad"),
    [
        (_changed_amount, 7),
        (lambda lines: lines[:5] + lines[6:], 5),
        (lambda lines: lines[:-1], 11),
        (lambda lines: lines[:-3], 9),
        (lambda lines: [*lines[:-2], lines[-1]], 10),
        (lambda lines: ["hello\n"], 1),
        (lambda lines: [*lines[:4], "{broken\n"], 4),
    ],
)
def test_a_spoilt_export_is_found_out(
    file_database: Database, tmp_path: Path, spoil: Callable[[list[str]], list[str]], first_bad: int
) -> None:
    _record(file_database, *range(1, 11))
    file = tmp_path / "journal.jsonl"
    with file_database.read() as connection:
        journal_audit.export(connection, KEY, file)
    before = file.read_text(encoding="utf-8").splitlines(keepends=True)
    spoilt = spoil(before)
    assert spoilt != before
    file.write_text("".join(spoilt), encoding="utf-8")
    report = journal_audit.verify_export(file, KEY)
    assert (report.ok, report.first_bad_seq) == (False, first_bad)
    assert report.reason


def test_what_is_stored_is_what_was_said(database: Database) -> None:
    _record(database, 5)
    with database.read() as connection:
        row = connection.execute(select(tables.journal)).mappings().one()
    assert row["at"] == AT
    assert row["body"] == '{"name":"Käse 🧀","total":5}'
