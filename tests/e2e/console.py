"""The commands on a register that was set up, sold twice and was closed."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pos_desktop import bootstrap
from pos_desktop.application.first_run import FirstRun, NewPerson, set_up
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.bootstrap import Register
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage import tables
from pos_desktop.system.folders import Folders
from tests.e2e.forked_commands import Commands


@dataclass
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return " ".join((self.out + " " + self.err).split())


@dataclass
class Console:
    """A terminal of a machine without a desktop; its register's data is in `data`."""

    data: Path
    commands: Commands

    def run(self, *words: object, key_file: bool = True, anew: bool = False) -> Answer:
        command = [*map(str, words), "--data", str(self.data)]
        if key_file:
            command.append("--key-file")
        return answered(self.commands.run_anew(command) if anew else self.commands.run(command))


def answered(said: tuple[int, str, str]) -> Answer:
    answer = Answer(*said)
    assert "Traceback" not in answer.err, answer.err
    return answer


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    made = Commands(env | {"COLUMNS": "200", "PYTHONWARNINGS": "default"})
    yield made
    made.close()


@pytest.fixture
def console(commands: Commands, tmp_path: Path) -> Console:
    return Console(tmp_path / "data", commands)


@pytest.fixture
def sold(commands: Commands, closed_register: Path, tmp_path: Path) -> Console:
    """A register that was set up, sold twice and was closed."""
    shutil.copytree(closed_register, tmp_path / "data")
    return Console(tmp_path / "data", commands)


@pytest.fixture(scope="module")
def closed_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder, to be copied."""
    data = tmp_path_factory.mktemp("register") / "data"
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    people = (NewPerson("Cashier 1", "cashier", "4711"), NewPerson("Manager", "manager", "824613"))
    rates = (("Standard", (TaxRate("VAT", Decimal(19)),)),)
    set_up(opened.store, opened.vault, FirstRun(StoreSettings(name="Shop"), 1, "Register 1", rates, people))
    register = Register(opened, UTC)
    services = register.services
    services.session.sign_in(services.session.people()[0], "pin")
    services.shifts.open(10_000)
    for _ in range(2):
        sell(register)
    register.close()
    return data


def sell(register: Register) -> None:
    register.services.tickets.quick_item("Twine", 120, (), None)
    register.services.checkout.pay_cash(200)


def sales_in(data: Path) -> int:
    opened = bootstrap.open_database(Folders.under(data), key_file=True)
    try:
        with opened.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.sale_order)).scalar_one())
    finally:
        opened.close()
