"""What a run is doing, on standard error: one line that is written over on a terminal, few lines in a log."""

import sys
import time

_LOG_SECONDS = 10.0


class Progress:
    """Tells the steps of a run."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._told_at = time.monotonic()
        self._open = False

    def step(self, words: str) -> None:
        """Something begins, or is done."""
        self._tell(words)

    def count(self, what: str, done: int, total: int) -> None:
        """So much of something is done; in a log every ten seconds and at the end."""
        words = f"{what} {done:,} of {total:,}"
        if self._terminal:
            self._tell(words, again=done < total)
        elif done >= total or time.monotonic() - self._told_at > _LOG_SECONDS:
            self._tell(words)

    def _tell(self, words: str, *, again: bool = False) -> None:
        self._told_at = time.monotonic()
        if self._quiet:
            return
        start = "\r\033[K" if self._terminal and self._open else ""
        sys.stderr.write(f"{start}  {words}" + ("" if again else "\n"))
        sys.stderr.flush()
        self._open = again
