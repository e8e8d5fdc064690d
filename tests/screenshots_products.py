"""Pictures of products that come from a file: before, looked at, on their way, and what it did."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.photographer import Photographer

_TABLE = """EAN;Bezeichnung;Preis;Warengruppe;Artikelnummer;Einheit
4006381333931;Hafermilch naturtrüb aus kontrolliert biologischem Anbau, im Mehrwegglas;2,49;Milch und Pflanzendrinks;HM-2049-MW;
4012345678901;Espressobohnen Hausröstung dunkel;12,90;Kaffee;ES-1000;
;Äpfel Elstar vom Bodensee;2,99;Obst;AP-17;kg
4000000000006;Blütenhonig;viel;Aufstrich;HO-3;
4000000000013;;3,20;Aufstrich;HO-4;
4000000000020;Wiesenhonig cremig;6,80;Aufstrich;HO-5;
"""


def products_from_a_file(p: Photographer) -> None:
    """A table with long names and two lines that cannot be taken."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "artikelliste-2026-11.csv"
        file.write_text(_TABLE, "utf-8")
        _from(p, file)


def _from(p: Photographer, file: Path) -> None:
    p.window.go("settings", section="products", row="file")
    page = p.sight.page
    p.hand.settle(0.3)
    p.take("settings-products-file")
    page.file_card.take_file(file)
    p.hand.until(lambda: page.file_card.report and page.rows.rows, "the file is read")
    page.file_card.path.set_text(file.name)  # its folder is another each time
    p.hand.settle(0.3)
    p.take("settings-products-columns")
    page.start.click()
    p.hand.until(lambda: page.result, "the end of the import")
    p.hand.settle(0.4)
    p.take("settings-products-imported")
    page.take("here")
    p.hand.until(lambda: page.here.last, "the count")
    p.hand.settle(0.3)
    p.take("settings-products-here")
