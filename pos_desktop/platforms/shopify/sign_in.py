"""Shopify's tokens: those that were typed, and how new ones are asked for.

Source: shopify.dev, offline access tokens (a rotating refresh token; the previous one is taken until the new one is
used) and client credentials grant (an app of the shop's own organisation; no refresh token).
"""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.base import Secret
from pos_desktop.platforms.shopify import settings, trouble
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.tokens import Token, TokenKind, TokenSet, token_set
from pos_desktop.system.outgoing import Answer, Call, Outgoing, OutgoingTrouble

_log = logging.getLogger(__name__)


def typed_tokens(secret: Secret, client_id: str) -> TokenSet:
    """What a person entered: a lasting access token, or a pair of which the first may have run out."""
    access, refresh = _typed(secret, settings.ACCESS_TOKEN), _typed(secret, settings.REFRESH_TOKEN)
    return token_set(
        Token(TokenKind.ACCESS, access),
        Token(TokenKind.REFRESH, refresh),
        typed=(client_id, access, refresh, _typed(secret, settings.CLIENT_SECRET)),
    )


class SignIn:
    """Asks for new tokens."""

    def __init__(
        self,
        where: settings.ShopSettings,
        secret: Secret,
        outgoing: Outgoing,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._where = where
        self._secret = secret
        self._outgoing = outgoing
        self._now = now

    def renew(self, held: TokenSet) -> TokenSet:
        """A new set; PlatformSetting(sign_in=True) where there is nothing to ask with, or Shopify says no."""
        client_secret = _typed(self._secret, settings.CLIENT_SECRET)
        if not self._where.client_id or not client_secret:
            raise trouble.wrong_key()
        form = {"client_id": self._where.client_id, "client_secret": client_secret}
        refresh = held.get(TokenKind.REFRESH)
        if refresh is not None:
            form |= {"grant_type": "refresh_token", "refresh_token": refresh.value}
        else:
            form |= {"grant_type": "client_credentials"}
        return self._read(self._ask(form))

    def close(self) -> None:
        """Lets go of connections."""
        self._outgoing.close()

    def _ask(self, form: dict[str, str]) -> Answer:
        call = Call(
            "POST",
            f"{self._where.address}/admin/oauth/access_token",
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            urlencode(form).encode(),
        )
        try:
            answer = self._outgoing.send(call, retry=False)
        except OutgoingTrouble as error:
            problem = trouble.of_the_call(error)
        else:
            if answer.status == 200:
                return answer
            problem = trouble.no_such_shop() if answer.status == 404 else trouble.wrong_key()
        raise problem

    def _read(self, answer: Answer) -> TokenSet:
        try:
            told = json.loads(answer.body)
        except ValueError:
            told = None
        try:
            if isinstance(told, dict):
                return self._tokens(Node(told, "sign_in"))
        except ShapeChanged as error:
            _log.warning("the answer of Shopify's sign-in is not as it must be: %s", error.field_name)
        raise trouble.unsure()  # nothing was refused: what waits for the token goes on waiting

    def _tokens(self, told: Node) -> TokenSet:
        tokens = [Token(TokenKind.ACCESS, told.text("access_token"), self._in(told.whole_or("expires_in")))]
        if told.has("refresh_token"):
            lasts = self._in(told.whole_or("refresh_token_expires_in"))
            tokens.append(Token(TokenKind.REFRESH, told.text("refresh_token"), lasts))
        return token_set(*tokens)

    def _in(self, seconds: int) -> datetime | None:
        return self._now() + timedelta(seconds=seconds) if seconds > 0 else None


def _typed(secret: Secret, field: str) -> str:
    return (secret(field) or "").strip()
