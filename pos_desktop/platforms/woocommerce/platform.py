"""WooCommerce as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.woocommerce.capabilities import capabilities

PLATFORM = LaterKind("woocommerce", "WooCommerce", "WC", capabilities)
