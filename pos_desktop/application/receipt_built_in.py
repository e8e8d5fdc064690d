"""The templates that the register comes with: what is printed as long as the shop designs nothing."""

from functools import cache

from pos_desktop.application.receipt_part_kinds import PAPERS
from pos_desktop.application.receipt_template import KINDS, Part, Template

_HEAD = ("logo", "store_name", "address", "tax_number", "header", "rule")
_SALE = ("facts", "customer", "returned", "marks", "rule")
_FOOT = ("space", "footer", "-policy", "barcode", "space", "qr")
_PRICED = (*_HEAD, *_SALE, "lines", "rule", "sums", "tenders", "rule", "tax_table", "terminal", *_FOOT)
_REPORT = (
    "-logo", *_HEAD[1:], "report_title", "report_facts", "report_sales", "report_tenders", "report_taxes",
    "report_cash", "report_watch", "report_result", "space:2",
)  # fmt: skip
_PARTS = {
    "receipt": _PRICED,
    "refund": _PRICED,
    "gift": (*_HEAD, *_SALE, "gift_lines", "rule", *_FOOT),
    "x_report": _REPORT,
    "z_report": _REPORT,
    "label": ("-logo", "-store_name", "product_name", "product_price", "product_barcode", "-product_sku"),
}
assert set(_PARTS) == set(PAPERS)


@cache
def built_in(paper: str) -> Template:
    """The template of a paper before anybody changes it."""
    return Template(paper, tuple(map(_part, _PARTS[paper])))


def new_part(kind: str) -> Part:
    """A part as it looks at first."""
    known = KINDS[kind]
    return Part(kind, True, known.align, known.size, known.bold)


def _part(words: str) -> Part:
    """`-` before a kind: off at first; a number after it: so many lines."""
    kind, _, lines = words.lstrip("-").partition(":")
    fresh = new_part(kind)
    options = {"lines": int(lines)} if lines else {}
    return Part(kind, not words.startswith("-"), fresh.align, fresh.size, fresh.bold, options)
