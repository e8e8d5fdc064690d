"""What must still be there after a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Writes down which files are in it, so that a file that was renamed keeps its new name. Raises OSError."""
    if os.name != "posix":  # Windows makes renames durable by itself and cannot open folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, text: str) -> None:
    """Replaces a small file; a power cut leaves the old one or the new one. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
