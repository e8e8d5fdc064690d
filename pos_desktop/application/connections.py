"""The store's platforms as the settings and the wizard change them: connect, test, map, switch, first import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.connection_records import ImportProgress, Names, Place, Trial
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.capabilities import Capability
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.trouble import NotOffered
from pos_desktop.application.shop_gift_cards import add_method, remove_method
from pos_desktop.application.sync_records import Connection, DeliveryState, Link, LinkKind
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_methods import CredentialShelf
    from pos_desktop.application.platform.port import Platform, Platforms, PlatformView
    from pos_desktop.application.platform.shop import PlatformLocation, ShopFacts
    from pos_desktop.application.platform_import import CatalogueReport
    from pos_desktop.application.ports import Work

NAME_LENGTH = 40
_UNSENT = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.PARKED)
_TOLD = (LinkKind.ORDER, LinkKind.REFUND, LinkKind.CUSTOMER)


class ConnectionDesk:
    """Changes are journalled, a secret's never with its text; secrets go to the keyring alone.

    `trial`, `locations`, `first_import` and `connect_from_file` call the platform: off the UI thread. `unattended`:
    from the command line, where the operating system says who may.
    """

    def __init__(
        self, desk: Desk, platforms: Platforms, credentials: CredentialShelf, *, unattended: bool = False
    ) -> None:
        self._desk = desk
        self._platforms = platforms
        self._credentials = credentials
        self._unattended = unattended

    # -- looking -----------------------------------------------------------------------------------

    def kinds(self) -> Sequence[PlatformView]:
        """Every platform, those that this version cannot connect to among them."""
        return self._platforms.kinds()

    def all(self) -> list[Connection]:
        """The store's connections."""
        with self._desk.store.read() as work:
            return work.connections.all()

    def has_secret(self, connection_id: UUID, field: str) -> bool:
        """Whether the keyring has it; its text is never shown again."""
        return self._credentials.has(connection_id, field)

    def places(self, connection_id: UUID | None = None) -> list[Place]:
        """The store's locations as they are mapped; None: of a connection that is still to be made."""
        place = self._desk.register.location_id
        with self._desk.store.read() as work:
            link = connection_id and work.links.ref(connection_id, LinkKind.LOCATION, place)
        return [Place(place, self._desk.settings.name, link.ref if link else "")]

    def names(self, connection_id: UUID) -> Names:
        """Names of tenders and taxes."""
        mapping = self._get(connection_id).mapping
        return Names(dict(mapping.get("tenders", {})), dict(mapping.get("taxes", {})))

    def waiting(self, connection_id: UUID) -> int:
        """What would never be sent if it were disconnected now."""
        with self._desk.store.read() as work:
            return sum(work.deliveries.counts(connection_id).values())

    # -- connecting --------------------------------------------------------------------------------

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Trial:
        """Tests what was typed; nothing is stored. Raises the platform's trouble, in words."""
        self._platforms.check(platform, settings)
        with closing(self._platforms.trial(platform, settings, _typed(secrets))) as shop:
            facts = shop.check()
            places = tuple(place for place in shop.locations() if place.active)
        return Trial(facts, places, (*self._warnings(facts), *facts.warnings))

    def connect(
        self,
        platform: str,
        name: str,
        settings: Mapping[str, str],
        secrets: Mapping[str, str],
        trial: Trial,
        places: Mapping[UUID, str],
    ) -> Connection:
        """Stores a tested connection, switched on; what happens from now on is sent. `places`: location to ref.

        Refused when the shop has another currency, or is connected already.
        """
        self._may_change()
        self._platforms.check(platform, settings)
        self._check_shop(platform, trial.shop)
        kind = next(view for view in self.kinds() if view.key == platform)
        connection = Connection(
            new_id(),
            platform,
            (name.strip() or trial.shop.name or kind.label)[:NAME_LENGTH],
            dict(settings),
            shop={**_facts(trial.shop), "short": kind.short, "locations": _names(trial.locations)},
            connected_at=self._desk.clock.now(),
        )
        self._put_secrets(connection.id, secrets)
        try:
            with self._desk.store.write() as work:
                # Once more, where nobody else writes: a shop that is connected twice gets every sale twice.
                _check_new(work.connections.all(), platform, trial.shop)
                work.connections.save(connection, self._desk.clock.now())
                _carry_on(work, connection)
                self._map(work, connection.id, places)
                if kind.capabilities.has(Capability.GIFT_CARDS):
                    add_method(work, connection)
                self._journal(work, "platform_connected", connection, {"address": trial.shop.address})
                self._journal_secrets(work, connection, secrets)
        except Refused:
            self._credentials.forget(connection.id)
            raise
        self._changed(connection.id)
        return connection

    def save(
        self,
        connection_id: UUID,
        *,
        name: str | None = None,
        settings: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        trial: Trial | None = None,
    ) -> Connection:
        """Changes some of it; a trouble that a setting caused is over, and it is tried again.

        Refused for settings that lead elsewhere: what is tied to a shop says nothing of another one. Unless a `trial`
        with them found the same shop there.
        """
        self._may_change()
        connection = self._get(connection_id)
        if settings is not None:
            self._platforms.check(connection.platform, settings)
            self._check_same_shop(connection, settings, trial)
        self._put_secrets(connection_id, secrets or {})
        with self._desk.store.write() as work:
            connection = work.connections.get(connection_id)
            connection = replace(
                connection,
                name=connection.name if name is None else name.strip()[:NAME_LENGTH],
                settings=connection.settings if settings is None else dict(settings),
                trouble="",
                sign_in=False,
            )
            work.connections.save(connection, self._desk.clock.now())
            self._journal(work, "platform_changed", connection, {"settings": dict(connection.settings)})
            self._journal_secrets(work, connection, secrets or {})
        self._changed(connection_id)
        return connection

    def locations(self, connection_id: UUID) -> Sequence[PlatformLocation]:
        """The platform's places, asked now."""
        return [place for place in self._platforms.of(connection_id).locations() if place.active]

    def map_places(self, connection_id: UUID, places: Mapping[UUID, str]) -> None:
        """Location to the platform's ref; empty takes the mapping away. A connection that stands still, because of a
        place that is gone there it may be, is tried again."""
        self._may_change()
        with self._desk.store.write() as work:
            self._map(work, connection_id, places)
            told = {str(place): ref for place, ref in places.items()}
            connection = work.connections.get(connection_id)
            self._journal(work, "places_mapped", connection, {"places": told})
            if connection.trouble and not connection.sign_in:
                work.connections.save(replace(connection, trouble=""), self._desk.clock.now())
        self._changed(connection_id)

    def map_names(self, connection_id: UUID, names: Names) -> None:
        """From the next order on."""
        self._may_change()
        given = {
            kind: {key: name for key, name in pairs.items() if name} for kind, pairs in asdict(names).items()
        }
        with self._desk.store.write() as work:
            connection = replace(work.connections.get(connection_id), mapping=given)
            work.connections.save(connection, self._desk.clock.now())
            self._journal(work, "names_mapped", connection, given)
        self._changed(connection_id)

    def switch(self, connection_id: UUID, on: bool) -> None:
        """The connection's switch, changed while running. Off: nothing is asked or sent; what happens meanwhile
        is kept and sent once it is on again."""
        self._may_change()
        with self._desk.store.write() as work:
            connection = replace(work.connections.get(connection_id), active=on)
            work.connections.save(connection, self._desk.clock.now())
            self._journal(work, "platform_switched", connection, {"on": on})
        self._changed(connection_id)

    def disconnect(self, connection_id: UUID, *, even_waiting: bool = False) -> None:
        """Removes it, its secrets and its gift cards as a way of paying. Refused while something waits, unless
        `even_waiting`: then it is dropped; and while the outcome of a payment with its cards is open."""
        self._may_change()
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            connection = work.connections.get(connection_id)
            waiting = work.deliveries.listed(connection_id, _UNSENT, 1_000_000)
            if waiting and not even_waiting:
                raise Refused(
                    tr_n("{count} change is not sent yet", "{count} changes are not sent yet", len(waiting)),
                    tr("Nothing was changed."),
                    tr("Wait until they are sent, or decide that they never are."),
                )
            for delivery in waiting:
                dropped = replace(delivery, state=DeliveryState.DROPPED, claimed_by="", claimed_until_at=None)
                work.deliveries.save(replace(dropped, done_at=now))
                work.levels.acknowledged(delivery.id)
            remove_method(work, connection_id, now)
            work.connections.remove(connection_id, now)
            self._journal(work, "platform_disconnected", connection, {"dropped": len(waiting)})
        self._credentials.forget(connection_id)
        self._changed(connection_id)

    # -- taking over -------------------------------------------------------------------------------

    def first_import(
        self,
        connection_id: UUID,
        progress: Callable[[ImportProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> CatalogueReport:
        """Takes the platform's catalogue over: known products are linked, others added. Can be run again."""
        from pos_desktop.application.platform_import import IMPORTED, CatalogueTaker
        from pos_desktop.application.stock_levels import StockLevels

        self._may_change()
        platform, store = self._platforms.of(connection_id), self._desk.store
        self._begin_streams(platform, connection_id)

        def tell(variants: int, total: int | None) -> None:
            if progress is not None:
                progress(ImportProgress(variants, total))

        taker = CatalogueTaker(store, StockLevels(self._desk.clock), store.product_import)
        done = taker.take(connection_id, platform, tell, cancelled or (lambda: False))
        with store.write() as work:
            facts = {
                "products": done.products,
                "variants": done.variants,
                "matched": done.matched,
                "refused": done.refused_count,
            }
            self._journal(work, "platform_imported", work.connections.get(connection_id), facts)
            if not (done.stopped or done.cancelled):
                now = self._desk.clock.now()
                work.connections.set_cursor(connection_id, IMPORTED, now.isoformat(), now)
        self._desk.events.tell(Event.CATALOGUE)
        return done

    def connect_from_file(self, path: Path) -> list[Connection]:
        """The `platforms` of a store's configuration file, tested and connected; for a store set up without a screen.

        One that is connected already is left as it is. Raises FixSetting that names what is wrong with the file.
        """
        from pos_desktop.application.store_file import read_platforms

        made = []
        for told in read_platforms(path):
            trial = self.trial(told.platform, told.settings, told.secrets)
            if _is_known(self.all(), told.platform, trial.shop):
                continue
            place = self._desk.register.location_id
            places = {place: told.place_in(trial.locations)}
            connection = self.connect(told.platform, told.name, told.settings, told.secrets, trial, places)
            if told.names != Names():
                self.map_names(connection.id, told.names)
            if told.first_import:
                self.first_import(connection.id)
            made.append(connection)
        return made

    def _begin_streams(self, platform: Platform, connection_id: UUID) -> None:
        """What changes while the import runs is looked at after it."""
        for stream in Stream:
            with self._desk.store.read() as work:
                begun = work.connections.cursor(connection_id, stream.value)
            if begun:
                continue
            try:
                told = platform.changes(stream, "")
            except NotOffered:
                continue
            with self._desk.store.write() as work:
                work.connections.set_cursor(connection_id, stream.value, told.cursor, self._desk.clock.now())

    # -- within ------------------------------------------------------------------------------------

    def _get(self, connection_id: UUID) -> Connection:
        with self._desk.store.read() as work:
            return work.connections.get(connection_id)

    def _may_change(self) -> None:
        if not self._unattended and not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change settings"), tr("Nothing was changed."), tr("Ask a manager."))

    def _check_shop(self, platform: str, shop: ShopFacts) -> None:
        ours = self._desk.settings.currency_code
        if shop.currency and shop.currency != ours:
            raise Refused(
                tr("{shop} sells in {theirs}, this register in {ours}",
                   shop=shop.name, theirs=shop.currency, ours=ours),
                tr("Nothing was changed."),
                tr("Connect a shop with the same currency."),
            )  # fmt: skip
        _check_new(self.all(), platform, shop)

    def _check_same_shop(
        self, connection: Connection, settings: Mapping[str, str], trial: Trial | None
    ) -> None:
        now, then = (
            self._platforms.leads_to(connection.platform, each) for each in (settings, connection.settings)
        )
        address = connection.shop.get("address")
        if now == then or (trial is not None and address and trial.shop.address == address):
            return
        raise Refused(
            tr("This connection belongs to {address}", address=address or then),
            tr("Its orders, products and stock are tied to that shop. Nothing was changed."),
            tr("Connect the other shop as a new one, then disconnect this one."),
        )

    def _warnings(self, shop: ShopFacts) -> list[str]:
        found = []
        if shop.missing_scopes:
            scopes = ", ".join(shop.missing_scopes)
            found.append(tr("The key does not allow: {scopes}", scopes=scopes))
        if shop.prices_include_tax is not self._desk.settings.prices_include_tax:
            found.append(tr("Only one of the shop and this register has its prices with tax."))
        return found

    def _put_secrets(self, connection_id: UUID, secrets: Mapping[str, str]) -> None:
        for field, secret in _typed(secrets).items():
            self._credentials.put(connection_id, field, secret)

    def _map(self, work: Work, connection_id: UUID, places: Mapping[UUID, str]) -> None:
        for place, ref in places.items():
            known = work.links.ref(connection_id, LinkKind.LOCATION, place)
            if known is not None and known.ref != ref:
                # Of levels told there the newer does not hold any more: those of the other place do, when the catalogue
                # is taken over once more, however long ago they were counted.
                work.levels.forget_place(connection_id, place)
            if ref:
                work.links.put([Link(connection_id, LinkKind.LOCATION, place, ref)])
            else:
                work.links.remove(connection_id, LinkKind.LOCATION, place)

    def _journal(self, work: Work, kind: str, connection: Connection, facts: Mapping[str, Any]) -> None:
        body = {"connection": str(connection.id), "platform": connection.platform, "shop": connection.name}
        person = self._desk.person_id_or_none
        work.journal.add(kind, {**body, **facts}, subject_id=connection.id, person_id=person)

    def _journal_secrets(self, work: Work, connection: Connection, secrets: Mapping[str, str]) -> None:
        for field in _typed(secrets):
            self._journal(work, "credential_changed", connection, {"field": field})

    def _changed(self, connection_id: UUID) -> None:
        self._platforms.forget(connection_id)
        self._desk.events.tell(Event.CONNECTIONS)


def _is_known(connections: Sequence[Connection], platform: str, shop: ShopFacts) -> bool:
    return any((each.platform, each.shop.get("address")) == (platform, shop.address) for each in connections)


def _check_new(connections: Sequence[Connection], platform: str, shop: ShopFacts) -> None:
    if _is_known(connections, platform, shop):
        raise Refused(tr("{shop} is connected already", shop=shop.name), tr("Nothing was changed."))


def _carry_on(work: Work, connection: Connection) -> None:
    """What an earlier connection to the same shop told is there: returns and voids of it are told as well."""
    address = connection.shop["address"]
    for earlier in work.connections.removed(connection.platform):
        if address and earlier.shop.get("address") == address:
            work.links.carry_over(earlier.id, connection.id, _TOLD)


def _typed(secrets: Mapping[str, str]) -> dict[str, str]:
    return {field: secret.strip() for field, secret in secrets.items() if secret.strip()}


def _names(places: Sequence[PlatformLocation]) -> dict[str, str]:
    """What the platform calls its places, to be shown without asking it."""
    return {place.ref: place.name for place in places if place.active}


def _facts(shop: ShopFacts) -> dict[str, Any]:
    facts = asdict(shop)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in facts.items()}
