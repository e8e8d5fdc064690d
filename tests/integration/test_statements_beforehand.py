"""Statements that are compiled before the program is shipped: never others than the definitions say."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import column, create_engine

from pos_desktop.storage import statement_writer, tables
from pos_desktop.storage.compiled import key_of, written_beforehand
from pos_desktop.storage.compiling import compiled
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.later import sql
from pos_desktop.storage.later import tables as later_tables
from pos_desktop.storage.later.expression import said
from pos_desktop.storage.repositories.statement import Link, Statement, insert_into, one_of, upsert
from pos_desktop.storage.riding import sqlite_dialect
from pos_desktop.storage.unit_of_work import Database

variant, setting = later_tables.variant, later_tables.setting


def test_the_file_is_what_the_definitions_compile_to_now() -> None:
    assert statement_writer.FILE.read_text(encoding="utf-8") == statement_writer.text(), (
        "run: make statements"
    )


def test_every_statement_of_the_storage_is_in_the_file() -> None:
    missing = [
        name for name, each in statement_writer.statements() if not written_beforehand(each.definition)
    ]
    assert missing == []


def test_what_was_compiled_beforehand_is_what_is_compiled_now() -> None:
    for name, each in statement_writer.statements():
        before, now = written_beforehand(each.definition), compiled(each.definition, sqlite_dialect())
        assert before is not None, name
        assert (before.sql, before.writes, before.outward) == (now.sql, now.writes, now.outward), name
        assert [one[1:] for one in before.parameters] == [one[1:] for one in now.parameters], name


def test_a_definition_that_changed_is_not_found_in_the_file() -> None:
    row = sql.select(variant.c.name).where(variant.c.row == sql.bindparam("row"))
    others = [
        sql.select(variant.c.sku).where(variant.c.row == sql.bindparam("row")),
        sql.select(variant.c.name).where(variant.c.row != sql.bindparam("row")),
        sql.select(variant.c.name).where(variant.c.row == sql.bindparam("other")),
        row.limit(1),
        row.limit(2),
    ]
    assert len({key_of(each) for each in (row, *others)}) == 6
    assert key_of(row) == key_of(sql.select(variant.c.name).where(variant.c.row == sql.bindparam("row")))


def test_expressions_stand_for_what_sqlalchemy_makes_of_them() -> None:
    some = sql.select(variant.c.row).where(~variant.c.active | (variant.c.row + 1 > 2)).subquery("some")
    twice = sql.select(some.c.row, 1 + some.c.row).order_by(some.c.row.desc())
    of = tables.variant.c
    real = sqlalchemy.select(of.row).where(~of.active | (of.row + 1 > 2)).subquery("some")
    expected = sqlalchemy.select(real.c.row, 1 + real.c.row).order_by(real.c.row.desc())
    assert str(said(twice)) == str(expected)
    assert said(some) is said(some)


def test_an_expression_is_no_answer() -> None:
    with pytest.raises(TypeError):
        bool(variant.c.row == 1)
    with pytest.raises(TypeError):
        list(variant.columns)


@pytest.fixture
def database(tmp_path: Path):
    opened = Database.open(tmp_path / "shop.db", DatabaseKey.fresh())
    with opened.write() as work:
        tables.setting.create(work.connection.core)
    yield opened
    opened.close()


def test_words_of_sqlalchemy_itself_work_as_well(database: Database) -> None:
    put = Statement(insert_into(tables.setting))
    get = Statement(
        sqlalchemy.select(tables.setting.c.value).where(
            one_of(tables.setting.c.key, ("a", "b")), later_tables.setting.c.key == "a"
        )
    )
    change = upsert(tables.setting, ("key",), lambda new: {"value": new.value})
    assert written_beforehand(put.definition) is None
    with database.write() as work:
        link = Link(work.connection, may_write=True)
        put.run(link, key="a", value={"one": 1})
        change.run(link, key="a", value={"two": 2})
        assert get.all(link) == [({"two": 2},)]


def test_sqlalchemy_and_the_driver_see_one_transaction(database: Database) -> None:
    put = Statement(insert_into(setting))
    with pytest.raises(ZeroDivisionError), database.write() as work:
        put.run(Link(work.connection, may_write=True), key="a", value=1)
        work.execute(sqlalchemy.insert(tables.setting), {"key": "b", "value": 2})
        assert work.connection.ask("SELECT key FROM setting ORDER BY key") == [("a",), ("b",)]
        1 / 0  # noqa: B018
    with database.write() as work:
        assert work.execute(sqlalchemy.select(tables.setting)).all() == []
        work.execute(sqlalchemy.insert(tables.setting), {"key": "c", "value": 3})
    with database.read() as connection:
        assert connection.ask("SELECT key FROM setting") == [("c",)]


def test_a_value_without_a_name_for_its_converter_cannot_be_written_down() -> None:
    from pos_desktop.storage.compiling import written

    engine = create_engine("sqlite://")
    definition = sqlalchemy.select(column("a", sqlalchemy.DateTime()))
    with pytest.raises(ValueError, match="not among the converters"):
        written(compiled(definition, engine.dialect))


# What takes long to load, and what a sale needs of it: nothing.
_LATE = (
    "sqlalchemy",
    "alembic",
    "rapidfuzz",
    "argon2",
    "escpos",
    "PIL",
    "psutil",
    "biip",
    "qtawesome",
    "typer",
    "babel",
    "multiprocessing",
    "logging.handlers",
    "statistics",
    "socket",
    "dataclasses",
    "inspect",
    "pos_desktop.storage.search_index",
)


def test_opening_the_register_loads_no_library_that_a_sale_does_not_need() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pos_desktop.bootstrap; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert [name for name in loaded if name in _LATE] == []
