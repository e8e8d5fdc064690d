# ruff: noqa: F811 - fixtures are imported by name
"""The doctor says that all is well only where it looked and found it so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.commands.doctor import Finding, examine
from pos_desktop.storage.errors import StorageBusy
from pos_desktop.storage.key import ShopKeys
from pos_desktop.storage.recovery import DamageReport, plan_path
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.single_instance import AlreadyRunning, acquire
from tests.faults.shop_folder import at_work, shop_folder, shop_template  # noqa: F401
from tests.ruined_pages import pages_of, ruin


def findings(folder: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(Folders.under(folder), key_file=True)}


@pytest.fixture
def backed_up(shop_folder: Path) -> Path:
    with at_work(shop_folder) as register:
        register.backups.make()
    return shop_folder


def _newest(folder: Path) -> Path:
    (backup,) = (folder / "backups").glob("*.backup")
    return backup


def test_a_back_up_that_is_whole_is_well(backed_up: Path) -> None:
    found = findings(backed_up)["backups"]
    assert found.ok, found
    assert found.facts["count"] == 1


def test_back_ups_that_cannot_be_read_are_none(backed_up: Path) -> None:
    ruin(_newest(backed_up), 5, 9)
    found = findings(backed_up)["backups"]
    assert not found.ok


def test_a_back_up_of_tomorrow_is_no_young_one(backed_up: Path) -> None:
    backup = _newest(backed_up)
    backup.rename(backup.with_name("shop 2099-01-01 120000 0007 daily.backup"))
    assert not findings(backed_up)["backups"].ok


def test_beside_a_running_register_its_data_and_back_ups_are_looked_at_as_well(backed_up: Path) -> None:
    _newest(backed_up).unlink()
    instance = acquire(backed_up)
    assert not isinstance(instance, AlreadyRunning)
    try:
        found = findings(backed_up)
    finally:
        instance.release()
    assert found["database"].facts["schema"]
    assert found["database"].ok and found["journal"].ok
    assert not found["backups"].ok


def test_a_note_of_the_journal_that_cannot_be_read_is_a_finding(shop_folder: Path) -> None:
    (shop_folder / "shop.db.anchor").write_text('{"count": 1}')
    found = findings(shop_folder)["journal"]
    assert not found.ok
    assert "note" in found.words


def test_damage_that_it_found_is_looked_into_at_the_next_start(backed_up: Path) -> None:
    file = Folders.under(backed_up).database
    secrets = RegisterSecrets(backed_up, key_file=True).load_or_make(database_exists=True)
    ruin(file, pages_of(file, ShopKeys.of(secrets).database, "product")[0])

    assert not findings(backed_up)["database"].ok

    with pytest.raises(bootstrap.Damaged) as damaged:
        bootstrap.open_database(Folders.under(backed_up), key_file=True)
    assert isinstance(damaged.value.report, DamageReport)
    assert damaged.value.report.backup is not None
    damaged.value.file.restore(damaged.value.report.backup.path, SystemClock().now())


def test_an_older_copy_in_the_place_of_the_data_is_a_finding(backed_up: Path) -> None:
    file = Folders.under(backed_up).database
    before = file.read_bytes()
    with at_work(backed_up):
        pass
    file.write_bytes(before)
    found = findings(backed_up)["database"]
    assert not found.ok
    assert found.facts["entries_missing"] > 0


def test_nothing_opens_the_data_beside_a_restore(backed_up: Path) -> None:
    """It would make a new database in the place that is empty for a moment, and leave its log to the restored one."""
    folders = Folders.under(backed_up)
    plan_path(folders.database).write_text("{}")
    with pytest.raises(StorageBusy):
        bootstrap.open_beside(folders, key_file=True)
    plan_path(folders.database).unlink()
    folders.database.unlink()
    with pytest.raises(StorageBusy):
        bootstrap.open_beside(folders, key_file=True)
    assert not folders.database.exists()
