"""Squarespace as the registry lists it."""

from pos_desktop.platforms.later import LaterKind
from pos_desktop.platforms.squarespace.capabilities import capabilities

PLATFORM = LaterKind("squarespace", "Squarespace", "SQ", capabilities)
