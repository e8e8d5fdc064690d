"""A shop whose data is spoilt after a back-up and restored from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pos_desktop.storage.backup import BackupFile
from pos_desktop.storage.restore import Restored
from tests.integration.card_shop import CardShop


def back_up(shop: CardShop) -> BackupFile:
    shop.till.later(seconds=5)
    return shop.till.file.backups.make(shop.till.clock.now())


def restored(shop: CardShop, backup: BackupFile, spoil: Callable[[Path], None] | None = None) -> Restored:
    """The register is closed, its file spoilt, the back-up put in place, and the register opened again."""
    till = shop.till
    name = till.desk.person.name if till.desk.person else "Cashier 1"
    till.later(seconds=5)
    till.accounts.close()
    done = till.restored(backup, spoil)
    till.sign_in(name)
    return done


def gone(file: Path) -> None:
    """Nothing of it can be read."""
    file.write_bytes(b"\0" * 8192)
