"""What an order comes to: computed the way Shopify does it from prices, quantities, taxes and the discount."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import ZERO, rounded, split

Record = dict[str, Any]


@dataclass(slots=True)
class LineSum:
    """A line in figures."""

    unit: Decimal
    quantity: int
    taxable: bool
    discount: Decimal = ZERO
    taxes: tuple[Record, ...] = ()

    @property
    def gross(self) -> Decimal:
        """Before the discount."""
        return self.unit * self.quantity

    @property
    def net(self) -> Decimal:
        """After the discount."""
        return self.gross - self.discount

    @property
    def tax(self) -> Decimal:
        """Of all rates."""
        return sum((tax["amount"] for tax in self.taxes), ZERO)


@dataclass(slots=True)
class OrderSum:
    """An order in figures."""

    lines: list[LineSum]
    shipping: Decimal
    shipping_tax: Decimal
    taxes_included: bool

    @property
    def subtotal(self) -> Decimal:
        """All lines after discounts."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def discount(self) -> Decimal:
        """Of all lines."""
        return sum((line.discount for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        """Of lines and shipping."""
        return sum((line.tax for line in self.lines), ZERO) + self.shipping_tax

    @property
    def total(self) -> Decimal:
        """What the customer owes."""
        return self.subtotal + self.shipping + (ZERO if self.taxes_included else self.tax)


def amount_in(bag: Record | None) -> Decimal | None:
    """The shop's money in an input of a price."""
    return None if bag is None else Decimal(bag["shopMoney"]["amount"])


def spread_discount(lines: list[LineSum], discount: Record | None, code: str) -> Decimal:
    """Puts the order's discount code on the lines; what it came to."""
    gross = sum((line.gross for line in lines), ZERO)
    amount = min(discount_amount(discount, gross, code), gross)
    for line, part in zip(lines, split(amount, [line.gross for line in lines], code), strict=True):
        line.discount = part
    return amount


def discount_amount(discount: Record | None, gross: Decimal, code: str) -> Decimal:
    """What a discount code takes off."""
    if not discount:
        return ZERO
    percentage = discount.get("itemPercentageDiscountCode")
    if percentage:
        return rounded(gross * Decimal(str(percentage.get("percentage") or 0)) / 100, code)
    fixed = discount.get("itemFixedDiscountCode")
    return amount_in(fixed.get("amountSet")) or ZERO if fixed else ZERO


def taxes_of(inputs: list[Record], base: Decimal, included: bool, code: str) -> tuple[Record, ...]:
    """Tax lines with their amounts: as given, else worked out from the rate."""
    return tuple(
        {
            "title": tax["title"],
            "rate": str(tax["rate"]),
            "amount": _tax(tax, base, included, code),
            "channelLiable": tax.get("channelLiable"),
        }
        for tax in inputs
    )


def _tax(tax: Record, base: Decimal, included: bool, code: str) -> Decimal:
    given = amount_in(tax.get("priceSet"))
    if given is not None:
        return rounded(given, code)
    rate = Decimal(tax["rate"])
    return rounded(base * rate / (1 + rate) if included else base * rate, code)


def spread_taxes(lines: list[LineSum], inputs: list[Record], included: bool, code: str) -> None:
    """Puts the order's tax lines on its taxable lines, by what each comes to."""
    weights = [line.net if line.taxable else ZERO for line in lines]
    for tax in taxes_of(inputs, sum(weights, ZERO), included, code):
        for line, part in zip(lines, split(tax["amount"], weights, code), strict=True):
            if line.taxable:
                line.taxes += ({**tax, "amount": part},)
