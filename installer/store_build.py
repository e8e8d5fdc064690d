"""What differs from one store's build to the next, read from its file."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_OF_THE_REGISTER = ("platforms", "devices")
"""What the same file says to the register's own commands."""


class WrongStoreFile(ValueError):
    """The store's file says something that a build cannot follow."""


@dataclass(frozen=True, slots=True)
class StoreBuild:
    """One store's build. `data` is the folder of the register's data; empty for the user's own."""

    name: str = "pos-desktop"
    postgresql: bool = False
    data: str = ""
    key_file: bool = False

    @property
    def start_options(self) -> tuple[str, ...]:
        """The options that the register is opened with."""
        return (*(("--data", self.data) if self.data else ()), *(("--key-file",) if self.key_file else ()))


def read(path: Path | None) -> StoreBuild:
    """The build that a file asks for, the plain one without a file.

    Raises WrongStoreFile for unknown names, wrong kinds and a name that is none for a folder.
    """
    if path is None:
        return StoreBuild()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors on Windows begin it with a mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise WrongStoreFile(f"{path.name}: {trouble}") from trouble
    kinds = {field.name: type(field.default) for field in fields(StoreBuild)}
    told = {key: value for key, value in told.items() if key not in _OF_THE_REGISTER}
    for key, value in told.items():
        _check(path.name, key, value, kinds)
    build = StoreBuild(**told)
    if not _NAME.fullmatch(build.name):
        raise WrongStoreFile(f"{path.name}: name takes small letters, digits and hyphens, 2 to 40 of them")
    if build.data and not build.data.startswith("~") and not _is_whole(build.data):
        raise WrongStoreFile(
            f"{path.name}: data must be a whole path, else each start would have a folder of its own"
        )
    return build


def _is_whole(path: str) -> bool:
    """Whether it is the same folder wherever the register is started, on either system."""
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def _check(file: str, key: str, value: Any, kinds: dict[str, type]) -> None:
    if key not in kinds:
        raise WrongStoreFile(f"{file}: '{key}' is not known; known are {', '.join(kinds)}")
    if type(value) is not kinds[key]:
        raise WrongStoreFile(f"{file}: '{key}' must be a {kinds[key].__name__}")
