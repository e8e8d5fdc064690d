"""Expressions of SQLAlchemy that are written down when a module is imported, and said to it only when needed.

A register runs its statements as they were compiled beforehand (`compiled`), so it needs no SQLAlchemy to sell,
and its start must not wait for a library that takes as long to load as everything else. Attributes, calls,
items and operators of an expression are noted here; `said` repeats them to the real thing, once each, and
`words_of` tells them in words that are the same for the same definition.
"""

import operator
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

_NOT_YET = object()
_saying = threading.RLock()


class Unspeakable(TypeError):
    """A part of an expression whose words need not be the same at every start."""


class Later:
    """A name of a module, or something done to other expressions. Stands for its result wherever SQLAlchemy is
    given it, and cannot be looked into: what needs its columns belongs into a function that is said later, too."""

    __slots__ = ("_meant", "_steps")

    is_clause_element = False  # SQLAlchemy then asks for `__clause_element__`

    def __init__(self, how: str, *steps: Any) -> None:
        self._steps = (how, steps)
        self._meant: Any = _NOT_YET

    def __getattr__(self, name: str) -> "Later":
        if name.startswith("__"):
            raise AttributeError(name)
        return Later("attribute", self, name)

    def __getitem__(self, key: Any) -> "Later":
        return Later("item", self, key)

    def __call__(self, *arguments: Any, **named: Any) -> "Later":
        return Later("call", self, arguments, named)

    def __clause_element__(self) -> Any:
        """How SQLAlchemy asks what a stranger among its expressions stands for."""
        return said(self)

    def __bool__(self) -> bool:
        raise TypeError("an expression is no answer: it is asked of the database")

    __hash__ = object.__hash__
    __iter__ = None  # or Python would ask for one item after the other without end


def _noted(symbol: str) -> Callable[..., Later]:
    return lambda *operands: Later("operator", symbol, operands)


def _noted_reflected(symbol: str) -> Callable[..., Later]:
    return lambda right, left: Later("operator", symbol, (left, right))


_OPERATORS = (
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "and",
    "or",
    "invert",
    "neg",
    "add",
    "sub",
    "mul",
    "truediv",
)
for _symbol in _OPERATORS:
    setattr(Later, f"__{_symbol}__", _noted(_symbol))
for _symbol in ("add", "sub", "mul", "truediv"):
    setattr(Later, f"__r{_symbol}__", _noted_reflected(_symbol))


def said(part: Any) -> Any:
    """What a part of an expression stands for. The same part always stands for the same thing: a subquery that
    is named twice must not become two."""
    with _saying:
        return _said(part)


def _said(part: Any) -> Any:
    if isinstance(part, Later):
        if part._meant is _NOT_YET:
            how, steps = part._steps
            part._meant = _DONE[how](*steps)
        return part._meant
    if isinstance(part, dict):
        return {_said(key): _said(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return type(part)(_said(each) for each in part)
    return part


_DONE: dict[Any, Callable[..., Any]] = {
    "name": lambda module, name: getattr(import_module(module), name),
    "attribute": lambda of, name: getattr(_said(of), name),
    "item": lambda of, key: _said(of)[_said(key)],
    "call": lambda of, arguments, named: _said(of)(*_said(arguments), **_said(named)),
    "operator": lambda symbol, operands: getattr(operator, f"__{symbol}__")(*map(_said, operands)),
}


def names(module: str, *wanted: str) -> tuple[Any, ...]:
    """Names of a module that is imported when one of them is said."""
    return tuple(Later("name", module, name) for name in wanted)


def words_of(part: Any) -> str:
    """An expression in words: the same for the same definition, at every start and on every computer.

    Raises Unspeakable for a part that is neither an expression nor a plain value.
    """
    if isinstance(part, Later):
        how, steps = part._steps
        return f"{how}({', '.join(map(words_of, steps))})"
    if isinstance(part, dict):
        return f"{{{', '.join(f'{words_of(key)}: {words_of(value)}' for key, value in part.items())}}}"
    if isinstance(part, list | tuple):
        return f"({', '.join(map(words_of, part))})"
    if part is None or isinstance(part, str | int | bytes | float):
        return repr(part)
    raise Unspeakable(f"{type(part).__name__} has no words")
