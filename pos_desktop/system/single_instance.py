"""One register at a time on a data folder; a second start brings the first one to the front."""

import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pos_desktop.system.file_lock import try_lock, unlock

log = logging.getLogger(__name__)

_LOCK = "register.lock"
_CALL = "register.call"  # where the running register listens, for this user's eyes only
_BY_COMMAND = b" command"
_FRONT = "front"
_END = "end"
_ANSWER_SECONDS = 3.0
_AGAIN_SECONDS = 0.1


class AlreadyRunning:
    """Another process has the data folder; `command`: one without a window, which ends by itself."""

    def __init__(self, folder: Path, *, command: bool = False) -> None:
        self._folder = folder
        self.command = command

    def bring_to_front(self) -> bool:
        """Asks the running register to show itself; False when it does not answer within three seconds."""
        answered: list[bool] = []
        # A register that hangs would take the call and never answer; this start must not hang with it.
        call = threading.Thread(target=lambda: answered.append(self._ask()), daemon=True)
        call.start()
        call.join(_ANSWER_SECONDS)
        return answered == [True]

    def _ask(self) -> bool:
        """Again and again: a register that was started a moment ago does not listen yet."""
        until = time.monotonic() + _ANSWER_SECONDS
        while not _send(self._folder, _FRONT):
            if time.monotonic() > until:
                return False
            time.sleep(_AGAIN_SECONDS)
        return True


class Instance:
    """This process has the data folder until `release` or its end, however it ends."""

    def __init__(self, folder: Path, lock: IO[bytes]) -> None:
        self._folder = folder
        self._lock = lock
        self._on_front: Callable[[], object] = lambda: None
        self._listener: Any = None
        self._thread: threading.Thread | None = None

    def listen(self, on_front: Callable[[], object]) -> None:
        """Calls `on_front`, on a thread of its own, when somebody starts the register a second time; from a second
        call on that one instead."""
        self._on_front = on_front
        if self.listening:
            return
        from multiprocessing.connection import Listener

        key = secrets.token_bytes(16)
        self._listener = Listener(authkey=key)
        call = self._folder / _CALL
        handle = os.open(call, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"address": self._listener.address, "key": key.hex()}, file)
        self._thread = threading.Thread(target=self._answer, name="single instance", daemon=True)
        self._thread.start()

    @property
    def listening(self) -> bool:
        """Whether somebody who starts the register a second time is answered."""
        return self._thread is not None

    def release(self) -> None:
        """Gives the data folder back."""
        if self._thread is not None:
            _send(self._folder, _END)
            self._thread.join(timeout=1.0)
            self._listener.close()
            (self._folder / _CALL).unlink(missing_ok=True)
        with suppress(OSError):
            unlock(self._lock)
        self._lock.close()

    def _answer(self) -> None:
        from multiprocessing import AuthenticationError

        while True:
            try:
                with self._listener.accept() as connection:
                    wish = connection.recv_bytes(16).decode("ascii", "replace")
            except (OSError, EOFError, AuthenticationError) as trouble:
                log.info("a call to the running register failed: %s", trouble)
                continue
            if wish == _END:
                return
            if wish == _FRONT:
                self._on_front()


def acquire(folder: Path, *, command: bool = False) -> Instance | AlreadyRunning:
    """Takes the data folder for this process, or says that another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / _LOCK).open("ab")
    if try_lock(lock):
        lock.truncate(0)
        lock.write(_BY_COMMAND if command else b"")
        lock.flush()
        return Instance(folder, lock)
    lock.close()
    return AlreadyRunning(folder, command=_by_command(folder))


def _by_command(folder: Path) -> bool:
    """Whether a command noted itself behind the first byte, which Windows lets nobody else read."""
    try:
        with (folder / _LOCK).open("rb", buffering=0) as lock:
            lock.seek(1)
            return lock.read() == _BY_COMMAND[1:]
    except OSError:
        return False


def _send(folder: Path, wish: str) -> bool:
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    try:
        call = json.loads((folder / _CALL).read_text(encoding="utf-8"))
        with Client(call["address"], authkey=bytes.fromhex(call["key"])) as connection:
            connection.send_bytes(wish.encode("ascii"))
    except (OSError, ValueError, KeyError, EOFError, AuthenticationError):
        return False
    return True
