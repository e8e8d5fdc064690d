"""One register at work: its store, its settings, who is signed in, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.events import Event, Events
from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import replace

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval, ApprovalRequest
    from pos_desktop.application.people_view import PersonView
    from pos_desktop.application.ports import Clock, RegisterRow, Store
    from pos_desktop.application.receipt_papers import ReceiptPapers
    from pos_desktop.application.store_settings import StoreSettings
    from pos_desktop.domain.permissions import Permission


class PinVault(Protocol):
    """Slow, peppered hashes of PINs, and keys of badges."""

    def hash(self, pin: str) -> str: ...
    def matches(self, pin_hash: str, pin: str) -> bool: ...
    def badge_key(self, code: str) -> bytes: ...


class Desk:
    """What every action needs: handed to each service once."""

    def __init__(self, store: Store, clock: Clock, vault: PinVault, zone: tzinfo | None = None) -> None:
        self.store = store
        self.clock = clock
        self.vault = vault
        self.zone = zone
        self.events = Events()
        self.person: PersonView | None = None
        self._used_words: set[UUID] = set()
        with store.read() as work:
            self.settings: StoreSettings = work.settings.store()
            register = work.registers.only()
        if register is None:
            raise FixSetting(tr("This register is not set up yet"), "", tr("Go through the first-run steps."))
        self.register: RegisterRow = register
        self.formats = self._formats_of(self.settings)

    def _formats_of(self, settings: StoreSettings) -> Formats:
        return Formats(settings.locale, settings.currency, self.zone, settings.language)

    def save_settings(self, settings: StoreSettings) -> None:
        """Stores changed settings, journals what changed, and tells the screen."""
        before, after = self.settings.to_json(), settings.to_json()
        changed = {key: after[key] for key in after if after[key] != before.get(key)}
        with self.store.write() as work:
            work.settings.save_store(settings)
            work.journal.add("settings_changed", {"changed": changed}, person_id=self.person_id_or_none)
        self.settings = settings
        self.formats = self._formats_of(settings)
        self.events.tell(Event.SETTINGS)

    def change_settings(self, **changes: object) -> None:
        """Changes some of the store's settings."""
        self.save_settings(replace(self.settings, **changes))

    @cached_property
    def papers(self) -> ReceiptPapers:
        """The shop's receipts, reports and labels as they are printed now."""
        from pos_desktop.application.receipt_papers import ReceiptPapers

        return ReceiptPapers(self)

    def on_print(self, listener: Callable[[], None]) -> None:
        """Calls the listener when something was asked to be printed."""
        self.events.on(Event.PRINT, listener)

    @property
    def person_id_or_none(self) -> UUID | None:
        """Who is signed in, if anybody is."""
        return self.person.id if self.person else None

    @property
    def signed_in(self) -> PersonView:
        """Who is signed in; Refused when nobody is."""
        if self.person is None:
            raise Refused(tr("Nobody is signed in"), "", tr("Sign in with your PIN or badge."))
        return self.person

    def require(
        self,
        permission: Permission,
        approval: Approval | None,
        request: Callable[[], ApprovalRequest],
        discount_percent: Decimal = Decimal(0),
        refund_minor: int = 0,
    ) -> UUID | None:
        """Lets the action pass: by the person's role (None) or by a manager's word (the manager's id).

        The limits of the manager's role are held against the same discount and refund when the word is given.

        Raises ApprovalNeeded when neither is there, or when the word was used before. The request is made only
        when it is needed.
        """
        if self.signed_in.role.allows(permission, discount_percent, refund_minor):
            return None
        wanted = replace(request(), discount_percent=discount_percent, refund_minor=refund_minor)
        if approval is None or approval.request.id in self._used_words or not approval.request.covers(wanted):
            raise ApprovalNeeded(wanted)
        self._used_words.add(approval.request.id)
        return approval.approver_id

    def asked_by(self) -> tuple[str, str]:
        """The line of an approval that says who asks, where and when."""
        words = f"{self.signed_in.name} · {self.register.name} · {self.formats.time(self.clock.now())}"
        return tr("Asked by"), words
