"""The version of the Admin API that is spoken, and what is counted on in it: the only place that names them."""

from datetime import date, timedelta

API_VERSION = "2026-10"
# A version is served for a year from its first day, then calls are answered by the oldest one that still is.
# Source: shopify.dev, API versioning, release schedule.
RETIRED = date(2027, 10, 1)
WATCH_FROM = RETIRED - timedelta(days=120)
KEYS_KEPT = timedelta(hours=12)
"""How long an idempotency key is counted on. Its schema does not say how long one is kept: half of a day is well within
the day that is usual. What was asked for longer ago is looked up instead."""
