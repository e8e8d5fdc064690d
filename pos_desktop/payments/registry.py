"""Finds every kind of payment provider by looking into the folders of the family; nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from pos_desktop import payments
from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.wording import tr
from pos_desktop.system.families import by_key, folders_of

if TYPE_CHECKING:
    from pos_desktop.payments.base import ProviderKind


@cache
def provider_kinds() -> Mapping[str, ProviderKind]:
    """All kinds by key: those that a folder's `provider.py` names in `PAYMENT_PROVIDERS`."""
    providers = folders_of(payments, "provider")
    return by_key((kind for each in providers for kind in each.PAYMENT_PROVIDERS), "payment providers")


def provider_kind(key: str) -> ProviderKind:
    """The kind of a key; ProviderSetting when this version has none."""
    kind = provider_kinds().get(key)
    if kind is None:
        raise ProviderSetting(
            tr("This tender is not known"),
            tr("'{provider}' is not offered by this version.", provider=key),
            tr("Choose another provider under Settings › Payments."),
        )
    return kind
