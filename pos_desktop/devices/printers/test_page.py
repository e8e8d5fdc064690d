"""The page that shows what a printer can do."""

from __future__ import annotations

from pos_desktop.application.documents import Bars, Cell, Columns, Cut, Document, QrCode, Rule, TextLine
from pos_desktop.application.wording import tr


def test_page(name: str, *, labels: bool) -> Document:
    """A page that shows what a printer can do; `labels` says that its roll is one of product labels."""
    title = tr("Test label") if labels else tr("Test receipt")
    return Document(
        title,
        (
            TextLine(title, "center", bold=True, size=2),
            TextLine(name, "center"),
            Rule(),
            Columns((Cell("äöüß éèç ñ €"), Cell("1.234,56 €", None, "end"))),
            TextLine("العربية · Ελληνικά · Žluťoučký"),
            Rule(double=True),
            Bars("1-000000"),
            QrCode("pos-desktop"),
            TextLine(tr("If you can read this, the printer is ready."), "center"),
            Cut(),
        ),
    )
