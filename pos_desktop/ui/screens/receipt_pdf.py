"""A receipt as a PDF: one page as wide as 80 mm paper and as long as it must be, with text that can be copied."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from pos_desktop.application.documents import Document
from pos_desktop.application.receipt_text import html
from pos_desktop.ui.theme.typography import font

_POINTS = 72
_DOTS_PER_INCH = 1200
_WIDTH_MM, _EDGE_MM = 80.0, 4.0
_MM = _POINTS / 25.4
_BODY = 9


def write_receipt_pdf(document: Document, path: Path) -> None:
    """Writes the page. OSError when the file cannot be written."""
    with path.open("wb"):
        pass  # says in the system's words when it cannot be written
    page = _laid_out(document)
    high = page.size().height() / _MM + 2 * _EDGE_MM
    writer = QPdfWriter(str(path))
    writer.setTitle(document.title)
    writer.setResolution(_DOTS_PER_INCH)
    size = QPageSize(QSizeF(_WIDTH_MM, high), QPageSize.Unit.Millimeter)
    edges = QMarginsF(_EDGE_MM, _EDGE_MM, _EDGE_MM, _EDGE_MM)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, edges, QPageLayout.Unit.Millimeter)
    )
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{path} cannot be written")
    scale = _DOTS_PER_INCH / _POINTS
    painter.scale(scale, scale)
    page.drawContents(painter)
    painter.end()


def _laid_out(document: Document) -> QTextDocument:
    page = QTextDocument()
    page.setDefaultFont(font("body", px=_BODY))
    page.setDocumentMargin(0)
    page.setHtml(html(document, pictures=True))
    page.setTextWidth((_WIDTH_MM - 2 * _EDGE_MM) * _MM)
    return page
