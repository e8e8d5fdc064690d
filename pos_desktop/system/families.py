"""Members of a family, found by looking into its folders; nothing is listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Protocol, TypeVar


class Member(Protocol):
    """What a module offers to its family's registry."""

    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=Member)


def modules_of(*families: ModuleType) -> Iterator[ModuleType]:
    """The modules that lie in these folders, for families whose members are one file each."""
    for name, is_folder in _inside(*families):
        if not is_folder:
            yield importlib.import_module(name)


def folders_of(family: ModuleType, module: str) -> Iterator[ModuleType]:
    """The module of this name in each folder below, for families whose members are a folder each."""
    for name, is_folder in _inside(family):
        if is_folder:
            yield importlib.import_module(f"{name}.{module}")


def by_key(members: Iterable[M], what: str) -> Mapping[str, M]:
    """Each member under its key; ValueError where two have the same. `what` names several of them."""
    found: dict[str, M] = {}
    for member in members:
        if member.key in found:
            raise ValueError(f"two {what} are called '{member.key}'")
        found[member.key] = member
    return found


def _inside(*families: ModuleType) -> Iterator[tuple[str, bool]]:
    for family in families:
        for found in pkgutil.iter_modules(family.__path__, family.__name__ + "."):
            yield found.name, found.ispkg
