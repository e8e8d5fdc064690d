"""A Stripe for demo and tests: the part of its API that the register uses, over HTTP, with its own memory.

It keeps idempotency keys as Stripe does, has readers, declines by test card or amount, and misbehaves when told to.
"""
