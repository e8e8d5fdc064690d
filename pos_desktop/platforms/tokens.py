"""The tokens of a connection: kept in the keyring with their expiry, renewed once however many calls need it."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pos_desktop.application.errors import PersonError, TryAgain
from pos_desktop.application.platform.trouble import PlatformSetting

RENEW_AHEAD = timedelta(minutes=5)
FAILURE_HOLDS_SECONDS = 2.0
"""Those who waited for a renewal that failed share its failure instead of asking again one after the other."""


REFUSAL_HOLDS_SECONDS = 60.0
"""A shop that wants somebody to sign in again is not asked more often, unless other keys were typed."""


class TokenKind(StrEnum):
    """What a token is for."""

    ACCESS = "access"
    REFRESH = "refresh"
    ID = "id"
    API_KEY = "api_key"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the moment from which it is of no use; None: until it is withdrawn."""

    kind: TokenKind
    value: str = field(repr=False)
    expires_at: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        """Whether it is good at a moment."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class TokenSet:
    """The tokens that belong together. `origin` tells which keys, typed by a person, they came from."""

    tokens: Mapping[TokenKind, Token] = field(default_factory=dict)
    origin: str = ""

    def get(self, kind: TokenKind) -> Token | None:
        """The token of a kind."""
        return self.tokens.get(kind)


def token_set(*tokens: Token, typed: tuple[str, ...] = ()) -> TokenSet:
    """Tokens by kind; `typed` is what a person entered, of which only a hash is kept."""
    return TokenSet({token.kind: token for token in tokens if token.value}, origin_of(typed))


def origin_of(typed: tuple[str, ...]) -> str:
    """Which keys a person typed, without telling them."""
    return hashlib.sha256("\0".join(typed).encode()).hexdigest()[:16]


class Shelf(Protocol):
    """Where the tokens of one connection are kept. Its lock is the same for all who renew them."""

    @property
    def lock(self) -> threading.Lock: ...
    def read(self) -> str | None: ...
    def write(self, text: str) -> None: ...


class MemoryShelf:
    """For a connection that is only being tried."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._text: str | None = None

    def read(self) -> str | None:
        return self._text

    def write(self, text: str) -> None:
        self._text = text


Renew = Callable[[TokenSet], TokenSet]
"""Asks the platform for new tokens; PlatformSetting(sign_in=True) when it will not, TryAgain when it cannot."""


class Wallet:
    """Hands out tokens that are good. Safe to be used by several threads.

    New tokens are stored before they are used: who is stopped in between finds them. A renewal that fails takes
    nothing away, so that signing in again goes on where it was.
    """

    def __init__(
        self,
        shelf: Shelf,
        typed: Callable[[], TokenSet],
        renew: Renew,
        *,
        told: Callable[[str], None] = lambda what: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf = shelf
        self._typed = typed
        self._renew = renew
        self._told = told
        self._now = now
        self._monotonic = monotonic
        self._unstored: TokenSet | None = None
        self._failed: tuple[float, str, PersonError] | None = None

    def get(self, kind: TokenKind = TokenKind.ACCESS) -> str:
        """A token that is good, renewed where it is about to run out. Raises what the renewal raises."""
        token = self._held().get(kind)
        now = self._now()
        if token is None or not token.lasts(now):
            return self.instead_of(token.value if token else "", kind)
        if not token.lasts(now + RENEW_AHEAD) and self._shelf.lock.acquire(blocking=False):
            try:
                return self._renewed(token.value, kind)
            except TryAgain:
                return token.value  # it is good for a while yet
            finally:
                self._shelf.lock.release()
        return token.value

    def instead_of(self, refused: str, kind: TokenKind = TokenKind.ACCESS) -> str:
        """Another token than one that is not taken any more; asks for it unless somebody just did."""
        with self._shelf.lock:
            token = self._held().get(kind)
            if token is not None and token.value != refused and token.lasts(self._now()):
                return token.value
            return self._renewed(refused, kind)

    def _renewed(self, refused: str, kind: TokenKind) -> str:
        held = self._held()
        token = held.get(kind)
        if token is not None and token.value != refused:
            return token.value  # somebody was quicker
        self._raise_recent_failure(held.origin + refused)
        try:
            renewed = self._waiting_for_the_keyring(held) or self._renew(held)
        except PersonError as error:
            self._failed = (self._monotonic(), held.origin + refused, error)
            if isinstance(error, PlatformSetting) and error.sign_in:
                self._told("refused")
            raise
        self._store(TokenSet({**held.tokens, **renewed.tokens}, held.origin))
        found = renewed.get(kind)
        if found is None:
            raise KeyError(kind)
        return found.value

    def _waiting_for_the_keyring(self, held: TokenSet) -> TokenSet | None:
        waiting = self._unstored
        return waiting if waiting is not None and waiting.origin == held.origin else None

    def _store(self, tokens: TokenSet) -> None:
        self._unstored = tokens  # kept until the keyring takes it: the old pair may be of no use any more
        self._shelf.write(_as_text(tokens))
        self._unstored = None
        self._failed = None
        self._told("renewed")

    def _raise_recent_failure(self, of: str) -> None:
        if self._failed is None:
            return
        at, whose, error = self._failed
        holds = REFUSAL_HOLDS_SECONDS if isinstance(error, PlatformSetting) else FAILURE_HOLDS_SECONDS
        if whose == of and self._monotonic() - at < holds:
            raise error

    def _held(self) -> TokenSet:
        typed = self._typed()
        kept = _from_text(self._shelf.read())
        return kept if kept is not None and kept.origin == typed.origin else typed


def _as_text(tokens: TokenSet) -> str:
    return json.dumps(
        {
            "origin": tokens.origin,
            "tokens": [
                {
                    "kind": token.kind,
                    "value": token.value,
                    "expires_at": token.expires_at.isoformat() if token.expires_at else None,
                }
                for token in tokens.tokens.values()
            ],
        }
    )


def _from_text(text: str | None) -> TokenSet | None:
    """What is kept; None when it cannot be read, which then counts as never kept."""
    try:
        told = json.loads(text or "")
        tokens = [
            Token(
                TokenKind(item["kind"]),
                str(item["value"]),
                datetime.fromisoformat(item["expires_at"]) if item["expires_at"] else None,
            )
            for item in told["tokens"]
        ]
        return TokenSet({token.kind: token for token in tokens}, str(told["origin"]))
    except (ValueError, KeyError, TypeError):
        return None
