"""Magento as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.magento.capabilities import capabilities

PLATFORM = LaterKind("magento", "Magento", "MG", capabilities)
