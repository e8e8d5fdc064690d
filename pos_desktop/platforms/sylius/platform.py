"""Sylius as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.sylius.capabilities import capabilities

PLATFORM = LaterKind("sylius", "Sylius", "SY", capabilities)
