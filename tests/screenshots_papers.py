"""Pictures of a receipt in five languages on both widths of paper, as a printer prints it: real bytes, a real press.

python -m tests.screenshots_papers docs/screenshots
"""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path

from PIL import Image

from pos_desktop.application import wording
from pos_desktop.application.documents import Document
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.receipts import receipt
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.registry import create_printer
from pos_desktop.domain.money import currency
from pos_desktop.domain.record import replace
from pos_desktop.system.paths import resource_root
from tests.unit.test_receipts import APPLES, BREAD, STORE, order

WIDTHS = {80: 48, 58: 32}
SHOPS = {
    "en": ("Corner Shop", "Sourdough bread, sliced", "Apples", "sliced thin"),
    "de": ("Eckladen Müller", "Süßrahm-Butter „Grüne Wiese“ mit Meersalz", "Äpfel, Größe XL", "geschnitten"),
    "ar": ("متجر الزاوية", "خبز القمح الكامل", "تفاح أحمر", "مقطّع"),
    "th": ("ร้านหัวมุม", "กาแฟเย็นใส่น้ำแข็ง", "น้ำส้มคั้นสด", "หวานน้อย"),
    "zh": ("街角小店", "有机全麦面包 切片", "红富士苹果", "切薄片"),
}
PLACES = {
    "en": ("en-IE", "EUR"),
    "de": ("de-DE", "EUR"),
    "ar": ("ar-AE", "AED"),
    "th": ("th-TH", "THB"),
    "zh": ("zh-CN", "CNY"),
}
MARGIN = 24


def sold(language: str) -> tuple[OrderView, Document]:
    """A sale of goods that are named in the language, and its receipt."""
    shop, bread, apples, note = SHOPS[language]
    lines = replace(BREAD, name=bread, note=note), replace(APPLES, name=apples)
    sale = order(*lines, given=2000)
    store = replace(STORE, name=shop, receipt_header="", receipt_footer="")
    place, money = PLACES[language]
    formats = Formats(place, currency(money), UTC, language)
    with wording.speaking(wording.in_languages(language)):
        return sale, receipt(sale, store, formats)


def printed(document: Document, columns: int) -> Image.Image:
    """The paper that comes out of a printer on the network; AssertionError where it understood something otherwise."""
    with VirtualPrinter(columns=columns) as press:
        printer = create_printer("tcp", {"host": "127.0.0.1", "port": press.port, "columns": columns})
        try:
            outcome = printer.print(document)
        finally:
            printer.close()
        assert outcome.reason is None, outcome
        (paper,) = press.wait_for_receipts(1)
        assert press.problems == []
        return paper.image


def picture(paper: Image.Image) -> Image.Image:
    """The paper on a grey ground."""
    ground = Image.new("L", (paper.width + 2 * MARGIN, paper.height + 2 * MARGIN), 200)
    ground.paste(paper, (MARGIN, MARGIN))
    return ground


def pictures(folder: Path, only: str = "") -> list[str]:
    """receipt-<language>-<mm>.png, each language on each width."""
    wording.use(wording.load("en", resource_root() / "translations"))
    taken = []
    for language in SHOPS:
        _, document = sold(language)
        for millimetres, columns in WIDTHS.items():
            name = f"receipt-{language}-{millimetres}"
            if only in name:
                picture(printed(document, columns)).save(folder / f"{name}.png", optimize=True)
                taken.append(f"{name}.png")
    return taken


if __name__ == "__main__":
    print("\n".join(pictures(Path(sys.argv[1]))))
