"""The store's platforms as the settings and the wizard change them: connect, test, map, switch, first import (R-46)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_methods import CredentialShelf
    from pos_desktop.application.platform import PlatformLocation, Platforms, PlatformView, ShopFacts
    from pos_desktop.application.sync_records import Connection


@dataclass(frozen=True, slots=True)
class Trial:
    """What a tested connection found."""

    shop: ShopFacts
    locations: tuple[PlatformLocation, ...]
    warnings: tuple[
        str, ...
    ] = ()  # what works less than it could, in words: another currency, a missing scope


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the store and what it is on the platform."""

    location_id: UUID
    name: str
    ref: str = ""  # empty: not mapped, its stock is not told


@dataclass(frozen=True, slots=True)
class Names:
    """How the store's tenders and taxes are called on the platform; empty where the register's own name is used."""

    tenders: Mapping[str, str] = field(default_factory=dict)  # kind of tender to gateway
    taxes: Mapping[str, str] = field(default_factory=dict)  # tax class id to the platform's name of the tax


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Where a first import is."""

    done: int  # variants
    total: int | None  # where the platform says


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a first import did."""

    products: int
    variants: int
    linked: int  # known here already by SKU or barcode
    added: int
    refused: tuple[tuple[str, str], ...] = ()  # name or ref of the product, why in words
    cancelled: bool = False


class ConnectionDesk:
    """Changes are journalled, a secret's never with its text; secrets go to the keyring alone (R-28, R-29).

    `trial`, `locations`, `first_import` and `connect_from_file` call the platform: off the UI thread.
    """

    def __init__(self, desk: Desk, platforms: Platforms, credentials: CredentialShelf) -> None:
        self._desk = desk
        self._platforms = platforms
        self._credentials = credentials

    def kinds(self) -> Sequence[PlatformView]:
        """Every platform, those that this version cannot connect to among them."""
        raise NotImplementedError

    def all(self) -> list[Connection]:
        """The store's connections."""
        raise NotImplementedError

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Trial:
        """Tests what was typed; nothing is stored. Raises the platform's trouble, in words."""
        raise NotImplementedError

    def connect(
        self,
        platform: str,
        name: str,
        settings: Mapping[str, str],
        secrets: Mapping[str, str],
        trial: Trial,
        places: Mapping[UUID, str],
    ) -> Connection:
        """Stores a tested connection, switched on; what happens from now on is sent. `places`: location to ref."""
        raise NotImplementedError

    def save(
        self,
        connection_id: UUID,
        *,
        name: str | None = None,
        settings: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Connection:
        """Changes some of it; a trouble that a setting caused is over, and it is tried again."""
        raise NotImplementedError

    def has_secret(self, connection_id: UUID, field: str) -> bool:
        """Whether the keyring has it; its text is never shown again."""
        raise NotImplementedError

    def places(self, connection_id: UUID) -> list[Place]:
        """The store's locations as they are mapped."""
        raise NotImplementedError

    def locations(self, connection_id: UUID) -> Sequence[PlatformLocation]:
        """The platform's places, asked now."""
        raise NotImplementedError

    def map_places(self, connection_id: UUID, places: Mapping[UUID, str]) -> None:
        """Location to the platform's ref; empty takes the mapping away."""
        raise NotImplementedError

    def mapping(self, connection_id: UUID) -> Names:
        """Names of tenders and taxes."""
        raise NotImplementedError

    def map_names(self, connection_id: UUID, mapping: Names) -> None:
        """From the next order on."""
        raise NotImplementedError

    def switch(self, connection_id: UUID, on: bool) -> None:
        """The connection's switch, changed while running (R-59). Off: nothing is sent or asked, all is kept."""
        raise NotImplementedError

    def waiting(self, connection_id: UUID) -> int:
        """What would never be sent if it were disconnected now."""
        raise NotImplementedError

    def disconnect(self, connection_id: UUID, *, even_waiting: bool = False) -> None:
        """Removes it and its secrets. Refused while something waits, unless `even_waiting`: then it is dropped."""
        raise NotImplementedError

    def first_import(
        self,
        connection_id: UUID,
        progress: Callable[[ImportProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportReport:
        """Takes the platform's catalogue over: known products are linked, others added. Can be run again."""
        raise NotImplementedError

    def connect_from_file(self, path: Path) -> list[Connection]:
        """The `platforms` of a store's configuration file, tested and connected; for a store set up without a screen."""
        raise NotImplementedError
