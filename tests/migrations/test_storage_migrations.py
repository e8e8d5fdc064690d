"""The migrations, the tables that the program uses and recorded databases of each version agree."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from pos_desktop.application.ids import new_id
from pos_desktop.storage import journal_audit, schema, tables
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.key import DatabaseKey, JournalKey, ShopKeys
from pos_desktop.storage.salvage import salvage
from pos_desktop.storage.schema_upgrade import (
    DatabaseNewer,
    alembic_configuration,
    bring_up_to_date,
    run_migrations,
)
from pos_desktop.storage.unit_of_work import Database
from tests.migrations.record import JOURNAL_KEY, KEY, RECORDED
from tests.storage_rows import Shop


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database.open(tmp_path / "shop.db", DatabaseKey.fresh(), JournalKey.fresh())
    else:
        database = Database.connect(request.getfixturevalue("postgres_address"), JournalKey.fresh())
    yield database
    database.close()


def test_the_program_knows_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(alembic_configuration()).get_current_head() == schema.HEAD


def test_migrations_are_one_numbered_line() -> None:
    revisions = list(ScriptDirectory.from_config(alembic_configuration()).walk_revisions())
    assert [one.revision for one in reversed(revisions)] == [f"{n:04}" for n in range(1, len(revisions) + 1)]


def test_the_migrations_make_the_tables_that_the_program_uses(empty: Database) -> None:
    with empty.write() as work:
        run_migrations(work.connection, "head")
    with empty.read() as connection:
        assert _differences(connection) == []


def _differences(connection: Connection) -> list[Any]:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not schema.is_of_search(name or "")

    options = {"include_name": is_ours, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection.core, opts=options), tables.metadata))


def test_a_new_database_is_the_same_as_a_migrated_one(tmp_path: Path) -> None:
    made, migrated = (
        Database.open(tmp_path / name, DatabaseKey.fresh()) for name in ("made.db", "migrated.db")
    )
    bring_up_to_date(made, lambda _version: pytest.fail("a new database needs no back-up"))
    with migrated.write() as work:
        run_migrations(work.connection, "head")
    assert _sqlite_schema(made) == _sqlite_schema(migrated)
    made.close()
    migrated.close()


def _sqlite_schema(database: Database) -> dict[str, object]:
    """Every table with its columns, indexes and references, and every trigger and search table as it was written."""
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    with database.read() as connection:
        found: dict[str, object] = {}
        for kind, name, sql in connection.execute(text(query)).all():
            words = re.sub(r"[\s\"]+", " ", sql or "")
            if kind == "table" and not schema.is_of_search(name):
                found[name] = (_facts(connection, name), "WITHOUT ROWID" in words, "AUTOINCREMENT" in words)
                found[f"checks of {name}"] = sorted(re.findall(r"CHECK \(.*?\)\)|CHECK \([^()]*\)", words))
            else:
                found[name] = words
        return found


def _facts(connection: Connection, table: str) -> list[Any]:
    pragmas = ("table_xinfo", "foreign_key_list")
    facts = [sorted(map(tuple, connection.exec_driver_sql(f"PRAGMA {one}({table})"))) for one in pragmas]
    if table != "alembic_version":
        facts[0] = sorted(row[1:] for row in facts[0])
        facts[1] = sorted(row[2:] for row in facts[1])
    return facts


def test_a_new_server_database_is_the_same_as_a_migrated_one(
    postgres_server: str,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    address = request.getfixturevalue("postgres_address")
    database = Database.connect(address)
    bring_up_to_date(database, lambda _version: pytest.fail("a new database needs no back-up"))
    made = _postgresql_schema(database)
    with database.write() as work:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            work.connection.exec_driver_sql(statement)
    with database.write() as work:
        run_migrations(work.connection, "head")
    migrated = _postgresql_schema(database)
    database.close()
    assert made == migrated
    assert len(made) > 100


def _postgresql_schema(database: Database) -> list[tuple[Any, ...]]:
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'journal%'",
    )
    with database.read() as connection:
        return sorted(tuple(map(str, row)) for query in queries for row in connection.execute(text(query)))


def _recorded() -> list[Path]:
    return sorted(RECORDED.glob("[0-9]*.db"))


def test_a_database_of_every_version_is_recorded() -> None:
    versions = [f"{number:04}" for number in range(1, int(schema.HEAD) + 1)]
    assert [file.stem for file in _recorded()] == versions


@pytest.mark.parametrize("recorded", _recorded(), ids=lambda file: file.stem)
def test_a_recorded_database_is_upgraded_and_sells_on(recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    shutil.copyfile(recorded, file)
    database = Database.open(file, KEY, JOURNAL_KEY)
    backed_up: list[str] = []
    told: list[str] = []

    def slowly(words: str, work: Callable[[], Any]) -> Any:
        """On another thread, as the register's start does it."""
        told.append(words)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()

    bring_up_to_date(database, backed_up.append, slowly)
    assert backed_up == ([] if recorded.stem == schema.HEAD else [recorded.stem])
    assert ["made ready" in words for words in told] == [True] * len(backed_up)
    shop = Shop(database)
    shop.sell(4)
    assert shop.sale_numbers() == [1, 2, 3, 4]
    with database.read() as connection:
        assert schema.version_of(connection) == schema.HEAD
        assert _differences(connection) == []
        assert journal_audit.verify(connection, JOURNAL_KEY).ok
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.close()


@pytest.mark.parametrize("recorded", _recorded(), ids=lambda file: file.stem)
def test_sales_are_brought_over_from_a_damaged_file_of_every_version(recorded: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    shutil.copyfile(recorded, damaged)
    _tell_of_its_sales(damaged)
    database = Database.open(tmp_path / "shop.db", KEY, JOURNAL_KEY)
    bring_up_to_date(database, lambda _version: pytest.fail("a new database needs no back-up"))

    assert salvage(damaged, database, ShopKeys(KEY, JOURNAL_KEY, b"pepper")).sales == 3

    told = "SELECT count(*) FROM outbox JOIN sale_order ON sale_order.id = subject_id WHERE outbox.state = 'waiting'"
    with database.read() as connection:
        assert connection.exec_driver_sql(told).scalar_one() == 3
        assert connection.exec_driver_sql("SELECT count(*) FROM order_line").scalar_one() == 6
    database.close()


def _tell_of_its_sales(file: Path) -> None:
    """Writes the outbox row of each sale in the columns that the file's version has."""
    told = {"lane": "shop", "topic": "order.paid", "body": "{}", "state": "waiting"}
    with closing(open_cipher(file, KEY)) as cipher:
        columns = [row[1] for row in cipher.execute("PRAGMA table_info(outbox)") if row[1] != "seq"]
        marks = ", ".join("?" * len(columns))
        for (order,) in cipher.execute("SELECT id FROM sale_order").fetchall():
            row = told | {"id": new_id().bytes, "subject_id": order}
            cipher.execute(
                f"INSERT INTO outbox ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names of our own schema
                [row.get(name, 0) for name in columns],
            )
        cipher.commit()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty: Database) -> None:
    bring_up_to_date(empty, lambda _version: None)
    with empty.write() as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999"):
        bring_up_to_date(empty, lambda _version: pytest.fail("nothing is to be backed up"))


def test_an_upgrade_that_fails_changes_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(empty, lambda _version: None)
    with empty.write() as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    def half_an_upgrade(connection: Connection, _to: str) -> None:
        connection.execute(text("ALTER TABLE location ADD COLUMN colour TEXT"))
        raise ZeroDivisionError

    monkeypatch.setattr("pos_desktop.storage.schema_upgrade.run_migrations", half_an_upgrade)
    backed_up: list[str] = []
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(empty, backed_up.append)
    assert backed_up == ["0000"]
    with empty.read() as connection:
        assert _differences(connection) == []
        assert schema.version_of(connection) == "0000"


def test_the_normal_start_does_not_load_alembic(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path; from pos_desktop.storage.key import DatabaseKey;"
        "from pos_desktop.storage.unit_of_work import Database; from pos_desktop.storage.schema_upgrade import *;"
        f"d = Database.open(Path({str(tmp_path / 'shop.db')!r}), DatabaseKey.fresh());"
        "bring_up_to_date(d, print); bring_up_to_date(d, print); d.close();"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'alembic', 'mako', 'psycopg'}))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
