"""What is written on a document, for tests that look for a text and not for its place."""

from pos_desktop.application.documents import Bars, Columns, Document, QrCode, TextLine


def texts_of(document: Document) -> list[str]:
    """Every text on it, cell by cell, from top to bottom."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, TextLine):
            found += block.text.split("\n")
        elif isinstance(block, Columns):
            found += [cell.text for cell in block.cells]
        elif isinstance(block, QrCode | Bars):
            found.append(block.data)
            found += block.caption.split("\n") if isinstance(block, QrCode) and block.caption else []
    return [text for text in found if text]
