"""What a folder of this family offers to the registry: a kind of platform that a store can connect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pos_desktop.application.platform.capabilities import CapabilityTable
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.setting_field import SettingField
    from pos_desktop.platforms.tokens import Shelf

Secret = Callable[[str], str | None]
"""Reads a secret of this connection from the keyring by its field's key; None when it is not there.

Asked for at each call and never kept, so that a key that was changed is used at once.
"""


def _nobody_is_told(what: str) -> None:
    """Of a connection that is only being tried."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a platform is handed beside its own settings.

    `shelf` keeps the tokens of this connection; `told` hears that a credential was changed, or is refused.
    """

    secret: Secret
    shelf: Shelf
    settings: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[str], None] = _nobody_is_told


class PlatformKind(Protocol):
    """A kind of platform, as the registry lists it. A folder's `platform.py` names it in `PLATFORM`."""

    @property
    def key(self) -> str:
        """The name stored with a connection; never changes."""
        ...

    @property
    def label(self) -> str:
        """Its name in the settings."""
        ...

    @property
    def short(self) -> str:
        """Two letters for its tile."""
        ...

    @property
    def offered(self) -> bool:
        """Whether this version can connect to it."""
        ...

    @property
    def capabilities(self) -> CapabilityTable:
        """What it can do, its words in the language in use."""
        ...

    @property
    def fields(self) -> tuple[SettingField, ...]:
        """What to ask for, in the language in use."""
        ...

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        """What to ask for and keep in the keyring alone."""
        ...

    def parse(self, raw: Mapping[str, str]) -> Any:
        """Stored settings into the kind's own; raises PlatformSetting naming what is wrong. Calls nobody."""
        ...

    def leads_to(self, raw: Mapping[str, str]) -> str:
        """Where these settings lead, whatever else is in them: what is told at one place says nothing of another one.
        Raises as `parse` does."""
        ...

    def create(self, surroundings: Surroundings) -> Platform:
        """A shop with these settings; connects nothing yet. Raises PlatformSetting."""
        ...
