"""The version of the Admin API that is spoken: the only place that names it."""

from datetime import date, timedelta

API_VERSION = "2026-10"
# A version is served for a year from its first day, then calls are answered by the oldest one that still is.
# Source: shopify.dev, API versioning, release schedule.
RETIRED = date(2027, 10, 1)
WATCH_FROM = RETIRED - timedelta(days=120)
