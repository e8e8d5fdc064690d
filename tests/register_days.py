"""A register's data folder, opened and closed as a program would."""

from datetime import UTC, datetime
from pathlib import Path

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
