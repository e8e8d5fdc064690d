"""What holds for every test: temporary files in memory where there is room, the longest files first."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from pos_desktop.payments.zvt import terminal
from pos_desktop.platforms.shopify import client
from pos_desktop.system import outgoing, pins
from pos_desktop.ui import qt_binding
from tests.postgres import postgres_address, postgres_server, postgres_shop, postgres_template
from tests.quick_pins import quick_hasher

__all__ = ["postgres_address", "postgres_server", "postgres_shop", "postgres_template"]

_MEMORY = Path("/dev/shm")
_ROOM_NEEDED = 2 << 30

# Begun first, while there is enough beside them for the other worker to do; the longest on top.
_LONGEST_FIRST = (
    "faults/test_payments_machine.py",
    "faults/test_day_killed.py",
    "faults/test_payment_kills.py",
    "e2e/test_scripted_day.py",
    "faults/test_pay_faults.py",
    "faults/test_storage_faults.py",
    "e2e/test_command_line.py",
)


def _work_in_memory() -> None:
    """Waiting for the disk is no test of ours: what is synced is checked by standing between the program and it."""
    if "TMPDIR" in os.environ or not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free >= _ROOM_NEEDED:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


_work_in_memory()

_NEW_OBJECTS = 30_000

# Nothing of what loading and collecting makes is garbage: looking for it again and again took a third of their time.
gc.disable()

# As the register loads it, before pytest-qt does: the binding's own way makes every import of a test slower.
qt_binding.load()

# A quarter of a second for each PIN of each person of each shop; what they are hashed with is tested by itself.
pins.slow_hasher = quick_hasher

# How long one example takes says how busy the computer is, not whether it is right.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _neighbours_of_its_own() -> None:
    """A stand-in may get the port of an earlier test's: whose breaker is still open, whose limit is spent and counted
    by another clock, whose terminal is still busy."""
    outgoing._lines.clear()
    client._buckets.clear()
    terminal._terminals.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long test that begins last is waited for by a worker with nothing to do."""
    here = Path(__file__).parent
    place = {here / name: number for number, name in enumerate(_LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """Everything loaded by now is there to stay: looking for garbage among it takes time only.

    So does looking for it after every few hundred new objects: a window of the screens alone is made of thousands.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    gc.enable()
