"""What the shop is, and what a tested connection finds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date

from pos_desktop.application.platform.shop import PlatformLocation, ShopFacts
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.scopes import GIFT_CARD_SCOPES, SCOPES, granted
from pos_desktop.platforms.shopify.version import API_VERSION, RETIRED, WATCH_FROM

_log = logging.getLogger(__name__)


class Shop:
    """Asks for its facts; its currency is remembered, since it cannot change once something was sold."""

    def __init__(self, client: Client, today: Callable[[], date], needed: Sequence[str] = SCOPES) -> None:
        self._needed = needed
        self._client = client
        self._today = today
        self._currency = ""
        self._guard = threading.Lock()

    @property
    def currency(self) -> str:
        """In which its prices are; asked for once."""
        with self._guard:
            if not self._currency:
                self._currency = self._ask().part("shop").text("currencyCode")
            return self._currency

    def facts(self) -> ShopFacts:
        """Whether the connection works, and to which shop."""
        data = self._ask()
        shop = data.part("shop")
        with self._guard:
            self._currency = shop.text("currencyCode")
        handles = {
            scope.text("handle") for scope in data.part("currentAppInstallation").parts("accessScopes")
        }
        have = granted(handles)
        plan = shop.part_or_none("plan")
        return ShopFacts(
            name=shop.text("name"),
            address=shop.text("myshopifyDomain"),
            currency=self._currency,
            plan=plan.text_or("publicDisplayName") if plan else "",
            api_version=API_VERSION,
            missing_scopes=tuple(scope for scope in self._needed if scope not in have),
            gift_cards=have.issuperset(GIFT_CARD_SCOPES),
            prices_include_tax=shop.flag_or("taxesIncluded", False),
            warnings=tuple(self._warnings(data)),
        )

    def locations(self) -> list[PlatformLocation]:
        """All of them, those switched off included."""
        found: list[PlatformLocation] = []
        after: str | None = None
        while after != "":
            page = self._client.ask("locations", {"after": after}).part("locations")
            found += [
                PlatformLocation(place.text("id"), place.text("name"), place.flag_or("isActive", True))
                for place in page.parts("nodes")
            ]
            after = page.next_page()
        return found

    def _ask(self) -> Node:
        return self._client.ask("shop")

    def _warnings(self, data: Node) -> list[str]:
        supported = {version.text("handle"): version for version in data.parts_or_none("publicApiVersions")}
        ours = supported.get(API_VERSION)
        withdrawn = bool(supported) and (ours is None or not ours.flag_or("supported", True))
        served = self._client.served_version
        if withdrawn or (served and served != API_VERSION):
            words = tr("Shopify no longer serves version {version} of its interface.", version=API_VERSION)
        elif self._today() >= WATCH_FROM:
            words = tr(
                "Shopify serves version {version} of its interface until {day}.",
                version=API_VERSION, day=RETIRED.isoformat(),
            )  # fmt: skip
        else:
            return []
        _log.warning("version %s of Shopify's API is retired on %s", API_VERSION, RETIRED)
        return [f"{words} {tr('Update the register before then.')}"]
