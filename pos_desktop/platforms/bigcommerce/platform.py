"""BigCommerce as the registry lists it."""

from pos_desktop.platforms.bigcommerce.capabilities import capabilities
from pos_desktop.platforms.later import LaterKind

PLATFORM = LaterKind("bigcommerce", "BigCommerce", "BC", capabilities)
