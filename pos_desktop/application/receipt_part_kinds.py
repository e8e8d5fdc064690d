"""The kinds of parts that papers are made of: where each may stand, what of it can be chosen, how it looks at first."""

from __future__ import annotations

from typing import Literal

from pos_desktop.domain.record import record

PAPERS = ("receipt", "gift", "refund", "x_report", "z_report", "label")
"""The kinds of paper that a shop designs."""

_SALES = ("receipt", "gift", "refund")
_PRICED = ("receipt", "refund")
_REPORTS = ("x_report", "z_report")
_SHOP = (*_SALES, *_REPORTS)
_TEXT = ("align", "size", "bold")
_ROWS = ("size", "bold")

Look = Literal["align", "size", "bold"]


@record
class Flag:
    """Yes or no."""

    name: str
    default: bool


@record
class Choice:
    """One of a few words."""

    name: str
    default: str
    choices: tuple[str, ...]


@record
class Number:
    """A small number."""

    name: str
    default: int
    least: int
    most: int


@record
class Words:
    """A short text that is the same in every language."""

    name: str
    default: str
    longest: int


Option = Flag | Choice | Number | Words


@record
class PartKind:
    """One kind. `must`: the papers that may not go without it; `many`: may stand there more than once."""

    key: str
    papers: tuple[str, ...]
    looks: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    align: Literal["start", "center", "end"] = "start"
    size: Literal[1, 2] = 1
    bold: bool = False
    words: bool = False
    """Whether the shop writes its text."""
    many: bool = False


_LINE_OPTIONS = (
    Choice("unit_price", "many", ("many", "always")),
    Flag("tax_letter", True),
    Flag("sku", False),
    Flag("barcode", False),
)
_QR_OPTIONS = (Choice("content", "sale", ("sale", "number", "link")), Words("link", "", 200))

_KINDS = (
    PartKind("logo", (*_SHOP, "label")),
    PartKind("store_name", (*_SHOP, "label"), _TEXT, align="center", size=2, bold=True),
    PartKind("address", _SHOP, _TEXT, align="center"),
    PartKind("tax_number", _SHOP, _TEXT, align="center"),
    PartKind("header", _SHOP, _TEXT, align="center", words=True),
    PartKind("facts", _SALES, _ROWS, must=_SALES),
    PartKind("customer", _SALES, _ROWS),
    PartKind("returned", _SALES, must=_PRICED),
    PartKind("marks", _SALES, must=_SALES),
    PartKind("lines", _PRICED, _ROWS, must=_PRICED, options=_LINE_OPTIONS),
    PartKind("gift_lines", ("gift",), _ROWS, must=("gift",), options=_LINE_OPTIONS[2:]),
    PartKind("sums", _PRICED, _ROWS, must=_PRICED, size=2, bold=True),
    PartKind("tenders", _PRICED, must=_PRICED),
    PartKind("tax_table", _PRICED, _ROWS),
    PartKind("terminal", _PRICED, must=_PRICED),
    PartKind("footer", _SHOP, _TEXT, align="center", words=True),
    PartKind("policy", _SALES, _TEXT, align="center", words=True),
    PartKind("barcode", _SALES),
    PartKind("qr", _SALES, options=_QR_OPTIONS, words=True),
    PartKind("report_title", _REPORTS, _TEXT, must=_REPORTS, align="center", size=2, bold=True),
    PartKind("report_facts", _REPORTS, _ROWS, must=_REPORTS),
    PartKind("report_sales", _REPORTS),
    PartKind("report_tenders", _REPORTS),
    PartKind("report_taxes", _REPORTS),
    PartKind("report_cash", _REPORTS),
    PartKind("report_watch", _REPORTS),
    PartKind("report_result", _REPORTS, must=_REPORTS),
    PartKind("product_name", ("label",), _TEXT, must=("label",), align="center", bold=True),
    PartKind("product_price", ("label",), _TEXT, align="center", size=2, bold=True),
    PartKind("product_sku", ("label",), _TEXT, align="center"),
    PartKind("product_barcode", ("label",)),
    PartKind("text", PAPERS, _TEXT, align="center", words=True, many=True),
    PartKind("rule", PAPERS, options=(Flag("double", False),), many=True),
    PartKind("space", PAPERS, options=(Number("lines", 1, 1, 5),), many=True),
)


def kinds_of(paper: str | None) -> tuple[PartKind, ...]:
    """The kinds that may stand on a paper, all of them for None."""
    return tuple(kind for kind in _KINDS if paper is None or paper in kind.papers)
