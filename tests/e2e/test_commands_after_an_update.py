# ruff: noqa: F811 - fixtures are imported by name
"""Commands on data of another version of the program: who only looks changes nothing, and none works beside a register
that was not started anew."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pos_desktop.storage import schema
from pos_desktop.storage.engine import open_cipher
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.single_instance import Instance, acquire
from tests.e2e.console import Console, commands, console  # noqa: F401
from tests.migrations.record import JOURNAL_KEY, KEY, RECORDED


@pytest.fixture(params=["0003", "0005"])
def old(console: Console, request: pytest.FixtureRequest) -> Console:
    """A register that an older version of the program was the last to open."""
    console.data.mkdir()
    keys = {"database": KEY.raw, "journal": JOURNAL_KEY.raw, "pepper": bytes(32)}
    RegisterSecrets(console.data, key_file=True).put_back(keys)
    shutil.copyfile(RECORDED / f"{request.param}.db", console.data / "shop.db")
    KEY.write_mark(console.data / "shop.db")
    return console


def _version(data: Path) -> str:
    with closing(open_cipher(data / "shop.db", KEY, read_only=True)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    file = tmp_path / "goods.csv"
    file.write_text("name,price,barcode\nApple,1.20,4006381333931\n")
    return file


@pytest.mark.parametrize("command", ["journal verify", "journal export {}", "sync status"])
def test_who_only_looks_changes_nothing(old: Console, tmp_path: Path, command: str) -> None:
    before, file = (old.data / "shop.db").read_bytes(), tmp_path / "journal.jsonl"
    answer = old.run(*command.format(file).split())
    assert answer.code == 1
    assert "Start the register once" in answer.err
    assert (old.data / "shop.db").read_bytes() == before
    left = {path.name for path in old.data.iterdir()}
    assert not left & {"shop.db.in-use", "shop.db.anchor", "set-aside"}, left
    assert not list((old.data / "backups").glob("*")) and not file.exists()


def test_who_brings_something_in_makes_the_data_ready_after_a_back_up(old: Console, goods: Path) -> None:
    assert old.run("import", "products", goods).code == 0
    assert _version(old.data) == schema.HEAD
    assert list((old.data / "backups").glob("*upgrade.backup"))
    assert old.run("journal", "verify").code == 0


@pytest.mark.parametrize(
    "command", ["journal verify", "sync status", "import products {}", "devices set-up {}"]
)
def test_nothing_works_beside_a_register_that_was_not_started_anew(
    old: Console, goods: Path, command: str
) -> None:
    before = (old.data / "shop.db").read_bytes()
    register = acquire(old.data)
    assert isinstance(register, Instance)
    try:
        answer = old.run(*command.format(goods).split())
    finally:
        register.release()
    assert answer.code == 1
    assert "Close the register once after the update" in answer.err, answer.said
    assert (old.data / "shop.db").read_bytes() == before
    assert not (old.data / "shop.db.anchor").exists()


def test_a_command_that_was_not_updated_does_not_work_beside_a_newer_register(old: Console) -> None:
    with closing(open_cipher(old.data / "shop.db", KEY)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    register = acquire(old.data)
    assert isinstance(register, Instance)
    try:
        answer = old.run("sync", "status")
    finally:
        register.release()
    assert answer.code == 1
    assert "newer version" in answer.err
