"""One run: the data that its benchmarks share, and where they tell how far they are."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.progress import Progress
from benchmarks.shop import SHELF, Size, fresh_copy
from pos_desktop.system.folders import Folders

_STEP = 4 << 20


@dataclass
class Run:
    """What a benchmark is given."""

    size: Size
    progress: Progress
    shelf: Path = SHELF
    _folders: Folders | None = None

    def folders(self) -> Folders:
        """The data folder of this run: a copy, changed by one benchmark after the other. What the register uses all
        day is in the system's memory each time (decision 12)."""
        if self._folders is None:
            self._folders = fresh_copy(self.size, self.progress, self.shelf)
        _read_through(self._folders.database)
        return self._folders

    def unsold(self) -> Folders:
        """A copy in which nothing was sold yet but the past, for this benchmark and those after it."""
        self.end()
        self._folders = None
        return self.folders()

    def end(self) -> None:
        """Removes the copy; the data it was made from is kept for the next run."""
        if self._folders is not None:
            shutil.rmtree(self._folders.data, ignore_errors=True)


def _read_through(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(_STEP):
            pass
