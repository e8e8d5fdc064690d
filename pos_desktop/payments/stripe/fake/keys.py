"""Idempotency keys as Stripe keeps them: the first result comes again, faults of the server included."""

import threading
from dataclasses import dataclass

from pos_desktop.payments.stripe.fake.faults import StripeFault


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: status and JSON."""

    status: int
    body: str


class Keys:
    """The keys of the last day."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, str] = {}
        self._results: dict[str, Result] = {}

    def begin(self, key: str, request: str) -> Result | None:
        """The stored result of a key, or None when its request is to be carried out now."""
        with self._lock:
            known = self._asked.get(key)
            if known is None:
                self._asked[key] = request
                return None
            if known != request:
                raise StripeFault(
                    400,
                    "idempotency_error",
                    "Keys for idempotent requests can only be used with the same parameters.",
                    stored=False,
                )
            if key not in self._results:
                raise StripeFault(
                    409,
                    "invalid_request_error",
                    "There is currently another in-progress request using this key.",
                    code="idempotency_key_in_use",
                    stored=False,
                )
            return self._results[key]

    def knows(self, key: str) -> bool:
        """Whether a key has its answer already."""
        with self._lock:
            return key in self._results

    def keep(self, key: str, result: Result) -> None:
        """The request was carried out."""
        with self._lock:
            self._results[key] = result

    def drop(self, key: str) -> None:
        """The request was not begun: the key is free again."""
        with self._lock:
            self._asked.pop(key, None)

    def forget(self) -> None:
        """A day has passed."""
        with self._lock:
            self._asked.clear()
            self._results.clear()
