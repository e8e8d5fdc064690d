"""What PrestaShop can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: the documentation of its web service, 8.x."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.BARCODES, Can.CUSTOMERS, Can.DISCOUNTS, Can.STOCK_SET,
        ),
        adapted={
            Can.ORDERS: tr("Through a cart, which becomes an order."),
            Can.ORDER_LOOK_UP: tr("Through the cart that the order was made from, whose id is kept."),
            Can.REFUNDS: tr("As a credit slip, which many shops support in part."),
            Can.PARTIAL_REFUNDS: tr("As a credit slip, which many shops support in part."),
            Can.STOCK_ADJUST: tr("The level is read and set anew; there is no adjustment by a difference."),
            Can.FULFILMENT: tr("Through the state of the order."),
        },
        missing={
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.GIFT_CARDS: tr("It has no gift cards of its own."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.LOCATIONS: tr("It keeps one stock, without locations."),
            Can.WEBHOOKS: tr("It sends no messages; the register asks it for changes."),
            Can.IDEMPOTENT_STOCK: tr("It knows no keys that make a repeated call harmless."),
            Can.TAX_AT_CHECKOUT: tr("It tells the tax of a cart of its own shop only; the register computes it and sends it along."),
        },
    )  # fmt: skip
