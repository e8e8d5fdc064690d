"""What a folder of this family offers to the registry: a kind of provider that can be set up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.payment_provider import PaymentProvider, Traits
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.setting_field import SettingField

Secret = Callable[[str], str]
"""Reads a secret of this payment method from the keyring by its field's key; ProviderSetting when it is missing.

Asked for at each call and never kept, so that a key that was changed is used at once.
"""


class Shops(Protocol):
    """The connected online shops, as a way of paying needs them."""

    def of(self, connection_id: UUID) -> Platform:
        """LookupError for a connection that is gone, PlatformSetting where it cannot be made."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a provider is handed beside its own settings."""

    secret: Secret
    settings: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None  # for what a provider must remember by itself; None where nothing can be kept
    shops: Shops | None = None  # the online shops that the store connected; None where there are none


class ProviderKind(Protocol):
    """A kind of provider, as the registry lists it. A folder's `provider.py` names its kinds in `PAYMENT_PROVIDERS`."""

    @property
    def key(self) -> str:
        """The name stored with a payment method; never changes."""
        ...

    @property
    def label(self) -> str:
        """Its name in the settings, in the language in use."""
        ...

    @property
    def traits(self) -> Traits: ...

    @property
    def fields(self) -> tuple[SettingField, ...]:
        """What to ask for, in the language in use."""
        ...

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        """What to ask for and keep in the keyring alone."""
        ...

    def parse(self, raw: Mapping[str, str]) -> Any:
        """Stored settings into the kind's own; raises ProviderSetting naming what is wrong. Calls nobody."""
        ...

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        """A provider with these settings; connects nothing yet. Raises ProviderSetting."""
        ...
