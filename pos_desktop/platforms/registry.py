"""Finds every kind of platform by looking into the folders of the family; nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pos_desktop import platforms
from pos_desktop.application.platform.trouble import PlatformSetting
from pos_desktop.application.wording import tr
from pos_desktop.system.families import by_key, folders_of

if TYPE_CHECKING:
    from pos_desktop.platforms.base import PlatformKind


@cache
def platform_kinds() -> Mapping[str, PlatformKind]:
    """All kinds by key: those that a folder's `platform.py` names in `PLATFORM`."""
    return by_key((each.PLATFORM for each in folders_of(platforms, "platform")), "platforms")


def platform_kind(key: str) -> PlatformKind:
    """The kind of a key; PlatformSetting when this version has none, or cannot connect to it."""
    kind = platform_kinds().get(key)
    if kind is None or not kind.offered:
        raise PlatformSetting(
            tr("This platform cannot be connected"),
            tr("'{platform}' is not offered by this version.", platform=kind.label if kind else key),
            tr("Choose another one under Settings › E-commerce."),
        )
    return kind
