"""A serial line: a pseudo-terminal whose other end the register opens like any serial port.

The port has a name that stays ('…/scale'), a link to the pseudo-terminal of the moment; pulled out, both are gone.
"""

import contextlib
import os
import select
import shutil
import tempfile
from pathlib import Path

from pos_desktop.devices.fake.lab.lines import CHUNK, Line

_UNOPENED_SECONDS = 0.02
"""Nothing tells that somebody opened the other end; so often it is looked for."""


class PtyLine(Line):
    """`folder` holds the port's name; without one a folder of its own is made, and removed by `stop`."""

    kind = "serial"

    def __init__(self, name: str, folder: Path | None = None) -> None:
        super().__init__()
        self._name = name
        self._given = folder
        self._folder = folder
        self._master: int | None = None
        self._places = 1
        self.path = ""

    @property
    def address(self) -> str:
        return self.path

    def stop(self) -> None:
        super().stop()
        if self._given is None and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _plug(self, *, elsewhere: bool) -> None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="pos-desktop-lab-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        if elsewhere:
            self._places += 1
        name = self._name if self._places == 1 else f"{self._name}-{self._places}"
        self._master, slave = os.openpty()
        terminal = os.ttyname(slave)
        self._make_raw(self._master)
        os.set_blocking(self._master, False)
        # Kept open here, nobody could tell whether the register has it open.
        os.close(slave)
        link = self._folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(terminal)
        self.path = str(link)

    def _unplug(self) -> None:
        Path(self.path).unlink(missing_ok=True)
        if self._master is not None:
            os.close(self._master)
            self._master = None

    def _watched(self) -> list[int]:
        return [self._master] if self._master is not None and self.peer else []

    def _patience(self) -> float:
        unopened = self._master is not None and not self.peer
        return _UNOPENED_SECONDS if unopened else super()._patience()

    def _look(self, ready: set[int]) -> None:
        if self._master is None:
            return
        if not self.peer:
            self._look_for_peer(self._master)
        elif self._master in ready:
            self._read(self._master)

    def _look_for_peer(self, master: int) -> None:
        poll = select.poll()
        poll.register(master, select.POLLIN)
        events = dict(poll.poll(0)).get(master, 0)
        if events & select.POLLIN or not events & select.POLLHUP:
            # The last one to close it may have left it with echo and line editing.
            self._make_raw(master)
            self._come()
            self._read(master)

    def _read(self, master: int) -> None:
        try:
            data = os.read(master, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._hear(data)
        else:
            self._go()

    def _write(self, data: bytes) -> None:
        if self._master is not None:
            os.write(self._master, data)

    @staticmethod
    def _make_raw(master: int) -> None:
        import tty

        with contextlib.suppress(OSError):
            tty.setraw(master)
