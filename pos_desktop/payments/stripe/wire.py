"""Calls to Stripe through its SDK, with the register's own time limits, retries, breaker and keys."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar

import stripe

from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.wording import tr
from pos_desktop.payments.base import Secret
from pos_desktop.payments.stripe.settings import SECRET_KEY
from pos_desktop.payments.stripe.trouble import CardRefused, in_our_words, no_answer, refused
from pos_desktop.system.outgoing import (
    Answer,
    Call,
    Outgoing,
    OutgoingTrouble,
    Pace,
    Verdict,
    line_to,
    plain_verdict,
)

Json = Mapping[str, Any]
Ask = Callable[[stripe.StripeClient], stripe.StripeObject]

# The SDK tells its maker about the machine and keeps an id for that in the home folder, and at level debug it logs
# what is sent.
stripe.enable_telemetry = False
logging.getLogger("stripe").setLevel(logging.WARNING)


CALL_SECONDS = 10.0
"""What a provider's call may take altogether, its retries and its several requests included."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of Stripe; `replayed` when it is the stored one of an earlier request with the same key."""

    body: Json
    replayed: bool


class Wire:
    """The account at Stripe. The key is read from the keyring for each call and not kept."""

    def __init__(self, secret: Secret, address: str, pace: Pace | None = None) -> None:
        self._secret = secret
        self._address = address
        pace = pace or Pace()
        self._clock = pace.clock
        self._until: float | None = None
        self._outgoing = Outgoing(line_to("stripe", address, pace.clock), pace=pace, judge=stripe_verdict)

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """All requests made within end in ten seconds together; one that has no time left is not sent."""
        outer = self._until
        self._until = self._clock() + CALL_SECONDS if outer is None else outer
        try:
            yield
        finally:
            self._until = outer

    def _seconds_left(self) -> float:
        return CALL_SECONDS if self._until is None else max(0.0, self._until - self._clock())

    def call(self, ask: Ask, *, retry: bool = True) -> Reply:
        """What Stripe answers. Raises NotSent, NoAnswer, ProviderRefused or ProviderSetting."""
        try:
            return self.charge(ask, retry=retry)
        except CardRefused as error:
            code = error.code
        raise refused(code)

    def charge(self, ask: Ask, *, retry: bool = True) -> Reply:
        """As `call`, for a request that a bank answers: raises CardRefused as well."""
        try:
            answer = ask(self._client(retry))
        except (OutgoingTrouble, stripe.StripeError) as error:
            trouble = in_our_words(error)
        else:
            headers: Mapping[str, str] = answer.last_response.headers if answer.last_response else {}
            return Reply(answer.to_dict(), headers.get("idempotent-replayed") == "true")
        # Outside the handler, so that Stripe's own error with its body does not hang on ours.
        raise trouble

    def read(self, ask: Ask, *, retry: bool = True) -> Json:
        """The body of what Stripe answers; raises as `call`."""
        return self.call(ask, retry=retry).body

    def pages(
        self, ask: Callable[[stripe.StripeClient, str], stripe.StripeObject], *, retry: bool = True
    ) -> list[Json]:
        """All items of a list; `ask` is handed the id after which the next page begins."""
        items: list[Json] = []
        while True:
            after = str(items[-1].get("id", "")) if items else ""
            page = self.read(lambda client, after=after: ask(client, after), retry=retry)  # type: ignore[misc]  # a default in a lambda
            found = listed(page)
            items += found
            if not page.get("has_more") or not found:
                return items

    def close(self) -> None:
        """Lets go of connections."""
        self._outgoing.close()

    def _client(self, retry: bool) -> stripe.StripeClient:
        key = self._secret(SECRET_KEY).strip()
        if not key or not key.isascii() or not key.isprintable():
            raise ProviderSetting(
                tr("Stripe does not accept the key"),
                tr("The secret key is wrong or was withdrawn."),
                tr("Enter the key again under Settings › Payments."),
            )
        return stripe.StripeClient(
            key,
            base_addresses={"api": self._address},
            max_network_retries=0,
            http_client=_OurHttp(self._outgoing, retry, self._seconds_left()),
        )


class OnWire(Protocol):
    """Who calls Stripe by a wire."""

    _wire: Wire


P = ParamSpec("P")
T = TypeVar("T")
Caller = TypeVar("Caller", bound=OnWire)


def in_time(
    method: Callable[Concatenate[Caller, P], T],
) -> Callable[Concatenate[Caller, P], T]:
    """A provider's call that ends within CALL_SECONDS, however many requests it needs."""

    @wraps(method)
    def bounded(self: Caller, /, *facts: P.args, **more: P.kwargs) -> T:
        with self._wire.in_time():
            return method(self, *facts, **more)

    return bounded


def listed(page: Json) -> list[Json]:
    """The objects of a list; NoAnswer when it is none."""
    found = page.get("data")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise no_answer()
    return found


def stripe_verdict(answer: Answer) -> Verdict:
    """What an answer of Stripe says about the call.

    A stored answer comes again for the same key, faults included, and Stripe says so by a header. A key that is in use
    belongs to an earlier try of the same attempt: that one may have an effect.
    """
    body = _object_in(answer.body)
    if answer.status == 409:
        error = body.get("error") if body else None
        code = error.get("code") if isinstance(error, dict) else ""
        return Verdict.FAULT if code == "idempotency_key_in_use" else Verdict.CONFLICT
    verdict = plain_verdict(answer)
    if verdict is Verdict.FAULT:
        return _fault(answer)
    return verdict if verdict is not Verdict.ANSWER or _from_stripe(answer.status, body) else Verdict.RUBBISH


def _fault(answer: Answer) -> Verdict:
    # Only a fault that is said to be the stored answer of an earlier request is surely what that one ended in.
    if answer.headers.get("idempotent-replayed") == "true":
        return Verdict.FAULT_FOR_GOOD
    retry = answer.headers.get("stripe-should-retry")
    return Verdict.FAULT_FOR_NOW if retry == "false" else Verdict.FAULT


def _from_stripe(status: int, body: Json | None) -> bool:
    """Whether it has the shape of an answer of Stripe; a portal or a proxy answers with pages and redirects."""
    if body is None or 300 <= status < 400:
        return False
    return status < 300 or isinstance(body.get("error"), dict)


def _object_in(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class _OurHttp(stripe.HTTPClient):
    """Hands the SDK's requests to the register's own outgoing calls."""

    name: ClassVar[str] = "pos-desktop"

    def __init__(self, outgoing: Outgoing, retry: bool, within: float) -> None:
        super().__init__()
        self._outgoing = outgoing
        self._retry = retry
        self._within = within

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        body = post_data.encode() if isinstance(post_data, str) else post_data
        call = Call(method.upper(), url, headers or {}, body)
        answer = self._outgoing.send(call, retry=self._retry, within=self._within)
        return answer.body.decode("utf-8", "replace"), answer.status, answer.headers

    def close(self) -> None:
        """The connections belong to the wire."""
