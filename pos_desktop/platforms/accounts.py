"""The shops that the store connected, each made when it is first needed and anew when its settings change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.platform.port import Platform, PlatformView
    from pos_desktop.application.ports import Store

TOKENS = "tokens"
"""The field of a connection's keyring entry that keeps its tokens, as one value."""


class SecretShelf(Protocol):
    """Secrets by connection and field, in the keyring."""

    def get(self, owner_id: UUID, field: str, /) -> str | None: ...
    def put(self, owner_id: UUID, field: str, secret: str, /) -> None: ...


CredentialTold = Callable[[UUID, str], None]
"""Hears of a credential of a connection that was 'renewed' or 'refused'; called from any thread."""


def _nobody_is_told(connection_id: UUID, what: str) -> None:
    """Where no journal is kept."""


class _KeyringShelf:
    """The tokens of one connection; one lock for all that renew them, whatever is made anew around them."""

    def __init__(self, secrets: SecretShelf, connection_id: UUID) -> None:
        self.lock = threading.Lock()
        self._secrets = secrets
        self._connection_id = connection_id

    def read(self) -> str | None:
        return self._secrets.get(self._connection_id, TOKENS)

    def write(self, text: str) -> None:
        self._secrets.put(self._connection_id, TOKENS, text)


class Shops:
    """Implements the application's Platforms. Safe to be used by several threads."""

    def __init__(self, store: Store, secrets: SecretShelf, told: CredentialTold = _nobody_is_told) -> None:
        self._store = store
        self._secrets = secrets
        self._told = told
        self._made: dict[UUID, Platform] = {}
        self._shelves: dict[UUID, _KeyringShelf] = {}
        self._guard = threading.Lock()

    def kinds(self) -> Sequence[PlatformView]:
        from pos_desktop.application.platform.port import PlatformView
        from pos_desktop.platforms.registry import platform_kinds

        return tuple(
            PlatformView(
                kind.key, kind.label, kind.short, kind.offered, kind.capabilities, kind.fields, kind.secrets
            )
            for kind in platform_kinds().values()
        )

    def of(self, connection_id: UUID) -> Platform:
        with self._guard:
            made = self._made.get(connection_id)
            if made is None:
                made = self._made[connection_id] = self._make(connection_id)
            return made

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Platform:
        from pos_desktop.platforms.base import Surroundings
        from pos_desktop.platforms.guarded import GuardedPlatform
        from pos_desktop.platforms.registry import platform_kind
        from pos_desktop.platforms.tokens import MemoryShelf

        kind = platform_kind(platform)
        return GuardedPlatform(kind.create(Surroundings(secrets.get, MemoryShelf(), dict(settings))))

    def check(self, platform: str, settings: Mapping[str, str]) -> None:
        from pos_desktop.platforms.registry import platform_kind

        platform_kind(platform).parse(settings)

    def leads_to(self, platform: str, settings: Mapping[str, str]) -> str:
        from pos_desktop.platforms.registry import platform_kind

        return platform_kind(platform).leads_to(settings)

    def forget(self, connection_id: UUID) -> None:
        with self._guard:
            gone = self._made.pop(connection_id, None)
        if gone is not None:
            gone.close()

    def close(self) -> None:
        """Lets every shop go."""
        for connection_id in tuple(self._made):
            self.forget(connection_id)

    def _make(self, connection_id: UUID) -> Platform:
        from pos_desktop.platforms.base import Surroundings
        from pos_desktop.platforms.guarded import GuardedPlatform
        from pos_desktop.platforms.registry import platform_kind

        with self._store.read() as work:
            connection = work.connections.get(connection_id)
        kind = platform_kind(connection.platform)
        shelf = self._shelves.setdefault(connection_id, _KeyringShelf(self._secrets, connection_id))
        surroundings = Surroundings(
            lambda field: self._secrets.get(connection_id, field),
            shelf,
            dict(connection.settings),
            lambda what: self._told(connection_id, what),
        )
        return GuardedPlatform(kind.create(surroundings))
