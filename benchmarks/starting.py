"""From the start of the process to a scan on the ticket, against an empty window; and what memory that takes."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from benchmarks.register import open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import some_articles
from benchmarks.timing import Times

START, MEMORY = "cold_start", "rss_mb"
START_TARGET, MEMORY_TARGET = Target(below_times_floor=2.5), Target(below=250)
STARTS = 15
CODES = 20  # that a register scans after its start
_SECONDS_AT_MOST = 120.0


def measure(run: Run) -> list[Figure]:
    """Both figures: medians of starts by turns."""
    folders = run.folders()
    with open_register(folders) as (data, _):
        codes = [article.code for article in some_articles(data.database, CODES * (STARTS + 1), seed=4)]
    ours, empty = Times(), Times()
    memory: list[float] = []
    empty_memory: list[float] = []
    for place in range(STARTS + 1):
        floor = _start("benchmarks.empty_window", [])
        register = _start("benchmarks.register_start", [str(folders.data), *codes[place * CODES :][:CODES]])
        if place:  # the first start of each finds nothing in the system's cache
            empty.add(floor[0])
            ours.add(register[0])
            empty_memory.append(floor[1])
            memory.append(register[1])
        run.progress.count("starts", place, STARTS)
    return [
        Figure(START, ours.median, "ms", empty.median, START_TARGET),
        Figure(MEMORY, max(memory), "MB", max(empty_memory), MEMORY_TARGET),
    ]


def _start(module: str, arguments: list[str]) -> tuple[float, float]:
    """(seconds until the process says that it is ready, its memory in MB when it says that it is done)."""
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=Path(__file__).parent.parent,
        env=_as_installed(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        # One that hangs is ended, and its silence is then the error.
        late = threading.Timer(_SECONDS_AT_MOST, process.kill)
        late.start()
        try:
            ready = _told(process.stdout.readline(), "ready")
            _told(process.stdout.readline(), "done")
            memory = psutil.Process(process.pid).memory_info().rss / 1e6
            process.stdin.close()
            process.stdout.read()
            if process.wait():
                raise RuntimeError(f"{module} ended with code {process.returncode}")
        except BaseException:
            process.kill()
            raise
        finally:
            late.cancel()
    return ready - started, memory


def _as_installed() -> dict[str, str]:
    """The environment in which an installed program starts: its byte code is kept from one start to the next."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def _told(line: str, word: str) -> float:
    """The moment, of the clock that all processes share, at which something was said."""
    said, _, moment = line.partition(" ")
    if said != word:
        raise RuntimeError(f"the process said {line!r} in place of {word!r}")
    return float(moment)
