"""A line for a terminal that has this very program, on these very data, do something: to be copied and run as it is."""

import shutil
import sys
from pathlib import Path

from pos_desktop.system.folders import Folders

_NAME = "pos-desktop"


def own_command(folders: Folders, *words: str, key_file: bool) -> str:
    """The program as it is installed here, the words, and the options that lead to the data. Quoted for the system's
    own terminal."""
    parts = [*_program(), *words]
    if folders.data != Folders.of_this_user().data:
        parts += ["--data", str(folders.data)]
    if key_file:
        parts.append("--key-file")
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline(parts)
    import shlex

    return shlex.join(parts)


def _program() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    beside = Path(sys.executable).with_name(_NAME)
    found = shutil.which(_NAME)
    if found and Path(found).resolve() == beside.resolve():
        return (_NAME,)
    return (str(beside),) if beside.exists() else (sys.executable, "-m", "pos_desktop.entry")
