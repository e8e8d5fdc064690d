"""What Wix can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: the types of its published SDK; catalogue version 3."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.ORDERS, Can.ORDER_LOOK_UP, Can.REFUNDS, Can.PARTIAL_REFUNDS,
            Can.CUSTOMERS, Can.STOCK_ADJUST, Can.STOCK_SET, Can.LOCATIONS, Can.FULFILMENT, Can.WEBHOOKS,
        ),
        adapted={
            Can.BARCODES: tr("Sites with the newer catalogue keep them."),
            Can.DISCOUNTS: tr("The code is tried on a cart."),
            Can.GIFT_CARDS: tr("Where the site has an app for gift cards."),
        },
        missing={
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.IDEMPOTENT_STOCK: tr("It knows no keys that make a repeated call harmless."),
            Can.TAX_AT_CHECKOUT: tr("It tells the tax of a cart of its own shop only; the register computes it and sends it along."),
        },
    )  # fmt: skip
