"""What the practice shop sells: the demo shop's own goods at what is there of them, and one thing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos_desktop.application.wording import tr
from pos_desktop.demo.products import articles
from pos_desktop.demo.shop_data import ShopData
from pos_desktop.domain.money import currency
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.clock import Clock

if TYPE_CHECKING:
    from pos_desktop.application.ports import Store

ONLINE_ONLY_SKU = "WEB-0001"
ONLINE_ONLY_MINOR = 1290
ONLINE_ONLY_PIECES = 40
STEP = timedelta(minutes=1)


class OpeningClock(Clock):
    """Stands a day back until the shop opens: goods that all came just now would all be looked at again at once."""

    def __init__(self) -> None:
        self._behind = timedelta(days=1)

    def now(self) -> datetime:
        return super().now() - self._behind

    def pass_by(self) -> None:
        """Some time goes by between one product and the next."""
        self._behind -= STEP

    def open(self) -> None:
        """From here on it is as late as it is."""
        self._behind = timedelta()


class OnlineGoods:
    """The specifications of the shop's products; `place` is where it keeps its stock."""

    def __init__(self, data: ShopData, store: Store, currency_code: str, place: str) -> None:
        self._data = data
        self._products: list[dict[str, Any]] = data.catalogue["products"]
        self._currency = currency(currency_code)
        self._place = place
        skus = (article["sku"] for product in self._products for article, _ in articles(product))
        self._on_hand = _on_hand(store, skus)
        names: list[dict[str, Any]] = data.catalogue["categories"]
        self._categories = {group["key"]: data.word(group["names"]) for group in names}

    def specs(self) -> list[ProductSpec]:
        """Everything that has a price: what is priced at the counter cannot be sold online."""
        told = [self._spec(product) for product in self._products]
        return [*(spec for spec in told if spec.variants), self._online_only()]

    def _spec(self, product: Mapping[str, Any]) -> ProductSpec:
        word = self._data.word
        return ProductSpec(
            word(product["names"]),
            tuple(
                self._variant(article, tuple(word(value["names"]) for value in values))
                for article, values in articles(product)
                if article["price_minor"]
            ),
            tuple(word(option["names"]) for option in product.get("options", ())),
            product_type=self._categories[product["category"]],
        )

    def _variant(self, article: Mapping[str, Any], options: tuple[str, ...]) -> VariantSpec:
        milli = self._on_hand.get(article["sku"])
        return VariantSpec(
            article["sku"],
            self._price(article["price_minor"]),
            next(iter(article["barcodes"]), ""),
            options,
            tracked=milli is not None,
            levels={self._place: (milli or 0) // 1000},
        )

    def _online_only(self) -> ProductSpec:
        variant = VariantSpec(
            ONLINE_ONLY_SKU, self._price(ONLINE_ONLY_MINOR), levels={self._place: ONLINE_ONLY_PIECES}
        )
        return ProductSpec(tr("Cotton bag with the store's linden leaf"), (variant,))

    def _price(self, minor: int) -> str:
        return str(Decimal(minor).scaleb(-self._currency.exponent))


def _on_hand(store: Store, skus: Iterable[str]) -> dict[str, int]:
    """What is there of each article whose stock is kept, in thousandths."""
    with store.read() as work:
        register = work.registers.only()
        assert register is not None
        known = {sku: work.catalogue.by_sku(sku) for sku in skus}
        return {
            sku: work.stock.on_hand(article.variant_row, register.location_id)
            for sku, article in known.items()
            if article is not None and article.track_stock
        }


def counted(data: ShopData) -> tuple[str, ...]:
    """The SKUs of what is sold by the piece and counted."""
    return tuple(
        article["sku"]
        for product in data.catalogue["products"]
        if product["kind"] == "piece"
        for article, _ in articles(product)
        if article["price_minor"] and article.get("on_hand_milli") is not None
    )
