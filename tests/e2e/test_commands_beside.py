# ruff: noqa: F811 - fixtures are imported by name
"""Commands beside a register, of processes of their own: nothing moves the data away under their hands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop.storage.recovery import DatabaseFile
from pos_desktop.system import commands_at_work
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.commands_at_work import CommandAtWork
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import Instance, acquire
from tests.e2e.console import Console, closed_register, commands, console, sales_in, sold  # noqa: F401
from tests.e2e.forked_commands import PATIENCE_SECONDS, ROOT

# A long command beside the register, by the way that every command opens the data.
AT_WORK = """
import sys
from pathlib import Path
from pos_desktop import cli
with cli._opened(Path(sys.argv[1]), True) as opened:
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(6):
        with opened.store.write() as work:
            work.journal.add("products_imported", {"number": number})
print("closed", flush=True)
"""
# A restore that is still checking: there is no plan of it yet.
RESTORING = """
import sys
from pathlib import Path
from pos_desktop.commands import backups
from pos_desktop.storage import restore
from pos_desktop.system.folders import Folders
check = restore.check_usable
def slow(*facts):
    print("open", flush=True)
    sys.stdin.readline()
    return check(*facts)
restore.check_usable = slow
backups.restore(Folders.under(Path(sys.argv[1])), Path(sys.argv[2]), key_file=True)
print("closed", flush=True)
"""


@contextmanager
def at_work(script: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None and child.stdout.readline().strip() == "open"
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def ended(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write("go on\n")
    child.stdin.flush()
    assert child.stdout.readline().strip() == "closed"
    assert child.wait(PATIENCE_SECONDS) == 0


@pytest.fixture
def backup(sold: Console) -> Path:
    assert sold.run("backup", "make").code == 0
    (made,) = (sold.data / "backups").glob("*.backup")
    return made


def _register(data: Path) -> Instance:
    held = acquire(data)
    assert isinstance(held, Instance)
    return held


def test_a_restore_waits_for_a_command_that_outlasts_the_register(sold: Console, backup: Path) -> None:
    register = _register(sold.data)
    with at_work(AT_WORK, sold.data) as command:
        register.release()
        refused = sold.run("backup", "restore", backup)
        assert refused.code == 1
        assert "A command is at work" in refused.err and "Nothing was changed." in refused.err
        assert not (sold.data / "set-aside").exists()
        ended(command)
    assert sold.run("backup", "restore", backup).code == 0
    assert sold.run("journal", "verify").code == 0
    assert sales_in(sold.data) == 2


def test_a_new_beginning_waits_for_it_as_well(sold: Console) -> None:
    register = _register(sold.data)
    folders = Folders.under(sold.data)
    with at_work(AT_WORK, sold.data) as command:
        register.release()
        from pos_desktop.commands.backups import _file

        file: DatabaseFile = _file(folders, key_file=True)
        with pytest.raises(CommandAtWork):
            file.start_fresh(SystemClock().now())
        assert folders.database.exists()
        ended(command)


def test_a_killed_command_holds_nothing_up(sold: Console, backup: Path) -> None:
    register = _register(sold.data)
    with at_work(AT_WORK, sold.data) as command:
        register.release()
        command.kill()
        command.wait()
    assert sold.run("backup", "restore", backup).code == 0


def test_no_command_opens_what_a_restore_is_still_checking(sold: Console, backup: Path) -> None:
    with at_work(RESTORING, sold.data, backup) as restoring:
        assert not (sold.data / "shop.db.restore-plan").exists()
        for command in (["sync", "status"], ["journal", "verify"], ["backup", "restore", backup]):
            refused = sold.run(*command)
            assert refused.code == 1
            assert "A command is at work" in refused.err, refused.said
        ended(restoring)
    assert sales_in(sold.data) == 2


def test_commands_work_side_by_side(tmp_path: Path) -> None:
    with commands_at_work.beside(tmp_path), commands_at_work.beside(tmp_path):
        with pytest.raises(CommandAtWork):
            commands_at_work.alone(tmp_path)
    with commands_at_work.alone(tmp_path):
        with pytest.raises(CommandAtWork):
            commands_at_work.beside(tmp_path)
    commands_at_work.beside(tmp_path).release()
