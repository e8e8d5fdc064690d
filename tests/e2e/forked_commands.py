"""Commands as processes of their own, each forked from one that has loaded the program already.

Loading is most of what a command costs, and the same for each; what it does, its output and its end are its own.
"""

import gc
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PROGRAM = "pos_desktop.cli"
_LOADED = (
    _PROGRAM,
    "pos_desktop.commands.backups",
    "pos_desktop.commands.doctor",
    "pos_desktop.commands.journal",
    "pos_desktop.commands.keys",
    "pos_desktop.commands.products",
    "pos_desktop.commands.sync",
    "pos_desktop.bootstrap",
    "sqlalchemy.dialects.sqlite",
    "typer._adapters",
)
"""What the commands load, also late."""


class Commands:
    """Runs `python -m pos_desktop.cli …`. Where a system cannot fork, each command is started anew."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._loaded: subprocess.Popen[str] | None = None

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """How it ended, what it said, what it said of trouble."""
        if not hasattr(os, "fork"):
            return self.run_anew(words)
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = self._ask([str(out), str(err), *words])
            return code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")

    def run_anew(self, words: Sequence[str]) -> tuple[int, str, str]:
        """The same, by an interpreter that was started for it."""
        command = [sys.executable, "-m", _PROGRAM, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self._env, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def close(self) -> None:
        """Ends the process that the commands come from."""
        if self._loaded is not None:
            self._loaded.communicate(timeout=60)
            self._loaded = None

    def _ask(self, wanted: list[str]) -> int:
        if self._loaded is None:
            self._loaded = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.forked_commands"],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._loaded.stdin is not None and self._loaded.stdout is not None
        self._loaded.stdin.write(json.dumps(wanted) + "\n")
        self._loaded.stdin.flush()
        return int(self._loaded.stdout.readline())


def _serve() -> list[str]:
    """Forks for every line of the input. Answers in each child the words of its command, and none at the end."""
    for line in sys.stdin:
        out, err, *words = json.loads(line)
        child = os.fork()
        if not child:
            _speak_into(out, err)
            return [*words]
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return []


def _speak_into(out: str, err: str) -> None:
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, path in ((1, out), (2, err)):
        with open(path, "wb") as file:
            os.dup2(file.fileno(), number)


if __name__ == "__main__":
    for needed in _LOADED:
        importlib.import_module(needed)
    gc.freeze()  # a fork must not look through what it was born with, nor copy its pages
    wanted = _serve()
    if wanted:
        sys.argv = [_PROGRAM, *wanted]
        del sys.modules[_PROGRAM]
        runpy.run_module(_PROGRAM, run_name="__main__", alter_sys=True)
