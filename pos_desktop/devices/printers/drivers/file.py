"""Printers behind a file: a parallel or USB port of the operating system, or a plain file.

python-escpos's File is not used: it empties the file each time it is opened, and both its opening and
its writing wait for ever for a printer without paper.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pos_desktop.application.errors import FixSetting, TryAgain
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import Log, ReceiptPrinter
from pos_desktop.devices.printers.conversation import EscPosPrinter
from pos_desktop.devices.printers.settings import PrinterSettings, setting_fields
from pos_desktop.devices.settings import read_settings, text
from pos_desktop.system.wires.channel import ChannelLost


@dataclass(frozen=True, kw_only=True)
class FileSettings(PrinterSettings):
    """`path` is a device such as /dev/usb/lp0 or LPT1, or a file that receipts are appended to."""

    path: str = text()


class FileDriver:
    key = "file"

    @property
    def label(self) -> str:
        return tr("File or printer port")

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return setting_fields(FileSettings)

    def parse(self, raw: Mapping[str, object]) -> FileSettings:
        return read_settings(FileSettings, raw)

    def address(self, settings: FileSettings) -> str:
        return settings.path

    def create(self, settings: FileSettings, log: Log) -> ReceiptPrinter:
        return EscPosPrinter(settings, lambda: connect(settings), log)


class FileChannel:
    """An open file. One way, so what is printed here is `sent` and never `printed`."""

    two_way = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waits = hasattr(os, "O_NONBLOCK") and not stat.S_ISREG(os.fstat(descriptor).st_mode)

    def write_some(self, data: bytes, seconds: float) -> int:
        try:
            if self._waits and not select.select([], [self._descriptor], [], seconds)[1]:
                return 0
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise ChannelLost(str(error)) from error

    def read_some(self, seconds: float) -> bytes:
        return b""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def connect(settings: FileSettings) -> FileChannel:
    """Opens for appending; raises `FixSetting` (no such folder, no permission) or `TryAgain`.

    A port that is not there is never made: a file in its place would take receipts and print none, and keep the printer
    from its port when it comes back.
    """
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not _is_port(settings.path):
        flags |= os.O_CREAT
    try:
        return FileChannel(os.open(settings.path, flags, 0o600))
    except OSError as error:
        raise _not_opened(settings, error) from error


def _is_port(path: str) -> bool:
    """Of a system that lists its devices in a folder; shared memory there holds plain files."""
    folders = Path(os.path.realpath(path)).parts[:-1]
    return os.name == "posix" and folders[:2] == ("/", "dev") and folders[2:3] != ("shm",)


def _not_opened(settings: FileSettings, cause: OSError) -> TryAgain | FixSetting:
    is_away = cause.errno == errno.ENOENT and _is_port(settings.path)
    if not is_away and cause.errno in (
        errno.ENOENT,
        errno.EACCES,
        errno.EPERM,
        errno.EISDIR,
        errno.ENOTDIR,
        errno.EROFS,
    ):
        return FixSetting(
            tr("The printer's file cannot be written"),
            tr("{path}: {cause}. Receipts wait.", path=settings.path, cause=cause.strerror),
            tr("Correct the path or its permissions in Settings › Devices."),
        )
    return TryAgain(
        tr("The printer's port is not there"),
        tr("{path} cannot be opened ({cause}). Receipts wait.", path=settings.path, cause=cause.strerror),
        tr("Check that the printer is on and plugged in."),
    )


PRINTER_DRIVER = FileDriver()
