"""Writes `statements_sqlite`: every statement of the program, compiled for the register's file.

`python -m pos_desktop.storage.statement_writer`, or `make statements`. A test says when it has to be run.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pprint import pformat
from types import ModuleType

from pos_desktop import storage
from pos_desktop.storage.compiled import Written, key_of
from pos_desktop.storage.compiling import written
from pos_desktop.storage.repositories.statement import Statement
from pos_desktop.storage.riding import sqlite_dialect

FILE = Path(__file__).with_name("statements_sqlite.py")

_HEAD = '''"""Every statement for the register's file, compiled beforehand. Written by `make statements`, not by hand.

Under the words of its definition (`compiled.key_of`): the SQL, whether it writes, the names of its values in their
order with what converts them (or None and a value that is always the same), and what converts which columns.
"""

from typing import Any

STATEMENTS: dict[str, tuple[Any, ...]] = {
'''


def main() -> None:
    """Writes the file."""
    FILE.write_text(text(), encoding="utf-8")


def text() -> str:
    """What the file has to hold."""
    entries: dict[str, str] = {}
    for name, statement in statements():
        key = key_of(statement.definition)
        if key is not None and key not in entries:
            entries[key] = _entry(name, key, written(statement.compiled(sqlite_dialect())))
    return _HEAD + "".join(entries.values()) + "}\n"


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement that a module of the storage holds, with its name."""
    for module in _modules():
        for name, value in vars(module).items():
            if isinstance(value, Statement):
                yield f"{module.__name__.removeprefix('pos_desktop.storage.')}.{name}", value


def _modules() -> Iterator[ModuleType]:
    found = pkgutil.walk_packages(storage.__path__, storage.__name__ + ".")
    for name in sorted(module.name for module in found):
        if name != __name__:
            yield import_module(name)


def _entry(name: str, key: str, made: Written) -> str:
    lines = pformat(tuple(made), width=100, sort_dicts=False).splitlines()
    return f"    # {name}\n    {key!r}: " + "\n    ".join(lines) + ",\n"


if __name__ == "__main__":
    main()
