"""What Sylius can do."""

from pos_desktop.application.platform.capabilities import Capability as Can
from pos_desktop.application.platform.capabilities import CapabilityTable, SellingWay
from pos_desktop.application.wording import tr
from pos_desktop.platforms.tables import table


def capabilities() -> CapabilityTable:
    """In the language in use. Source: its API Platform definitions, 2.0."""
    return table(
        native=(Can.PRODUCTS, Can.CUSTOMERS, Can.STOCK_SET, Can.FULFILMENT),
        adapted={
            Can.ORDERS: tr("Through the shop's own cart and checkout; it has no call that creates a paid order."),
            Can.ORDER_LOOK_UP: tr("Through the token of the cart, which is kept, and our id in the order's notes."),
            Can.REFUNDS: tr("A whole payment at once."),
            Can.DISCOUNTS: tr("The code is tried on the cart."),
            Can.STOCK_ADJUST: tr("The level is read and set anew; there is no adjustment by a difference."),
            Can.TAX_AT_CHECKOUT: tr("Its cart computes the tax while the ticket is open."),
        },
        missing={
            Can.PRODUCTS_SINCE: tr("It cannot be asked for what changed; the catalogue is read whole and compared."),
            Can.BULK_IMPORT: tr("It has no export in one piece; the catalogue is read page by page."),
            Can.BARCODES: tr("It keeps no barcodes."),
            Can.PARTIAL_REFUNDS: tr("Only with a plug-in for refunds."),
            Can.GIFT_CARDS: tr("It has no gift cards of its own."),
            Can.STOCK_COMPARE: tr("It sets a level whatever it was before."),
            Can.LOCATIONS: tr("It keeps one stock, without locations."),
            Can.WEBHOOKS: tr("It sends no messages; the register asks it for changes."),
            Can.IDEMPOTENT_STOCK: tr("It knows no keys that make a repeated call harmless."),
        },
        ways=(SellingWay.DRAFT, SellingWay.AFTER_PAYMENT, SellingWay.LOCAL),
    )  # fmt: skip
