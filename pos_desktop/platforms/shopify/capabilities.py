"""What Shopify can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable, SellingWay
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: the Admin GraphQL schema of version.py."""
    return table(
        native=(
            Can.PRODUCTS, Can.PRODUCTS_SINCE, Can.BULK_IMPORT, Can.BARCODES, Can.ORDERS, Can.ORDER_LOOK_UP, Can.REFUNDS,
            Can.PARTIAL_REFUNDS, Can.CUSTOMERS, Can.DISCOUNTS, Can.STOCK_ADJUST, Can.STOCK_SET, Can.STOCK_COMPARE,
            Can.LOCATIONS, Can.FULFILMENT, Can.WEBHOOKS, Can.IDEMPOTENT_STOCK,
        ),
        adapted={
            Can.GIFT_CARDS: tr("Only where the shop's plan has gift cards and the app may use them."),
            Can.TAX_AT_CHECKOUT: tr("On a draft that is computed and not kept, if the store wants it so."),
        },
        ways=(SellingWay.DRAFT, SellingWay.AFTER_PAYMENT, SellingWay.LOCAL),
    )  # fmt: skip
