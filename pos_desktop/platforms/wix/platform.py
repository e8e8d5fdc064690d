"""Wix as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.wix.capabilities import capabilities

PLATFORM = LaterKind("wix", "Wix", "WX", capabilities)
