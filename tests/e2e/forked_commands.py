"""The program's commands as processes of their own, forked from one that has loaded it already."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.forked import CAN_FORK, ROOT, Forks

PATIENCE_SECONDS = 110
"""Below what a test may take: who hangs is told by its own words."""
_PROGRAM = "pos_desktop.cli"
_LOADED_LATE = (
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


class Commands:
    """Runs `python -m pos_desktop.cli …`. Where a system cannot fork, each command is started anew."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._forks = Forks(_PROGRAM, _LOADED_LATE, self._env)

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """How it ended, what it said, what it said of trouble."""
        if not CAN_FORK:
            return self.run_anew(words)
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = self._forks.run(words, out, err)
            return code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")

    def run_anew(self, words: Sequence[str]) -> tuple[int, str, str]:
        """The same, by an interpreter that was started for it."""
        command = [sys.executable, "-m", _PROGRAM, *words]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def close(self) -> None:
        """Ends the process that the commands come from."""
        self._forks.close()
