"""Transactions of the register's file and of the server, worked with in the same way."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from pos_desktop.application.ids import new_id
from pos_desktop.storage import schema, tables
from pos_desktop.storage.engine import check_library
from pos_desktop.storage.errors import DatabaseDamaged, LibraryTooOld, ServerAway, StorageBusy, WrongKey
from pos_desktop.storage.journal import JournalEntry
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.turn import Rank, WriterTurn
from pos_desktop.storage.unit_of_work import Database
from tests.ready_files import open_empty


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = open_empty(tmp_path / "shop.db")
    else:
        opened = Database.connect(request.getfixturevalue("postgres_shop"), JournalKey.fresh())
    yield opened
    opened.close()


def _names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(tables.location.c.name)).scalars())


def test_what_a_block_wrote_is_there_after_it(database: Database) -> None:
    with database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
    assert _names(database) == ["Shop"]


def test_nothing_is_kept_of_a_block_that_raised(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
        1 / 0  # noqa: B018
    assert _names(database) == []


def test_others_are_told_only_after_the_commit(database: Database) -> None:
    told: list[list[str]] = []
    with database.write() as work:
        work.after_commit(lambda: told.append(_names(database)))
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
        assert told == []
    assert told == [["Shop"]]


def test_a_reader_refuses_to_write(database: Database) -> None:
    with pytest.raises(DatabaseError), database.read() as connection:
        connection.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
    assert _names(database) == []


def test_a_broken_rule_of_the_schema_is_not_turned_into_words(database: Database) -> None:
    row = {"id": new_id(), "name": "Shop"}
    with pytest.raises(IntegrityError), database.write() as work:
        work.execute(insert(tables.location), [row, row])


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as work:
        work.execute(insert(tables.tax_rate), _rate_of_no_class())


def _rate_of_no_class() -> dict[str, object]:
    return {
        "id": new_id(),
        "tax_class_id": new_id(),
        "name": "VAT",
        "rate": 19,
        "compound": False,
        "position": 1,
    }


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute(select(tables.location)).all()
        with database.write() as work:
            work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
        assert connection.execute(select(tables.location)).all() == before == []


def test_threads_write_one_after_another(database: Database) -> None:
    def add_many() -> None:
        for _ in range(20):
            with database.write() as work:
                work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})

    threads = [threading.Thread(target=add_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_names(database)) == 80


def test_a_transaction_inside_a_transaction_is_a_bug(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "shop.db", DatabaseKey.fresh())
    with pytest.raises(RuntimeError), database.write(), database.write():
        pass
    with database.write():
        pass
    database.close()


def test_the_settings_that_keep_data_safe_are_on(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "shop.db", DatabaseKey.fresh())
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "query_only": 0,
    }
    with database.write() as work:
        found = {name: work.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    database.close()
    assert found == wanted


def test_the_file_is_encrypted_and_whole_after_closing(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    database = Database.open(file, DatabaseKey.fresh())
    with database.write() as work:
        schema.create(work.connection)
        work.execute(insert(tables.location), {"id": new_id(), "name": "Corner shop"})
    database.close()
    assert not list(tmp_path.glob("*-wal"))
    content = file.read_bytes()
    assert not content.startswith(b"SQLite format") and b"Corner shop" not in content


def test_another_key_is_told_from_a_damaged_file(tmp_path: Path) -> None:
    file, key = tmp_path / "shop.db", DatabaseKey.fresh()
    database = Database.open(file, key)
    with database.write() as work:
        schema.create(work.connection)
    database.close()
    with pytest.raises(WrongKey) as wrong:
        Database.open(file, DatabaseKey.fresh())
    assert wrong.value.title and wrong.value.meaning and wrong.value.next_step
    file.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DatabaseDamaged):
        Database.open(file, key)


def test_a_library_with_the_wal_reset_race_is_refused() -> None:
    with pytest.raises(LibraryTooOld, match="3.40.1"):
        check_library((3, 40, 1))
    check_library((3, 51, 3))


def test_the_cashier_goes_before_workers_that_wait_longer() -> None:
    turn, order, queued = WriterTurn(), [], threading.Semaphore(0)

    def wait_as(rank: Rank) -> None:
        queued.release()
        assert turn.take(rank, 60)
        order.append(rank)
        turn.give()

    assert turn.take(Rank.WORKER, 50)
    threads = []
    for number, rank in enumerate((Rank.BULK, Rank.WORKER, Rank.CASHIER), start=1):
        threads.append(threading.Thread(target=wait_as, args=(rank,)))
        threads[-1].start()
        queued.acquire()
        while len(turn._waiting) < number:
            threading.Event().wait(0.001)
    turn.give()
    for thread in threads:
        thread.join()
    assert order == [Rank.CASHIER, Rank.WORKER, Rank.BULK]


def test_a_snapshot_that_is_held_stays_as_it_was(database: Database) -> None:
    def names() -> list[str]:
        return [name for (name,) in held.connection.ask("SELECT name FROM location")]

    held = database.hold()
    assert held.ask(names) == []
    with database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
    assert held.ask(names) == []
    held.let_go()
    held.let_go()
    assert _names(database) == ["Shop"]


def test_a_snapshot_ends_with_a_question_that_fails(database: Database) -> None:
    held = database.hold()
    with pytest.raises(ZeroDivisionError):
        held.ask(lambda: 1 // 0)
    assert not database._held
    assert _names(database) == []


def test_a_snapshot_that_nobody_let_go_does_not_outlive_the_database(tmp_path: Path) -> None:
    database = open_empty(tmp_path / "shop.db")
    held = database.hold()
    with database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
    database.close()
    assert not (tmp_path / "shop.db-wal").exists()
    with pytest.raises(Exception, match="closed"):
        held.ask(lambda: held.connection.ask("SELECT 1"))


def test_a_turn_is_taken_at_a_glance_only_when_it_is_free() -> None:
    turn = WriterTurn()
    assert turn.take_if_free()
    other = threading.Thread(target=lambda: seen.append(turn.take_if_free()))
    seen: list[bool] = []
    other.start()
    other.join()
    turn.give()
    assert seen == [False]
    assert turn.take_if_free()
    turn.give()


def test_workers_let_a_cashier_who_is_expected_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_EXPECTED_SECONDS", "_HELD_BACK_SECONDS"):  # a busy computer may hold her up
        monkeypatch.setattr(f"pos_desktop.storage.turn.{name}", 60.0)
    turn, order = WriterTurn(), []

    def work() -> None:
        assert turn.take(Rank.WORKER, 60)
        order.append("worker")
        turn.give()

    turn.expect_cashier()
    worker = threading.Thread(target=work)
    worker.start()
    assert turn.take(Rank.CASHIER, 50)  # without a wait, though the worker came first
    order.append("cashier")
    turn.give()
    turn.cashier_served()
    worker.join()
    assert order == ["cashier", "worker"]


def test_a_cashier_who_does_not_come_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_desktop.storage.turn._EXPECTED_SECONDS", 0.05)
    turn = WriterTurn()
    turn.expect_cashier()
    began = time.monotonic()
    assert turn.take(Rank.BULK, 100)
    assert 0.04 <= time.monotonic() - began < 50
    turn.give()


def test_scan_after_scan_keeps_a_worker_waiting_for_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_desktop.storage.turn._EXPECTED_SECONDS", 60.0)
    monkeypatch.setattr("pos_desktop.storage.turn._HELD_BACK_SECONDS", 0.05)
    turn = WriterTurn()
    turn.expect_cashier()
    assert turn.take(Rank.WORKER, 50)
    turn.give()


def test_a_turn_that_does_not_come_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_desktop.storage.engine.BUSY_SECONDS", 0.05)
    database = Database.open(tmp_path / "shop.db", DatabaseKey.fresh())
    refused: list[Exception] = []

    def try_to_write() -> None:
        try:
            with database.write():
                pass
        except StorageBusy as busy:
            refused.append(busy)

    with database.write():
        thread = threading.Thread(target=try_to_write)
        thread.start()
        thread.join()
    with database.write():
        pass
    database.close()
    assert len(refused) == 1


def test_a_server_lost_before_the_commit_is_told_as_not_stored(postgres_address: str) -> None:  # noqa: F811
    database = Database.connect(postgres_address, JournalKey.fresh())
    with database.write() as work:
        schema.create(work.connection)
    with pytest.raises(ServerAway), database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
        work.record(JournalEntry("location.added", datetime(2026, 3, 1, tzinfo=UTC), 60))
        _cut_off(postgres_address)
    assert _names(database) == []
    database.close()


def test_a_commit_whose_answer_was_lost_is_found_out(
    postgres_address: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Database.connect(postgres_address, JournalKey.fresh())
    with database.write() as work:
        schema.create(work.connection)
    commit = Connection.commit
    cut_off: list[bool] = []

    def commit_then_lose_the_answer(connection: Connection) -> None:
        if connection.get_execution_options().get("postgresql_readonly") or cut_off:
            return commit(connection)
        cut_off.append(True)
        commit(connection)
        _cut_off(postgres_address)
        connection.exec_driver_sql("SELECT 1")
        return None

    monkeypatch.setattr(Connection, "commit", commit_then_lose_the_answer)
    with database.write() as work:
        work.execute(insert(tables.location), {"id": new_id(), "name": "Shop"})
        work.record(JournalEntry("location.added", datetime(2026, 3, 1, tzinfo=UTC), 60))
    assert cut_off
    assert _names(database) == ["Shop"]
    database.close()


def _cut_off(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
