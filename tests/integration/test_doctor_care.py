# ruff: noqa: F811 - fixtures are imported by name
"""What the doctor calls care: where the keys are, what was not printed, back-ups that lag behind, a disk that is full
soon, data that wait for the register's next start."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.application.ids import new_id
from pos_desktop.commands import doctor
from pos_desktop.commands.doctor import Finding, examine
from pos_desktop.storage import schema
from pos_desktop.storage.recovery import plan_path, restoring_path
from pos_desktop.system import keyring_access
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.single_instance import AlreadyRunning, acquire
from tests.faults.shop_folder import at_work, opened, shop_folder, shop_template  # noqa: F401


def findings(folder: Path, *, key_file: bool = True) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(Folders.under(folder), key_file=key_file)}


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Another process that has the data: its devices are left to it."""
    instance = acquire(folder)
    assert not isinstance(instance, AlreadyRunning)
    try:
        yield
    finally:
        instance.release()


# -- the keys --------------------------------------------------------------------------------------------


class Wallet:
    """A keyring that a computer has."""

    priority = 5
    kept: dict[str, str] = {}

    def get_password(self, _service: str, name: str) -> str | None:
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, text: str) -> None:
        self.kept[name] = text


@pytest.fixture
def wallet(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    module = types.ModuleType("a_keyring")
    module.Wallet = Wallet  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_keyring", module)
    monkeypatch.setattr(keyring_access, "_BACKENDS", {sys.platform: (("a_keyring", "Wallet"),)})
    monkeypatch.setattr(Wallet, "kept", {})
    return Wallet.kept


@pytest.mark.parametrize("key_file", [False, True])
def test_it_says_where_the_keys_are_whatever_it_was_told(
    shop_folder: Path, wallet: dict[str, str], key_file: bool
) -> None:
    found = findings(shop_folder, key_file=key_file)["keyring"]
    assert (found.ok, found.facts["kind"]) == (False, "file")

    keys = RegisterSecrets(shop_folder).load_or_make(database_exists=True)
    (shop_folder / "keys-are-in.json").unlink()
    RegisterSecrets(shop_folder).put_back(keys)
    found = findings(shop_folder, key_file=key_file)["keyring"]
    assert (found.ok, found.facts["kind"]) == (True, "keyring")
    assert "in this computer's keyring" in found.words

    wallet.clear()
    found = findings(shop_folder, key_file=key_file)["keyring"]
    assert not found.ok
    assert "missing" in found.words and "key restore" in found.words


def test_keys_that_are_missing_from_their_file_are_a_finding(shop_folder: Path) -> None:
    (shop_folder / "keys.json").unlink()
    found = findings(shop_folder)["keyring"]
    assert not found.ok
    assert "missing" in found.words


def test_data_without_a_note_of_their_keys_are_a_finding(shop_folder: Path, wallet: dict[str, str]) -> None:
    (shop_folder / "keys-are-in.json").unlink()
    found = findings(shop_folder, key_file=False)["keyring"]
    assert not found.ok and "missing" in found.words
    assert not wallet, "looking makes nothing"


# -- what was not printed --------------------------------------------------------------------------------


def ask(folder: Path, minutes: int, *, kind: str = "receipt", failed: str = "", held: bool = False) -> None:
    """A paper that was asked for so long ago; it waits, unless it failed."""
    data = opened(folder)
    with data.store.write() as work:
        (printer,) = [row for row in work.devices.all() if row.family == "printer" and row.active]
        job, at = new_id(), data.clock.now() - timedelta(minutes=minutes)
        work.print_jobs.add(job, kind, printer.id, None, at, held=held)
    if failed:
        with data.database.write() as raw:
            raw.connection.exec_driver_sql(
                "UPDATE print_job SET state = 'failed', last_error = ? WHERE id = ?", (failed, job.bytes)
            )
    data.close()


@pytest.mark.parametrize("beside", [False, True])
def test_papers_that_wait_for_minutes_are_a_finding(shop_folder: Path, beside: bool) -> None:
    ask(shop_folder, 1)
    ask(shop_folder, 90, held=True)
    assert findings(shop_folder)["printing"].ok
    for minutes in (30, 20):
        ask(shop_folder, minutes)
    if beside:
        with running(shop_folder):
            found = findings(shop_folder)
            assert "devices" not in found, "its devices are its own"
    else:
        found = findings(shop_folder)
    assert not found["printing"].ok
    assert "2 papers wait since" in found["printing"].words
    (facts,) = found["printing"].facts.values()
    assert facts["waiting"] == 2 and facts["waiting_since"]


def test_beside_a_running_register_a_printer_whose_last_job_failed_is_a_finding(shop_folder: Path) -> None:
    ask(shop_folder, 3, failed="paper_out")
    ask(shop_folder, 2, kind="drawer", failed="not_opened")
    with running(shop_folder):
        found = findings(shop_folder)["printing"]
    assert not found.ok
    assert "1 paper did not come out" in found.words and "Drawer not opened" in found.words
    (facts,) = found.facts.values()
    assert (facts["failed"], facts["last_failed"]) == (1, "not_opened")


# -- back-ups --------------------------------------------------------------------------------------------


def back_up(folder: Path, age: timedelta) -> None:
    data = opened(folder)
    data.file.backups.make(data.clock.now() - age)
    data.close()


def work_a_little(folder: Path) -> None:
    with at_work(folder):
        pass


@pytest.mark.parametrize(
    ("age", "written", "well"),
    [
        (timedelta(days=1, hours=23), True, True),
        (timedelta(days=2, minutes=1), True, False),
        (timedelta(days=2, minutes=1), False, True),
        (timedelta(days=9), False, False),
    ],
)
def test_a_back_up_lags_behind_from_the_second_day_on(
    shop_folder: Path, age: timedelta, written: bool, well: bool
) -> None:
    back_up(shop_folder, age)
    if written:
        work_a_little(shop_folder)
    found = findings(shop_folder)["backups"]
    assert found.ok is well, found
    assert (found.facts["entries_since"] > 0) is written
    assert ("backup make" in found.words) is (written and not well)


# -- the disk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "free", "well"), [(700, 1300, False), (700, 1500, True), (1, 900, False)])
def test_the_disk_must_hold_two_more_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, free: int, well: bool
) -> None:
    (tmp_path / "shop.db").touch()
    with (tmp_path / "shop.db").open("r+b") as file:
        file.truncate(size * 1_000_000)  # of holes: it takes no room
    usage = types.SimpleNamespace(total=10**12, used=0, free=free * 1_000_000)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: usage)
    found = findings(tmp_path)["disk"]
    assert found.ok is well
    assert found.facts["needed_bytes"] == max(10**9, 2 * size * 1_000_000)


# -- data that wait for the register's next start --------------------------------------------------------


def make_older(folder: Path) -> None:
    data = opened(folder)
    with data.database.write() as work:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    data.close()


@pytest.mark.parametrize("beside", [False, True])
def test_data_of_an_older_version_are_told_and_left_as_they_are(shop_folder: Path, beside: bool) -> None:
    back_up(shop_folder, timedelta())
    make_older(shop_folder)
    file = shop_folder / "shop.db"
    before = file.read_bytes()
    if beside:
        with running(shop_folder):
            found = findings(shop_folder)
    else:
        found = findings(shop_folder)
    assert found["database"].ok and "next start" in found["database"].words
    assert found["database"].facts["schema"] == "0001" != schema.HEAD
    assert found["backups"].ok
    assert file.read_bytes() == before
    assert len(list((shop_folder / "backups").glob("*.backup"))) == 1, "an upgrade begins with a back-up"
    assert not (shop_folder / "shop.db.in-use").exists()


@pytest.mark.parametrize("left", [plan_path, restoring_path])
@pytest.mark.parametrize("database_there", [False, True])
def test_a_restore_that_was_interrupted_is_told_and_left_to_the_next_start(
    shop_folder: Path, left: object, database_there: bool
) -> None:
    file = shop_folder / "shop.db"
    waiting = left(file)  # type: ignore[operator]
    waiting.write_text("{}")
    if not database_there:
        file.unlink()
    found = findings(shop_folder)
    assert not found["database"].ok and "interrupted" in found["database"].words
    assert waiting.read_text() == "{}"
    assert file.exists() is database_there


def test_data_of_a_newer_version_are_still_a_finding(shop_folder: Path) -> None:
    data = opened(shop_folder)
    with data.database.write() as work:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    data.close()
    found = findings(shop_folder)["database"]
    assert not found.ok and "newer" in found.words
    with pytest.raises(bootstrap.PersonError):
        opened(shop_folder)
