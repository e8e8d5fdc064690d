"""Commands that work on the data of a running register, and what must not be done under their hands.

The register's own lock says nothing of them, and it may be closed while they go on. Each holds a lock of its own, shared
with the others; whoever moves the data away takes it alone. The system lets go of it however a process ends.
"""

from pathlib import Path
from typing import IO

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.wording import tr
from pos_desktop.system.file_lock import try_lock, unlock

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
            unlock(self._lock)
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
    if try_lock(lock, shared=not alone):
        return Hold(lock)
    lock.close()
    raise CommandAtWork.now(next_step)
