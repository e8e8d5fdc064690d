"""A register's data folder, opened and closed as a program would."""

from datetime import UTC, datetime
from pathlib import Path

from pos_desktop.storage.backup import Reason
from pos_desktop.storage.key import ShopKeys
from pos_desktop.storage.recovery import DatabaseFile, Opened
from tests.storage_rows import Shop

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class RegisterDays:
    """Its keys, its file and what looks after it."""

    def __init__(self, folder: Path, keys: ShopKeys | None = None) -> None:
        """`keys` are those of a folder that was copied."""
        self.keys = keys or ShopKeys.fresh()
        self.file = folder / "shop.db"
        self.on_disk = DatabaseFile(self.file, self.keys, folder / "backups")

    def open(self) -> Shop:
        opened = self.on_disk.open(NOW)
        assert isinstance(opened, Opened)
        return Shop(opened.database)


class BackedUpDays(RegisterDays):
    """A shop with some sales in its back-up, and others since."""

    def __init__(self, folder: Path, before: tuple[int, ...], since: tuple[int, ...]) -> None:
        super().__init__(folder)
        self._sell(*before)
        self.backup = self.on_disk.backups.make(NOW, Reason.DAILY)
        self._sell(*since)

    def _sell(self, *numbers: int) -> None:
        shop = self.open()
        shop.furnish()
        for number in numbers:
            shop.sell(number)
        self.on_disk.close(shop.database)
