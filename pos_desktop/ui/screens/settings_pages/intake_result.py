"""What the import of a file did: counts, and the lines that were refused, which can be saved as a list."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.product_desk import Intake
from pos_desktop.application.product_import import ImportReport
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label

_LISTED = 20


def counts(
    created: int, updated: int, unchanged: int, refused: int, formats: Formats
) -> tuple[tuple[str, str, str], ...]:
    """Key, caption and figure of what an import did."""
    return (
        ("created", tr("New"), formats.number(created)),
        ("updated", tr("Changed"), formats.number(updated)),
        ("unchanged", tr("Unchanged"), formats.number(unchanged)),
        ("refused", tr("Refused lines"), formats.number(refused)),
    )


class IntakeResult(QWidget):
    """Built once from what came out; `tell` hears of a list that cannot be saved, `saved` of one that is."""

    def __init__(
        self,
        ended: Intake | PersonError,
        formats: Formats,
        tell: Callable[[PersonError], None],
        saved: Callable[[Path], None],
    ) -> None:
        super().__init__()
        self._tell, self._saved = tell, saved
        self.ended = ended
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        if isinstance(ended, PersonError):
            self.banner = _failed(ended)
            column.addWidget(self.banner)
            return
        self._intake = ended
        report = ended.report
        self.banner = _outcome(ended.file.path.name, report)
        column.addWidget(self.banner)
        made = Card(tr("What the import did"))
        self.rows = KeyValueRows("facts")
        for key, caption, figure in counts(
            report.created, report.updated, report.unchanged, report.refused_count, formats
        ):
            self.rows.add(key, caption, figure)
        made.body.addWidget(self.rows)
        column.addWidget(made)
        if report.refused_count:
            column.addWidget(self._refused(report, formats))

    def _refused(self, report: ImportReport, formats: Formats) -> Card:
        made = Card(tr("Lines that were refused"))
        made.body.setSpacing(theme().space(3))
        self.save_list = Button(tr("Save the list"), "quiet", icon="floppy-disk", height="touch-min")
        self.save_list.clicked.connect(self._ask_where)
        made.add_to_head(self.save_list)
        holder = QWidget()
        self.lines = QGridLayout(holder)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setHorizontalSpacing(theme().space(4))
        self.lines.setVerticalSpacing(theme().space(2))
        self.lines.setColumnStretch(1, 1)
        for at, bad in enumerate(report.refused[:_LISTED]):
            where = tr("Line {line}", line=formats.number(bad.line))
            self.lines.addWidget(Label(where, "body", color="text-2", figures="tabular", elide=False), at, 0)
            self.lines.addWidget(Label(bad.reason, "body", wrap=True), at, 1)
        made.body.addWidget(holder)
        more = report.refused_count - _LISTED
        if more > 0:
            words = tr_n(
                "{count} more is in the list that you save",
                "{count} more are in the list that you save",
                more,
            )
            made.body.addWidget(Label(words, "caption", color="text-2", wrap=True))
        return made

    def _ask_where(self) -> None:
        source = self._intake.file.path
        usual = source.parent / f"{source.name.split('.')[0]}-refused.csv"
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the list"), str(usual), "*.csv")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Writes every refused line as CSV; says why where it cannot be written."""
        try:
            self._intake.refused.save(path, self._intake.file.path)
        except PersonError as error:
            self._tell(error)
        else:
            self._saved(path)


def _failed(error: PersonError) -> Banner:
    said = " ".join(part for part in (error.meaning, tr("Nothing was imported."), error.next_step) if part)
    return Banner(error.title, said, "attention", outlined=True)


def _outcome(name: str, report: ImportReport) -> Banner:
    stays = tr("What was stored before stays. Import the file again for the rest; nothing comes in twice.")
    if report.stopped:
        title = tr("{file} was not read to its end", file=name)
        return Banner(title, f"{report.stopped} {stays}", "attention", outlined=True)
    if report.cancelled:
        title = tr_n("Stopped after {count} product", "Stopped after {count} products", report.stored)
        return Banner(title, stays, "attention", outlined=True)
    said = tr_n(
        "{count} product is here as the file says.",
        "{count} products are here as the file says.",
        report.stored,
    )
    if report.plain_codes:
        wrong = tr_n(
            "{count} barcode has a wrong check digit",
            "{count} barcodes have a wrong check digit",
            report.plain_codes,
        )
        said = f"{said} {wrong}."
    return Banner(tr("{file} is imported", file=name), said, "good", outlined=True)
