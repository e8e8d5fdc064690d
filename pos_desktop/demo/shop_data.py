"""Reads the shipped demo shop in one language."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pos_desktop.application.first_run import FirstRun, NewPerson, NewPrinter
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.tax import TaxRate
from pos_desktop.system.paths import resource_root


@dataclass(frozen=True, slots=True)
class ShopData:
    """The demo shop as it is shipped."""

    store: dict[str, Any]
    catalogue: dict[str, Any]
    language: str

    def word(self, names: dict[str, str]) -> str:
        """A name in the shop's language, English where there is none."""
        return names.get(self.language) or names["en"]


def read(language: str = "en") -> ShopData:
    """The demo shop with its names in a language."""
    folder = resource_root() / "demo"
    store = json.loads((folder / "store.json").read_text(encoding="utf-8"))
    catalogue = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    return ShopData(store, catalogue, language)


_PLACES = {"ar": ("ar-AE", "AED")}


def plan(data: ShopData, printer: NewPrinter | None) -> FirstRun:
    """The first run of the demo shop."""
    store = data.store
    locale, currency = _PLACES.get(data.language, (store["locale"].replace("_", "-"), store["currency"]))
    settings = StoreSettings(
        name=data.word(store["names"]),
        address=tuple(store["address_lines"].get(data.language, store["address_lines"]["en"])),
        tax_number=store["tax_id"],
        country=store["country"],
        currency_code=currency,
        locale=locale,
        language=data.language,
        prices_include_tax=store["prices_include_tax"],
        receipt_header="\n".join(_lines(data, "header")),
        receipt_footer="\n".join(_lines(data, "footer")),
        code_masks=tuple(code["mask"] for code in data.catalogue["in_store_codes"]),
        demo=True,
    )
    classes = tuple(
        (data.word(group["names"]), tuple(_rate(data, rate) for rate in group["rates"]))
        for group in store["tax_classes"]
    )
    people = tuple(NewPerson(data.word(p["names"]), p["role"], p["pin"]) for p in store["people"])
    register = store["registers"][0]
    return FirstRun(
        store=settings,
        register_number=register["number"],
        register_name=data.word(register["names"]),
        tax_classes=classes,
        people=people,
        printers=(printer,) if printer else (),
    )


def _lines(data: ShopData, part: str) -> list[str]:
    texts: dict[str, list[str]] = data.store["receipt"][part]
    return texts.get(data.language, texts["en"])


def _rate(data: ShopData, rate: dict[str, Any]) -> TaxRate:
    # The percentage is shown beside the name everywhere; the demo's names carry it already.
    name = data.word(rate["names"]).split(rate["percent"])[0].strip()
    return TaxRate(name, Decimal(rate["percent"]), rate["compound"])
