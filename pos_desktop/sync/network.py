"""Notices that the network is back: by nothing more than connecting, so that no attempt is spent on it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

log = logging.getLogger(__name__)

Address = tuple[str, int]

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 0.5
"""Between two looks; the first sale is on its way within a second of the network's return."""
QUICK_SECONDS = 0.8
PATIENT_SECONDS = 4.0
PATIENT_EVERY = 8
"""Every eighth look has patience: a slow line is no missing one."""
TRY_ANYWAY_SECONDS = 30.0
"""Behind a proxy nothing can be connected to directly: now and then a delivery goes out all the same, to see."""


def address_of(url: str) -> Address | None:
    """Host and port of an address; None when it has none."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if not parts.hostname:
        return None
    return parts.hostname, parts.port or (80 if parts.scheme == "http" else 443)


def connects(address: Address, seconds: float) -> bool:
    """Whether a connection comes about; nothing is said over it."""
    import socket

    try:
        socket.create_connection(address, timeout=seconds).close()
    except OSError:
        return False
    return True


class _Lost:
    def __init__(self, address: Address | None, tried_at: float, vain: int) -> None:
        self.address = address
        self.tried_at = tried_at
        self.since = time.monotonic()
        pause = FIRST_PAUSE_SECONDS * 2.0 ** min(vain, 10) if vain else 0.0
        self.look_from = self.since + min(pause, TRY_ANYWAY_SECONDS)


class Network:
    """Which connections have no way out. Looks only while there is one; asks nobody otherwise."""

    def __init__(
        self, on_back: Callable[[UUID], None], look: Callable[[Address, float], bool] = connects
    ) -> None:
        self._on_back = on_back
        self._look = look
        self._guard = threading.Lock()
        self._lost: dict[UUID, _Lost] = {}
        self._vain: dict[UUID, int] = {}  # how often in a row it could be connected to, and not be called
        self._ending = threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def online(self) -> bool:
        """Whether every connection that was tried has a way out."""
        return not self._lost

    def lost(self, connection_id: UUID, address: Address | None) -> None:
        """A call said that there is no way out."""
        with self._guard:
            now = time.monotonic()
            known = self._lost.get(connection_id)
            if known is not None:
                known.tried_at = now
                return
            self._lost[connection_id] = _Lost(address, now, self._vain.get(connection_id, 0))
            if self._watch is None and not self._ending.is_set():
                self._watch = threading.Thread(target=self._run, name="sync network", daemon=True)
                self._watch.start()

    def reached(self, connection_id: UUID) -> None:
        """A call went through."""
        self._vain.pop(connection_id, None)
        if connection_id in self._lost:
            self._is_back(connection_id)

    def forget(self, connection_id: UUID) -> None:
        """It is not used any more."""
        with self._guard:
            self._lost.pop(connection_id, None)
            self._vain.pop(connection_id, None)

    def may_try(self, connection_id: UUID) -> bool:
        """Whether a call is worth it; now and then one is, although nothing answers."""
        with self._guard:
            known = self._lost.get(connection_id)
            if known is None:
                return True
            if time.monotonic() - known.tried_at < TRY_ANYWAY_SECONDS:
                return False
            known.tried_at = time.monotonic()
            return True

    def is_lost(self, connection_id: UUID) -> bool:
        """Whether it has no way out."""
        return connection_id in self._lost

    def stop(self) -> None:
        """Looks no more."""
        self._ending.set()

    def _run(self) -> None:
        pause, looks = FIRST_PAUSE_SECONDS, 0
        while not self._ending.wait(pause):
            looks += 1
            with self._guard:
                if not self._lost:
                    self._watch = None
                    return
                now = time.monotonic()
                lost = [
                    (connection, each.address)
                    for connection, each in self._lost.items()
                    if each.look_from <= now
                ]
            patience = QUICK_SECONDS if looks % PATIENT_EVERY else PATIENT_SECONDS
            seen = {at: self._look(at, patience) for at in {at for _, at in lost if at is not None}}
            for connection, at in lost:
                if at is not None and seen[at]:
                    self._vain[connection] = self._vain.get(connection, 0) + 1  # until a call goes through
                    self._is_back(connection)
            pause = min(pause * 1.4, LONGEST_PAUSE_SECONDS)

    def _is_back(self, connection_id: UUID) -> None:
        with self._guard:
            gone = self._lost.pop(connection_id, None)
        if gone is not None:
            log.info("the network is back after %.0f s", time.monotonic() - gone.since)
            self._on_back(connection_id)
