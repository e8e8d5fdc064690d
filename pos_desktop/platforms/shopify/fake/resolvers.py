"""Every field of the schema that has a rule of its own, by the type that has it."""

from pos_desktop.platforms.shopify.fake.mutations import MUTATIONS
from pos_desktop.platforms.shopify.fake.order_fields import ORDER_FIELDS
from pos_desktop.platforms.shopify.fake.people_fields import PEOPLE_FIELDS
from pos_desktop.platforms.shopify.fake.product_fields import PRODUCT_FIELDS
from pos_desktop.platforms.shopify.fake.queries import QUERIES
from pos_desktop.platforms.shopify.fake.request import Resolver
from pos_desktop.platforms.shopify.fake.rules import ref

RESOLVERS: dict[tuple[str, str], Resolver] = {
    **PRODUCT_FIELDS,
    **ORDER_FIELDS,
    **PEOPLE_FIELDS,
    **{("QueryRoot", name): rule for name, rule in QUERIES.items()},
    **{("Mutation", name): rule for name, rule in MUTATIONS.items()},
    # What a mutation answers with points to records by their ids.
    ("RefundCreatePayload", "refund"): ref("refundId"),
    ("RefundCreatePayload", "order"): ref("orderId"),
    ("InventoryAdjustQuantitiesPayload", "inventoryAdjustmentGroup"): ref("groupId"),
    ("InventorySetQuantitiesPayload", "inventoryAdjustmentGroup"): ref("groupId"),
    ("InventoryActivatePayload", "inventoryLevel"): ref("levelId"),
}
