"""Templates as files for other registers, and the example as the PDF that a customer gets."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.receipt_design import ReceiptDesign
from pos_desktop.application.wording import tr
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.menu import Menu


class Designed(Protocol):
    """The page whose template it is."""

    design: ReceiptDesign
    paper_kind: str
    more: Button

    @property
    def editable(self) -> bool: ...

    def tell(self, error: PersonError) -> None: ...
    def shown_document(self) -> Document: ...
    def replace_by(self, change: Callable[[], object]) -> None: ...


class TemplateFiles:
    """What the menu offers, and what it does with a path."""

    def __init__(self, page: Designed) -> None:
        self._page = page

    def add_to(self, menu: Menu) -> None:
        """Save, load, and the PDF."""
        menu.add(tr("Save as a file"), self._ask_save, "floppy-disk")
        menu.add(tr("Load from a file"), self._ask_load, "folder-open", enabled=self._page.editable)
        menu.add(tr("Save the example as PDF"), self._ask_pdf, "file-pdf")

    def _ask_save(self) -> None:
        self._ask_where(tr("Save as a file"), "json", self.save)

    def _ask_pdf(self) -> None:
        self._ask_where(tr("Save the example as PDF"), "pdf", self.save_pdf)

    def _ask_where(self, title: str, ending: str, save: Callable[[Path], None]) -> None:
        usual = Path.home() / f"{self._page.paper_kind}.{ending}"
        path, _kind = QFileDialog.getSaveFileName(self._page.more, title, str(usual), f"*.{ending}")
        if path:
            save(Path(path))

    def _ask_load(self) -> None:
        title = tr("Load from a file")
        path, _kind = QFileDialog.getOpenFileName(self._page.more, title, str(Path.home()), "*.json")
        if path:
            self.load(Path(path))

    def save(self, path: Path) -> None:
        """Writes the template for another register."""
        text = self._page.design.as_file(self._page.paper_kind)
        self._write(lambda: path.write_text(text, encoding="utf-8"))

    def save_pdf(self, path: Path) -> None:
        """The example as a customer gets it by mail."""
        from pos_desktop.ui.screens.receipt_pdf import write_receipt_pdf

        self._write(lambda: write_receipt_pdf(self._page.shown_document(), path))

    def load(self, path: Path) -> None:
        """Takes a template over from a file; one that cannot be used changes nothing and says why."""

        def take() -> None:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise Refused(tr("The file cannot be read"), tr("Nothing was changed.")) from error
            self._page.design.load(self._page.paper_kind, text)

        self._page.replace_by(take)

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            self._page.tell(Refused(tr("The file cannot be written"), str(error.strerror or error)))
