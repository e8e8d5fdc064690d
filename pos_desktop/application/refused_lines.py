"""The lines that an import refused: heard one by one, kept out of memory when they are many, saved as a table."""

import csv
import shutil
import tempfile
import weakref
from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.product_import import BadLine
from pos_desktop.application.report_export import harmless
from pos_desktop.application.wording import tr

HEAD = ("line", "reason")
_IN_MEMORY_BYTES = 1 << 20


class RefusedLines:
    """Takes lines on the thread that imports; once that has ended they can be saved. Goes with whoever holds it."""

    def __init__(self) -> None:
        self.count = 0
        self._trouble = ""
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - open for as long as this is held
            _IN_MEMORY_BYTES, "w+", encoding="utf-8", newline=""
        )
        weakref.finalize(self, self._file.close)
        self._table = csv.writer(self._file)
        self._table.writerow(HEAD)

    def add(self, bad: BadLine) -> None:
        """One line more. A disk without room costs the list, never the import."""
        self.count += 1
        try:
            if not self._trouble:
                self._table.writerow((bad.line, harmless(bad.reason)))
        except OSError as trouble:
            self._trouble = trouble.strerror or str(trouble)

    def save(self, target: Path, source: Path) -> None:
        """Writes the list as CSV that spreadsheets open; never over the file `source` that was imported. Refused in
        words where it cannot be written."""
        try:
            if self._trouble:
                raise OSError(self._trouble)
            if target.exists() and source.exists() and target.samefile(source):
                raise Refused(
                    tr("The report would take the place of {file}", file=target.name),
                    "",
                    tr("Name another file."),
                )
            self._file.seek(0)
            # With its mark: without it, some spreadsheets read UTF-8 as an older character set.
            with target.open("w", encoding="utf-8-sig", newline="") as written:
                shutil.copyfileobj(self._file, written)
        except OSError as trouble:
            raise Refused(
                tr("The file cannot be written"),
                trouble.strerror or str(trouble),
                tr("Choose another folder."),
            ) from trouble
