"""Papers, parts and their choices in words, and the parts of a template as rows of a list."""

from pos_desktop.application.receipt_part_kinds import PartKind, kinds_of
from pos_desktop.application.receipt_template import KINDS, Part, Template
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import language, tr
from pos_desktop.ui.appearance import language_name
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

PAPER_ROW = "paper"
"""The key of the row above the parts: language, and when it is printed."""
_EXCERPT = 48


def paper_names() -> list[tuple[str, str]]:
    """The kinds of paper by their keys."""
    return [
        ("receipt", tr("Receipt")),
        ("gift", tr("Gift receipt")),
        ("refund", tr("Receipt of a return")),
        ("x_report", tr("X report")),
        ("z_report", tr("Z report")),
        ("label", tr("Product label")),
    ]


def paper_row_name(paper: str) -> str:
    """What can be chosen of a whole paper."""
    return tr("Language and printing") if paper == "receipt" else tr("Language")


def part_name(kind: str) -> str:
    """A part's name for people."""
    return {
        "logo": tr("Logo"),
        "store_name": tr("Store name"),
        "address": tr("Address"),
        "tax_number": tr("Tax number"),
        "header": tr("Text under the address"),
        "facts": tr("Number, date and cashier"),
        "customer": tr("Customer"),
        "returned": tr("What came back and why"),
        "marks": tr("Copy and void marks"),
        "lines": tr("Products"),
        "gift_lines": tr("Products without prices"),
        "sums": tr("Total"),
        "tenders": tr("How it was paid"),
        "tax_table": tr("Tax table"),
        "terminal": tr("Card terminal's text"),
        "footer": tr("Text at the foot"),
        "policy": tr("Return policy"),
        "barcode": tr("Barcode of the number"),
        "qr": tr("QR code"),
        "report_title": tr("Title"),
        "report_facts": tr("Register, shift and times"),
        "report_sales": tr("Sales"),
        "report_tenders": tr("Tenders"),
        "report_taxes": tr("Tax"),
        "report_cash": tr("Cash in the drawer"),
        "report_watch": tr("Watch list"),
        "report_result": tr("Expected and counted"),
        "product_name": tr("Product name"),
        "product_price": tr("Price"),
        "product_sku": tr("SKU"),
        "product_barcode": tr("Barcode of the product"),
        "text": tr("Own text"),
        "rule": tr("Line across"),
        "space": tr("Empty space"),
    }[kind]


_ICONS = {
    "logo": "image", "store_name": "storefront", "address": "map-pin", "tax_number": "hash", "facts": "clock",
    "customer": "user", "returned": "arrow-u-up-left", "marks": "copy", "lines": "list-bullets",
    "gift_lines": "gift", "sums": "equals", "tenders": "money", "tax_table": "percent", "terminal": "credit-card",
    "barcode": "barcode", "product_barcode": "barcode", "qr": "qr-code", "rule": "minus", "space": "arrows-out-line-vertical",
    "report_cash": "money", "report_taxes": "percent", "report_watch": "eye", "report_result": "equals",
}  # fmt: skip
_TEXT_ICON = "text-t"


def rows(template: Template, store: StoreSettings) -> list[RowData]:
    """The paper itself, then its parts from top to bottom; a part's key is its place."""
    name, languages = paper_row_name(template.paper), languages_words(template, store)
    first = RowData(PAPER_ROW, name, languages, icon="translate")
    return [first, *(_row(place, part, store) for place, part in enumerate(template.parts))]


def _row(place: int, part: Part, store: StoreSettings) -> RowData:
    tag = None if part.on else Tag("neutral", tr("Off"), "")
    icon = _ICONS.get(part.kind, _TEXT_ICON)
    return RowData(
        str(place), part_name(part.kind), excerpt(part, store), tag=tag, icon=icon, dimmed=not part.on
    )


def excerpt(part: Part, store: StoreSettings) -> str:
    """The beginning of what the part says, where the shop writes it."""
    own = {"header": store.receipt_header, "footer": store.receipt_footer, "store_name": store.name}
    text = next((text for text in part.texts.values() if text), "") or own.get(part.kind, "")
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"


def languages_words(template: Template, store: StoreSettings) -> str:
    """The languages of a paper: English, العربية."""
    return ", ".join(language_name(code or language(), store.locale) for code in template.languages)


def addable(template: Template) -> list[PartKind]:
    """What can be put on the paper: what may stand there more than once, and what is missing."""
    present = {part.kind for part in template.parts}
    return [kind for kind in kinds_of(template.paper) if kind.many or kind.key not in present]


def must_stay(template: Template, part: Part) -> bool:
    """Whether this paper may not go without the part."""
    return template.paper in KINDS[part.kind].must


def removable(part: Part) -> bool:
    """Whether the part was added by the shop, or could have been; the others are turned off."""
    return KINDS[part.kind].many


def content_words(choice: str) -> str:
    """What a QR code can say."""
    return {
        "sale": tr("Number, time and total"),
        "number": tr("Receipt number"),
        "link": tr("A web address"),
    }[choice]
