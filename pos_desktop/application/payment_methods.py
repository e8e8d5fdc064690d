"""The store's ways of paying: which, in what order, within what limits; their secrets go to the keyring alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Protocol
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Health, Providers, ProviderView, Reader
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.ports import Work
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.tendering import TenderRules

USUAL = (
    (TenderKind.CASH, "cash", True),
    (TenderKind.EXTERNAL, "external", True),
    (TenderKind.GIFT_CARD, "gift_card", True),
    (TenderKind.STORE_CREDIT, "store_credit", True),
    (TenderKind.VOUCHER, "voucher", True),
)
"""What a store begins with: kind, provider, switched on. A card reader is added when it is paired."""


class CredentialShelf(Protocol):
    """Secrets of payment methods in the operating system's keyring."""

    def put(self, method_id: UUID, field: str, secret: str) -> None: ...
    def has(self, method_id: UUID, field: str) -> bool: ...
    def forget(self, method_id: UUID) -> None:
        """Takes all secrets of a method out of the keyring."""
        ...


def add_usual_methods(work: Work) -> None:
    """Gives a store that has none the usual ways of paying."""
    if not work.payment_methods.all():
        for place, (kind, provider, active) in enumerate(USUAL):
            work.payment_methods.save(
                PaymentMethod(new_id(), kind, provider, "", position=place, active=active)
            )


class PaymentMethods:
    """Ways of paying, as the settings change them. Each change is journalled, a secret's never with its text."""

    def __init__(self, desk: Desk, providers: Providers, credentials: CredentialShelf) -> None:
        self._desk = desk
        self._providers = providers
        self._credentials = credentials

    def all(self) -> list[PaymentMethod]:
        """In the store's order, switched off ones included."""
        with self._desk.store.read() as work:
            return work.payment_methods.all()

    def kinds(self) -> Sequence[ProviderView]:
        """What can be set up."""
        return self._providers.kinds()

    def add(self, provider: str, name: str = "", settings: Mapping[str, str] | None = None) -> PaymentMethod:
        """Adds a way of paying, switched on, at the end. ProviderSetting that names what is wrong."""
        self._may_change()
        kind = next(view for view in self.kinds() if view.key == provider)
        given = dict(settings or {})
        self._providers.check(provider, given)
        method = PaymentMethod(
            new_id(), kind.traits.kind, provider, name.strip()[:40], given, position=len(self.all())
        )
        self._save(method, "payment_method_added")
        return method

    def change(
        self,
        method_id: UUID,
        *,
        name: str | None = None,
        settings: Mapping[str, str] | None = None,
        rules: TenderRules | None = None,
        active: bool | None = None,
    ) -> PaymentMethod:
        """Changes some of a method. ProviderSetting that names what is wrong with its settings."""
        self._may_change()
        with self._desk.store.read() as work:
            method = work.payment_methods.get(method_id)
        changed = replace(
            method,
            name=method.name if name is None else name.strip()[:40],
            settings=method.settings if settings is None else dict(settings),
            rules=method.rules if rules is None else _checked(rules),
            active=method.active if active is None else active,
        )
        if settings is not None:
            self._providers.check(changed.provider, changed.settings)
        if not changed.active and not any(m.active for m in self.all() if m.id != method_id):
            raise Refused(tr("One tender must stay"), tr("Nothing was changed."))
        self._save(changed, "payment_method_changed")
        return changed

    def order(self, method_ids: Sequence[UUID]) -> None:
        """Puts the methods in the order given."""
        self._may_change()
        with self._desk.store.write() as work:
            present = {method.id: method for method in work.payment_methods.all()}
            for place, method_id in enumerate(method_ids):
                work.payment_methods.save(replace(present[method_id], position=place))
            self._journal(work, "payment_methods_ordered", {"order": [str(each) for each in method_ids]})
        self._desk.events.tell(Event.SETTINGS)

    def remove(self, method_id: UUID) -> None:
        """Removes a method and its secrets. Refused while an outcome or a refund of it is open, and for the gift cards
        of a connected shop: they go with it."""
        self._may_change()
        with self._desk.store.write() as work:
            _check_not_of_a_shop(work, method_id)
            check_none_open(work, method_id)
            work.payment_methods.remove(method_id, self._desk.clock.now())
            self._journal(work, "payment_method_removed", {"method": str(method_id)})
        self._credentials.forget(method_id)
        self._providers.forget(method_id)
        self._desk.events.tell(Event.SETTINGS)

    def set_secret(self, method_id: UUID, field: str, secret: str) -> None:
        """Puts a key into the keyring; used from the next call on, without a restart."""
        self._may_change()
        if not secret.strip():
            raise Refused(tr("The key is empty"), tr("Nothing was changed."))
        self._credentials.put(method_id, field, secret.strip())
        with self._desk.store.write() as work:
            self._journal(work, "credential_changed", {"method": str(method_id), "field": field})
        self._providers.forget(method_id)

    def has_secret(self, method_id: UUID, field: str) -> bool:
        """Whether the keyring has it; its text is never shown again."""
        return self._credentials.has(method_id, field)

    # -- slow: off the UI thread ---------------------------------------------------------------------

    def readers(self, method_id: UUID) -> Sequence[Reader]:
        """The readers that the account has at its location."""
        with self._providers.apart(method_id) as provider:
            return provider.readers()

    def health(self, method_id: UUID) -> Health:
        """Whether the provider answers now, in words."""
        try:
            with self._providers.apart(method_id) as provider:
                return provider.health()
        except PersonError as trouble:
            return Health(False, str(trouble))

    # -- within --------------------------------------------------------------------------------

    def _may_change(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change settings"), tr("Nothing was changed."), tr("Ask a manager."))

    def _save(self, method: PaymentMethod, kind: str) -> None:
        body = {
            "method": str(method.id),
            "provider": method.provider,
            "name": method.name,
            "active": method.active,
            "settings": dict(method.settings),
            "rules": asdict(method.rules),
        }
        with self._desk.store.write() as work:
            work.payment_methods.save(method)
            self._journal(work, kind, body)
        self._providers.forget(method.id)
        self._desk.events.tell(Event.SETTINGS)

    def _journal(self, work: Work, kind: str, body: Mapping[str, object]) -> None:
        work.journal.add(kind, body, person_id=self._desk.person_id_or_none)


def check_none_open(work: Work, method_id: UUID) -> None:
    """Refused while an outcome or a refund of a way of paying is open."""
    open_ids = {payment.method_id for payment in work.payments.open()}
    open_ids |= {payment.method_id for payment in (*work.payments.held(), *work.payments.captures())}
    open_ids |= {refund.method_id for refund in work.refunds.open() if refund.method_id}
    if method_id in open_ids:
        raise Refused(
            tr("Payments of this kind are still open"),
            tr("Nothing was changed."),
            tr("Remove it when their outcome is known."),
        )


def _check_not_of_a_shop(work: Work, method_id: UUID) -> None:
    connected = {str(connection.id) for connection in work.connections.all()}
    method = work.payment_methods.get(method_id)
    if method.kind is TenderKind.SHOP_GIFT_CARD and method.settings.get("connection") in connected:
        raise Refused(
            tr("It belongs to a connected shop"),
            tr("Nothing was changed."),
            tr("Switch it off, or disconnect the shop under Settings › E-commerce."),
        )


def _checked(rules: TenderRules) -> TenderRules:
    limits = (rules.least_minor, rules.most_minor, rules.most_change_minor, rules.approval_above_minor)
    if any(limit is not None and limit < 0 for limit in limits):
        raise Refused(tr("A limit cannot be negative"), tr("Nothing was changed."))
    if (
        rules.least_minor is not None
        and rules.most_minor is not None
        and rules.least_minor > rules.most_minor
    ):
        raise Refused(tr("The least is more than the most"), tr("Nothing was changed."))
    return rules
