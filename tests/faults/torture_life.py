"""A register that is killed: who forks it, what pulls the plug, and what it said in its life."""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.torture_model import Act

_LONGEST_RUN = 120.0
HERE = Path(__file__).parent


class Lost(AssertionError):
    """Something was not as it was told; the words say what, and how to have it again."""


def build_shim(folder: Path) -> Path | None:
    """Compiles the shim that pulls the plug; None where that is not possible."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    library = folder / "pulled_plug.so"
    source = HERE / "pulled_plug.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


@dataclass
class Run:
    """What a register said in its life."""

    done: list[Act] = field(default_factory=list)
    cut_off: Act | None = None
    closed: bool = False
    fault: str = ""

    def hear(self, words: dict[str, Any]) -> None:
        if "about" in words:
            self.cut_off = words["about"]
        elif "done" in words:
            self.done.append(words["done"])
            self.cut_off = None
        self.closed |= words.get("closed", False)
        self.fault = words.get("fault", self.fault)


class Nursery:
    """A warm process that forks a register for every job."""

    def __init__(self, warm_up: Path, shim: Path | None) -> None:
        environment = {**os.environ, **({"LD_PRELOAD": str(shim)} if shim else {})}
        command = [sys.executable, "-m", "tests.faults.torture_cashier", str(warm_up)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=HERE.parent.parent
        )
        self._heard = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        first = self._next(time.monotonic() + _LONGEST_RUN)
        if first is None or "ready" not in first:
            raise Lost(f"the nursery did not start: {first}")

    @property
    def _out(self) -> Any:
        return self._process.stdout

    def run(self, job: dict[str, Any], kill_after: float | None) -> Run:
        """One register's life; killed from outside after so many seconds, or by itself."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        run, pid = Run(), 0
        deadline = time.monotonic() + _LONGEST_RUN
        kill_at = None
        while True:
            words = self._next(kill_at or deadline)
            if words is None:
                if not pid:  # a signal to 0 would end whoever asks
                    raise Lost(f"no register was forked within {_LONGEST_RUN:.0f} s")
                os.kill(pid, signal.SIGKILL)
                if kill_at is None:
                    run.fault = "the register hung"
                kill_at = None
                continue
            if "pid" in words:
                pid = words["pid"]
                kill_at = None if kill_after is None else time.monotonic() + kill_after
            elif "ended" in words:
                return run
            else:
                run.hear(words)

    def end(self) -> None:
        """Lets it go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._selector.close()
        self._out.close()

    def _next(self, until: float) -> dict[str, Any] | None:
        """The next whole line; a half one, of a register that was killed while it spoke, is thrown away."""
        while True:
            line, found, rest = self._heard.partition(b"\n")
            if found:
                self._heard = rest
                try:
                    words: dict[str, Any] = json.loads(line)
                except ValueError:
                    continue
                return words
            if not self._selector.select(max(0.0, until - time.monotonic())):
                return None
            data = os.read(self._out.fileno(), 65536)
            if not data:
                raise Lost("the nursery ended")
            self._heard += data
