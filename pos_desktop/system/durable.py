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
