"""Lines of a text file of any usual character set, packed or not."""

import gzip
import io
import lzma
import os
import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr

_HEAD = 1 << 16
_LONGEST_LINE = 1 << 20
_ESCAPED = re.compile("[\udc80-\udcff]")
_FALLBACK = "cp1252"
_DAMAGED = (lzma.LZMAError, gzip.BadGzipFile, zlib.error)
"""What packed files raise whose bytes are not those that were packed."""


class TextFile:
    """Iterating gives (line, whether bytes of it are not in the file's character set). Read once, to the end.

    Raises Refused when the file is not there or not what its name says. Reading a packed file that is damaged raises EOFError or OSError.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._raw: BinaryIO = path.open("rb")
        except OSError as trouble:
            raise Refused(tr("{file} cannot be opened", file=path.name), str(trouble.strerror)) from trouble
        self._size = os.fstat(self._raw.fileno()).st_size
        try:
            self._bytes = io.BufferedReader(cast(io.RawIOBase, _unpacked(path, self._raw)), _HEAD)
            self._encoding = _encoding(self._bytes)
        except (OSError, EOFError) as trouble:
            self._raw.close()
            raise Refused(tr("{file} cannot be read", file=path.name), str(trouble)) from trouble
        self._seen_utf8 = False
        self.lines_read = 0
        self._lines = self._read()

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        return self._lines

    def close(self) -> None:
        """Lets go of the file; reading it to the end does so as well."""
        self._lines.close()
        self._bytes.close()
        self._raw.close()

    @contextmanager
    def closed_on_trouble(self) -> Iterator[None]:
        """Closes the file when the block raises."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def fraction(self) -> float | None:
        """How much of the file's bytes has been read."""
        return self._raw.tell() / self._size if self._size and not self._raw.closed else 1.0

    def _read(self) -> Generator[tuple[str, bool], None, None]:
        errors = "surrogateescape" if self._encoding.startswith("utf-8") else "replace"
        with (
            self._raw,
            io.TextIOWrapper(self._bytes, encoding=self._encoding, errors=errors, newline="") as text,
        ):
            while True:
                line = _readline(text)
                if not line:
                    return
                self.lines_read += 1
                yield (line, False) if line.isascii() else self._checked(line)

    def _checked(self, line: str) -> tuple[str, bool]:
        if not _ESCAPED.search(line):
            self._seen_utf8 = True
            return line, False
        if self._seen_utf8:
            return line.encode("utf-8", "replace").decode("utf-8"), True
        # So far nothing spoke for UTF-8 but the lack of accents: this is the older character set.
        return line.encode("utf-8", "surrogateescape").decode(_FALLBACK, "replace"), False


def _readline(text: io.TextIOWrapper) -> str:
    """One line; of one longer than a megabyte only the beginning, which no field can be read from."""
    try:
        line = rest = text.readline(_LONGEST_LINE)
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = text.readline(_LONGEST_LINE)
        return line
    except (*_DAMAGED, UnicodeError) as trouble:
        raise OSError(str(trouble)) from trouble


def _unpacked(path: Path, raw: BinaryIO) -> BinaryIO:
    if path.suffix == ".xz":
        return cast(BinaryIO, lzma.open(raw))
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(raw))
    return raw


def _encoding(file: "io.BufferedReader[Any]") -> str:
    try:
        head = file.peek(_HEAD)[:_HEAD]
    except _DAMAGED as trouble:
        raise OSError(str(trouble)) from trouble
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if len(head) > 3 and not head[1] and not head[3] and head[0]:
        return "utf-16-le"
    if len(head) > 3 and not head[0] and not head[2] and head[1]:
        return "utf-16-be"
    fits, fails = _utf8_lines(head)
    # A few damaged lines do not make a file Windows-1252: its own accents are hardly ever UTF-8 by chance.
    return "utf-8" if fits >= fails else _FALLBACK


def _utf8_lines(head: bytes) -> tuple[int, int]:
    """How many lines with more than ASCII are UTF-8, and how many are not."""
    fits = fails = 0
    for line in head.split(b"\n")[:-1] or [head]:
        if not line.isascii():
            try:
                line.decode("utf-8")
                fits += 1
            except UnicodeDecodeError:
                fails += 1
    return fits, fails
