"""Asks the practice Shopify as a program would, and a shelf of goods to ask about."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx

from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_TOKEN, FakeShopify

GRAPHQL = "/admin/api/2026-10/graphql.json"
SHIRT = ProductSpec(
    "Shirt",
    options=("Size", "Colour"),
    vendor="Weaver",
    product_type="Clothes",
    tags=("summer",),
    images=("https://pictures.example/shirt.jpg",),
    variants=(
        VariantSpec("TEE-S-RED", "19.90", "4006381333931", ("S", "Red"), compare_at="24.90"),
        VariantSpec("TEE-M-RED", "19.90", "4006381333948", ("M", "Red")),
        VariantSpec("TEE-L-RED", "21.00", "4006381333955", ("L", "Red")),
    ),
)
MUG = ProductSpec("Mug", variants=(VariantSpec("MUG", "8.50", "4006381333962"),), vendor="Potter")

ORDER_CREATE = """
mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
  orderCreate(order: $order, options: $options) {
    order {
      id name sourceIdentifier displayFinancialStatus displayFulfillmentStatus processedAt
      totalPriceSet { shopMoney { amount currencyCode } }
      subtotalPriceSet { shopMoney { amount } }
      totalTaxSet { shopMoney { amount } }
      totalDiscountsSet { shopMoney { amount } }
      lineItems(first: 50) { nodes { id title quantity sku } }
    }
    userErrors { code field message }
  }
}
"""
ADJUST = """
mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta quantityAfterChange item { id } location { id } } }
    userErrors { code field message }
  }
}
"""
REFUND = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id note totalRefundedSet { shopMoney { amount } } }
    order { id displayFinancialStatus }
    userErrors { field message }
  }
}
"""


class Asking:
    """A program that talks to the shop."""

    def __init__(self, shop: FakeShopify, token: str = PRACTICE_TOKEN) -> None:
        self.shop = shop
        headers = {"X-Shopify-Access-Token": token}
        # Nothing is encrypted within this computer; reading whom to trust takes longer than a question.
        self.client = httpx.Client(base_url=shop.address, headers=headers, timeout=60, verify=False)

    def raw(self, query: str, /, **variables: Any) -> httpx.Response:
        """The whole answer."""
        return self.client.post(GRAPHQL, json={"query": query, "variables": variables})

    def told(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """What was asked for, with variables of any name."""
        body = self.client.post(GRAPHQL, json={"query": query, "variables": variables}).json()
        assert "errors" not in body, body["errors"][:3]
        data: dict[str, Any] = body["data"]
        return data

    def body(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The answer's JSON; HTTP 200 is expected."""
        answer = self.raw(query, **variables)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def data(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """What was asked for; no errors are expected."""
        body = self.body(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def code(self, query: str, /, **variables: Any) -> str:
        """The code of the error that is expected."""
        return self.body(query, **variables)["errors"][0]["extensions"]["code"]

    def order(
        self, *lines: dict[str, Any], options: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """orderCreate's payload."""
        order = {"currency": "EUR", "taxesIncluded": True, "lineItems": list(lines), **more}
        return self.data(ORDER_CREATE, order=order, options=options)["orderCreate"]


def euros(amount: str) -> dict[str, Any]:
    """A price as it is put in."""
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


def line(shop: FakeShopify, sku: str, quantity: int = 1, price: str = "", **more: Any) -> dict[str, Any]:
    """An order's line."""
    told = {"variantId": shop.variant(sku)["id"], "quantity": quantity, **more}
    return {**told, "priceSet": euros(price)} if price else told


def paid(amount: str, gateway: str = "cash", **more: Any) -> list[dict[str, Any]]:
    """An order's payment."""
    return [{"kind": "SALE", "status": "SUCCESS", "gateway": gateway, "amountSet": euros(amount), **more}]


class Ears:
    """A place that messages are sent to, with what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.address = ""


@contextmanager
def listening() -> Iterator[Ears]:
    """An address on this machine that takes messages."""
    ears = Ears()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            ears.heard.append((dict(self.headers.items()), body))
            self.send_response(ears.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Taker)
    ears.address = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield ears
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
