"""Fixtures for every test of this folder."""

from tests.integration.card_shop import card_shop
from tests.integration.desk_fixtures import manager, till
from tests.integration.shop import database, shop
from tests.integration.sync_till import syncing

__all__ = ["card_shop", "database", "manager", "shop", "syncing", "till"]
