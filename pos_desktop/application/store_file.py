"""The platforms that a store's configuration file names, for a store that is set up without a screen.

    [[platforms]]
    platform = "shopify"
    name = "Online shop"
    location = "Shop floor"          # name or ref of the platform's place; its only one when left out
    first_import = true
    settings = { shop = "corner-shop.myshopify.com", tax_by = "shop" }   # or "register", as when left out
    secrets_from = { access_token = "SHOP_TOKEN" }   # names of environment variables
    tenders = { cash = "Cash" }
    taxes = { VAT = "USt" }

A key stands in the environment and not in the file, which is copied about.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pos_desktop.application.connection_records import Names
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pathlib import Path

    from pos_desktop.application.platform.shop import PlatformLocation

_KINDS: Mapping[str, type] = {
    "platform": str,
    "name": str,
    "location": str,
    "first_import": bool,
    "settings": dict,
    "secrets_from": dict,
    "tenders": dict,
    "taxes": dict,
}


_TABLES = ("platforms", "devices")
_OF_THE_BUILD = ("name", "postgresql", "data", "key_file")
"""What the same file says to whoever builds the store's installer."""


@dataclass(frozen=True, slots=True)
class ToldPlatform:
    """A platform that the file names; `secrets` are read from the environment."""

    platform: str
    name: str = ""
    location: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    names: Names = field(default_factory=Names)
    first_import: bool = True

    def place_in(self, locations: Sequence[PlatformLocation]) -> str:
        """The ref of the named place. FixSetting when there is none, or when it is not clear which."""
        if not self.location and len(locations) <= 1:
            return locations[0].ref if locations else ""
        for place in locations:
            if self.location and self.location in (place.ref, place.name):
                return place.ref
        known = ", ".join(place.name for place in locations)
        raise FixSetting(
            tr("The place '{place}' is not known there", place=self.location),
            tr("Nothing was connected."),
            tr("Name one of these: {places}", places=known),
        )


def read_platforms(path: Path) -> list[ToldPlatform]:
    """Raises FixSetting that names what is wrong, OSError when the file cannot be read."""
    platforms = told_in(path).get("platforms", [])
    if not isinstance(platforms, list):
        raise wrong_in(path.name, "platforms")
    return [_platform(path.name, each) for each in platforms]


def told_in(path: Path) -> dict[str, Any]:
    """All that the file says. Raises as `read_platforms` does."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors on Windows begin it with a mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise wrong_in(path.name, str(trouble)) from trouble
    for key in told:
        if key not in (*_TABLES, *_OF_THE_BUILD):
            raise wrong_in(path.name, tr("'{key}' is not known", key=key))
    return told


def _platform(file: str, told: Any) -> ToldPlatform:
    if not isinstance(told, dict) or not told.get("platform"):
        raise wrong_in(file, "platform")
    for key, value in told.items():
        if key not in _KINDS or not isinstance(value, _KINDS[key]):
            raise wrong_in(file, key)
    return ToldPlatform(
        told["platform"],
        told.get("name", ""),
        told.get("location", ""),
        _texts(told.get("settings", {})),
        {key: _secret(file, variable) for key, variable in _texts(told.get("secrets_from", {})).items()},
        Names(_texts(told.get("tenders", {})), _texts(told.get("taxes", {}))),
        told.get("first_import", True),
    )


def _texts(pairs: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in pairs.items()}


def _secret(file: str, variable: str) -> str:
    secret = os.environ.get(variable, "")
    if not secret:
        raise wrong_in(file, tr("the environment has no {variable}", variable=variable))
    return secret


def wrong_in(file: str, what: str) -> FixSetting:
    """Something in the file cannot be followed."""
    return FixSetting(
        tr("The store's file {file} cannot be followed", file=file),
        tr("Wrong in it: {what}", what=what),
        tr("Correct it and run it again."),
    )
