"""What WooCommerce can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: its REST documentation and answers of a running 11.0.1."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.BARCODES, Can.ORDERS, Can.REFUNDS, Can.PARTIAL_REFUNDS,
            Can.CUSTOMERS, Can.DISCOUNTS, Can.STOCK_SET, Can.FULFILMENT, Can.WEBHOOKS,
        ),
        adapted={
            Can.ORDER_LOOK_UP: tr("Through the name of the register as the order's origin, and our id in its notes."),
            Can.STOCK_ADJUST: tr("The level is read and set anew; there is no adjustment by a difference."),
        },
        missing={
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.GIFT_CARDS: tr("It has no gift cards of its own."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.LOCATIONS: tr("It keeps one stock, without locations."),
            Can.IDEMPOTENT_STOCK: tr("It knows no keys that make a repeated call harmless."),
            Can.TAX_AT_CHECKOUT: tr("It tells the tax of a cart of its own shop only; the register computes it and sends it along."),
        },
    )  # fmt: skip
