"""Compiles definitions with SQLAlchemy: for the hub's server, for definitions that changed, and beforehand."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Boolean, Executable, LargeBinary, Select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeEngine

from pos_desktop.storage.compiled import Compiled, Parameter, Written
from pos_desktop.storage.later.expression import said
from pos_desktop.storage.values import INWARD, OUTWARD, Converter

_INWARD_NAMES = {convert: name for name, convert in INWARD.items()}
_OUTWARD_NAMES = {convert: name for name, convert in OUTWARD.items()}


def compiled(definition: object, dialect: Dialect) -> Compiled:
    """A definition in one dialect's SQL. ValueError for one whose SQL depends on its values."""
    core: Executable = said(definition)
    made = core.compile(dialect=dialect)  # type: ignore[attr-defined]  # of every element of SQLAlchemy's, not of Executable
    sql = str(made)
    if "POSTCOMPILE" in sql:
        raise ValueError("lists of values are not for statements compiled once: use one_of")
    names: Sequence[str] = made.positiontup if made.positional else list(made.binds)
    return Compiled(
        sql,
        not isinstance(core, Select),
        tuple(_parameter(name, made.binds[name], dialect) for name in names),
        tuple(_outward(core, dialect)),
        bool(made.positional),
    )


def _parameter(name: str, bind: Any, dialect: Dialect) -> Parameter:
    convert = _converter(bind.type, bind.type.dialect_impl(dialect).bind_processor(dialect), dialect, INWARD)
    if bind.required:
        return Parameter(name, convert)
    preset = bind.effective_value
    return Parameter(name, None, preset if convert is None else convert(preset))


def _outward(core: Any, dialect: Dialect) -> Iterator[tuple[int, Converter]]:
    columns = core.selected_columns if isinstance(core, Select) else core.exported_columns
    for place, column in enumerate(columns):
        own = column.type.dialect_impl(dialect).result_processor(dialect, None)
        convert = _converter(column.type, own, dialect, OUTWARD)
        if convert is not None:
            yield place, convert


def _converter(
    kind: TypeEngine[Any], own: Converter | None, dialect: Dialect, ours: dict[str, Converter]
) -> Converter | None:
    """What converts values of a type. SQLite's driver takes and gives bytes as they are, and SQLAlchemy's own
    converter of truth values cannot be named in a file."""
    if dialect.name != "sqlite" or own is None:
        return own
    if isinstance(kind, Boolean):
        return ours["truth"]
    return None if isinstance(kind, LargeBinary) else own


def written(made: Compiled) -> Written:
    """A statement for SQLite in a form that can stand in a file. ValueError for a converter without a name."""
    return Written(
        made.sql,
        made.writes,
        tuple(_written_parameter(parameter) for parameter in made.parameters),
        tuple((place, _name(convert, _OUTWARD_NAMES)) for place, convert in made.outward),
    )


def _written_parameter(parameter: Parameter) -> tuple[str | None, Any]:
    if parameter.is_preset:
        return None, parameter.preset
    return parameter.name, parameter.convert and _name(parameter.convert, _INWARD_NAMES)


def _name(convert: Converter, names: dict[Converter, str]) -> str:
    if convert not in names:
        raise ValueError(f"{convert} is not among the converters of pos_desktop.storage.values")
    return names[convert]
