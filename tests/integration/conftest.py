"""Fixtures for every test of this folder."""

from tests.integration.shop import database, shop
from tests.postgres import postgres_address, postgres_server

__all__ = ["database", "postgres_address", "postgres_server", "shop"]
