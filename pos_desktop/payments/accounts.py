"""The providers that the store set up, each made when it is first needed and made anew when its settings change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import PaymentProvider, ProviderView
    from pos_desktop.application.ports import Store
    from pos_desktop.payments.base import Shops

ReadSecret = Callable[[UUID, str], str | None]
"""A secret of a payment method by its field, from the keyring; None when it is not there."""


class Accounts:
    """Implements the application's Providers. Safe to be used by several threads."""

    def __init__(
        self, store: Store, secret: ReadSecret, folder: Path | None = None, shops: Shops | None = None
    ) -> None:
        """`folder` is for what providers must remember by themselves, `shops` are the connected online shops."""
        self._folder = folder
        self._shops = shops
        self._store = store
        self._secret = secret
        self._made: dict[UUID, PaymentProvider] = {}
        self._guard = threading.Lock()

    def kinds(self) -> Sequence[ProviderView]:
        from pos_desktop.application.charge_when import charge_fields, day_fields
        from pos_desktop.application.payment_provider import ProviderView
        from pos_desktop.payments.registry import provider_kinds

        return tuple(
            ProviderView(
                kind.key,
                kind.label,
                kind.traits,
                (*charge_fields(kind.traits), *kind.fields, *day_fields(kind.traits)),
                kind.secrets,
            )
            for kind in provider_kinds().values()
        )

    def of(self, method_id: UUID) -> PaymentProvider:
        with self._guard:
            made = self._made.get(method_id)
            if made is None:
                made = self._made[method_id] = self._make(method_id)
            return made

    @contextmanager
    def apart(self, method_id: UUID) -> Iterator[PaymentProvider]:
        provider = self._make(method_id)
        try:
            yield provider
        finally:
            provider.close()

    def forget(self, method_id: UUID) -> None:
        with self._guard:
            gone = self._made.pop(method_id, None)
        if gone is not None:
            gone.close()

    def check(self, provider: str, settings: Mapping[str, str]) -> None:
        from pos_desktop.application.charge_when import charge_when, of_the_provider
        from pos_desktop.payments.registry import provider_kind

        kind = provider_kind(provider)
        charge_when(settings, kind.traits)
        kind.parse(of_the_provider(settings))

    def close(self) -> None:
        """Lets every provider go."""
        for method_id in tuple(self._made):
            self.forget(method_id)

    def _make(self, method_id: UUID) -> PaymentProvider:
        from pos_desktop.application.charge_when import of_the_provider
        from pos_desktop.application.payment_provider import ProviderSetting
        from pos_desktop.payments.base import Surroundings
        from pos_desktop.payments.discreet import DiscreetProvider
        from pos_desktop.payments.registry import provider_kind

        with self._store.read() as work:
            method = work.payment_methods.get(method_id)
        kind = provider_kind(method.provider)

        def secret(field: str) -> str:
            found = self._secret(method_id, field)
            if found is None:
                raise ProviderSetting(
                    tr("A key of {provider} is missing", provider=kind.label),
                    tr("Nothing was charged."),
                    tr("Enter it under Settings › Payments."),
                )
            return found

        return DiscreetProvider(
            kind.create(Surroundings(secret, of_the_provider(method.settings), self._folder, self._shops))
        )
