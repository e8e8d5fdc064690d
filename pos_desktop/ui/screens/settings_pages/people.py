"""Who may use the register, with PIN and badge; and what their roles allow."""

from dataclasses import replace
from decimal import Decimal
from typing import cast
from uuid import UUID

from pos_desktop.application.people import PersonForm
from pos_desktop.application.people_view import PersonView, RoleView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.ui.screens.settings_pages.form import LabelledRow, side_by_side
from pos_desktop.ui.screens.settings_pages.new_person import NewPersonPanel
from pos_desktop.ui.screens.settings_pages.new_pin import NewPinPanel
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.screens.settings_pages.roles import discount_limit, permission_rows, refund_limit
from pos_desktop.ui.viewmodels import settings as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider

_ROLE = "role:"


class PeoplePage(Page):
    """People first, their roles under them."""

    key = "people"
    icon = "users"

    @staticmethod
    def words() -> str:
        return tr("People")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.people: list[PersonView] = []
        self.roles: list[RoleView] = []
        self._waiting_for_badge = False
        self.add = Button(tr("Add"), icon="user-plus")
        self.add.clicked.connect(self._ask_new)
        self.pane.add_button(self.add)

    @property
    def editable(self) -> bool:
        """People are kept by those who may manage people."""
        person = self.services.desk.person
        return person is not None and person.role.allows(Permission.PEOPLE)

    # -- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.people = sorted(self.services.people.all(), key=lambda person: not person.active)
        self.roles = self.services.people.roles()
        self.add.setEnabled(self.editable)
        now = self.services.desk.clock.now()
        rows = [words.person_row(person, now) for person in self.people]
        rows += [words.role_row(role, self.people) for role in self.roles]
        self.pane.list.set_rows(rows)
        if self.chosen not in [row.key for row in rows]:
            self.chosen = rows[0].key if rows else ""
        self.pane.list.select(self.chosen)

    def rebuild(self) -> None:
        self._waiting_for_badge = False
        if self.chosen.startswith(_ROLE):
            self._show_role()
        else:
            self._show_person()

    def hide(self) -> None:
        self._stop_waiting()

    def scanned(self, code: str) -> bool:
        """The next scan is the badge, while one is asked for."""
        if not self._waiting_for_badge:
            return False
        person = self._person()
        self._stop_waiting()
        if person is not None:
            people = self.services.people
            self.host.window_.run(
                lambda: people.set_badge(person.id, code), lambda _: self._badge_set(person)
            )
        return True

    # -- a person ------------------------------------------------------------------------------

    def _person(self) -> PersonView | None:
        return next((person for person in self.people if str(person.id) == self.chosen), None)

    def _show_person(self) -> None:
        person = self._person()
        if person is None:
            return
        self.begin(person.name, self._last_seen(person))
        self.name = self.form.text(tr("Name"), person.name, lambda text: self._change(name=text))
        options = [(role.id, words.role_name(role.role)) for role in self.roles]
        role = self.form.choice(
            tr("Role"), options, person.role_id, lambda key: self._change(role_id=cast(UUID, key))
        )
        self.active = self.form.toggle(
            tr("May use the register"),
            tr("Off for somebody who left: what they sold keeps their name."),
            person.active,
            lambda on: self._change(active=on),
        )
        self.detail.add(card(side_by_side(self.name, role), self.active))
        self.detail.add(card(self._pin_row(person), Divider(), self._badge_row(person), spacing=1))
        self.badge_banner = Banner(
            tr("Scan the badge now"), tr("Barcode, stripe or RFID. Escape stops waiting."), "accent"
        )
        self.badge_banner.setVisible(False)
        self.detail.add(self.badge_banner)
        self.detail.end()

    def _last_seen(self, person: PersonView) -> str:
        if person.last_seen is None:
            return tr("Has not signed in yet")
        return tr("Signed in {moment}", moment=self.services.desk.formats.moment(person.last_seen))

    def _pin_row(self, person: PersonView) -> LabelledRow:
        self.pin = Button(tr("Change the PIN") if person.has_pin else tr("Set a PIN"), icon="lock-simple")
        self.pin.setEnabled(self.editable)
        self.pin.clicked.connect(self._ask_pin)
        said = (
            tr("{count} digits", count=person.pin_length)
            if person.has_pin
            else tr("None: cannot sign in by PIN")
        )
        return LabelledRow(tr("PIN"), said, self.pin)

    def _badge_row(self, person: PersonView) -> LabelledRow:
        self.badge = Button(
            tr("Another badge") if person.has_badge else tr("Add a badge"), icon="identification-badge"
        )
        self.badge.setEnabled(self.editable)
        self.badge.clicked.connect(self._wait_for_badge)
        said = tr("Signs in by badge") if person.has_badge else tr("None")
        if not person.has_badge:
            return LabelledRow(tr("Badge"), said, self.badge)
        self.no_badge = Button(tr("Remove"), icon="trash")
        self.no_badge.setEnabled(self.editable)
        self.no_badge.clicked.connect(self._remove_badge)
        return LabelledRow(tr("Badge"), said, side_by_side(self.no_badge, self.badge))

    def _remove_badge(self) -> None:
        person = self._person()
        if person is None or not self.may_leave():
            return

        def removed(_result: object) -> None:
            self.refresh()
            self.rebuild()
            self.host.window_.toast(tr("Badge removed"), person.name)

        self.host.window_.act(lambda _approval: self.services.people.remove_badge(person.id), removed)

    def _form_of(self, person: PersonView, **facts: object) -> PersonForm:
        values = {"name": person.name, "role_id": person.role_id, "active": person.active} | facts
        return PersonForm(**values)  # type: ignore[arg-type]  # the names are the fields'

    def _change(self, **facts: object) -> None:
        person = self._person()
        assert person is not None
        self.services.people.change(person.id, self._form_of(person, **facts))
        self.refresh()
        now = self._person()
        if now is not None:
            self.detail.set_title(now.name, self.detail.second())

    def _ask_pin(self) -> None:
        person = self._person()
        if person is not None and self.may_leave():
            self.host.window_.show_overlay(NewPinPanel(self.host.window_, person.name, self._set_pin))

    def _set_pin(self, pin: str) -> None:
        """Hashing a PIN is slow on purpose."""
        self.host.window_.close_overlay()
        person = self._person()
        if person is None:
            return
        people, form = self.services.people, self._form_of(person, pin=pin)
        self.host.window_.run(lambda: people.change(person.id, form), lambda _: self._pin_set(person))

    def _pin_set(self, person: PersonView) -> None:
        self.refresh()
        self.rebuild()
        self.host.window_.toast(tr("PIN set"), person.name)

    def _wait_for_badge(self) -> None:
        if not self.may_leave():
            return
        self._waiting_for_badge = True
        self.badge_banner.show()

    def _stop_waiting(self) -> None:
        if self._waiting_for_badge:
            self._waiting_for_badge = False
            self.badge_banner.hide()

    def stop_waiting(self) -> bool:
        """Escape: no badge is waited for any more; False when none was."""
        waited = self._waiting_for_badge
        self._stop_waiting()
        return waited

    def _badge_set(self, person: PersonView) -> None:
        self.refresh()
        self.rebuild()
        self.host.window_.toast(tr("Badge added"), person.name)

    # -- a new one -----------------------------------------------------------------------------

    def _ask_new(self) -> None:
        if not self.may_leave():
            return
        roles = [(role.id, words.role_name(role.role)) for role in self.roles]
        self.host.window_.show_overlay(NewPersonPanel(self.host.window_, roles, self._ask_new_pin))

    def _ask_new_pin(self, name: str, role_id: UUID) -> None:
        self.host.window_.close_overlay()
        add = lambda pin: self._add(PersonForm(name, role_id, pin=pin))  # noqa: E731 - the panel's answer
        self.host.window_.show_overlay(NewPinPanel(self.host.window_, name, add))

    def _add(self, form: PersonForm) -> None:
        self.host.window_.close_overlay()
        people = self.services.people
        self.host.window_.run(lambda: people.add(form), self._added)

    def _added(self, person_id: UUID) -> None:
        self.refresh()
        self.take(str(person_id))
        self.host.show_detail()
        person = self._person()
        if person is not None:
            self.host.window_.toast(tr("{name} was added", name=person.name), words.role_name(person.role))

    # -- a role --------------------------------------------------------------------------------

    def _role(self) -> RoleView | None:
        return next((role for role in self.roles if f"{_ROLE}{role.id}" == self.chosen), None)

    def _show_role(self) -> None:
        view = self._role()
        if view is None:
            return
        self.begin(words.role_name(view.role), tr("What this role may do without approval"))
        self.limit = discount_limit(self.form, view, self._set_limit)
        self.permissions = permission_rows(self.form, self._role, self._save_role)
        self.refund_limit = refund_limit(self.form, view, self.services.desk.formats, self._set_refund_limit)
        self.detail.add(card(self.limit, Divider(), self.refund_limit, spacing=1))
        self.detail.add(card(*self.permissions, spacing=0))
        self.detail.end()

    def _save_role(self, role: Role) -> None:
        view = self._role()
        assert view is not None
        position = [each.id for each in self.roles].index(view.id)
        self.services.people.save_role(view.id, role, position)
        self.refresh()

    def _set_limit(self, percent: int) -> None:
        view = self._role()
        if view is not None:
            self._save_role(replace(view.role, most_discount_percent=Decimal(percent)))

    def _set_refund_limit(self, minor: int | None) -> None:
        view = self._role()
        if view is not None:
            self._save_role(replace(view.role, most_refund_minor=minor))
