"""What the shop knows: records by their global id, shelved by type, and who wants to hear of changes."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from pos_desktop.platforms.shopify.fake.clock import Clock
from pos_desktop.platforms.shopify.fake.shelf import Shelf

Record = dict[str, Any]

SHOP = "gid://shopify/Shop/1"
_FIRST_ID = 1_000_000_001


def stamp(at: datetime) -> str:
    """A moment as Shopify writes it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(gid: str) -> int:
    """The number in a global id."""
    return int(gid.partition("?")[0].rpartition("/")[2])


def type_of(gid: str) -> str:
    """The type in a global id; empty when it is none."""
    parts = gid.split("/")
    return parts[3] if len(parts) == 5 and parts[0] == "gid:" and parts[2] == "shopify" else ""


class State:
    """All records. Every reader and writer holds `lock`."""

    def __init__(self, clock: Clock) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.search_lag = 0.0  # seconds until a search finds what was made; Shopify's index is no quicker
        self.shelves: dict[str, Shelf] = {}
        self.changed: dict[str, None] = {}  # ids of records changed since the last look
        self.writes = 0  # how often anything was written
        self._second = (clock.now().replace(microsecond=0), stamp(clock.now()))
        self.told: Callable[[str, Record], None] = lambda topic, record: None

    # -- reading

    def shelf(self, kind: str) -> Shelf:
        """The records of a type, in the order in which they were made."""
        found = self.shelves.get(kind)
        if found is None:
            found = self.shelves[kind] = Shelf(kind)
        return found

    def get(self, gid: str | None) -> Record | None:
        """A record by its id; None where there is none."""
        return self.shelf(type_of(gid)).records.get(gid) if gid else None

    def find(self, kind: str, gid: str | None) -> Record | None:
        """A record of one type."""
        return self.shelf(kind).records.get(gid) if gid else None

    def all(self, kind: str) -> list[Record]:
        """The records of a type."""
        return list(self.shelf(kind).records.values())

    def each(self, gids: Iterable[str]) -> list[Record]:
        """Records by their ids; those that are gone are left out."""
        return [found for found in map(self.get, gids) if found is not None]

    @property
    def shop(self) -> Record:
        """The shop's own facts."""
        return self.shelf("Shop").records[SHOP]

    def now(self) -> str:
        """The moment, as it is stored."""
        at = self.clock.now().replace(microsecond=0)
        if at != self._second[0]:
            self._second = (at, stamp(at))
        return self._second[1]

    # -- writing

    def new_number(self, counter: str = "next_id", first: int = _FIRST_ID) -> int:
        """The next number of a counter; kept with the shop."""
        shop = self.shop
        value: int = shop.get(f"_{counter}", first)
        shop[f"_{counter}"] = value + 1
        self.changed[SHOP] = None
        return value

    def add(self, kind: str, /, **fields: Any) -> Record:
        """A new record with an id of its own, made now."""
        at = self.now()
        gid = f"gid://shopify/{kind}/{self.new_number()}"
        record = {"_type": kind, "id": gid, "createdAt": at, "updatedAt": at, **fields}
        return self.put(record)

    def put(self, record: Record) -> Record:
        """A record is new, or it changed."""
        self.writes += 1
        self.shelf(record["_type"]).keep(record)
        self.changed[record["id"]] = None
        return record

    def touch(self, record: Record) -> Record:
        """A record changed now."""
        record["updatedAt"] = self.now()
        return self.put(record)

    def remove(self, record: Record) -> None:
        """A record is gone."""
        self.writes += 1
        self.shelf(record["_type"]).drop(record["id"])
        self.changed[record["id"]] = None

    def tell(self, topic: str, record: Record) -> None:
        """Something happened that a subscriber may want to hear of."""
        self.told(topic, record)
