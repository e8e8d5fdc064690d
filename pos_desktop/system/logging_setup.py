"""The log: one JSON object a line, redacted, in files that take turns."""

import json
import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pos_desktop.system.redaction import redact

FILE_BYTES = 2_000_000
FILES_KEPT = 5
_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, source, words, and the `extra` fields it came with."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "thread": record.threadName,
            "text": record.getMessage(),
        }
        facts.update({key: str(value) for key, value in record.__dict__.items() if key not in _STANDARD})
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        redacted = {
            key: redact(value) if isinstance(value, str) and key != "at" else value
            for key, value in facts.items()
        }
        return json.dumps(redacted, ensure_ascii=False)


class RedactedText(logging.Formatter):
    """A record as a person at a terminal reads it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class FilesInTurn(logging.FileHandler):
    """Begins the file anew when it is full and keeps the ones before.

    The standard library's own brings mail, sockets and queues with it, which a start waits for.
    """

    def __init__(self, file: Path, *, full_at: int, kept: int) -> None:
        super().__init__(file, encoding="utf-8", delay=True)
        self._held: list[logging.LogRecord] | None = None
        self._file = file
        self._full_at = full_at
        self._kept = kept

    def hold(self) -> None:
        """Keeps lines back until `let_go`, an error, or the end: at the start the first scan waits for each."""
        self._held = []

    def let_go(self) -> None:
        """Writes what was kept back, and from now on each line at once."""
        self.acquire()
        try:
            held, self._held = self._held or [], None
            for record in held:
                self.emit(record)
        finally:
            self.release()

    def close(self) -> None:
        """Closes the file; nothing is kept back."""
        self.let_go()
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line; a file that cannot be moved aside is written on, and one that cannot be opened is done without:
        whoever logs is at work on something else."""
        if self._held is not None and record.levelno < logging.ERROR:
            self._held.append(record)
            return
        self.let_go()
        try:
            if self._file.stat().st_size >= self._full_at:
                self._begin_anew()
        except FileNotFoundError:
            pass
        except OSError:
            self.handleError(record)
        try:
            super().emit(record)
        except OSError:  # of opening the file; those of writing are taken care of
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """A line that cannot be written goes to the terminal, redacted there as well."""
        if sys.stderr is None:
            return
        try:
            words = self.format(record)
        except Exception:  # the words and what is to be put into them do not fit
            words = f"a line of {record.name} cannot be written"
        with suppress(OSError, ValueError):
            print(words, file=sys.stderr)

    def _begin_anew(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # opened again for the next line
        for number in range(self._kept - 1, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1))
        self._file.replace(self._numbered(1))

    def _numbered(self, number: int) -> Path:
        return self._file.with_name(f"{self._file.name}.{number}")


def start_logging(folder: Path, *, level: int = logging.INFO, terminal: bool = False) -> Path:
    """Sends every log line to `register.log` in the folder, older ones in `register.log.1` and so on.

    Returns the file's path. Called again, it replaces what it set up before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stop_logging()
    file = folder / "register.log"
    handler = FilesInTurn(file, full_at=FILE_BYTES, kept=FILES_KEPT)
    handler.setFormatter(JsonLines())
    _add(handler)
    if terminal:
        on_terminal = logging.StreamHandler(sys.stderr)
        on_terminal.setFormatter(RedactedText("%(levelname)s %(name)s: %(message)s"))
        _add(on_terminal)
    logging.getLogger().setLevel(level)
    logging.captureWarnings(True)
    return file


def hold_back() -> None:
    """The program starts: what is logged is written a moment later, an error at once."""
    for handler in _files():
        handler.hold()


def write_held() -> None:
    """The program has started."""
    for handler in _files():
        handler.let_go()


def _files() -> list[FilesInTurn]:
    return [handler for handler in logging.getLogger().handlers if isinstance(handler, FilesInTurn)]


def stop_logging() -> None:
    """Closes what `start_logging` opened."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if getattr(handler, "of_the_register", False):
            root.removeHandler(handler)
            handler.close()


def _add(handler: logging.Handler) -> None:
    handler.of_the_register = True  # type: ignore[attr-defined]  # a mark of our own
    logging.getLogger().addHandler(handler)
