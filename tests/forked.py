"""Programs as processes of their own, each forked from one that has loaded the program already.

Loading is most of what a short program costs, and the same each time; what it does, what it says and its end are its
own.

python -m tests.forked <program> [<module> ...]   loads them, then forks for every line of JSON on its input
"""

import gc
import importlib
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CAN_FORK = hasattr(os, "fork")


class Forks:
    """Runs `python -m <program> …`, one at a time. Only where the system can fork."""

    def __init__(
        self, program: str, also: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        """`also` are modules that the program loads late. The first run loads everything."""
        self._command = [sys.executable, "-m", "tests.forked", program, *also]
        self._environment = environment
        self._loaded: subprocess.Popen[str] | None = None

    def start(self, words: Sequence[str], out: Path, err: Path) -> int:
        """Its process id; `out` may be a pipe with a name, which somebody must then read."""
        if self._loaded is None:
            self._loaded = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._loaded.stdin is not None
        self._loaded.stdin.write(json.dumps([str(out), str(err), *words]) + "\n")
        self._loaded.stdin.flush()
        return self._heard()

    def ended(self) -> int:
        """Waits for the one that was started; how it ended, below zero: by a signal."""
        return self._heard()

    def run(self, words: Sequence[str], out: Path, err: Path) -> int:
        """Both."""
        self.start(words, out, err)
        return self.ended()

    def close(self) -> None:
        """Ends the process that they come from."""
        if self._loaded is not None:
            self._loaded.communicate(timeout=60)
            self._loaded = None

    def _heard(self) -> int:
        assert self._loaded is not None and self._loaded.stdout is not None
        return int(self._loaded.stdout.readline())


def _serve() -> list[str] | None:
    """Forks for every line of the input. Answers in each child the words it is started with, and None at the end."""
    for line in sys.stdin:
        out, err, *words = json.loads(line)
        child = os.fork()
        if not child:
            _speak_into(out, err)
            return [*words]
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


def _speak_into(out: str, err: str) -> None:
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, path in ((2, err), (1, out)):
        with open(path, "wb") as file:
            os.dup2(file.fileno(), number)


def main(program: str, *also: str) -> None:
    for needed in (program, *also):
        importlib.import_module(needed)
    gc.freeze()  # a fork must not look through what it was born with, nor copy its pages
    wanted = _serve()
    if wanted is not None:
        sys.argv = [program, *wanted]
        del sys.modules[program]
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
