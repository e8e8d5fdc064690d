"""Finds every kind of platform by looking into the folders of the family; nothing is listed by hand (R-42)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pos_desktop import platforms
from pos_desktop.application.platform.trouble import PlatformSetting
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.platforms.base import PlatformKind


@cache
def platform_kinds() -> Mapping[str, PlatformKind]:
    """All kinds by key: those that a folder's `platform.py` names in `PLATFORM`."""
    found: dict[str, PlatformKind] = {}
    for info in pkgutil.iter_modules(platforms.__path__, platforms.__name__ + "."):
        if not info.ispkg:
            continue
        kind: PlatformKind = importlib.import_module(f"{info.name}.platform").PLATFORM
        if kind.key in found:
            raise ValueError(f"two platforms are called '{kind.key}'")
        found[kind.key] = kind
    return found


def platform_kind(key: str) -> PlatformKind:
    """The kind of a key; PlatformSetting when this version has none, or cannot connect to it."""
    kind = platform_kinds().get(key)
    if kind is None or not kind.offered:
        raise PlatformSetting(
            tr("This platform cannot be connected"),
            tr("'{platform}' is not offered by this version.", platform=kind.label if kind else key),
            tr("Choose another one under Settings, E-commerce."),
        )
    return kind
