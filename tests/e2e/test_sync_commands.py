"""`pos-desktop sync …` as IT runs it: processes of their own, a practice shop on this machine, alone and beside a
register that is running."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pos_desktop import bootstrap
from pos_desktop.application.first_run import FirstRun, NewPerson, set_up
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.bootstrap import Register
from pos_desktop.domain.tax import TaxRate
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_TOKEN, FakeShopify
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import Instance, acquire
from tests.e2e.forked_commands import Commands
from tests.practice_shopify import MUG

_HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
_ENV = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
COMMANDS = Commands(_ENV | {"SHOP_TOKEN": PRACTICE_TOKEN, "PYTHONWARNINGS": "default"})


@pytest.fixture(scope="module", autouse=True)
def commands() -> Iterator[None]:
    """Ends what the commands come from."""
    yield
    COMMANDS.close()


@pytest.fixture(scope="module")
def shop() -> Iterator[FakeShopify]:
    with FakeShopify() as running:
        running.fill([MUG])
        yield running


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that was set up and closed."""
    folder = tmp_path_factory.mktemp("register") / "data"
    opened = bootstrap.open_database(Folders.under(folder), key_file=True)
    rates = (("Standard", (TaxRate("VAT", Decimal(19)),)),)
    people = (NewPerson("Manager", "manager", "824613"),)
    set_up(opened.store, opened.vault, FirstRun(StoreSettings(name="Shop"), 1, "Register 1", rates, people))
    opened.close()
    return folder


def sync(data: Path, *words: object, code: int = 0, anew: bool = False) -> Any:
    """What the command told as JSON; `anew` by an interpreter that was started for it."""
    command = ["sync", *map(str, words), "--json", "--data", str(data), "--key-file"]
    ended, out, err = COMMANDS.run_anew(command) if anew else COMMANDS.run(command)
    assert "Traceback" not in err, err
    assert ended == code, (out, err)
    return json.loads(out)


def sell(data: Path, times: int) -> None:
    """Sold at the register, which nobody connected to the network."""
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    register = Register(opened, UTC)
    services = register.services
    services.session.sign_in(services.session.people()[0], "pin")
    if services.shifts.current() is None:
        services.shifts.open(10_000)
    for _ in range(times):
        services.tickets.quick_item("Twine", 120, (), None)
        services.checkout.pay_cash(200)
    register.close()


def copies(shop: FakeShopify) -> int:
    return len(shop.state.all("Order"))


def connect(data: Path, shop: FakeShopify) -> list[str]:
    """By the store's file; a shop that is connected already is left as it is."""
    file = data.parent / "store.toml"
    file.write_text(
        f"""
        [[platforms]]
        platform = "shopify"
        name = "Online"
        settings = {{ shop = "{shop.address}" }}
        secrets_from = {{ access_token = "SHOP_TOKEN" }}
        """,
        encoding="utf-8",
    )
    return [each["name"] for each in sync(data, "connect", file)["connected"]]


@pytest.fixture
def before(data: Path, shop: FakeShopify) -> int:
    """Connected, whatever ran before in this process; how many orders the shop has."""
    connect(data, shop)
    return copies(shop)


def test_a_store_is_connected_by_its_file_sends_and_tells_how_it_stands(
    data: Path, shop: FakeShopify, before: int
) -> None:
    assert connect(data, shop) == []

    sell(data, 3)
    waiting = sync(data, "status")
    assert (waiting["waiting"], waiting["register_running"]) == (3, False)

    done = sync(data, "run", "--for", 90, anew=True)
    assert (done["waiting"], done["parked"]) == (0, 0)
    assert copies(shop) == before + 3
    (lane,) = done["connections"]
    assert (lane["name"], lane["sent_today"] >= 3, lane["trouble"]) == ("Online", True, "")


def test_what_is_paused_waits(data: Path, shop: FakeShopify, before: int) -> None:
    assert sync(data, "pause")["paused"]
    sell(data, 1)

    held = sync(data, "run", "--for", 5, code=1)
    assert (held["waiting"], copies(shop)) == (1, before)

    assert not sync(data, "pause", "--off", "--connection", "Online")["paused"]
    sync(data, "run", "--for", 90)
    assert copies(shop) == before + 1


def test_a_command_without_its_thing_says_so(data: Path) -> None:
    assert "Nowhere" in sync(data, "pause", "--connection", "Nowhere", code=1)["error"]["title"]
    for unknown in ("nonsense", "0197a000-0000-7000-8000-000000000000"):
        assert "is no delivery" in sync(data, "retry", unknown, code=1)["error"]["title"]


def test_beside_a_running_register_the_register_sends(data: Path, shop: FakeShopify, before: int) -> None:
    sync(data, "pause")
    sell(data, 2)
    instance = acquire(Folders.under(data).data)
    assert isinstance(instance, Instance)
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    register = Register(opened, UTC)
    register.sync.start()
    try:
        assert sync(data, "status")["register_running"]
        sync(data, "pause", "--off")

        done = sync(data, "run", "--for", 90)

        assert done["waiting"] == 0
        assert copies(shop) == before + 2
    finally:
        register.close()
        instance.release()
