"""A statement in the words of one database: its SQL, the order of its values, and what converts them.

Those of the register's file are written down beforehand in `statements_sqlite`, found there by the words of their
definition. A definition that was changed since is not found, and is compiled by SQLAlchemy when it is first used:
slower to start, never wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from pos_desktop.storage.later.expression import Later, Unspeakable, words_of
from pos_desktop.storage.values import INWARD, OUTWARD, Converter

Row = tuple[Any, ...]
_MISSING: Any = object()


class Parameter(NamedTuple):
    """A value that a statement is given, or always has."""

    name: str
    convert: Converter | None = None
    preset: Any = _MISSING

    @property
    def is_preset(self) -> bool:
        """Whether it is a part of the statement and never given."""
        return self.preset is not _MISSING


class Compiled(NamedTuple):
    """Ready for a driver that takes values by place, or by name."""

    sql: str
    writes: bool
    parameters: tuple[Parameter, ...]
    outward: tuple[tuple[int, Converter], ...]
    by_place: bool = True

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them. KeyError names a missing one."""
        # In one go: a sale binds some five hundred values, and a call for each would be most of the time.
        found = [
            preset if preset is not _MISSING else values[name] if convert is None else convert(values[name])
            for name, convert, preset in self.parameters
        ]
        if self.by_place:
            return tuple(found)
        return {parameter.name: value for parameter, value in zip(self.parameters, found, strict=True)}

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Row]:
        """Rows of the driver as values of the program."""
        if not self.outward:
            return [tuple(row) for row in rows]
        return [self._converted(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> Row:
        values = list(row)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return tuple(values)


class Written(NamedTuple):
    """A compiled statement as it stands in `statements_sqlite`: converters by name, presets as `(None, value)`."""

    sql: str
    writes: bool
    parameters: tuple[tuple[str | None, Any], ...]
    outward: tuple[tuple[int, str], ...]

    def ready(self) -> Compiled:
        """With the converters themselves."""
        return Compiled(
            self.sql,
            self.writes,
            tuple(
                Parameter("", preset=detail) if name is None else Parameter(name, detail and INWARD[detail])
                for name, detail in self.parameters
            ),
            tuple((place, OUTWARD[kind]) for place, kind in self.outward),
        )


def key_of(definition: object) -> str | None:
    """What a definition is found under; None for one that is not written down but made at once."""
    if not isinstance(definition, Later):
        return None
    try:
        return sha256(words_of(definition).encode()).hexdigest()[:24]
    except Unspeakable:
        return None


def written_beforehand(definition: object) -> Compiled | None:
    """The statement for the register's file, where it was compiled before the program was shipped."""
    written = _all_written().get(key_of(definition) or "")
    return None if written is None else Written(*written).ready()


@cache
def _all_written() -> Mapping[str, tuple[Any, ...]]:
    from pos_desktop.storage.statements_sqlite import STATEMENTS

    return STATEMENTS
