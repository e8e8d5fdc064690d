"""A demo shop on disk, made once and copied for every test that spoils one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.demo import shop
from pos_desktop.system.folders import Folders

NOBODY_PRINTS = 9  # the discard port: nothing answers there
_MADE: list[Path] = []


def opened(folder: Path) -> bootstrap.OpenDatabase:
    """The shop's data, with its key in a file beside it."""
    return bootstrap.open_database(Folders.under(folder), key_file=True)


def build_shop(folder: Path, printer_port: int = NOBODY_PRINTS) -> Path:
    """The demo shop without its past."""
    data = opened(folder)
    shop.build(data, printer_port=printer_port, with_past=False)
    data.close()
    return folder


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by the first file of tests that asks: each that imports this has a fixture of its own."""
    if not _MADE:
        _MADE.append(build_shop(tmp_path_factory.mktemp("template") / "shop"))
    return _MADE[0]


@pytest.fixture
def shop_folder(shop_template: Path, tmp_path: Path) -> Path:
    """A shop of one's own."""
    return Path(shutil.copytree(shop_template, tmp_path / "shop"))


@contextmanager
def at_work(folder: Path) -> Iterator[bootstrap.Register]:
    """The register open with the manager at it; printers are not started."""
    register = bootstrap.Register(opened(folder))
    try:
        sign_in(register)
        yield register
    finally:
        register.close()


def sign_in(register: bootstrap.Register) -> None:
    """Puts the manager at the register."""
    people = register.services.session.people()
    register.services.session.sign_in(next(one for one in people if one.name == "Manager"), "pin")


def compiled(source: Path, folder: Path) -> Path:
    """A shim compiled for this machine; skips the test where that is not possible."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs Linux and a C compiler to stand between the program and its disk")
    library = folder / source.with_suffix(".so").name
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library
