"""What people do in the shop: the merchant at the desk, customers online. For the demo and for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from pos_desktop.application.platform.catalogue import PlatformProduct
from pos_desktop.domain.money import currency
from pos_desktop.platforms.shopify.fake import (
    catalogue,
    customers,
    discounts,
    drafts,
    gift_cards,
    orders,
    refunds,
    shipping,
    stock,
)
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.courier import Courier
from pos_desktop.platforms.shopify.fake.state import Record, State


class HandsFault(Exception):
    """What was asked for cannot be done in this shop."""


class Hands:
    """Acts in a shop as its people do; subscribers hear of it."""

    state: State
    courier: Courier

    def _keep(self) -> None:
        """Something changed and is to be kept."""

    @contextmanager
    def acting(self) -> Iterator[State]:
        """The state, nobody else's meanwhile; what changed is kept."""
        with self.state.lock:
            yield self.state
            self._keep()

    # -- the catalogue

    def fill(self, products: Sequence[ProductSpec | PlatformProduct]) -> list[Record]:
        """A catalogue at once; nobody is told."""
        with self.acting() as state:
            code = state.shop["currencyCode"]
            specs = [one if isinstance(one, ProductSpec) else spec_of(one, code) for one in products]
            return catalogue.fill(state, specs)

    def add_product(self, spec: ProductSpec) -> Record:
        """The merchant adds a product."""
        with self.acting() as state:
            product = catalogue.add_product(state, spec)
            catalogue.happened(state, product, "create", f"Added product: {product['title']}.")
            state.tell("products/create", product)
            return product

    def edit_product(self, product: Record, **changes: Any) -> Record:
        """The merchant changes a product: title, vendor, productType, status, tags."""
        with self.acting() as state:
            return catalogue.edit_product(state, product, **changes)

    def edit_variant(self, sku: str, /, **changes: Any) -> Record:
        """The merchant changes a variant: sku, barcode, price, compareAtPrice, grams, tracked."""
        with self.acting() as state:
            return catalogue.edit_variant(state, self.variant(sku), **changes)

    def delete_product(self, product: Record) -> None:
        """The merchant deletes a product."""
        with self.acting() as state:
            catalogue.remove_product(state, product)

    def variant(self, sku: str) -> Record:
        """By its exact SKU."""
        with self.state.lock:
            few = self.state.shelf("ProductVariant").having("sku", sku) or []
            found = next((one for one in few if one["sku"] == sku), None)
        if found is None:
            raise HandsFault(f"no variant {sku}")
        return found

    def has(self, sku: str) -> bool:
        """Whether there is a variant of that SKU."""
        with self.state.lock:
            return any(
                one["sku"] == sku for one in self.state.shelf("ProductVariant").having("sku", sku) or ()
            )

    def product_of(self, sku: str) -> Record:
        """The product of a variant."""
        return self.state.shelf("Product").records[self.variant(sku)["productId"]]

    def item(self, sku: str) -> Record:
        """What the stock of a variant is kept under."""
        return self.state.shelf("InventoryItem").records[self.variant(sku)["itemId"]]

    # -- places and levels

    def add_location(self, name: str, **address: str) -> Record:
        """Another place."""
        with self.acting() as state:
            told = {"address1": None, "city": None, "zip": None, "countryCode": "DE", **address}
            return state.add("Location", name=name, isActive=True, address={**told, "formatted": [name]})

    def locations(self) -> list[Record]:
        """All places."""
        return self.state.all("Location")

    def level(self, sku: str, location: str = "") -> int:
        """What is available of a variant at a place, or everywhere."""
        with self.state.lock:
            item = self.item(sku)
            if not location:
                return stock.available(self.state, item)
            found = stock.level_of(self.state, item, location)
            return 0 if found is None else int(found["available"])

    def set_level(self, sku: str, units: int, location: str = "") -> None:
        """The merchant counts."""
        with self.acting() as state:
            item, place = self.item(sku), location or shipping.first_place(state)
            stock.move(state, item, place, units - self.level(sku, place))

    def start_keeping(self, sku: str, location: str, units: int = 0) -> None:
        """A variant is kept at another place from now on."""
        with self.acting() as state:
            level = stock.activate(state, self.item(sku), location, units)
            state.tell("inventory_levels/connect", level)

    def stop_keeping(self, sku: str, location: str) -> None:
        """A variant is no longer kept at a place."""
        with self.acting() as state:
            stock.disconnect(state, self.item(sku), location)

    # -- orders

    def sell_online(self, lines: Sequence[tuple[str, int]], **order: Any) -> Record:
        """A customer buys in the web shop and pays; its stock is promised. `order`: more of orderCreate's input."""
        with self.acting() as state:
            code = state.shop["currencyCode"]
            asked = {
                "lineItems": [
                    {"variantId": self.variant(sku)["id"], "quantity": units, "requiresShipping": True}
                    for sku, units in lines
                ],
                "sourceName": "web",
                "currency": code,
                "taxesIncluded": state.shop["taxesIncluded"],
                **order,
            }
            total = sum(Decimal(self.variant(sku)["price"]) * units for sku, units in lines)
            amount = {"shopMoney": {"amount": total, "currencyCode": code}}
            asked.setdefault("transactions", [{"amountSet": amount, "gateway": "shopify_payments"}])
            made, problems = orders.create(state, asked, {"inventoryBehaviour": "DECREMENT_IGNORING_POLICY"})
            if made is None:
                raise HandsFault(str(problems))
            return made

    def edit_order(self, order: Record, **changes: Any) -> Record:
        """The merchant changes a note, tags, the address."""
        with self.acting() as state:
            made, problems = orders.update(state, {"id": order["id"], **changes})
            if made is None:
                raise HandsFault(str(problems))
            return made

    def cancel_order(self, order: Record, *, restock: bool = True, refund: bool = True) -> None:
        """The merchant cancels."""
        with self.acting() as state:
            asked = {"orderId": order["id"], "reason": "CUSTOMER", "restock": restock, "refund": refund}
            _, problems = refunds.cancel(state, asked)
            if problems:
                raise HandsFault(str(problems))

    def refund_online(self, order: Record, amount: str, lines: Sequence[Record] = ()) -> Record:
        """The merchant gives money back, and lines as refundCreate takes them."""
        with self.acting() as state:
            payment = {
                "orderId": order["id"],
                "kind": "REFUND",
                "gateway": "shopify_payments",
                "amount": amount,
            }
            asked = {"orderId": order["id"], "transactions": [payment], "refundLineItems": list(lines)}
            made, problems = refunds.create(state, asked)
            if made is None:
                raise HandsFault(str(problems))
            return made

    def ship(self, order: Record, tracking: str = "") -> Record:
        """The merchant ships all that is open."""
        with self.acting() as state:
            made = shipping.ship_all(state, order, None, {"trackingNumber": tracking})
            if made is None:
                raise HandsFault("nothing is open")
            return made

    def orders(self, source_identifier: str = "") -> list[Record]:
        """All orders, or those with an identifier of another system; the oldest first."""
        with self.state.lock:
            found = self.state.all("Order")
        if not source_identifier:
            return found
        return [one for one in found if one["sourceIdentifier"] == source_identifier]

    def refunds(self, order: Record) -> list[Record]:
        """The refunds of an order."""
        with self.state.lock:
            return self.state.each(order["refundIds"])

    def lines(self, order: Record) -> list[Record]:
        """The lines of an order."""
        with self.state.lock:
            return self.state.each(order["lineIds"])

    def set_taxes(self, *rates: tuple[str, str], sku: str = "", country: str = "") -> None:
        """The merchant sets what drafts are taxed with: names and fractions, for one variant or all, for a country."""
        with self.acting() as state:
            drafts.set_taxes(state, rates, self.variant(sku)["id"] if sku else drafts.ANY, country)

    # -- people, discounts, gift cards

    def add_customer(self, **facts: Any) -> Record:
        """Somebody signs up: firstName, lastName, email, phone, addresses."""
        with self.acting() as state:
            made, problems = customers.create(state, facts)
            if made is None:
                raise HandsFault(str(problems))
            if facts.get("addresses"):
                made["addresses"] = [customers.address(state, one) for one in facts["addresses"]]
            return made

    def edit_customer(self, customer: Record, **facts: Any) -> Record:
        """Somebody changes their own facts."""
        with self.acting() as state:
            made, problems = customers.update(state, {"id": customer["id"], **facts})
            if made is None:
                raise HandsFault(str(problems))
            return made

    def add_discount(self, code: str, **terms: Any) -> Record:
        """A discount code: percent, amount, starts_at, ends_at, usage_limit, minimum, title."""
        with self.acting() as state:
            return discounts.add(state, code, **terms)

    def add_gift_card(self, code: str, balance: str, expires_on: str | None = None) -> Record:
        """A gift card is issued."""
        with self.acting() as state:
            return gift_cards.add(state, code, balance, expires_on)

    def edit_gift_card(self, card: Record, **changes: Any) -> None:
        """The merchant changes a card: enabled, expiresOn."""
        with self.acting() as state:
            card.update(changes)
            state.touch(card)

    def refuse_next_credit(self, card: Record) -> None:
        """Putting something back onto a card is refused once, as when that would exceed the shop's limit."""
        with self.acting():
            card["_refuseCredit"] = True

    def gift_card_moves(self, card: Record) -> list[Record]:
        """What was taken from it and put onto it, the first move first."""
        with self.state.lock:
            return self.state.each(card["transactionIds"])

    def remove_app(self) -> None:
        """The merchant takes the app away: subscribers are told, its tokens end."""
        with self.acting() as state:
            state.tell("app/uninstalled", state.shop)


def spec_of(product: PlatformProduct, code: str) -> ProductSpec:
    """A product in the words that all platforms share, as one of this shop."""
    unit = Decimal(1).scaleb(-currency(code).exponent)

    def price(minor: int | None) -> str:
        return "" if minor is None else str(minor * unit)

    return ProductSpec(
        title=product.name,
        options=product.options,
        vendor=product.vendor,
        product_type=product.category,
        images=tuple(image.address for image in product.images),
        status="ACTIVE" if product.active else "DRAFT",
        variants=tuple(
            VariantSpec(
                sku=one.sku,
                barcode=one.barcode,
                price=price(one.price_minor) or "0",
                compare_at=price(one.compare_at_minor),
                options=one.option_values,
                grams=one.weight_grams,
                tracked=one.tracks_stock,
                levels={place: milli // 1000 for place, milli in one.levels.items()},
            )
            for one in product.variants
        ),
    )
