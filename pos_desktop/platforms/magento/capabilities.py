"""What Magento can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: its published description, 2.4.9."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.ORDERS, Can.ORDER_LOOK_UP, Can.REFUNDS, Can.PARTIAL_REFUNDS,
            Can.CUSTOMERS, Can.DISCOUNTS, Can.STOCK_SET, Can.LOCATIONS, Can.FULFILMENT,
        ),
        adapted={
            Can.BARCODES: tr("Where the shop keeps an attribute for them."),
            Can.STOCK_ADJUST: tr("The level is read and set anew; there is no adjustment by a difference."),
            Can.GIFT_CARDS: tr("Adobe Commerce only: through a cart."),
        },
        missing={
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.WEBHOOKS: tr("It sends no messages; the register asks it for changes."),
            Can.IDEMPOTENT_STOCK: tr("It knows no keys that make a repeated call harmless."),
            Can.TAX_AT_CHECKOUT: tr("It tells the tax of a cart of its own shop only; the register computes it and sends it along."),
        },
    )  # fmt: skip
