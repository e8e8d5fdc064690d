"""A Shopify for demo and tests: the part of its Admin API that the register uses, over HTTP, with its own memory.

It runs the queries that Shopify runs, counts their cost, keeps idempotency keys, sends signed messages, and
misbehaves when told to. `FakeShopify` in `shop` is all that others need of it.
"""
