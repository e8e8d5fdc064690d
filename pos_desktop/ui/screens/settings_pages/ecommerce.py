"""Settings › E-commerce: the store's platforms, how each is reached, what is called how, and the first import."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from pos_desktop.application.connection_records import Names
from pos_desktop.application.platform.capabilities import Capability
from pos_desktop.application.platform.checkout_tax import BY_REGISTER, BY_SHOP, TAX_BY
from pos_desktop.application.platform.port import PlatformView
from pos_desktop.application.platform.shop import PlatformLocation
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sync_records import Connection
from pos_desktop.application.sync_view import LaneView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.screens.settings_pages.first_import import FirstImport
from pos_desktop.ui.screens.settings_pages.form import LabelledRow, side_by_side
from pos_desktop.ui.screens.settings_pages.new_connection import NewConnectionPanel, Wanted
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.screens.settings_pages.payment_form import SecretPanel
from pos_desktop.ui.viewmodels import ecommerce as words
from pos_desktop.ui.viewmodels.sync import health_tag, lane_story
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.state_tag import StateTag


class EcommercePage(Page):
    """What is behind a network is asked off the UI thread; an answer that comes late is for nobody."""

    key = "ecommerce"
    icon = "globe"

    @staticmethod
    def words() -> str:
        return tr("E-commerce")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.kinds: dict[str, PlatformView] = {}
        self.connections: list[Connection] = []
        self.lanes: dict[UUID, LaneView] = {}
        self.first_import: FirstImport | None = None
        self.add = Button(tr("Connect"), icon="plus")
        self.add.clicked.connect(self.ask_new)
        self.pane.add_button(self.add)
        self.pane.empty.pressed.connect(self.ask_new)
        host.imports.progressed.connect(self._show_progress)
        host.imports.ended.connect(self._show_end)

    # -- reading -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        service = self.services.connections
        self.kinds = {kind.key: kind for kind in service.kinds()}
        self.connections = service.all()
        self.lanes = {lane.connection_id: lane for lane in self.services.sync.picture().lanes}
        self.add.setEnabled(self.editable)
        rows = [
            words.connection_row(each, self.kinds.get(each.platform), self.lanes.get(each.id))
            for each in self.connections
        ]
        self.pane.list.set_rows(rows)
        self.pane.empty.set_icon("globe")
        self.pane.empty.set_words(
            tr("No platform is connected"),
            tr("Connect your online shop: paid orders and stock then go there by themselves."),
            tr("Connect a platform") if self.editable else "",
        )
        self.pane.show_empty(not rows)
        known = [row.key for row in rows]
        if self.chosen not in known:
            self.chosen = known[0] if known else ""
        self.pane.list.select(self.chosen or None)

    @property
    def connection(self) -> Connection | None:
        """The connection in sight."""
        return next((each for each in self.connections if str(each.id) == self.chosen), None)

    def rebuild(self) -> None:
        self.first_import = None
        present = self.connection
        if present is None:
            self.begin(tr("E-commerce"), tr("Eight platforms, one register"))
            self.detail.add(self._kinds_card())
            self.detail.end()
            return
        kind = self.kinds.get(present.platform)
        self.begin(present.name, str(present.shop.get("name", "")) or (kind.label if kind else ""))
        self._add_head(present)
        self._add_state(present)
        self._add_switch(present)
        if kind is not None:
            self._add_access(present, kind)
            self._add_tax(present, kind)
        self._add_places(present)
        self._add_names(present)
        self._add_import(present)
        if kind is not None:
            self.detail.add(self._abilities_card(kind))
        self.detail.end()

    def _kinds_card(self) -> Card:
        made = card(title=tr("Platforms"))
        for kind in self.kinds.values():
            tag = (
                StateTag(tr("Can be connected"), "good")
                if kind.offered
                else StateTag(tr("In a later version"))
            )
            made.body.addWidget(LabelledRow(kind.label, "", tag))
        return made

    # -- one connection ------------------------------------------------------------------------------

    def _add_head(self, present: Connection) -> None:
        to_sync = Button(tr("Open Sync"), icon="arrows-clockwise")
        to_sync.clicked.connect(lambda: self.host.window_.go("sync", connection=present.id))
        more = Button(icon="dots-three-outline", name=tr("More"))
        more.clicked.connect(partial(self._open_menu, present, more))
        self.detail.add_end(to_sync)
        self.detail.add_end(more)

    def _add_state(self, present: Connection) -> None:
        lane = self.lanes.get(present.id)
        if lane is not None:
            title, text = lane_story(lane)
            tag = health_tag(lane)
            self.banner = Banner(title, text, tag.kind, icon=tag.icon, outlined=True)
            self.detail.add(self.banner)

    def _add_switch(self, present: Connection) -> None:
        name = self.form.text(tr("Name"), present.name, partial(self._rename, present))
        self.active = self.form.toggle(
            tr("Switched on"),
            tr("Off: nothing is sent or asked; what is sold meanwhile is kept."),
            present.active,
            lambda on: self._switch(present, on),
        )
        self.detail.add(card(name, self.active))

    def _add_access(self, present: Connection, kind: PlatformView) -> None:
        held = dict(present.settings)
        take = partial(self._set, present)

        rows: list[QWidget] = []
        for each in kind.fields:
            stored = held.get(each.key, each.default)
            if each.choices:
                options = [(one, one) for one in each.choices]
                rows.append(
                    self.form.choice(each.label, options, stored, partial(self._take_choice, take, each.key))
                )
            else:
                rows.append(self.form.text(each.label, stored, partial(take, each.key)))
        for each in kind.secrets:
            there = self.services.connections.has_secret(present.id, each.key)
            button = Button(tr("Replace") if there else tr("Enter the key"), icon="lock-simple")
            button.setAccessibleName(f"{button.text()}: {each.label}")
            button.setEnabled(self.editable)
            button.clicked.connect(partial(self._ask_secret, present, each.key, each.label))
            rows.append(LabelledRow(each.label, words.secret_words(there), button))
        self.detail.add(card(*rows, title=tr("Access")))

    def _set(self, present: Connection, key: str, text: str) -> str:
        """Stores one setting beside the others as they are now."""
        now = next((each for each in self.connections if each.id == present.id), present)
        self.services.connections.save(present.id, settings={**now.settings, key: text.strip()})
        self.refresh()
        return text.strip()

    def _add_tax(self, present: Connection, kind: PlatformView) -> None:
        """Who computes the tax: a choice where the platform can, else why the register does."""
        ability = kind.capabilities.of(Capability.TAX_AT_CHECKOUT)
        if not kind.capabilities.has(Capability.TAX_AT_CHECKOUT):
            tag = StateTag(tr("The register"))
            self.detail.add(
                card(LabelledRow(tr("Who computes the tax"), ability.words, tag), title=tr("Tax"))
            )
            return
        self.tax_by = self.form.choice(
            tr("Who computes the tax"),
            [(BY_REGISTER, tr("The register")), (BY_SHOP, tr("The shop, when the payment begins"))],
            present.settings.get(TAX_BY, BY_REGISTER),
            partial(self._take_choice, partial(self._set, present), TAX_BY),
        )
        otherwise = tr("Where the shop cannot be reached at once, the register's own tax is charged.")
        self.detail.add(
            card(self.tax_by, Label(otherwise, "caption", color="text-2", wrap=True), title=tr("Tax"))
        )

    def _add_places(self, present: Connection) -> None:
        self.places_card = card(title=tr("Places"))
        self.ask_places = Button(
            tr("Ask for the places"), "quiet", icon="arrows-clockwise", height="touch-min"
        )
        self.ask_places.setEnabled(self.editable)
        self.ask_places.clicked.connect(partial(self._ask_places, present))
        self.places_card.add_to_head(self.ask_places)
        self.places: dict[UUID, Select] = {}
        self._show_places(present, ())
        self.detail.add(self.places_card)

    def _show_places(self, present: Connection, found: Sequence[PlatformLocation]) -> None:
        """The store's places; the platform's are known by name once they were asked for."""
        for select in self.places.values():
            self.places_card.body.removeWidget(select)
            select.hide()
            select.deleteLater()
        names = {location.ref: location.name for location in found if location.active}
        remembered = present.shop.get("locations", {})
        for ref, name in remembered.items() if isinstance(remembered, dict) else ():
            names.setdefault(str(ref), str(name))
        self.places = {}
        for place in self.services.connections.places(present.id):
            options = [("", tr("Not told")), *names.items()]
            if place.ref and place.ref not in names:
                options.append((place.ref, place.ref))
            self.places[place.location_id] = made = self.form.choice(
                tr("Stock of {place} is kept at", place=place.name),
                options,
                place.ref,
                partial(self._map_place, present, place.location_id),
            )
            self.places_card.body.addWidget(made)

    @staticmethod
    def _take_choice(take: Callable[[str, str], str], key: str, chosen: Hashable) -> None:
        take(key, str(chosen))

    def _map_place(self, present: Connection, place: UUID, ref: Hashable) -> None:
        self.services.connections.map_places(present.id, {place: str(ref)})

    def _ask_places(self, present: Connection) -> None:
        def show(found: Sequence[PlatformLocation]) -> None:
            now = self.connection
            if now is not None and now.id == present.id:
                self._show_places(now, found)

        self.host.window_.run(
            partial(self.services.connections.locations, present.id), show, words=tr("Asking for the places")
        )

    def _add_names(self, present: Connection) -> None:
        names = self.services.connections.names(present.id)
        tenders, taxes = dict(names.tenders), dict(names.taxes)

        def keep() -> None:
            self.services.connections.map_names(present.id, Names(dict(tenders), dict(taxes)))

        def tender(kind: str, text: str) -> str:
            tenders[kind] = text.strip()
            keep()
            return text.strip()

        def tax(key: str, text: str) -> str:
            taxes[key] = text.strip()
            keep()
            return text.strip()

        fields: list[QWidget] = [
            self.form.text(tender_name(kind.value), tenders.get(kind.value, ""), partial(tender, kind.value))
            for kind in words.mapped_tenders()
        ]
        fields += [
            self.form.text(name, taxes.get(str(key), ""), partial(tax, str(key)))
            for key, name, _rates in self.services.catalogue.tax_classes()
        ]
        if len(fields) % 2:
            fields.append(QWidget())
        made = card(title=tr("Names there"))
        made.body.addWidget(
            Label(tr("Empty: the register's own name is used."), "caption", color="text-2", wrap=True)
        )
        for at in range(0, len(fields), 2):
            made.body.addWidget(side_by_side(*fields[at : at + 2]))
        self.detail.add(made)

    def _abilities_card(self, kind: PlatformView) -> Card:
        made = card(title=tr("What {platform} can do", platform=kind.label), spacing=0)
        for name, reason, tag in words.abilities(kind.capabilities):
            state = StateTag(tag.text, tag.kind, icon=tag.icon)
            made.body.addWidget(LabelledRow(name, reason, state))
        return made

    # -- changes -----------------------------------------------------------------------------------

    def _rename(self, present: Connection, text: str) -> str:
        if not text.strip():
            raise ValueError(tr("A name is missing"))
        kept = self.services.connections.save(present.id, name=text).name
        self.refresh()
        self.detail.set_title(kept, self.detail.second())
        return kept

    def _switch(self, present: Connection, on: bool) -> None:
        self.services.connections.switch(present.id, on)
        self.refresh()

    def _ask_secret(self, present: Connection, field: str, label: str) -> None:
        if not self.may_leave():
            return
        panel = SecretPanel(
            self.host.window_, present.name, label, lambda text: self._set_secret(present, panel, field, text)
        )
        self.host.window_.show_overlay(panel)

    def _set_secret(self, present: Connection, panel: SecretPanel, field: str, text: str) -> None:
        """The keyring may ask its owner: off the UI thread."""

        def done(_nothing: object) -> None:
            self.host.window_.close_overlay(panel)
            self.host.window_.toast(tr("Stored in the keyring"), present.name)
            self.refresh()
            self.rebuild()

        self.host.window_.run(lambda: self.services.connections.save(present.id, secrets={field: text}), done)

    def _open_menu(self, present: Connection, button: Button) -> None:
        menu = Menu(tr("More"), button)
        menu.add(
            tr("Disconnect"),
            partial(self._disconnect, present),
            "trash",
            dangerous=True,
            enabled=self.editable,
        )
        menu.open_under(button)

    def _disconnect(self, present: Connection) -> None:
        """Asks once more where something would never be sent."""
        waiting = self.services.connections.waiting(present.id)
        if not waiting:
            self._gone(present, even_waiting=False)
            return
        count = tr_n("{count} change is not sent yet", "{count} changes are not sent yet", waiting)
        panel = NotePanel(
            self.host.window_,
            tr("Disconnect {name}", name=present.name),
            count,
            tr("Why are they never to be sent?"),
            tr("Disconnect, never send them"),
            lambda _why: self._gone(present, even_waiting=True),
            icon="trash",
            suggestions=(tr("Entered there by hand"), tr("The shop is closed")),
        )
        self.host.window_.show_overlay(panel)

    def _gone(self, present: Connection, *, even_waiting: bool) -> None:
        def leave() -> None:
            self.services.connections.disconnect(present.id, even_waiting=even_waiting)

        if self.form.attempt(leave):
            self.host.window_.close_overlay()
            self.form.discard()
            self.refresh()
            self.rebuild()
            self.host.window_.toast(
                tr("{name} is disconnected", name=present.name),
                tr("Its keys are out of the keyring."),
                kind="neutral",
            )

    # -- a new one -----------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Opens the panel that connects one."""
        if not self.editable or not self.may_leave():
            return
        places = self.services.connections.places()
        panel = NewConnectionPanel(
            self.host.window_, list(self.kinds.values()), places, lambda wanted: self._connect(panel, wanted)
        )
        self.host.window_.show_overlay(panel)

    def _connect(self, panel: NewConnectionPanel, wanted: Wanted) -> None:
        service = self.services.connections

        def connect() -> Connection:
            return service.connect(
                wanted.platform, wanted.name, wanted.settings, wanted.secrets, wanted.trial, wanted.places
            )

        def done(made: Connection) -> None:
            self.host.window_.close_overlay(panel)
            self.refresh()
            self.take(str(made.id))
            self.host.show_detail()
            self.host.window_.toast(
                tr("{name} is connected", name=made.name), tr("What is sold from now on goes there.")
            )

        self.host.window_.run(connect, done, panel.refuse, words=tr("Connecting")).when_cancelled(panel.go_on)

    # -- the first import ------------------------------------------------------------------------------

    def _add_import(self, present: Connection) -> None:
        self.first_import = FirstImport(editable=self.editable)
        self.first_import.start.clicked.connect(partial(self.import_now, present))
        self.first_import.stop.clicked.connect(partial(self._stop_import, present))
        self.detail.add(self.first_import)
        if present.id in self.host.imports:
            self.first_import.show_progress(0, 0, tr("Taking the catalogue over"))

    def import_now(self, present: Connection) -> None:
        """Runs in the background; the register sells meanwhile."""
        if present.id in self.host.imports or self.first_import is None:
            return
        self.first_import.show_progress(0, 0, tr("Asking {platform}", platform=present.name))
        self.host.imports.start(present)

    def _stop_import(self, present: Connection) -> None:
        self.host.imports.stop(present.id)
        if self.first_import is not None:
            self.first_import.show_end(tr("Stopped. What came in so far stays; it goes on where it was."), "")

    def _in_sight(self, key: str) -> FirstImport | None:
        return self.first_import if key == self.chosen else None

    def _show_progress(self, key: str, done: int, total: int, text: str) -> None:
        shown = self._in_sight(key)
        if shown is not None and UUID(key) in self.host.imports:
            shown.show_progress(done, total, text)

    def _show_end(self, key: str, text: str, refused: str) -> None:
        shown = self._in_sight(key)
        if shown is not None:
            shown.show_end(text, refused)
