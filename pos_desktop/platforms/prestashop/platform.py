"""PrestaShop as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.prestashop.capabilities import capabilities

PLATFORM = LaterKind("prestashop", "PrestaShop", "PS", capabilities)
