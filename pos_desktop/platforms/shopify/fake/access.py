"""Who may ask: access tokens, their renewal, and the scopes that each type and mutation needs."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

ALL_SCOPES = (
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "write_orders",
    "write_draft_orders",
    "read_customers",
    "write_customers",
    "read_discounts",
    "read_gift_cards",
    "read_gift_card_transactions",
    "write_gift_card_transactions",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)
TOKEN_SECONDS = 3600.0
_REFRESH_SECONDS = 90 * 86400.0

# One of these is needed to see a type; from the access notes of the published schema.
TYPE_SCOPES: dict[str, tuple[str, ...]] = {
    "Product": ("read_products",),
    "ProductVariant": ("read_products",),
    "InventoryItem": ("read_inventory", "read_products"),
    "InventoryLevel": ("read_inventory",),
    "Location": ("read_locations", "read_inventory"),
    "Order": ("read_orders",),
    "OrderTransaction": ("read_orders",),
    "Refund": ("read_orders",),
    "Fulfillment": ("read_orders",),
    "FulfillmentOrder": ("read_merchant_managed_fulfillment_orders",),
    "Customer": ("read_customers",),
    "DiscountNode": ("read_discounts",),
    "DiscountCodeNode": ("read_discounts",),
    "GiftCard": ("read_gift_cards",),
}
MUTATION_SCOPES: dict[str, tuple[str, ...]] = {
    "draftOrderCalculate": ("write_draft_orders",),
    "orderCreate": ("write_orders",),
    "orderUpdate": ("write_orders",),
    "orderCancel": ("write_orders",),
    "orderClose": ("write_orders",),
    "refundCreate": ("write_orders",),
    "fulfillmentCreate": ("write_merchant_managed_fulfillment_orders",),
    "fulfillmentCancel": ("write_merchant_managed_fulfillment_orders",),
    "inventoryAdjustQuantities": ("write_inventory",),
    "inventorySetQuantities": ("write_inventory",),
    "inventoryActivate": ("write_inventory",),
    "customerCreate": ("write_customers",),
    "customerUpdate": ("write_customers",),
    "giftCardDebit": ("write_gift_card_transactions",),
    "giftCardCredit": ("write_gift_card_transactions",),
}
_GIFT_CARD_FIELDS = ("giftCard", "giftCards", "giftCardDebit", "giftCardCredit")


@dataclass(frozen=True, slots=True)
class Need:
    """A field of a document and the scopes of which it needs one."""

    parent: str
    name: str
    scopes: tuple[str, ...]


def needs_of(schema: GraphQLSchema, document: DocumentNode) -> tuple[Need, ...]:
    """What a document needs, without doubles."""
    info = TypeInfo(schema)
    collector = _Needs(info)
    visit(document, TypeInfoVisitor(info, collector))
    return tuple(collector.found)


class _Needs(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.found: dict[Need, None] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Looks at one field of the document."""
        parent, of = self._info.get_parent_type(), self._info.get_type()
        if parent is None or of is None:
            return
        kind = get_named_type(of).name.removesuffix("Connection")
        scopes = MUTATION_SCOPES.get(node.name.value) if parent.name == "Mutation" else TYPE_SCOPES.get(kind)
        if scopes:
            self.found[Need(parent.name, node.name.value, scopes)] = None


@dataclass(slots=True)
class Token:
    """An access token: what it may do and until when; None: for good, as a custom app's."""

    scopes: frozenset[str]
    until: float | None = None
    refresh: str = ""

    def allows(self, scopes: tuple[str, ...]) -> bool:
        """Whether it has one of some scopes; who may write may read."""
        return any(
            scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes for scope in scopes
        )


@dataclass(slots=True)
class Gate:
    """The tokens of the app in this shop."""

    client_id: str
    client_secret: str
    gift_cards: bool
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, float] = field(default_factory=dict)  # refresh tokens and their end
    spent: dict[str, str] = field(default_factory=dict)  # a used refresh token and the one that came of it

    def install(self, token: str, scopes: tuple[str, ...] = ALL_SCOPES) -> None:
        """A token that does not end."""
        self.tokens[token] = Token(frozenset(scopes))

    def issue(self, at: float, scopes: tuple[str, ...] = ALL_SCOPES) -> dict[str, Any]:
        """A token that lasts an hour and one by which it is renewed; the shop's answer to a sign-in."""
        access, refresh = f"shpat_{secrets.token_hex(16)}", f"shprt_{secrets.token_hex(16)}"
        self.tokens[access] = Token(frozenset(scopes), at + TOKEN_SECONDS, refresh)
        self.refreshes[refresh] = at + _REFRESH_SECONDS
        return {
            "access_token": access,
            "scope": ",".join(scopes),
            "expires_in": int(TOKEN_SECONDS),
            "refresh_token": refresh,
            "refresh_token_expires_in": int(_REFRESH_SECONDS),
        }

    def renew(self, refresh: str, at: float) -> dict[str, Any] | None:
        """Another pair for a refresh token; a used one stays good until the one that came of it is used."""
        if self.refreshes.get(refresh, 0.0) <= at:
            return None
        scopes = next((token.scopes for token in self.tokens.values() if token.refresh == refresh), None)
        answer = self.issue(at, tuple(sorted(scopes)) if scopes is not None else ALL_SCOPES)
        for earlier, later in list(self.spent.items()):
            if later == refresh:
                self.refreshes.pop(earlier, None)
        self.spent[refresh] = answer["refresh_token"]
        return answer

    def expire(self) -> None:
        """All tokens that can end have ended; so has a custom app's, if the merchant took it away."""
        for token in self.tokens.values():
            token.until = float("-inf")

    def who(self, token: str, at: float) -> Token | None:
        """The token, if it is good."""
        found = self.tokens.get(token)
        if found is None or (found.until is not None and found.until <= at):
            return None
        return found

    def refused(self, token: Token, needs: tuple[Need, ...]) -> dict[tuple[str, str], GraphQLError]:
        """The fields of a document that a token may not see."""
        return {
            (need.parent, need.name): denied(need.name, need.scopes)
            for need in needs
            if not token.allows(need.scopes) or (need.name in _GIFT_CARD_FIELDS and not self.gift_cards)
        }


def denied(name: str, scopes: tuple[str, ...]) -> GraphQLError:
    """As Shopify words it."""
    needed = " or ".join(f"`{scope}`" for scope in scopes) + " access scope."
    return GraphQLError(
        f"Access denied for {name} field. Required access: {needed}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": needed,
        },
    )
