"""Print, PDF and CSV of a report: the three buttons, and what they do."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.report_export import report_csv, report_name
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.report_pdf import write_report_pdf
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button

FOLDER = "POS Desktop"
# Spreadsheets take a file without this mark for one in an old encoding.
_ENCODING = "utf-8-sig"


def reports_folder() -> Path:
    """Where reports are put: a folder of ours among the person's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) / FOLDER


class ReportFiles(QWidget):
    """The row of buttons; `report` answers with the report in sight."""

    def __init__(
        self,
        window: Window,
        report: Callable[[], ShiftReport | None],
        folder: Callable[[], Path] = reports_folder,
        *,
        share: bool = True,
    ) -> None:
        super().__init__()
        self._window, self._report, self.folder = window, report, folder
        self.print_button = Button(icon="printer", name=" ")
        self.pdf_button = Button(icon="file-pdf", name=" ")
        self.csv_button = Button(icon="table", name=" ")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        for button in (self.print_button, self.pdf_button, self.csv_button):
            row.addWidget(button, 1 if share else 0)
            if share:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.print_button.clicked.connect(self.print)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.csv_button.clicked.connect(self.save_csv)
        self.retranslate()

    def retranslate(self) -> None:
        self.print_button.set_text(tr("Print"))
        self.pdf_button.set_text(tr("PDF"))
        self.csv_button.set_text(tr("CSV"))

    def set_icons_only(self, icons_only: bool) -> None:
        """Narrow windows leave the words out."""
        for button in (self.print_button, self.pdf_button, self.csv_button):
            button.set_icon_only(icons_only)

    def print(self) -> None:
        """Prints the report on the receipt printer."""
        report = self._report()
        if report is None:
            return

        def told(_nothing: None) -> None:
            name = tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")
            self._window.toast(tr("{name} prints", name=name), tr("On the receipt printer"))

        self._window.act(lambda _approval: self._window.services.shifts.print_report(report), told)

    def save_pdf(self) -> None:
        """Writes the report as PDF."""
        desk = self._window.services.desk
        self._save(".pdf", lambda path, report: write_report_pdf(path, report, desk.settings, desk.formats))

    def save_csv(self) -> None:
        """Writes the report as CSV."""
        desk = self._window.services.desk

        def write(path: Path, report: ShiftReport) -> None:
            text = report_csv(report, desk.settings, desk.formats)
            path.write_text(text, encoding=_ENCODING, newline="")

        self._save(".csv", write)

    def _save(self, ending: str, write: Callable[[Path, ShiftReport], None]) -> None:
        report = self._report()
        if report is None:
            return
        path = self.folder() / f"{report_name(report)}{ending}"

        def save(_approval: object) -> Path:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path, report)
            except OSError as error:
                raise FixSetting(
                    tr("The file could not be saved"),
                    tr("{path} cannot be written. The report itself is kept.", path=path),
                    tr("Look whether the disk is full or the folder is locked, then try again."),
                ) from error
            return path

        self._window.act(save, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))

        def show() -> None:
            QDesktopServices.openUrl(folder)

        self._window.toast(
            tr("{file} saved", file=path.name),
            str(path.parent),
            action=tr("Show"),
            then=show,
        )
