"""Immutable values as dataclasses make them, made in a fiftieth of the time.

`dataclass(frozen=True)` writes and compiles six methods for a class when its module is imported, half a millisecond
each time, and a start of the register imports a hundred such classes and uses half of them. A record writes a method
when it is first called. Types, keywords, equality, `match`, and `dataclasses.replace`, `fields` and `asdict` work as
for a frozen dataclass with slots.
"""

from __future__ import annotations

from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

_MISSING: Any = object()
_OF_CLASS = ("ClassVar[", "typing.ClassVar[")


class _Field:
    """What is known of one field beside its name and type."""

    __slots__ = ("compare", "default", "factory", "repr")

    def __init__(self, default: Any, factory: Any, compare: bool, repr: bool) -> None:
        self.default = default
        self.factory = factory
        self.compare = compare
        self.repr = repr


_PLAIN = _Field(_MISSING, _MISSING, compare=True, repr=True)


def field(
    *, default: Any = _MISSING, default_factory: Any = _MISSING, compare: bool = True, repr: bool = True
) -> Any:
    """A field that needs saying more of; the arguments mean what they mean for `dataclasses.field`."""
    return _Field(default, default_factory, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Makes a class of annotated fields an immutable value, as `dataclass(frozen=True, slots=True)` does."""
    own = dict(vars(cls))
    fields: dict[str, _Field] = dict(getattr(cls, "__record_fields__", {}))
    names = [
        name for name, kind in own.get("__annotations__", {}).items() if not str(kind).startswith(_OF_CLASS)
    ]
    fields |= {name: _taken_from(own.pop(name, _MISSING), name) for name in names}
    own |= _ALWAYS | {
        "__slots__": tuple(name for name in names if not hasattr(cls, name) or name in vars(cls)),
        "__match_args__": tuple(fields),
        "__record_fields__": fields,
    }
    if "__eq__" in own:  # then Python has settled `__hash__`
        own.setdefault("__init__", _first("__init__"))
    else:
        if own.get("__hash__") is None:
            own["__hash__"] = _first("__hash__")
        own |= {"__eq__": _first("__eq__"), "__init__": own.get("__init__", _first("__init__"))}
    own.setdefault("__repr__", _repr)
    for name in ("__dict__", "__weakref__"):
        own.pop(name, None)
    metaclass: Any = type(cls)
    made: type[T] = metaclass(cls.__name__, cls.__bases__, own)
    made.__qualname__ = cls.__qualname__
    return made


def replace(value: T, **changes: Any) -> T:
    """A copy of a record with other values; TypeError for a field that it does not have."""
    for name in value.__record_fields__:  # type: ignore[attr-defined]  # every record has it
        if name not in changes:
            changes[name] = getattr(value, name)
    return type(value)(**changes)


def as_dict(value: object) -> dict[str, Any]:
    """The fields of a record by name, their values as they are."""
    return {name: getattr(value, name) for name in value.__record_fields__}  # type: ignore[attr-defined]  # has it


def _taken_from(default: Any, name: str) -> _Field:
    """The field, from what stands for its default in the class."""
    if isinstance(default, _Field):
        return default
    if default is _MISSING:
        return _PLAIN
    if default.__class__.__hash__ is None:
        raise ValueError(f"all values would share one {name}: name a default_factory")
    return _Field(default, _MISSING, compare=True, repr=True)


def _first(method: str) -> Any:
    """Stands for a method until it is first called; then it is written for the class that has this one."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        for cls in type(self).__mro__:
            if vars(cls).get(method) is call:
                setattr(cls, method, _WRITERS[method](cls))
                break
        return getattr(cls, method)(self, *args, **kwargs)

    return call


def _written_init(cls: Any) -> Any:
    known: dict[str, Any] = {"_put": object.__setattr__, "_MISSING": _MISSING}
    takes, does = ["self"], []
    for name, each in cls.__record_fields__.items():
        value, asked = name, name
        if each.factory is not _MISSING:
            known[f"_make_{name}"] = each.factory
            value, asked = f"_make_{name}() if {name} is _MISSING else {name}", f"{name}=_MISSING"
        elif each.default is not _MISSING:
            known[f"_default_{name}"] = each.default
            asked = f"{name}=_default_{name}"
        takes.append(asked)
        does.append(f"_put(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        does.append("self.__post_init__()")
    return _written("__init__", takes, does or ["pass"], known, cls)


def _written_eq(cls: Any) -> Any:
    names = [name for name, each in cls.__record_fields__.items() if each.compare]
    ours, theirs = (_tuple_of(of, names) for of in ("self", "other"))
    does = [f"return {ours} == {theirs} if other.__class__ is self.__class__ else NotImplemented"]
    return _written("__eq__", ["self", "other"], does, {}, cls)


def _written_hash(cls: Any) -> Any:
    names = [name for name, each in cls.__record_fields__.items() if each.compare]
    return _written("__hash__", ["self"], [f"return hash({_tuple_of('self', names)})"], {}, cls)


def _tuple_of(value: str, names: list[str]) -> str:
    return "(" + "".join(f"{value}.{name}, " for name in names) + ")"


def _written(method: str, takes: list[str], does: list[str], known: dict[str, Any], cls: Any) -> Any:
    lines = [f"def {method}({', '.join(takes)}):", *(f" {line}" for line in does)]
    exec("\n".join(lines), known)  # noqa: S102 - the names of the class's own fields and nothing else
    known[method].__qualname__ = f"{cls.__qualname__}.{method}"
    return known[method]


_WRITERS = {"__init__": _written_init, "__eq__": _written_eq, "__hash__": _written_hash}


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, each in self.__record_fields__.items() if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _set(_: Any, name: str, _value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__record_fields__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__record_fields__, state, strict=True):
        object.__setattr__(self, name, value)


class _DataclassFields:
    """The fields as `dataclasses` describes them, made when it asks for them."""

    def __get__(self, value: object, cls: Any) -> dict[str, Any]:
        import dataclasses

        told = []
        for name, each in cls.__record_fields__.items():
            words = {"compare": each.compare, "repr": each.repr}
            if each.factory is not _MISSING:
                words["default_factory"] = each.factory
            elif each.default is not _MISSING:
                words["default"] = each.default
            told.append((name, object, dataclasses.field(**words)))
        described: Any = dataclasses.make_dataclass(cls.__name__, told, init=False)
        cls.__dataclass_fields__ = described.__dataclass_fields__
        return cls.__dataclass_fields__  # type: ignore[no-any-return]  # made by dataclasses


_ALWAYS: dict[str, Any] = {
    "__setattr__": _set,
    "__delattr__": _delete,
    "__getstate__": _get_state,
    "__setstate__": _set_state,
    "__dataclass_fields__": _DataclassFields(),
}
