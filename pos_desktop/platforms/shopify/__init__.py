"""Shopify: its Admin API in the version that one place pins, and the practice shop that answers it."""
