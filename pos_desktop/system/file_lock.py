"""Locks between processes, held through an open file: they end with the process, however that ends."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_AGAIN_SECONDS = 0.005


@contextmanager
def locked(file: Path, seconds: float) -> Iterator[None]:
    """Holds `file`, made when it is missing, against every other process and thread; waits for its turn.

    Raises TimeoutError when somebody else has it for longer than `seconds`, and OSError.
    """
    with file.open("ab") as lock:
        until = time.monotonic() + seconds
        while not try_lock(lock):
            if time.monotonic() > until:
                raise TimeoutError(f"{file.name} is locked by somebody else")
            time.sleep(_AGAIN_SECONDS)
        try:
            yield
        finally:
            unlock(lock)


if os.name == "nt":
    import msvcrt

    def try_lock(lock: IO[bytes]) -> bool:
        """Whether the file is now held by this opening of it."""
        lock.seek(0)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def unlock(lock: IO[bytes]) -> None:
        """Lets the file go. Raises OSError."""
        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def try_lock(lock: IO[bytes]) -> bool:
        """Whether the file is now held by this opening of it."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(lock: IO[bytes]) -> None:
        """Lets the file go. Raises OSError."""
        fcntl.flock(lock, fcntl.LOCK_UN)
