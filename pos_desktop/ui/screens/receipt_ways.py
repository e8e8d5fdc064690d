"""A receipt that is not printed: saved as a PDF, copied, or handed to the computer's own mail program."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import Refused
from pos_desktop.application.orders import WithoutPaper
from pos_desktop.application.receipt_text import mail_text, plain_text
from pos_desktop.application.wording import tr
from pos_desktop.ui.appearance import language_here, paper_languages
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.menu import Menu

LONGEST_ADDRESS: Final = 2_000 if sys.platform == "win32" else 8_000
"""Characters of a mailto address; Windows hands no more than 2,083 to a program."""

T = TypeVar("T")
PrintIn = Callable[[str], None]


class ReceiptWays:
    """What the menu beside the receipt offers. `order`: the one in sight; a `copy` is marked as one; `given` is told
    when the customer got it."""

    def __init__(
        self,
        window: Window,
        order: Callable[[], UUID | None],
        *,
        copy: Callable[[], bool],
        given: Callable[[], None],
    ) -> None:
        self._window, self._order, self._copy, self._given = window, order, copy, given

    def open_under(self, button: QWidget, print_in: PrintIn | None = None) -> None:
        """The menu; `print_in` offers a print in each language that papers speak."""
        if self._order() is None:
            return
        menu = Menu(tr("Receipt"), button)
        if print_in is not None:
            self._add_languages(menu, print_in)
            menu.addSeparator()
        menu.add(tr("Save as PDF"), self._ask_pdf, "file-pdf")
        menu.add(tr("Copy its text"), self.copy_text, "copy")
        menu.add(tr("Write an e-mail"), self.write_mail, "envelope-simple")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(button)

    def _add_languages(self, menu: Menu, print_in: PrintIn) -> None:
        settings = self._window.services.desk.settings
        for code in paper_languages():
            if code != settings.language:
                name = language_here(code)
                menu.add(tr("Print in {language}", language=name), partial(print_in, code), "translate")

    # -- the ways ------------------------------------------------------------------------------

    def _ask_pdf(self) -> None:
        number = self._number()
        usual = Path.home() / f"{number}.pdf"
        path, _kind = QFileDialog.getSaveFileName(None, tr("Save as PDF"), str(usual), "*.pdf")
        if path:
            self.save_pdf(Path(path))

    def save_pdf(self, path: Path) -> None:
        """Writes the receipt as a file that any program shows."""
        from pos_desktop.ui.screens.receipt_pdf import write_receipt_pdf

        def save(document: Document) -> None:
            try:
                write_receipt_pdf(document, path)
            except OSError as error:
                raise Refused(tr("The file cannot be written"), str(error.strerror or error)) from error

        self._give("pdf", save, lambda _nothing: self._window.toast(tr("Saved"), str(path), kind="good"))

    def copy_text(self) -> None:
        """Onto the clipboard, for a messenger or a web mail."""

        def copy(document: Document) -> None:
            QGuiApplication.clipboard().setText(plain_text(document))

        told = tr("It can be pasted into any program.")
        self._give(
            "text", copy, lambda _nothing: self._window.toast(tr("The receipt's text is copied"), told)
        )

    def write_mail(self) -> None:
        """Opens a new message of this computer's mail program; what is too long for it is on the clipboard."""

        def write(document: Document) -> bool | None:
            text = mail_text(document)
            address = mail_address(document.title, text)
            fits = len(address.toEncoded().data()) <= LONGEST_ADDRESS
            QGuiApplication.clipboard().setText(text)
            opened = QDesktopServices.openUrl(address if fits else mail_address(document.title, ""))
            return fits if opened else None

        self._give("mail", write, self._tell_mail)

    def _tell_mail(self, fits: bool | None) -> None:
        if fits is None:
            self._window.toast(
                tr("No mail program answers"),
                tr("The receipt's text is copied: paste it into your web mail."),
                kind="attention",
            )
        elif fits:
            self._window.toast(tr("The mail program opens"), tr("Enter the address and send it there."))
        else:
            self._window.toast(tr("The mail program opens"), tr("Paste the receipt into it: it is copied."))

    def _give(self, way: WithoutPaper, give: Callable[[Document], T], told: Callable[[T], None]) -> None:
        """Journalled once it was done; what fails is told and nothing was given."""
        order = self._order()
        if order is None:
            return
        orders = self._window.services.orders

        def act(_approval: object) -> T:
            what = give(orders.without_paper(order, copy=self._copy()))
            orders.given(order, "text" if what is None and way == "mail" else way)
            return what

        def done(what: T) -> None:
            self._given()
            told(what)

        self._window.act(act, done)

    def _number(self) -> str:
        order = self._order()
        return self._window.services.orders.get(order).number if order is not None else ""


def mail_address(subject: str, body: str) -> QUrl:
    """A mailto address (RFC 6068): everything percent-encoded, lines ended by CR LF."""
    parts = [f"subject={_encoded(subject)}"]
    lines = body.replace("\n", "\r\n")
    if body:
        parts.append(f"body={_encoded(lines)}")
    return QUrl.fromEncoded(("mailto:?" + "&".join(parts)).encode("ascii"))


def _encoded(text: str) -> str:
    return bytes(QUrl.toPercentEncoding(text).data()).decode("ascii")
