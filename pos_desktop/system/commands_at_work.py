"""Commands that work on the data of a running register, and what must not be done under their hands.

The register's own lock says nothing of them, and it may be closed while they go on. Each holds a lock of its own, shared
with the others; whoever moves the data away takes it alone. The system lets go of it however a process ends.
"""

import os
from pathlib import Path
from typing import IO

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.wording import tr

_LOCK = "commands.lock"


class CommandAtWork(TryAgain):
    """A command has the data open, or moves them."""

    @classmethod
    def now(cls, next_step: str) -> "CommandAtWork":
        return cls(
            tr("A command is at work on the register's data"),
            tr("Products are being brought in, say, or a back-up is being put in place."),
            next_step,
        )


class Hold:
    """Held until `release` or the end of the process."""

    def __init__(self, lock: IO[bytes]) -> None:
        self._lock = lock

    def release(self) -> None:
        """Lets the others on; may be said twice."""
        if not self._lock.closed:
            _unlock(self._lock)
            self._lock.close()

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.release()


def beside(folder: Path) -> Hold:
    """For a command, with others. Raises CommandAtWork while the data are being moved."""
    return _held(folder, alone=False, next_step=tr("Try it once more when it has ended."))


def alone(folder: Path) -> Hold:
    """For what moves the data away. Raises CommandAtWork while a command has them open."""
    words = tr("Nothing was changed. Wait until it has ended, then try it once more.")
    return _held(folder, alone=True, next_step=words)


def _held(folder: Path, *, alone: bool, next_step: str) -> Hold:
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / _LOCK).open("ab")
    if _locked(lock, alone):
        return Hold(lock)
    lock.close()
    raise CommandAtWork.now(next_step)


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
    def _locked(lock: IO[bytes], alone: bool) -> bool:
        flags = _AT_ONCE | (_ALONE if alone else 0)
        return bool(_SYSTEM.LockFileEx(_handle(lock), flags, 0, 1, 0, ctypes.byref(_Overlapped())))

    def _unlock(lock: IO[bytes]) -> None:
        _SYSTEM.UnlockFileEx(_handle(lock), 0, 1, 0, ctypes.byref(_Overlapped()))

    def _handle(lock: IO[bytes]) -> wintypes.HANDLE:
        return wintypes.HANDLE(msvcrt.get_osfhandle(lock.fileno()))  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _locked(lock: IO[bytes], alone: bool) -> bool:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(lock: IO[bytes]) -> None:
        fcntl.flock(lock, fcntl.LOCK_UN)
