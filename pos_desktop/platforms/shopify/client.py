"""Asks a shop: GraphQL over HTTP, with tokens that are good, below the limit, in four kinds of trouble."""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar
from uuid import uuid4

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.shop import Budget
from pos_desktop.application.platform.trouble import PlatformAway, PlatformUnsure, ShapeChanged
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.documents import Document, document
from pos_desktop.platforms.shopify.reading import Node, parsed
from pos_desktop.platforms.shopify.throttle import Bucket
from pos_desktop.platforms.shopify.version import API_VERSION
from pos_desktop.platforms.tokens import Wallet
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

Read = TypeVar("Read")

_log = logging.getLogger(__name__)
_THROTTLED_TRIES = 3
_LEAST_PAUSE = 1.0  # after that many, whatever the figures say
_MARK_LETTERS = 12
AT_CHECKOUT = "shopify checkout"
CHECKOUT_SECONDS = 1.4
"""A call that a customer at the till waits for."""
_buckets: dict[str, Bucket] = {}
_buckets_lock = threading.Lock()


def bucket_of(address: str, pace: Pace) -> Bucket:
    """The one bucket of this process for a shop: the limit is the shop's, not the connection's."""
    with _buckets_lock:
        return _buckets.setdefault(address, Bucket(pace.clock, pace.sleep, pace.longest_wait))


class Client:
    """A shop. May be used from several threads.

    What has an effect, or is looked up before something is done, goes over a connection of its own; pages of products
    and the like share connections (docs/decisions/0020).
    """

    def __init__(self, address: str, wallet: Wallet, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._base = address
        self._address = f"{address}/admin/api/{API_VERSION}/graphql.json"
        self._wallet = wallet
        self._bucket = bucket_of(address, self.pace)
        self._line = line = line_to("shopify", address, self.pace.clock)
        self._outgoing = Outgoing(line, pace=self.pace, judge=shopify_verdict)
        self._reading = Outgoing(line, pace=self.pace, judge=shopify_verdict, reuse_connections=True)
        self._closed = False
        self.served_version = ""

    def ask(self, name: str, variables: Mapping[str, Any] | None = None) -> Node:
        """The `data` of the answer to a question. Raises the four kinds of trouble."""
        return _data(self._asked(document(name), variables or {}, self._outgoing))

    def look_up(self, name: str, variables: Mapping[str, Any], *, soon: bool = False) -> Node:
        """As `ask`, where what is not found will be made: PlatformUnsure for the answer to an earlier question, which a
        line that went out of step may bring. The document has a field for that, under the name `asked`. `soon`: for a
        customer who waits; PlatformAway at once where the limit would have to be waited for."""
        mark = f"asked_{uuid4().hex[:_MARK_LETTERS]}"
        asked = document(name)
        asked = replace(asked, text=asked.text.replace("asked:", f"{mark}:", 1))
        data = _data(
            self._asked_soon(asked, variables) if soon else self._asked(asked, variables, self._outgoing)
        )
        if not data.has(mark):
            raise trouble.unsure()
        return Node({**data.body, "asked": data.body[mark]}, "data")

    def change(self, name: str, variables: Mapping[str, Any], read: Callable[[Node], Read]) -> Read:
        """Has a mutation done and its answer understood by `read`. An answer that is missing or makes no sense is
        PlatformUnsure: it may have been done."""
        told = self._asked(document(name), variables, self._outgoing)
        if _may_be_done(told):
            raise trouble.unsure()
        data = _data(told)
        try:
            return read(data)
        except ShapeChanged as error:
            _log.warning("Shopify's answer to %s is not as it must be: %s", name, error.field_name)
        raise trouble.unsure()

    def read(self, name: str, variables: Mapping[str, Any] | None = None) -> Node:
        """As `ask`, for a page of many: tried again up to three times, over a kept connection."""
        for wait in (*self.pace.waits, None):
            try:
                return _data(self._asked(document(name), variables or {}, self._reading))
            except (PlatformAway, PlatformUnsure) as error:
                pause = max(wait or 0.0, error.retry_after or 0.0)
                offline = isinstance(error, PlatformAway) and error.offline
                if wait is None or offline or pause > self.pace.longest_wait:
                    raise
            self.pace.sleep(pause * (1 + self.pace.jitter() / 4))
        raise AssertionError("the last try returns or raises")

    def budget(self) -> Budget | None:
        """What the limit leaves."""
        return self._bucket.budget()

    def pause(self, seconds: float) -> None:
        """Lets the shop do its part before it is asked again."""
        self.pace.sleep(seconds)

    def fell_back(self) -> None:
        """Counts that something was done in another way than the one that is meant for it."""
        self._line.counter.count("fallbacks")

    def close(self) -> None:
        """Lets go of connections. Calls under way end as if the shop could not be reached."""
        self._closed = True
        self._outgoing.close()
        self._reading.close()
        if "_soon" in self.__dict__:
            self._soon.close()

    def _asked(self, what: Document, variables: Mapping[str, Any], over: Outgoing) -> Node:
        key = f"{what.name} {variables.get('first', '')}"
        body = json.dumps({"query": what.text, "variables": variables}).encode()
        for _ in range(_THROTTLED_TRIES):
            points = self._bucket.cost(key, what.cost)
            wait = self._bucket.take(points)
            if wait:
                raise trouble.away(retry_after=wait)
            told = self._figures_kept(key, points, lambda: self._told(body, over))
            if not _is_throttled(told):
                return told
            self._bucket.refused(points)
        asked = self._bucket.cost(key, what.cost)
        raise trouble.away(retry_after=max(_LEAST_PAUSE, self._bucket.seconds_until(asked)))

    def _asked_soon(self, what: Document, variables: Mapping[str, Any]) -> Node:
        wait = self._bucket.seconds_until(self._bucket.cost(f"{what.name} ", what.cost))
        if wait:
            raise trouble.away(retry_after=wait)
        return self._asked(what, variables, self._soon)

    @cached_property
    def _soon(self) -> Outgoing:
        """With a breaker of its own: a shop that is too slow for the till may be quick enough for what is queued."""
        line = line_to(AT_CHECKOUT, self._base, self.pace.clock)
        pace = replace(self.pace, call_seconds=CHECKOUT_SECONDS, connect_seconds=CHECKOUT_SECONDS)
        return Outgoing(line, pace=pace, judge=shopify_verdict)

    def _figures_kept(self, key: str, points: float, told: Callable[[], Node]) -> Node:
        answer: Node | None = None
        try:
            answer = told()
            return answer
        finally:
            self._settle(key, points, answer)

    def _settle(self, key: str, points: float, answer: Node | None) -> None:
        cost = _inside(answer.body if answer else None, "extensions", "cost")
        status = _inside(cost, "throttleStatus")
        left, most = _figure(status, "currentlyAvailable"), _figure(status, "maximumAvailable")
        rate = _figure(status, "restoreRate")
        if left is None or most is None or rate is None or most <= 0 or rate <= 0:  # of no bucket there is
            self._bucket.lost(points)
        else:
            self._bucket.answered(key, points, _figure(cost, "requestedQueryCost"), left, most, rate)

    def _told(self, body: bytes, over: Outgoing) -> Node:
        token = self._wallet.get()
        answer = self._sent(body, token, over)
        if answer.status == 401:
            answer = self._sent(body, self._wallet.instead_of(token), over)
        problem = trouble.of_the_status(answer.status)
        if problem is not None:
            raise problem
        self._notice_version(answer)
        told = _object_in(answer.body)
        if told is None:
            raise trouble.unsure()
        return Node(told, "answer")

    def _sent(self, body: bytes, token: str, over: Outgoing) -> Answer:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-Shopify-Access-Token": token,
        }
        problem: PersonError
        try:
            return over.send(Call("POST", self._address, headers, body), retry=False)
        except OutgoingTrouble as error:
            problem = trouble.of_the_call(error)
        except RuntimeError:
            if not self._closed:
                raise
            problem = trouble.away(retry_after=0.0)  # somebody changed the settings; the next one has them
        # Outside the handler, so that the call with its headers does not hang on our error.
        raise problem

    def _notice_version(self, answer: Answer) -> None:
        served = answer.headers.get("x-shopify-api-version", "")
        if served and served not in (API_VERSION, self.served_version):
            _log.warning("Shopify answers with version %s of its API instead of %s", served, API_VERSION)
        self.served_version = served or self.served_version


def shopify_verdict(answer: Answer) -> Verdict:
    """What an answer of Shopify says about the call; a portal or a proxy answers with pages and redirects."""
    if answer.status == 430:  # Shopify's own word for 'too much at once'
        return Verdict.BUSY
    verdict = plain_verdict(answer)
    if verdict is not Verdict.ANSWER:
        return verdict
    ours = not 300 <= answer.status < 400 and (
        _object_in(answer.body) is not None or not (answer.status < 300 or answer.status == 403)
    )
    return Verdict.ANSWER if ours else Verdict.RUBBISH


def _data(told: Node) -> Node:
    if told.body.get("errors"):
        raise trouble.of_the_errors(_errors(told))
    if not isinstance(told.body.get("data"), dict):
        raise trouble.unsure()
    return Node(told.body["data"], "data")


def _errors(told: Node) -> list[Node]:
    errors = told.body.get("errors")
    found = (
        [Node(error, "errors") for error in errors if isinstance(error, dict)]
        if isinstance(errors, list)
        else []
    )
    if not found:
        raise trouble.unsure()
    return found


def _may_be_done(told: Node) -> bool:
    """Whether a mutation left something behind although its answer tells of errors: only the reading failed."""
    return bool(told.body.get("errors")) and any(_inside(told.body, "data").values())


def _is_throttled(told: Node) -> bool:
    errors = told.body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    code = _inside(first, "extensions").get("code")
    return code == "THROTTLED" or _inside(first).get("message") == "Throttled"


def _inside(body: object, *names: str) -> Mapping[str, Any]:
    for name in names:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else {}


def _figure(of: Mapping[str, Any], name: str) -> float | None:
    value = of.get(name)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _object_in(body: bytes) -> dict[str, Any] | None:
    try:
        found = parsed(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
