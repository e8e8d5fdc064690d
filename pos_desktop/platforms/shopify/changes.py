"""What changed since, stream by stream, for a register that no message can reach (docs/decisions/0030).

The cursor holds moments of Shopify's own clock. Each look overlaps the one before, since its search learns of a change
some moments late; what was told already in the overlap is remembered in the cursor and left out.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pos_desktop.application.platform.changes import Change, ChangeKind, Message, Stream, Told
from pos_desktop.application.platform.shop import PlatformLocation
from pos_desktop.application.platform.trouble import PlatformRefused, ShapeChanged
from pos_desktop.platforms.shopify import mapping
from pos_desktop.platforms.shopify.catalogue import whole_product
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.stock import level_of
from pos_desktop.platforms.shopify.webhook import told_in

OVERLAP = timedelta(seconds=30)
SEEN_MAX = 500
_BEGINNING = "1970-01-01T00:00:00+00:00"
_SIZES = {Stream.PRODUCTS: 10, Stream.ORDERS: 10, Stream.CUSTOMERS: 50}
_LOOKS = "look/"
_LISTS = {Stream.PRODUCTS: "variants", Stream.ORDERS: "lineItems"}
Value = TypeVar("Value")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next look begins: the newest moment told, the page under way, and what the overlap holds."""

    since: str
    newest: str = ""
    after: str = ""
    place: str = ""  # of the levels' stream: the location under way
    last: str = ""  # of the levels' stream: the newest moment told by the round before this one
    gone: bool = False  # of the products' stream: those that were deleted are being read
    seen: tuple[str, ...] = ()

    @staticmethod
    def read(text: str) -> Cursor:
        """What `text` wrote; a cursor that cannot be read begins at the beginning, so that nothing is left out."""
        try:
            told = json.loads(text)
            cursor = Cursor(**{**told, "seen": tuple(told.get("seen", ()))})
            datetime.fromisoformat(cursor.since)
        except (ValueError, TypeError, AttributeError):
            return Cursor(_BEGINNING)
        return cursor

    def text(self) -> str:
        """For keeping."""
        return json.dumps(asdict(self))


class Changes:
    """Asks for them."""

    def __init__(
        self, client: Client, currency: Callable[[], str], locations: Callable[[], list[PlatformLocation]]
    ) -> None:
        self._client = client
        self._currency = currency
        self._locations = locations

    def since(self, stream: Stream, cursor: str) -> Told:
        """The next page of what changed, the oldest first; an empty cursor begins with what changes from now on."""
        if not cursor:
            return Told((), Cursor(self._newest(stream)).text(), more=False)
        at = Cursor.read(cursor)
        try:
            return self._from_there(stream, at)
        except ShapeChanged:
            raise
        except PlatformRefused as error:
            if not at.after:
                raise
            _log.warning("the %s are looked at from the first page again: %s", stream.value, error)
        # The shop does not know any more where the look was: it was left alone for long. What it told is remembered.
        return Told((), replace(at, after="").text(), more=False)

    def _from_there(self, stream: Stream, at: Cursor) -> Told:
        if stream is Stream.LEVELS:
            return self._levels(at)
        return self._gone(at) if at.gone else self._page(stream, at)

    def understood(self, message: Message) -> list[Change] | None:
        """What a message of these looks says; None for one of another kind."""
        if not message.topic.startswith(_LOOKS):
            return None
        what, told = message.topic.removeprefix(_LOOKS), told_in(message)
        if what == "products":
            return [_product(told, self._currency())]
        understand = _UNDERSTAND.get(what)
        return (
            [understand(told)]
            if understand
            else [Change(ChangeKind.UNKNOWN, message.topic, message.happened_at)]
        )

    def look_again(self, message: Message) -> Message | None:
        """What a message of these looks was about, as the shop tells it now; None where it is gone."""
        what, ref = message.topic.removeprefix(_LOOKS), message.delivery_id.rpartition("@")[0]
        if not message.topic.startswith(_LOOKS) or what not in _AGAIN:
            return None
        node = self._asked_again(what, ref)
        if node is None:
            return None
        if what == Stream.LEVELS.value:
            fresh = _level_message(node, ref.partition(" ")[2])
        else:
            fresh = self._message(Stream(what), node)
        return replace(fresh, delivery_id=message.delivery_id)

    def _asked_again(self, what: str, ref: str) -> Node | None:
        if what != Stream.LEVELS.value:
            return self._client.read(f"{_AGAIN[what]}_again", {"id": ref}).part_or_none(_AGAIN[what])
        item_ref, _, place_ref = ref.partition(" ")
        data = self._client.read("level_again", {"item": item_ref, "location": place_ref})
        item = data.part_or_none("inventoryItem")
        return item.part_or_none("inventoryLevel") if item else None

    def _newest(self, stream: Stream) -> str:
        if stream is Stream.LEVELS:
            return _shop_now(self._client).isoformat()
        nodes = self._client.ask("newest_changed").parts(stream.value)
        return nodes[0].moment("updatedAt").isoformat() if nodes else _BEGINNING

    def _page(self, stream: Stream, at: Cursor) -> Told:
        variables = {
            "first": _SIZES[stream],
            "after": at.after or None,
            "query": f"updated_at:>='{_from(at)}'",
        }
        page = self._client.read(stream.value, variables).part(stream.value)
        messages = [self._message(stream, node) for node in page.parts("nodes")]
        after = page.next_page()
        if after or stream is not Stream.PRODUCTS:
            return _told(at, messages, replace(at, after=after), more=bool(after))
        return _told(at, messages, replace(at, after="", gone=True), more=True)

    def _gone(self, at: Cursor) -> Told:
        """Products that were deleted. A shop that will not tell is no reason to stop: its messages do, and the rest
        of the stream goes on."""
        query = f"subject_type:PRODUCT AND action:destroy AND created_at:>='{_from(at)}'"
        try:
            page = self._client.read("products_gone", {"after": at.after or None, "query": query}).part(
                "events"
            )
        except PlatformRefused as error:
            if at.after:
                raise
            _log.warning("deleted products cannot be asked for: %s", error.code)
            return _told(at, [], replace(at, after="", gone=False), more=False)
        messages = [
            _looked("product_gone", event, "subjectId", "createdAt", event.body)
            for event in page.parts("nodes")
            if event.text_or("subjectType") == "PRODUCT" and event.text_or("action") == "destroy"
        ]
        after = page.next_page()
        return _told(at, messages, replace(at, after=after, gone=bool(after)), more=bool(after))

    def _levels(self, at: Cursor) -> Told:
        places = sorted(place.ref for place in self._locations() if place.active and place.ref >= at.place)
        if not places:
            return _told(at, [], replace(at, place="", after=""), more=False, unordered=True)
        after = at.after if places[0] == at.place else ""  # a place may have been closed in the middle of it
        variables = {"location": places[0], "after": after or None, "query": f"updated_at:>='{_from(at)}'"}
        place = self._client.read("levels_changed", variables).part_or_none("location")
        page = place.part("inventoryLevels") if place else None
        messages = [_level_message(level, places[0]) for level in page.parts("nodes")] if page else []
        after = page.next_page() if page else ""
        if after:
            return _told(at, messages, replace(at, place=places[0], after=after), more=True)
        following = places[1] if len(places) > 1 else ""
        at_the_end = replace(at, place=following, after="")
        return _told(at, messages, at_the_end, more=bool(following), unordered=True)

    def _message(self, stream: Stream, node: Node) -> Message:
        body = dict(node.body)
        if stream in _LISTS:
            name = _LISTS[stream]
            body[name] = _if_understood(lambda: {"nodes": [each.body for each in self._whole(stream, node)]})
        return _looked(stream.value, node, "id", "updatedAt", body)

    def _whole(self, stream: Stream, node: Node) -> list[Node]:
        if stream is Stream.PRODUCTS:
            return whole_product(self._client, node)
        return more_of(self._client, node, "lineItems", "order_more_lines", "order")


def _if_understood(read: Callable[[], Value]) -> Value | None:
    """None for what is not as it must be: whoever reads the message names the field, and the others go on."""
    try:
        return read()
    except ShapeChanged:
        return None


def _level_message(level: Node, place: str) -> Message:
    """A level's own id ends with its item's number."""
    told = _if_understood(lambda: level_of(level))
    if told is not None:
        return _message_of("levels", f"{told.item_ref} {told.location_ref}", told.at, level.body)
    item = _if_understood(lambda: level.part("item").text("id"))
    if item is None:
        item = f"gid://shopify/InventoryItem/{level.text('id').rpartition('inventory_item_id=')[2]}"
    at = _if_understood(lambda: level.moment("updatedAt"))
    return _message_of("levels", f"{item} {place}", at, level.body)


def _looked(topic: str, node: Node, ref: str, moment: str, body: Mapping[str, object]) -> Message:
    """A record as a message; `ref` and `moment` name its fields. ShapeChanged without the ref: by nothing else could
    it be asked for again."""
    return _message_of(topic, node.text(ref), _if_understood(lambda: node.moment(moment)), body)


def _message_of(topic: str, ref: str, at: datetime | None, body: Mapping[str, object]) -> Message:
    """Shopify's moments are whole seconds: what changed twice within one is told apart by what it says."""
    told = json.dumps(body).encode()
    moment = at.isoformat() if at else ""
    return Message(f"{ref}@{moment}#{hashlib.sha256(told).hexdigest()[:12]}", f"{_LOOKS}{topic}", told, at)


def _told(
    before: Cursor, messages: list[Message], after: Cursor, *, more: bool, unordered: bool = False
) -> Told:
    fresh = [message for message in messages if message.delivery_id not in before.seen]
    moments = [message.happened_at.isoformat() for message in messages if message.happened_at]
    newest = max([before.newest, *moments])
    seen = tuple(dict.fromkeys((*before.seen, *(message.delivery_id for message in messages))))
    if more:
        following = replace(after, newest=newest, seen=seen[-SEEN_MAX:])
    else:
        # Levels come in no order of their moments: what changes behind a round that is under way may be older than
        # the newest it tells, but not older than all that the round before it told.
        since = max(before.since, before.last if unordered else newest)
        following = Cursor(since, last=newest if unordered else "", seen=_in_the_overlap(seen, since))
    fresh.sort(key=lambda message: message.happened_at or datetime.min.replace(tzinfo=UTC))
    return Told(tuple(fresh), following.text(), more)


def _in_the_overlap(seen: tuple[str, ...], since: str) -> tuple[str, ...]:
    earliest = (datetime.fromisoformat(since) - OVERLAP).isoformat()
    moments = {each: each.rpartition("@")[2].partition("#")[0] for each in seen}
    return tuple(each for each, moment in moments.items() if not moment or moment >= earliest)[-SEEN_MAX:]


def _from(at: Cursor) -> str:
    earliest = datetime.fromisoformat(at.since)
    if at.since != _BEGINNING:
        earliest -= OVERLAP
    return earliest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shop_now(client: Client) -> datetime:
    """The newest moment that the shop itself tells of; levels have no order by which the newest could be asked for."""
    data = client.ask("newest_changed")
    moments = [
        node.moment("updatedAt") for name in ("products", "orders", "customers") for node in data.parts(name)
    ]
    return max(moments, default=datetime.fromisoformat(_BEGINNING))


def _product(told: Node, currency: str) -> Change:
    product = mapping.product_of(told, told.parts("variants"), told.parts_or_none("media"), currency)
    return Change(ChangeKind.PRODUCT, product.ref, product.updated_at, product=product)


def _product_gone(told: Node) -> Change:
    return Change(ChangeKind.PRODUCT_GONE, told.text("subjectId"), told.moment("createdAt"))


def _order(told: Node) -> Change:
    order = mapping.order_of(told, told.parts("lineItems"))
    return Change(ChangeKind.ORDER, order.ref, order.updated_at, order=order)


def _customer(told: Node) -> Change:
    customer = mapping.customer_of(told)
    return Change(ChangeKind.CUSTOMER, customer.ref, customer.updated_at, customer=customer)


def _level(told: Node) -> Change:
    level = level_of(told)
    return Change(ChangeKind.LEVEL, f"{level.item_ref} {level.location_ref}", level.at, level=level)


_AGAIN = {
    Stream.PRODUCTS.value: "product",
    Stream.ORDERS.value: "order",
    Stream.CUSTOMERS.value: "customer",
    Stream.LEVELS.value: "level",
}
"""What a look finds and can ask for by its id, as the documents name it."""
_UNDERSTAND: Mapping[str, Callable[[Node], Change]] = {
    "product_gone": _product_gone,
    "orders": _order,
    "customers": _customer,
    "levels": _level,
}
