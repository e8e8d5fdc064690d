# ruff: noqa: F811 - fixtures are imported by name
"""Paying while the disk fails or is full, at every call: a sale or a clear no, never half a one, never two."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pos_desktop import bootstrap
from pos_desktop.bootstrap import Register
from pos_desktop.storage.errors import DiskFull
from pos_desktop.system.folders import Folders
from tests.faults import torture_checks as checks
from tests.faults.shop_folder import at_work, compiled, shop_folder, shop_template  # noqa: F401
from tests.forked import Forks

ALWAYS = 1_000_000
LOADED_LATE = (
    "babel.dates",
    "babel.numbers",
    *(f"pos_desktop.application.{name}" for name in ("checkout", "session", "shifts", "tickets")),
    "pos_desktop.storage.riding",
    "pos_desktop.storage.statements_sqlite",
    *(f"pos_desktop.storage.repositories.{name}" for name in ("catalogue", "devices", "orders", "outbox")),
    *(
        f"pos_desktop.storage.repositories.{name}"
        for name in ("people", "print_jobs", "reservations", "returns")
    ),
    *(
        f"pos_desktop.storage.repositories.{name}"
        for name in ("settings", "shifts", "stock", "tickets", "unfinished")
    ),
)


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(Path(__file__).with_name("failing_disk.c"), tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def tills(failing_disk: Path) -> Iterator[Forks]:
    """Registers above a disk that can be told to fail."""
    forks = Forks(
        "tests.faults.paying_on_a_failing_disk", LOADED_LATE, {**os.environ, "LD_PRELOAD": str(failing_disk)}
    )
    yield forks
    forks.close()


def _suffer(tills: Forks, folder: Path, *arguments: object) -> tuple[list[dict[str, Any]], int]:
    """What the register said of every call that failed, and how many sales it has at the end."""
    out, err = folder.with_suffix(".out"), folder.with_suffix(".err")
    ended = tills.run([str(folder), *map(str, arguments)], out, err)
    assert ended == -signal.SIGKILL, err.read_text()
    *told, last = map(json.loads, out.read_text().splitlines())
    return told, last["sales"]


def _check(folder: Path, opening: checks.Levels, sales: int) -> None:
    with at_work(folder) as register:
        assert not register.data.stopped_cleanly
        assert len(checks.observed(register).sales) == sales
        assert checks.faults(register, opening) == []


@pytest.mark.parametrize(
    ("kind", "times", "error", "answers"),
    [
        ("sync", 1, errno.EIO, {"DiskTrouble"}),
        ("sync", 2, errno.EIO, {"Sale"}),
        ("sync", ALWAYS, errno.EIO, {"CommitInDoubt"}),
        ("sync", ALWAYS, errno.ENOSPC, {"CommitInDoubt", "DiskFull"}),
        ("write", 1, errno.EIO, {"DiskTrouble", "Sale"}),
        ("write", ALWAYS, errno.EIO, {"DiskTrouble", "CommitInDoubt"}),
        ("write", 1, errno.ENOSPC, {"DiskFull"}),
        ("write", ALWAYS, errno.ENOSPC, {"DiskFull"}),
    ],
)
def test_every_call_of_the_paying_transaction_fails_once(
    shop_folder: Path, tills: Forks, kind: str, times: int, error: int, answers: set[str]
) -> None:
    """The child checks after each failure; here the file is looked into once it was killed."""
    with at_work(shop_folder) as register:
        opening = checks.levels(register)
    told, sales = _suffer(tills, shop_folder, "pay", kind, times, error)
    assert {one["answer"] for one in told} <= answers
    assert [one["call"] for one in told] == list(range(len(told)))
    assert len(told) > 20 or kind == "sync", "a sale writes many pages"
    assert told and sales == len(told) + 1
    _check(shop_folder, opening, sales)


@pytest.mark.parametrize(("kind", "times"), [("sync", 1), ("sync", ALWAYS), ("write", 1), ("write", ALWAYS)])
def test_a_scan_on_a_failing_disk_shows_what_is_stored(
    shop_folder: Path, tills: Forks, kind: str, times: int
) -> None:
    told, _ = _suffer(tills, shop_folder, "scan", kind, times, errno.EIO)
    assert told
    assert {one["answer"] for one in told} <= {"TryAgain", "DiskTrouble", "CommitInDoubt"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of twelve megabytes."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small_shop(small_disk: Path, shop_template: Path) -> Path:
    return Path(shutil.copytree(shop_template, small_disk / "shop"))


def _fill_up(folder: Path, name: str = "ballast") -> Path:
    """Takes all the room that is left on a disk."""
    ballast = folder / name
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    return ballast


def _open_and_sell_once(register: Register) -> None:
    register.services.shifts.open(10_000)
    register.services.tickets.add(1)
    register.services.checkout.pay_cash(5000)


def _sell_until_refused(register: Register) -> DiskFull:
    """Sells one thing after the other until the disk takes no more."""
    for _ in range(5000):
        try:
            if not register.services.tickets.ticket.lines:
                register.services.tickets.add(1)
            register.services.checkout.pay_cash(5000)
        except DiskFull as full:
            return full
    raise AssertionError("the disk was never full")


def test_a_full_disk_refuses_in_words_keeps_the_ticket_and_goes_on_once_there_is_room(
    small_shop: Path,
) -> None:
    with at_work(small_shop) as register:
        opening = checks.levels(register)
        _open_and_sell_once(register)
        ballast = _fill_up(small_shop.parent)
        full = _sell_until_refused(register)
        assert full.title and full.meaning and full.next_step
        before = checks.observed(register)
        for _ in range(3):
            with pytest.raises(DiskFull):
                register.services.tickets.add(1)
                register.services.checkout.pay_cash(5000)
        assert checks.observed(register).sales == before.sales
        assert checks.faults(register, opening) == []
        ballast.unlink()
        register.services.tickets.add(1)
        sale = register.services.checkout.pay_cash(5000)
        assert sale.order.sequence == len(before.sales) + 1
        assert checks.faults(register, opening) == []


def test_a_register_closes_and_opens_on_a_full_disk(small_shop: Path) -> None:
    """Closing loses nothing; opening works, or says in words that the disk is full."""
    with at_work(small_shop) as register:
        opening = checks.levels(register)
        _open_and_sell_once(register)
        ballast = _fill_up(small_shop.parent)
        _sell_until_refused(register)
        before = checks.observed(register)
    _fill_up(small_shop.parent, "what closing freed")
    with suppress(DiskFull):
        bootstrap.open_database(Folders.under(small_shop), key_file=True).close()
    ballast.unlink()
    with at_work(small_shop) as register:
        assert register.data.stopped_cleanly
        assert checks.observed(register) == before
        assert checks.faults(register, opening) == []


def test_a_first_start_on_a_full_disk_says_so(small_disk: Path) -> None:
    ballast = _fill_up(small_disk)
    with pytest.raises(DiskFull):
        bootstrap.open_database(Folders.under(small_disk / "new"), key_file=True)
    ballast.unlink()
    opened = bootstrap.open_database(Folders.under(small_disk / "new"), key_file=True)
    assert not opened.set_up
    opened.close()
