"""A register without a screen that sells and sells, in a process that tests may kill or spoil the disk of.

python -m tests.faults.storage_seller <folder> sell            a sale a line, until it is killed
python -m tests.faults.storage_seller <folder> <kind> <before> <times> <error>
                                                               one sale while the disk fails, then it is killed
"""

import ctypes
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pos_desktop.application.errors import PersonError
from pos_desktop.application.ids import new_id
from pos_desktop.storage import tables
from pos_desktop.storage.errors import CommitInDoubt
from pos_desktop.storage.key import ShopKeys
from pos_desktop.storage.recovery import DatabaseFile, Opened
from tests.storage_rows import Shop

KEYS = ShopKeys.of(
    {name: bytes([number]) * 32 for number, name in enumerate(("database", "journal", "pepper"))}
)
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def opened(folder: Path) -> tuple[DatabaseFile, Opened]:
    """The database of a folder, which must open without a report of damage."""
    file = DatabaseFile(folder / "shop.db", KEYS, folder / "backups")
    found = file.open(NOW)
    assert isinstance(found, Opened), found
    return file, found


def main(folder: Path, what: str, *numbers: str) -> None:
    _, found = opened(folder)
    shop = Shop(found.database)
    shop.furnish()
    if what == "sell":
        _sell_for_ever(shop)
    _sell_on_a_failing_disk(shop, 1 if what == "sync" else 2, *map(int, numbers))


def _sell_for_ever(shop: Shop) -> None:
    number = max(shop.sale_numbers(), default=0)
    while True:
        number += 1
        print("begin", number, flush=True)
        shop.sell(number)
        print("sold", number, flush=True)


def _sell_on_a_failing_disk(shop: Shop, kind: int, before: int, times: int, error: int) -> None:
    """Says what the till would say, repeats the sale only when told that it is not stored, and is killed."""
    database: Any = shop.database
    database._upkeep.stop()  # it would eat the failures that are meant for the sale
    disk = ctypes.CDLL(None)
    shop.sell(1)
    order = new_id()
    disk.failing_disk_arm(kind, before, times, error)
    try:
        with database.write() as work:
            shop.write_sale(work, order, 2)
        print("sold", flush=True)
    except CommitInDoubt:
        disk.failing_disk_arm(0, 0, 0, 0)
        held = database.settle(lambda connection: _stored(connection, order))
        print("doubt", "sold" if held else "refused", flush=True)
    except PersonError as trouble:
        print("refused", type(trouble).__name__, flush=True)
    print("failures left", disk.failing_disk_left(), flush=True)
    disk.failing_disk_arm(0, 0, 0, 0)
    shop.sell(3)
    print("went on", flush=True)
    sys.stdout.flush()
    os.kill(os.getpid(), 9)


def _stored(connection: Any, order: object) -> bool:
    query = select(tables.sale_order.c.id).where(tables.sale_order.c.id == order)
    return connection.execute(query).first() is not None


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
