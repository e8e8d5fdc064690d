"""The demo's practice shop: filled with the demo's goods, connected for good, found again after a restart."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.application import wording
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop
from pos_desktop.demo.online_goods import ONLINE_ONLY_SKU
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.system.folders import Folders

SOON = 60.0


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Register, OnlineShop]]:
    """The demo at work, as on the screen."""
    data = bootstrap.open_database(Folders.under(folder), key_file=True)
    if not data.set_up:
        shop.build(data, with_past=False)
    register = Register(data)
    online = OnlineShop(register, folder / "online-shop")
    online.begin()
    register.sync.start()
    try:
        until(lambda: online.ready)
        yield register, online
    finally:
        online.halt()
        register.close()
        online.close()
        wording.use(wording.Wording())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def on_hand(register: Register, sku: str) -> int:
    with register.data.store.read() as work:
        article = work.catalogue.by_sku(sku)
        assert article is not None
        return work.stock.on_hand(article.variant_row, register.services.desk.register.location_id) // 1000


def test_the_shop_is_found_again_and_what_happens_there_comes_here(folder: Path) -> None:
    with opened(folder) as (register, online):
        first = online.connection()
        assert first is not None
        skus = [variant["sku"] for variant in online.shop.state.all("ProductVariant")]
        assert len(skus) > 400
        assert all(on_hand(register, sku) == online.shop.level(sku) for sku in ("DRK-0001", ONLINE_ONLY_SKU))
        with register.data.store.read() as work:
            assert all(work.catalogue.by_sku(sku) for sku in skus), "every product is known on both sides"
            until(lambda: work.connections.cursor(first.id, "levels"))
        online.shop.sell_online([("DRK-0001", 2)])
        sold = online.shop.level("DRK-0001")
        address = online.address

    with opened(folder) as (register, online):
        again = online.connection()
        assert again is not None
        assert again.id == first.id
        assert again.settings == {"shop": online.address}
        assert online.address == address, "where the register looks for it"
        assert online.shop.level("DRK-0001") == sold
        until(lambda: on_hand(register, "DRK-0001") == sold)
        assert online.sell()
        newest = online.newest(1)[0]
        assert (newest.ours, newest.cancelled, newest.refunded_minor) == (False, False, 0)
        assert newest.total_minor > 0
        assert online.orders_count() == 2


def test_where_its_port_is_taken_the_register_is_told_of_another(folder: Path) -> None:
    with opened(folder) as (_register, online):
        taken = int(online.address.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", taken)), opened(folder) as (_register, online):
        known = online.connection()
        assert known is not None
        assert known.settings == {"shop": online.address}
        assert not online.address.endswith(f":{taken}")


def test_one_that_was_disconnected_stays_so(folder: Path) -> None:
    with opened(folder) as (register, online):
        known = online.connection()
        assert known is not None
        online.desk().disconnect(known.id, even_waiting=True)
    with opened(folder) as (_register, online):
        assert online.connection() is None
