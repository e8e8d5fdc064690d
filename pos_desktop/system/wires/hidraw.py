"""USB devices of the class HID, as Linux hands their reports to programs: `/dev/hidraw*` and what sysfs tells of them.

A read gives one report whole, its number first where the device numbers them. A socket in the node's place does the
same: virtual devices stand behind one.
"""

from __future__ import annotations

import errno
import os
import re
import select
import socket
import stat
import sys
from pathlib import Path

from pos_desktop.domain.record import record
from pos_desktop.system.wires.channel import ChannelLost

WORKS_HERE = sys.platform == "linux"
LONGEST_REPORT = 4_096
"""The kernel's HID_MAX_BUFFER_SIZE was that for long; reports of counter devices have 64 bytes."""
_ID = re.compile(r"[0-9A-F]{4}:([0-9A-F]{8}):([0-9A-F]{8})")


@record
class HidNode:
    """A device that is there. `identity` is 'vid:pid:serial' (see `identity`); `descriptor` says what its reports hold."""

    port: str  # /dev/hidraw0
    description: str
    identity: str
    descriptor: bytes


class HidChannel:
    """An open node; `write_some` sends one whole report."""

    two_way = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write_some(self, data: bytes, seconds: float) -> int:
        try:
            ready = select.select([], [self._descriptor], [], seconds)[1]
            return os.write(self._descriptor, data) if ready else 0
        except BlockingIOError:
            return 0
        except (OSError, ValueError) as error:
            raise ChannelLost(str(error)) from error

    def read_some(self, seconds: float) -> bytes:
        """The next report."""
        try:
            if not select.select([self._descriptor], [], [], seconds)[0]:
                return b""
            report = os.read(self._descriptor, LONGEST_REPORT)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise ChannelLost(str(error)) from error
        if not report:
            raise ChannelLost("the device is gone")
        return report

    def close(self) -> None:
        """Nothing waits in a node."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def hid_nodes(root: Path = Path("/")) -> list[HidNode]:
    """The HID devices of this computer, in the order of their names; none where the system has no such nodes."""
    try:
        entries = sorted(
            (root / "sys/class/hidraw").iterdir(), key=lambda entry: (len(entry.name), entry.name)
        )
    except OSError:
        return []
    return [node for entry in entries if (node := _node(root, entry)) is not None]


def _node(root: Path, entry: Path) -> HidNode | None:
    """None for a device that went while it was looked at."""
    try:
        facts = (entry / "device/uevent").read_text(encoding="utf-8", errors="replace")
        descriptor = (entry / "device/report_descriptor").read_bytes()
    except OSError:
        return None
    told = dict(line.split("=", 1) for line in facts.splitlines() if "=" in line)
    found = _ID.fullmatch(told.get("HID_ID", "").upper())
    identity = f"{found[1][4:]}:{found[2][4:]}".lower() + f":{told.get('HID_UNIQ', '')}" if found else ""
    return HidNode(str(root / "dev" / entry.name), told.get("HID_NAME", ""), identity, descriptor)


def root_of(port: str) -> Path:
    """Where `dev` and `sys` of a node lie: '/' for '/dev/hidraw0'."""
    return Path(port).parent.parent


def open_hid(port: str) -> HidChannel:
    """Opens the node; OSError (ENOSYS on a system without such nodes) when it cannot."""
    if not WORKS_HERE:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if stat.S_ISSOCK(os.stat(port).st_mode):
        return HidChannel(_connected(port))
    return HidChannel(os.open(port, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY))


def _connected(port: str) -> int:
    """Through its folder's descriptor: a socket's own path may have no more than 107 characters."""
    folder = os.open(os.path.dirname(port) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        caller.connect(f"/proc/self/fd/{folder}/{os.path.basename(port)}")
        caller.setblocking(False)
        return caller.detach()
    finally:
        caller.close()
        os.close(folder)
