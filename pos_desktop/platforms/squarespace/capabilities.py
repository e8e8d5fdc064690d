"""What Squarespace can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: excerpts of its OpenAPI files for orders and inventory."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.ORDERS, Can.CUSTOMERS, Can.STOCK_ADJUST, Can.STOCK_SET,
            Can.FULFILMENT, Can.IDEMPOTENT_STOCK,
        ),
        adapted={
            Can.ORDER_LOOK_UP: tr("The same key brings the same order again; newer orders are looked through."),
            Can.DISCOUNTS: tr("The list of discounts is read; the register computes them."),
            Can.WEBHOOKS: tr("For orders, and only where the app was signed in."),
        },
        missing={
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.BARCODES: tr("It keeps no barcodes."),
            Can.REFUNDS: tr("Its interface has no refunds; they are entered in its own screens."),
            Can.PARTIAL_REFUNDS: tr("Its interface has no refunds; they are entered in its own screens."),
            Can.GIFT_CARDS: tr("Its gift cards cannot be asked for from outside."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.LOCATIONS: tr("It keeps one stock, without locations."),
            Can.TAX_AT_CHECKOUT: tr("It tells no tax before there is an order; the register computes it and sends it along."),
        },
    )  # fmt: skip
