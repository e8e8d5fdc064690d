# ruff: noqa: F811 - fixtures are imported by name
"""Between the data and the first window: whatever fails there is said, and nothing that was found is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.ids import new_id
from pos_desktop.bootstrap import Register
from pos_desktop.storage.errors import disk_full
from pos_desktop.storage.store import SqlStore
from pos_desktop.system.folders import Folders
from tests.faults.shop_folder import opened, shop_folder, shop_template  # noqa: F401

ROOT = Path(__file__).parents[2]

# The program as the icon starts it, with something wrong in it.
BROKEN = """
import sys
from pathlib import Path
from pos_desktop import launch
from pos_desktop.storage import errors

def broken(*_others, **_facts):
    raise {fault}

{place} = broken
sys.exit(launch.run(Path(sys.argv[1]), key_file=True))
"""


def started(folder: Path, place: str, fault: str) -> subprocess.CompletedProcess[str]:
    script = BROKEN.format(place=place, fault=fault)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def told(folder: Path) -> list[str]:
    """The kinds of the journal's entries."""
    data = opened(folder)
    try:
        with data.database.read() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT kind FROM journal").all()]
    finally:
        data.close()


# -- it is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["launch.bootstrap.SqlStore.read", "launch.Register", "launch.show"])
def test_trouble_of_the_data_is_said_and_the_data_is_closed(shop_folder: Path, place: str) -> None:
    done = started(shop_folder, place, "errors.busy()")
    assert done.returncode == 1
    assert done.stderr.startswith("The register is busy") and "Traceback" not in done.stderr
    assert not (shop_folder / "shop.db.in-use").exists()


def test_damage_that_is_met_after_the_opening_is_said(shop_folder: Path) -> None:
    done = started(shop_folder, "launch.Register", "errors.damaged()")
    assert done.returncode == 1
    assert done.stderr.startswith("The store's database is damaged") and "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["launch.Register", "launch.show", "launch.bootstrap.open_database"])
def test_a_fault_of_the_program_is_said_and_reported(shop_folder: Path, place: str) -> None:
    done = started(shop_folder, place, "ZeroDivisionError('a bug')")
    assert done.returncode == 1
    assert "Something went wrong" in done.stderr and "Everything that was sold is stored" in done.stderr
    (report,) = Folders.under(shop_folder).logs.glob("crash *.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert str(report.parent) in done.stderr
    assert not (shop_folder / "shop.db.in-use").exists()


# -- a full disk ---------------------------------------------------------------------------------------------------


class Disk:
    """Room, or none."""

    full = False


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk, write = Disk(), SqlStore.write

    @contextmanager
    def writing(self: SqlStore) -> Iterator[object]:
        if disk.full:
            raise disk_full()
        with write(self) as work:
            yield work

    monkeypatch.setattr(SqlStore, "write", writing)
    return disk


def stopped_uncleanly(folder: Path) -> None:
    """With a receipt that waits for 'next customer'."""
    data = opened(folder)
    with data.store.write() as work:
        printer = work.devices.all()[0].id
        paper = Document("Receipt", (TextLine("Thank you"),))
        work.print_jobs.add(new_id(), "receipt", printer, paper, data.clock.now(), held=True)
    data.database.close()


def held(register: Register) -> int:
    with register.data.store.read() as work:
        return len(work.print_jobs.held())


def test_a_start_on_a_full_disk_opens_and_the_next_one_notes_what_was_found(
    shop_folder: Path, disk: Disk
) -> None:
    stopped_uncleanly(shop_folder)
    disk.full = True
    register = Register(opened(shop_folder))
    assert held(register) == 1
    register.close()
    disk.full = False
    assert (shop_folder / "shop.db.in-use").exists()
    register = Register(opened(shop_folder))
    assert not register.data.stopped_cleanly and not held(register)
    register.close()
    assert told(shop_folder).count("unclean_stop") == 1


def test_room_that_came_during_the_day_is_used(shop_folder: Path, disk: Disk) -> None:
    stopped_uncleanly(shop_folder)
    disk.full = True
    register = Register(opened(shop_folder))
    disk.full = False
    register.close()
    assert not (shop_folder / "shop.db.in-use").exists()
    assert told(shop_folder).count("unclean_stop") == 1


def test_a_start_that_fails_before_it_noted_anything_leaves_it_to_the_next(shop_folder: Path) -> None:
    stopped_uncleanly(shop_folder)
    assert started(shop_folder, "launch.Register", "errors.busy()").returncode == 1
    Register(opened(shop_folder)).close()
    assert told(shop_folder).count("unclean_stop") == 1
