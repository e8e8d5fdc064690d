"""What may go wrong on the way, planned ahead for requests to come."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Trick(Enum):
    """How a request is spoilt."""

    LOSE_REQUEST = "lose_request"  # the connection breaks before anything happens
    LOSE_ANSWER = "lose_answer"  # it happens, and the connection breaks before the answer
    HANG = "hang"  # it happens, and the answer does not come until let go
    STATUS = "status"  # an error instead; nothing happens
    STORED_FAULT = "stored_fault"  # an error after it happened, remembered by its key
    RUBBISH = "rubbish"  # it happens, and the answer is no answer of Stripe
    OTHERS = "others"  # it happens, and the answer tells of somebody else's payment
    TWICE = "twice"  # the answer comes two times


@dataclass(slots=True)
class Plan:
    """A trick for the next request that fits."""

    trick: Trick
    status: int = 500
    retry_after: str = ""
    path: str = ""  # a part of the path that it must have
    spares: tuple[str, ...] = ()  # endings of "METHOD path" that it leaves alone
    method: str = ""
    spares_replays: bool = False  # leaves alone what its key has the answer to
    times: int = 1
    change: Callable[[Any], Any] | None = None  # makes rubbish of a good answer instead of another page
    let_go: threading.Event = field(default_factory=threading.Event)

    def fits(self, method: str, path: str, replay: bool) -> bool:
        if replay and self.spares_replays:
            return False
        if f"{method} {path}".endswith(self.spares):
            return False
        return self.method in ("", method) and self.path in path


class Mischief:
    """The plans, in the order in which they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plans: list[Plan] = []
        self._taken: list[Plan] = []

    def plan(self, plan: Plan) -> Plan:
        """Spoils the next request that fits, as often as the plan says."""
        with self._lock:
            self._plans.append(plan)
        return plan

    def take(self, method: str, path: str, replay: bool = False) -> Plan | None:
        """The plan for a request, if there is one."""
        with self._lock:
            for plan in self._plans:
                if plan.fits(method, path, replay):
                    plan.times -= 1
                    if plan.times <= 0:
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
