"""A file of products: chosen, looked at, its columns put right, and read to its end before anything is stored."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.product_files import FileLook, ProductFile, check, look_at
from pos_desktop.application.product_import import ImportReport
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.product_columns import ProductColumns
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.text_field import TextField

_SHOWN_REFUSALS = 3


class Run(Protocol):
    """Does something slow off the UI thread."""

    def __call__(
        self, slow: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[PersonError], None]
    ) -> Task: ...


class ProductFileCard(Card):
    """`file` is what would be imported, None while that is not known; `changed` when it, or what is known of it, is
    another."""

    changed = Signal()
    progressed = Signal(int, object)
    """From a worker's thread: how many, of how many or None."""

    def __init__(
        self,
        run: Run,
        formats: Callable[[], Formats],
        hints: tuple[str, str],
        *,
        across: int = 3,
        padding: int = 6,
        looks_aside: bool = False,
    ) -> None:
        """`hints`: what is said of storing while the file is read, and once it is; `across`: selects in a row;
        `looks_aside`: even a file's head is read off the UI thread, for one on a disk that does not answer."""
        super().__init__(padding=padding)
        self._run, self._formats, self._hints, self._looks_aside = run, formats, hints, looks_aside
        self.file: ProductFile | None = None
        self.look: FileLook | None = None
        self.report: ImportReport | None = None
        self.trouble = ""
        """Why the file that was named cannot be taken."""
        self._named = ""
        self._task: Task | None = None
        self.body.setSpacing(theme().space(3))
        self._build_head()
        self.columns = ProductColumns(across)
        self.columns.changed.connect(self.take_columns)
        self.body.addWidget(self.columns)
        self.body.addWidget(self._build_progress())
        self.progressed.connect(self._show_progress)
        self._show_look()

    def end(self) -> None:
        """Nobody waits for what is being read."""
        if self._task is not None:
            self._task.cancel()

    # -- parts ---------------------------------------------------------------------------------

    def _build_head(self) -> None:
        head = QHBoxLayout()
        self._title = Label(tr("From a file"), "title")
        self._tag = StateTag("", "good")
        head.addWidget(self._title, 1)
        head.addWidget(self._tag)
        self.body.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.path = TextField(tr("File"), tr("Choose a file"), icon="file-arrow-up")
        self.path.submitted.connect(self._take_entered)
        self.path.edit.editingFinished.connect(lambda: self._take_typed(self.path.text()))
        self.choose = Button(tr("Choose"), icon="magnifying-glass")
        self.choose.clicked.connect(self._ask_file)
        row.addWidget(self.path, 1, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, theme().space(5.5), 0, 0)
        beside.addWidget(self.choose)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def _build_progress(self) -> QWidget:
        self._progress = QWidget()
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 0, 0, theme().space(1))
        column.setSpacing(theme().space(2))
        column.addWidget(Divider())
        words = QHBoxLayout()
        words.setContentsMargins(0, theme().space(1), 0, 0)
        self._doing = Label("", "body", "semibold")
        self.count = Label("", "body", "semibold", elide=False, figures="tabular")
        words.addWidget(self._doing, 1)
        words.addWidget(self.count)
        column.addLayout(words)
        self.bar = ProgressBar(tr("Reading the file"))
        column.addWidget(self.bar)
        self.found = Label("", "caption", color="text-2", wrap=True)
        column.addWidget(self.found)
        return self._progress

    # -- choosing ------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        kinds = tr("Tables of text") + " (*.csv *.tsv *.txt *.gz *.xz)"
        path, _kind = QFileDialog.getOpenFileName(
            self, tr("Choose a file with products"), str(Path.home()), kinds
        )
        if path:
            self.take_file(Path(path))

    def _take_entered(self, text: str) -> None:
        """Enter looks once more at what was refused: it may be there by now."""
        if self.trouble:
            self._named = ""
        self._take_typed(text)

    def _take_typed(self, text: str) -> None:
        """The field is left: of the file that was named already nothing new is to be said."""
        if (named := text.strip()) and named != self._named:
            self.take_file(Path(named))

    def take_file(self, path: Path, file: ProductFile | None = None) -> None:
        """Looks at a file's head, then reads it to its end in the background. `file`: how it is read, if known."""
        self.path.set_text(str(path))
        self.path.set_error(None)
        self.trouble, self._named = "", str(path)
        self._look_at(path, file)

    def clear(self) -> None:
        """As before any file was named."""
        self.end()
        self.path.set_text("")
        self.path.set_error(None)
        self.file = self.look = self.report = None
        self.trouble = self._named = ""
        self._show_look()
        self.changed.emit()

    def _look_at(self, path: Path, file: ProductFile | None) -> None:
        self.end()
        if self._looks_aside:
            self.file = self.report = None  # until it is known, nothing is there to be imported
            self.changed.emit()
            slow = partial(look_at, path, self._formats().currency)
            self._task = self._run(slow, partial(self._take_look, file), self._refuse)
            return
        try:
            look = look_at(path, self._formats().currency)
        except PersonError as error:
            self._refuse(error)
        else:
            self._take_look(file, look)

    def _refuse(self, error: PersonError) -> None:
        self.look = self.file = self.report = None
        self.trouble = str(error)
        self.path.set_error(self.trouble)
        self._show_look()
        self.changed.emit()

    def _take_look(self, file: ProductFile | None, look: FileLook) -> None:
        self.look = look
        self.file = file or (look.file if look.understood else None)
        self._show_look()
        self._read()

    # -- columns -------------------------------------------------------------------------------

    def _show_look(self) -> None:
        look = self.look
        self._tag.setVisible(look is not None)
        mapped = look is not None and not look.file.shopify
        self.columns.setVisible(mapped)
        self._progress.setVisible(self.file is not None)
        if look is None:
            self._title.setText(tr("From a file"))
            return
        self._title.setText(look.file.path.name)
        if look.file.shopify:
            self._tag.set_state(tr("Shopify export"), "good")
        elif self.file is None:
            self._tag.set_state(tr("Which column holds the names?"), "attention")
        else:
            self._tag.set_state(tr_n("{count} column", "{count} columns", len(look.titles)), "good")
        if mapped:
            self.columns.show_look(look, self.file.mapping if self.file else look.file.mapping)

    def take_columns(self) -> None:
        """Reads the file again with the columns as chosen."""
        assert self.look is not None
        mapping = self.columns.mapping()
        self.file = ProductFile(self.look.file.path, mapping=mapping) if "name" in mapping else None
        self._show_look()
        self._read()

    # -- reading -------------------------------------------------------------------------------

    def _read(self) -> None:
        self.end()
        self.report = self._task = None
        file, money = self.file, self._formats().currency
        if file is None:
            self.changed.emit()
            return
        self.bar.setMaximum(0)
        self._doing.setText(tr("Reading the file"))
        self.count.setText("")
        self.found.setText(self._hints[0])
        holder: list[Task] = []
        slow = partial(check, file, money, self._tell, lambda: bool(holder) and holder[0].cancelled)
        self._task = self._run(slow, self._on_read, self._on_failed)
        holder.append(self._task)
        self.changed.emit()

    def _tell(self, done: int, total: int | None) -> None:
        """On the worker's thread, also after the card is gone: a signal brings it here."""
        if isValid(self):
            self.progressed.emit(done, total)

    def _show_progress(self, done: int, total: int | None) -> None:
        if self.report is not None:
            return
        self.bar.setMaximum(total or 0)
        self.bar.setValue(done)
        self.count.setText(progress_words(done, total, self._formats()))

    def _on_read(self, report: ImportReport) -> None:
        self.report, self._task = report, None
        self.bar.setMaximum(1)
        self.bar.setValue(1)
        self._doing.setText(
            tr("The file is read") if not report.stopped else tr("The file could not be read to its end")
        )
        self.count.setText(tr_n("{count} product", "{count} products", report.stored))
        self.found.setText(" · ".join(_findings(report, self._hints[1])))
        self.changed.emit()

    def _on_failed(self, error: PersonError) -> None:
        self._task = None
        self.path.set_error(str(error))
        self.changed.emit()


def progress_words(done: int, total: int | None, formats: Formats) -> str:
    """How many products, and of how many about."""
    shown = formats.number(done)
    if not total:
        return shown
    return tr("{done} of about {total} products", done=shown, total=formats.number(total))


def _findings(report: ImportReport, stored_when: str) -> list[str]:
    found = [stored_when]
    if report.refused_count:
        found.append(
            tr_n("{count} line needs a look later", "{count} lines need a look later", report.refused_count)
        )
    found += [
        tr("line {line}: {reason}", line=bad.line, reason=bad.reason)
        for bad in report.refused[:_SHOWN_REFUSALS]
    ]
    if report.plain_codes:
        found.append(
            tr_n(
                "{count} barcode has a wrong check digit",
                "{count} barcodes have a wrong check digit",
                report.plain_codes,
            )
        )
    return [report.stopped, *found] if report.stopped else found
