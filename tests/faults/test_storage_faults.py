"""The plug is pulled, the disk fails or fills up: no sale lost that was told sold, none doubled, none half-written."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pos_desktop.storage import journal_audit
from pos_desktop.storage.errors import DiskFull
from pos_desktop.storage.unit_of_work import Database
from tests.faults.storage_seller import KEYS, NOW, opened
from tests.forked import CAN_FORK, Forks
from tests.storage_rows import Shop


@pytest.fixture(scope="module")
def sellers() -> Iterator[Forks]:
    forks = Forks("tests.faults.storage_seller", LOADED_LATE)
    yield forks
    forks.close()


LOADED_LATE = (
    "pos_desktop.storage.journal_guards",
    "pos_desktop.storage.riding",
    "pos_desktop.storage.search_sqlite",
    "pos_desktop.storage.statements_sqlite",
)
ALWAYS = 1_000_000


def _whole_sales(folder: Path) -> list[int]:
    """Opens what is left as the next start would, and returns the sales; none may be half there."""
    file, found = opened(folder)
    assert not found.stopped_cleanly
    shop = Shop(found.database)
    numbers = shop.sale_numbers()
    assert shop.lines_per_sale() <= {2}
    if numbers:
        assert shop.next_receipt() == numbers[-1] + 1
    with found.database.read() as connection:
        report = journal_audit.verify(connection, KEYS.journal)
    assert (report.ok, report.count) == (True, len(numbers))
    file.close(found.database)
    (folder / "shop.db.in-use").touch()
    return numbers


@pytest.mark.skipif(not CAN_FORK, reason="registers are forked to be killed")
def test_a_killed_register_keeps_every_sale_it_told_and_no_half_one(sellers: Forks, tmp_path: Path) -> None:
    chance = random.Random(7)
    told = 0
    os.mkfifo(tmp_path / "said")
    for _ in range(6):
        seller = sellers.start([str(tmp_path), "sell"], tmp_path / "said", tmp_path / "err")
        with (tmp_path / "said").open(encoding="utf-8") as said:
            for _ in range(chance.randrange(3, 120)):
                line = said.readline().split()
                told = int(line[1]) if line[0] == "sold" else told
            os.kill(seller, signal.SIGKILL)
            for rest in said.read().splitlines():
                words = rest.split()
                told = int(words[1]) if words[0] == "sold" and len(words) == 2 else told
        assert sellers.ended() == -signal.SIGKILL, (tmp_path / "err").read_text()
        sales = _whole_sales(tmp_path)
        assert sales in (list(range(1, told + 1)), list(range(1, told + 2)))
        told = sales[-1] if sales else 0


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim that makes the disk fail, compiled for this machine."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs Linux and a C compiler to stand between the program and its disk")
    library = tmp_path_factory.mktemp("shim") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


@pytest.fixture(scope="module")
def sellers_on_it(failing_disk: Path) -> Iterator[Forks]:
    forks = Forks("tests.faults.storage_seller", LOADED_LATE, {**os.environ, "LD_PRELOAD": str(failing_disk)})
    yield forks
    forks.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a register before its first sale, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    file, found = opened(folder)
    Shop(found.database).furnish()
    file.close(found.database)
    return folder


@pytest.mark.parametrize(
    ("what", "before", "times", "error", "answers"),
    [
        ("sync", 0, 1, errno.EIO, {"refused DiskTrouble", "sold"}),
        ("sync", 0, 2, errno.EIO, {"doubt sold", "doubt refused", "refused DiskTrouble", "sold"}),
        ("sync", 0, ALWAYS, errno.EIO, {"doubt sold", "doubt refused"}),
        ("write", 0, 1, errno.EIO, {"refused DiskTrouble"}),
        ("write", 5, 1, errno.EIO, {"refused DiskTrouble"}),
        ("write", 9, ALWAYS, errno.EIO, {"refused DiskTrouble", "doubt sold", "doubt refused"}),
        ("write", 0, ALWAYS, errno.ENOSPC, {"refused DiskFull"}),
        ("write", 7, 1, errno.ENOSPC, {"refused DiskFull"}),
        ("write", 20, ALWAYS, errno.ENOSPC, {"refused DiskFull"}),
    ],
)
def test_a_disk_that_fails_during_a_sale(
    sellers_on_it: Forks,
    furnished: Path,
    tmp_path: Path,
    what: str,
    before: int,
    times: int,
    error: int,
    answers: set[str],
) -> None:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    out, err = tmp_path / "out", tmp_path / "err"
    ended = sellers_on_it.run([str(tmp_path), what, str(before), str(times), str(error)], out, err)
    told = out.read_text().splitlines()
    assert ended == -signal.SIGKILL, err.read_text()
    assert told[0] in answers
    assert told[1] != f"failures left {times}", "the disk was meant to fail"
    assert told[2] == "went on"
    sold = told[0].endswith("sold")
    assert _whole_sales(tmp_path) == ([1, 2, 3] if sold else [1, 3])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of twelve megabytes."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_the_sale_in_words_and_goes_on_once_there_is_room(small_disk: Path) -> None:
    file, found = opened(small_disk)
    shop = Shop(found.database)
    shop.furnish()
    shop.sell(1)
    ballast = small_disk / "ballast"
    number = _sell_until_full(shop, ballast)
    for _ in range(3):
        with pytest.raises(DiskFull):
            shop.sell(number)
    assert shop.sale_numbers() == list(range(1, number))
    ballast.unlink()
    shop.sell(number)
    assert shop.sale_numbers() == list(range(1, number + 1))
    assert shop.lines_per_sale() == {2}
    file.close(found.database)
    with closing(_reopened(small_disk)) as database, database.read() as connection:
        assert journal_audit.verify(connection, KEYS.journal).count == number


def _sell_until_full(shop: Shop, ballast: Path) -> int:
    with ballast.open("wb", buffering=0) as file:
        with suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
    number = 2
    while True:
        try:
            shop.sell(number)
        except DiskFull:
            return number
        number += 1


def _reopened(folder: Path) -> Database:
    return Database.open(folder / "shop.db", KEYS.database, KEYS.journal)


def test_a_full_disk_during_a_back_up_leaves_no_half_back_up(small_disk: Path) -> None:
    file, found = opened(small_disk)
    shop = Shop(found.database)
    shop.furnish()
    for number in range(1, 40):
        shop.sell(number)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(b"\0" * (free - 200_000))
    with pytest.raises(DiskFull):
        file.backups.make(NOW)
    assert file.backups.all() == []
    assert list(file.backups.folder.iterdir()) == []
    (small_disk / "ballast").unlink()
    assert file.backups.make(NOW).size > 0
    file.close(found.database)


@pytest.mark.skipif(not CAN_FORK, reason="registers are forked to be killed")
def test_a_register_killed_at_any_moment_of_its_first_start_begins_again(
    sellers: Forks, tmp_path: Path
) -> None:
    for number in range(6):
        folder = tmp_path / str(number)
        seller = sellers.start([str(folder), "sell"], tmp_path / "out", tmp_path / "err")
        deadline = time.monotonic() + 30
        while not (folder / "shop.db").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(number * 0.008)  # each run is killed a little later than the one before
        os.kill(seller, signal.SIGKILL)
        assert sellers.ended() == -signal.SIGKILL, (tmp_path / "err").read_text()
        file, found = opened(folder)
        shop = Shop(found.database)
        shop.furnish()
        shop.sell(1000)
        assert 1000 in shop.sale_numbers()
        file.close(found.database)
