"""One register a data folder, a clock that is watched, folders in their places."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_desktop.system.clock import ClockWatch, SystemClock
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

_SECOND_START = """
import sys; from pathlib import Path; from pos_desktop.system.single_instance import acquire, AlreadyRunning
found = acquire(Path(sys.argv[1]))
print(type(found).__name__, found.bring_to_front() if isinstance(found, AlreadyRunning) else "")
"""


def _second_start(folder: Path) -> str:
    command = [sys.executable, "-c", _SECOND_START, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=110).stdout.strip()


def test_a_second_start_brings_the_first_to_the_front(tmp_path: Path) -> None:
    first = acquire(tmp_path)
    assert isinstance(first, Instance)
    came = threading.Event()
    first.listen(came.set)
    assert _second_start(tmp_path) == "AlreadyRunning True"
    assert came.wait(60)
    first.release()
    assert _second_start(tmp_path) == "Instance"


def test_within_one_process_too_the_folder_has_one_owner(tmp_path: Path) -> None:
    first = acquire(tmp_path)
    second = acquire(tmp_path)
    assert isinstance(first, Instance)
    assert isinstance(second, AlreadyRunning)
    assert not second.bring_to_front(), "nobody listens yet"
    first.release()


def test_another_data_folder_is_another_register(tmp_path: Path) -> None:
    first, second = acquire(tmp_path / "one"), acquire(tmp_path / "two")
    assert isinstance(first, Instance)
    assert isinstance(second, Instance)
    first.release()
    second.release()


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in another way there")
def test_a_killed_register_leaves_the_folder_free(tmp_path: Path) -> None:
    program = _SECOND_START + "\nimport os; sys.stdout.flush(); os.kill(os.getpid(), 9)"
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False, timeout=110
    )
    found = acquire(tmp_path)
    assert isinstance(found, Instance)
    found.release()


def test_a_clock_set_back_is_told_once(tmp_path: Path) -> None:
    watch = ClockWatch(tmp_path / "clock.json")
    assert watch.look(NOW) is None
    assert watch.look(NOW + timedelta(minutes=5)) is None
    assert watch.look(NOW + timedelta(minutes=5) - timedelta(seconds=1)) is None
    back = watch.look(NOW - timedelta(hours=2))
    assert back is not None
    assert back.by == timedelta(hours=2, minutes=5)
    assert watch.look(NOW - timedelta(hours=1)) is None


def test_a_clock_set_back_over_night_is_noticed(tmp_path: Path) -> None:
    before = ClockWatch(tmp_path / "clock.json")
    before.look(NOW)
    before.close(NOW + timedelta(seconds=30))
    back = ClockWatch(tmp_path / "clock.json").look(NOW)
    assert back is not None
    assert back.latest == NOW + timedelta(seconds=30)


def test_a_spoilt_note_of_the_clock_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("{half")
    watch = ClockWatch(tmp_path / "clock.json")
    assert watch.look(NOW) is None
    assert watch.look(NOW - timedelta(hours=1)) is not None


def test_the_computers_clock() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert -14 * 60 <= clock.offset_minutes() <= 14 * 60
    assert clock.monotonic() <= clock.monotonic()


def test_a_given_data_folder_holds_everything(tmp_path: Path) -> None:
    folders = Folders.under(tmp_path / "shop")
    folders.make()
    for folder in (folders.data, folders.backups, folders.logs, folders.crashes):
        assert folder.is_dir()
        assert folder.is_relative_to(tmp_path / "shop")
    assert folders.database.parent == folders.data


def test_this_users_folders_are_absolute() -> None:
    folders = Folders.of_this_user()
    assert all(path.is_absolute() for path in (folders.data, folders.backups, folders.logs, folders.crashes))
