# ruff: noqa: F811 - fixtures are imported by name
"""Pages of the database and the small files beside it go bad: told in words, mended from the back-up, no number twice."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from pos_desktop import bootstrap
from pos_desktop.application.errors import PersonError
from pos_desktop.bootstrap import Damaged, Register
from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.errors import DatabaseDamaged
from pos_desktop.storage.recovery import Choice
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.folders import Folders
from tests.faults import torture_checks as checks
from tests.faults.shop_folder import at_work, shop_folder, shop_template, sign_in  # noqa: F401

PAGE = 4096
BEFORE, AFTER = 4, 5
RUNS = 30


@pytest.fixture(scope="module")
def opening(shop_template: Path, tmp_path_factory: pytest.TempPathFactory) -> checks.Levels:
    """The stock before anything was sold."""
    with at_work(Path(shutil.copytree(shop_template, tmp_path_factory.mktemp("full") / "shop"))) as register:
        return checks.levels(register)


@pytest.fixture(scope="module")
def sold_out(shop_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with four sales, a back-up, and five sales that the back-up does not know."""
    folder = Path(shutil.copytree(shop_template, tmp_path_factory.mktemp("sold") / "shop"))
    with at_work(folder) as register:
        register.services.shifts.open(10_000)
        _sell(register, BEFORE)
        register.backups.make()
        _sell(register, AFTER)
    return folder


def _sell(register: Register, times: int) -> None:
    for row in range(1, times + 1):
        register.services.tickets.add(row)
        register.services.checkout.pay_cash(50_000)


def _spoil(file: Path, chance: random.Random, pages: int) -> None:
    """Overwrites parts of random pages, as a dying disk does."""
    with file.open("r+b") as spoilt:
        for _ in range(pages):
            spoilt.seek(chance.randrange(file.stat().st_size // PAGE) * PAGE + chance.randrange(PAGE - 64))
            spoilt.write(chance.randbytes(chance.choice((1, 64, 2000))))


def _use(register: Register) -> None:
    """What a day does: every order is read, and one thing is sold."""
    sign_in(register)
    for row in register.services.orders.find():
        register.services.orders.get(row.id)
    register.services.catalogue.search("oat")
    _sell(register, 1)


def _start_and_use(folder: Path) -> bool:
    """Whether the register could be used; when not, it said so in words and nothing else."""
    data = bootstrap.open_database(Folders.under(folder), key_file=True)
    try:
        _use(Register(data))
    except DatabaseDamaged:
        return False
    finally:
        data.close()
    return True


def _restored(damaged: Damaged, folder: Path, opening: checks.Levels) -> None:
    report = damaged.report
    assert report.title and report.what_happened and report.what_is_safe and report.what_will_be_missing
    assert Choice.RESTORE in report.choices
    assert report.backup is not None
    damaged.file.restore(report.backup.path, SystemClock().now())
    with at_work(folder) as register:
        _sell(register, 1)
        assert checks.sums_faults(register, opening) == []
        with register.data.database.read() as connection:
            query = select(tables.sale_order.c.sequence).order_by(tables.sale_order.c.sequence)
            numbers = list(connection.execute(query).scalars())
            verified = journal_audit.verify(connection, register.data.keys.journal)
    assert verified.ok, verified.reason
    assert numbers[:BEFORE] == list(range(1, BEFORE + 1))
    assert numbers[-1] > BEFORE + AFTER, "a number that a customer holds was given again"


@pytest.mark.timeout(240)
def test_random_pages_that_go_bad_are_told_and_mended(
    sold_out: Path, opening: checks.Levels, tmp_path: Path
) -> None:
    mended = used = 0
    for run in range(RUNS):
        chance = random.Random(run)
        folder = Path(shutil.copytree(sold_out, tmp_path / str(run)))
        _spoil(folder / "shop.db", chance, chance.choice((1, 3, 20, 100)))
        try:
            if _start_and_use(folder):
                used += 1
                continue
            bootstrap.open_database(Folders.under(folder), key_file=True).close()
            pytest.fail(f"run {run}: damage met in use was forgotten at the next start")
        except Damaged as damaged:
            _restored(damaged, folder, opening)
            mended += 1
        shutil.rmtree(folder)
    assert mended > RUNS // 3
    print(f"{mended} mended, {used} never met a bad page")


@pytest.mark.parametrize("kept", [0, 1, 100, PAGE, PAGE * 7 + 3, PAGE * 200])
def test_a_file_that_was_cut_short(sold_out: Path, opening: checks.Levels, tmp_path: Path, kept: int) -> None:
    folder = Path(shutil.copytree(sold_out, tmp_path / "shop"))
    with (folder / "shop.db").open("r+b") as file:
        file.truncate(kept)
    (folder / "shop.db.in-use").touch()
    with pytest.raises(Damaged) as damaged:
        bootstrap.open_database(Folders.under(folder), key_file=True)
    _restored(damaged.value, folder, opening)


def test_a_file_that_is_gone(sold_out: Path, opening: checks.Levels, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sold_out, tmp_path / "shop"))
    (folder / "shop.db").unlink()
    with pytest.raises(Damaged) as damaged:
        bootstrap.open_database(Folders.under(folder), key_file=True)
    _restored(damaged.value, folder, opening)


def _rubbish(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(70_000))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("spoil", [_rubbish, _empty], ids=["rubbish", "empty"])
@pytest.mark.parametrize(
    "name",
    ["shop.db-wal", "shop.db-shm", "shop.db.in-use", "clock.json", "shop.db.restoring", "register.call"],
)
def test_small_files_beside_it_cost_nothing(
    sold_out: Path, tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(sold_out, tmp_path / "shop"))
    spoil(folder / name)
    with at_work(folder) as register:
        assert len(register.services.orders.find()) == BEFORE + AFTER
        _sell(register, 1)


@pytest.mark.parametrize("spoil", [_rubbish, _empty], ids=["rubbish", "empty"])
@pytest.mark.parametrize("name", ["keys.json", "keys-are-in.json", "shop.db.keymark", "shop.db.anchor"])
def test_keys_and_notes_that_went_bad_are_told_in_words(
    sold_out: Path, tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    """Without its keys the database stays closed and untouched; without its notes it opens."""
    folder = Path(shutil.copytree(sold_out, tmp_path / "shop"))
    before = (folder / "shop.db").read_bytes()
    spoil(folder / name)
    if name.startswith("keys"):
        with pytest.raises(PersonError) as trouble:
            bootstrap.open_database(Folders.under(folder), key_file=True)
        assert trouble.value.title and trouble.value.meaning and trouble.value.next_step
        assert (folder / "shop.db").read_bytes() == before
        return
    with at_work(folder) as register:
        assert len(register.services.orders.find()) == BEFORE + AFTER
