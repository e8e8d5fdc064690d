"""A shop that sold something and whose data then was damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_desktop.bootstrap import Damaged, Register
from pos_desktop.system.folders import Folders
from tests.faults.shop_folder import opened, sign_in


def sell(folder: Path, many: int = 2) -> None:
    """Some sales, and an orderly end."""
    register = Register(opened(folder))
    sign_in(register)
    services = register.services
    if services.shifts.current() is None:
        services.shifts.open(10_000)
    tile = next(
        tile for tile in services.catalogue.tiles(None, 0, 50)[0] if tile.price_minor and not tile.weighed
    )
    for _ in range(many):
        services.tickets.add(tile.variant_row)
        services.checkout.pay_cash(services.checkout.due().minor)
    register.close()


def numbers(folder: Path) -> list[str]:
    """The receipts that the register knows, the newest first."""
    register = Register(opened(folder))
    try:
        return [order.number for order in register.services.orders.find("", limit=20)]
    finally:
        register.close()


def spoil(folder: Path) -> bytes:
    """What a failing disk leaves: a whole page of nothing."""
    file = Folders.under(folder).database
    content = file.read_bytes()
    file.write_bytes(b"\0garbage" * 512 + content[4096:])
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return file.read_bytes()


def damaged(folder: Path) -> Damaged:
    with pytest.raises(Damaged) as raised:
        opened(folder)
    return raised.value


def backed_up(folder: Path) -> Path:
    register = Register(opened(folder))
    register.backups.make()
    register.close()
    return folder


@pytest.fixture
def spoilt(shop_folder: Path) -> Path:
    """Two sales, a back-up, a third sale, then damage."""
    sell(shop_folder)
    backed_up(shop_folder)
    sell(shop_folder, 1)
    spoil(shop_folder)
    return shop_folder
