"""The ways of paying that the store set up. Their secrets are in the keyring, never here."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.storage.later.sql import bindparam, select, update
from pos_desktop.storage.later.tables import payment_method
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, upsert

_ALL = select(
    payment_method.c.id,
    payment_method.c.kind,
    payment_method.c.provider,
    payment_method.c.name,
    payment_method.c.settings,
    payment_method.c.rules,
    payment_method.c.position,
    payment_method.c.active,
)
_LISTED = Statement(
    _ALL.where(payment_method.c.removed_at.is_(None)).order_by(payment_method.c.position, payment_method.c.id)
)
_GET = Statement(_ALL.where(payment_method.c.id == bindparam("method_id")))
_SAVE = upsert(
    payment_method,
    ("id",),
    lambda new: {name: new[name] for name in ("name", "settings", "rules", "position", "active")},
)
_DEFAULTS = asdict(TenderRules())
_REMOVE = Statement(
    update(payment_method)
    .where(payment_method.c.id == bindparam("method_id"))
    .values(removed_at=bindparam("at", type_=payment_method.c.removed_at.type), active=False)
)


class SqlPaymentMethods:
    """Implements payment_ports.PaymentMethods."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def all(self) -> list[PaymentMethod]:
        return [_method(row) for row in _LISTED.all(self._link)]

    def get(self, method_id: UUID) -> PaymentMethod:
        row = _GET.first(self._link, method_id=method_id)
        if row is None:
            raise NoSuchRow("payment method", method_id)
        return _method(row)

    def save(self, method: PaymentMethod) -> None:
        _SAVE.run(
            self._link,
            id=method.id,
            kind=method.kind.value,
            provider=method.provider,
            name=method.name or None,
            settings=dict(method.settings),
            rules=asdict(method.rules),
            position=method.position,
            active=method.active,
            removed_at=None,
        )

    def remove(self, method_id: UUID, at: datetime) -> None:
        if not _REMOVE.run(self._link, method_id=method_id, at=at):
            raise NoSuchRow("payment method", method_id)


def _method(row: Row) -> PaymentMethod:
    method_id, kind, provider, name, settings, rules, position, active = row
    return PaymentMethod(
        method_id, TenderKind(kind), provider, name or "", settings, _rules(rules), position, active
    )


def _rules(stored: Mapping[str, Any]) -> TenderRules:
    """Rules this version does not know are left out, missing ones take defaults."""
    return TenderRules(**{name: stored.get(name, default) for name, default in _DEFAULTS.items()})
