"""What may go wrong on the way, planned ahead for requests to come, or happening by chance."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Fault(Enum):
    """How a request is spoilt. Whether it was carried out is said first."""

    THROTTLED = "throttled"  # not done: HTTP 200, no points left
    TOO_MANY = "too_many"  # not done: HTTP 429 with Retry-After
    STATUS = "status"  # not done: an HTTP error with a page of HTML
    STATUS_AFTER = "status_after"  # done, and an HTTP error with a page of HTML
    LOSE_REQUEST = "lose_request"  # not done: the connection breaks
    LOSE_ANSWER = "lose_answer"  # done, and the connection breaks before the answer
    HALF_ANSWER = "half_answer"  # done, and the answer breaks off
    HANG = "hang"  # done, and the answer does not come until let go
    HANG_BEFORE = "hang_before"  # not done, and no answer comes until let go
    SLOW = "slow"  # done, and the answer comes after `seconds`
    RUBBISH = "rubbish"  # done, and the answer is a page of somebody else
    SHAPE = "shape"  # done, and the answer is not shaped as it must be: `change`, or `spoils`
    OTHERS = "others"  # done, and the answer is the one of the request before
    TWICE = "twice"  # the request is carried out two times, the second answer is given
    ANSWER_TWICE = "answer_twice"  # done once, and the answer comes two times
    EXPIRED = "expired"  # not done: the token has ended, for good
    INTERNAL = "internal"  # not done: HTTP 200 with INTERNAL_SERVER_ERROR


NOTHING_DONE = frozenset(
    {
        Fault.THROTTLED,
        Fault.TOO_MANY,
        Fault.STATUS,
        Fault.LOSE_REQUEST,
        Fault.HANG_BEFORE,
        Fault.EXPIRED,
        Fault.INTERNAL,
    }
)


@dataclass(slots=True)
class Plan:
    """A fault for requests that fit, as often as `times` says, each with a chance."""

    fault: Fault
    operation: str = ""  # a field of the document, such as orderCreate; empty: any
    times: int = 1  # below zero: until it is withdrawn
    chance: float = 1.0
    status: int = 503
    retry_after: str = ""
    seconds: float = 0.0
    spoils: str = ""  # the name of the field that SHAPE spoils, wherever it stands
    becomes: Any = None  # what SHAPE puts there; `Gone` takes the field out, a text behind `=` renames it
    change: Callable[[Any], Any] | None = None  # SHAPE with a hand of its own
    let_go: threading.Event = field(default_factory=threading.Event)

    def fits(self, operations: frozenset[str]) -> bool:
        """Whether the request is one that it is meant for."""
        return not self.operation or self.operation in operations


class Gone:
    """Stands for a field that is missing."""


class Faults:
    """The plans, in the order in which they were made."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._chance = random.Random(seed)
        self._plans: list[Plan] = []
        self._taken: list[Plan] = []

    def plan(self, fault: Fault, operation: str = "", **how: Any) -> Plan:
        """Spoils requests to come."""
        made = Plan(fault, operation, **how)
        with self._lock:
            self._plans.append(made)
        return made

    def withdraw(self, plan: Plan) -> None:
        """Spoils no more by a plan, and lets go what it holds."""
        with self._lock:
            self._plans = [one for one in self._plans if one is not plan]
        plan.let_go.set()

    def take(self, operations: frozenset[str]) -> Plan | None:
        """The plan for a request, if there is one and its chance is met."""
        with self._lock:
            for plan in self._plans:
                if not plan.fits(operations) or self._chance.random() >= plan.chance:
                    continue
                plan.times -= 1
                if plan.times == 0:
                    self._plans.remove(plan)
                self._taken.append(plan)
                return plan
        return None

    def clear(self) -> None:
        """Lets all hanging requests go and spoils nothing more."""
        with self._lock:
            for plan in (*self._plans, *self._taken):
                plan.let_go.set()
            self._plans.clear()
            self._taken.clear()


def spoilt(body: Any, plan: Plan) -> Any:
    """An answer in another shape; what it cost and what was asked stay as they are."""
    if plan.change is not None:
        return plan.change(body)
    if not isinstance(body, dict) or "data" not in body:
        return body
    return {**body, "data": _without(body["data"], plan)}


def _without(value: Any, plan: Plan) -> Any:
    if isinstance(value, list):
        return [_without(one, plan) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _without(inner, plan) for name, inner in value.items()}
    if plan.spoils in found:
        becomes = plan.becomes
        if becomes is Gone:
            del found[plan.spoils]
        elif isinstance(becomes, str) and becomes.startswith("="):
            found[becomes[1:]] = found.pop(plan.spoils)
        else:
            found[plan.spoils] = becomes
    return found
