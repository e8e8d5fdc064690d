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
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _AT_ONCE, _ALONE = 1, 2  # LOCKFILE_FAIL_IMMEDIATELY, LOCKFILE_EXCLUSIVE_LOCK of LockFileEx

    class _Overlapped(ctypes.Structure):
        _fields_ = [
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        ]

    _SYSTEM = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]

    # The C library's own locks, which Python offers, cannot be shared.
    def try_lock(lock: IO[bytes], *, shared: bool = False) -> bool:
        """Whether the file is now held by this opening of it, with others that share it or alone."""
        flags = _AT_ONCE | (0 if shared else _ALONE)
        return bool(_SYSTEM.LockFileEx(_handle(lock), flags, 0, 1, 0, ctypes.byref(_Overlapped())))

    def unlock(lock: IO[bytes]) -> None:
        """Lets the file go. Raises OSError."""
        if not _SYSTEM.UnlockFileEx(_handle(lock), 0, 1, 0, ctypes.byref(_Overlapped())):
            raise OSError(f"{lock.name} cannot be unlocked")

    def _handle(lock: IO[bytes]) -> wintypes.HANDLE:
        return wintypes.HANDLE(msvcrt.get_osfhandle(lock.fileno()))  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def try_lock(lock: IO[bytes], *, shared: bool = False) -> bool:
        """Whether the file is now held by this opening of it, with others that share it or alone."""
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(lock: IO[bytes]) -> None:
        """Lets the file go. Raises OSError."""
        fcntl.flock(lock, fcntl.LOCK_UN)
