"""Where a register keeps its things: data, back-ups, logs, crash reports."""

from pathlib import Path

from pos_desktop.domain.record import record

_APPLICATION = "POS Desktop"
_LISTS = (".csv", ".jsonl")


@record
class Folders:
    """The folders of one register; a given data folder keeps everything of it in one place."""

    data: Path
    backups: Path
    logs: Path
    crashes: Path

    @classmethod
    def of_this_user(cls) -> "Folders":
        """The places the operating system means for it."""
        import platformdirs

        data = Path(platformdirs.user_data_dir(_APPLICATION, appauthor=False, roaming=False))
        logs = Path(platformdirs.user_log_dir(_APPLICATION, appauthor=False))
        return cls(data, data / "backups", logs, logs / "crashes")

    @classmethod
    def under(cls, data: Path) -> "Folders":
        """Everything below one folder, as `--data` asks for."""
        data = data.expanduser().resolve()
        return cls(data, data / "backups", data / "logs", data / "logs" / "crashes")

    @property
    def database(self) -> Path:
        """The register's encrypted file."""
        return self.data / "shop.db"

    def keeps(self, file: Path) -> bool:
        """Whether a file is the register's own: nothing is written over its data, keys and back-ups. Lists may be
        written anew."""
        whose = file.resolve()
        return whose.is_file() and whose.is_relative_to(self.data.resolve()) and whose.suffix not in _LISTS

    def make(self) -> None:
        """Makes the folders, for this user's eyes only where the system knows such rights."""
        for folder in (self.data, self.backups, self.logs, self.crashes):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
