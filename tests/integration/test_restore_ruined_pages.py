"""Files of which pages are ruined: each page costs what stands on it, and nothing else."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.storage import salvage
from pos_desktop.storage.backup import BackupFile, Reason
from pos_desktop.storage.damaged_file import DamagedFile
from pos_desktop.storage.errors import DiskTrouble, disk_trouble
from pos_desktop.storage.restore import Restored
from pos_desktop.storage.unit_of_work import Database
from tests.register_days import NOW, RegisterDays
from tests.ruined_pages import pages_of, root_of, ruin

SALES = 100


class Sold(RegisterDays):
    """A register with one sale in its back-up, and many since."""

    backup: BackupFile
    found: dict[str, list[int]]
    """The pages of a table, looked for once: they stand alike in every copy."""

    def sell(self, numbers: range) -> None:
        shop = self.open()
        shop.furnish()
        for number in numbers:
            shop.sell(number)
        self.on_disk.close(shop.database)

    def restored(self, *pages: int) -> Restored:
        ruin(self.file, *pages)
        return self.on_disk.restore(self.backup.path, NOW)

    def pages(self, table: str) -> list[int]:
        if table not in self.found:
            self.found[table] = pages_of(self.file, self.keys.database, table)
        return self.found[table]

    def root(self, name: str) -> int:
        return root_of(self.file, self.keys.database, name)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Sold:
    days = Sold(tmp_path_factory.mktemp("register"))
    days.sell(range(1, 2))
    days.backup = days.on_disk.backups.make(NOW, Reason.DAILY)
    days.sell(range(2, SALES + 1))
    days.found = {}
    return days


@pytest.fixture
def sold(register: Sold, tmp_path: Path) -> Sold:
    shutil.copytree(register.file.parent, tmp_path / "data")
    days = Sold(tmp_path / "data", register.keys)
    days.backup, days.found = days.on_disk.backups.all()[0], register.found
    return days


def _sales(sold: Sold) -> list[int]:
    shop = sold.open()
    numbers, lines = shop.sale_numbers(), shop.lines_per_sale()
    assert lines == {2}
    sold.on_disk.close(shop.database)
    return numbers


def test_sales_between_two_ruined_pages_are_brought_over(sold: Sold) -> None:
    pages = sold.pages("sale_order")
    first, *_, last = pages
    assert len(pages) >= 3

    done = sold.restored(first, last)

    lost = SALES - len(_sales(sold))
    assert 0 < lost < SALES * 3 // 4
    assert done.salvaged.sales == SALES - 1 - lost


def test_a_sale_whose_lines_are_ruined_costs_no_other(sold: Sold) -> None:
    pages = sold.pages("order_line")

    done = sold.restored(pages[len(pages) // 2])

    sales = _sales(sold)
    assert SALES // 2 < len(sales) < SALES
    assert sales[-1] == SALES
    assert done.salvaged.not_whole["sale_order"] == SALES - len(sales)


@pytest.mark.parametrize(
    "index", ["ix_order_line_of_order", "ix_tender_of_order", "sqlite_autoindex_sale_order_1"]
)
def test_an_index_that_is_ruined_costs_no_sale(sold: Sold, index: str) -> None:
    done = sold.restored(sold.root(index))

    assert done.salvaged.not_whole == {}
    assert _sales(sold) == list(range(1, SALES + 1))


def test_a_table_whose_first_page_is_ruined_costs_no_other_table(sold: Sold) -> None:
    done = sold.restored(sold.root("shift"), sold.root("journal"), sold.root("person"))

    assert done.salvaged.sales == SALES - 1
    assert _sales(sold) == list(range(1, SALES + 1))


@pytest.mark.parametrize(
    "choose", [lambda pages: pages[:1], lambda pages: pages[1:-1:2], lambda pages: pages]
)
def test_what_is_read_is_in_order_and_nothing_is_read_twice(
    sold: Sold, choose: Callable[[list[int]], list[int]]
) -> None:
    ruin(sold.file, *choose(sold.pages("order_line")))
    with closing(DamagedFile(sold.file, sold.keys.database)) as damaged:
        ids = [row["id"] for row in damaged.rows("order_line")]
    assert len(ids) < SALES * 2
    assert len(set(ids)) == len(ids)


def test_a_part_that_fails_holds_up_none_of_the_others(sold: Sold, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_facts: object, **_more: object) -> None:
        raise KeyError("a column that an earlier version did not have")

    monkeypatch.setattr(salvage, "_bring_values", fault)

    done = sold.restored()

    assert done.salvaged.sales == SALES - 1
    assert done.salvaged.not_whole == {"part": 1}


def test_a_disk_that_refuses_to_write_loses_nothing(sold: Sold, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Database.write

    def refuses(database: Database, *facts: Any) -> Any:
        if any("_bring_sales" in frame.function for frame in inspect.stack(0)):
            raise disk_trouble()
        return write(database, *facts)

    with monkeypatch.context() as patched, pytest.raises(DiskTrouble):
        patched.setattr(Database, "write", refuses)
        sold.restored()

    assert _sales(sold) == list(range(1, SALES + 1))
