"""Makes the enums of Qt's binding as Python makes them, in a fifth of the time.

A start of the register names Qt classes with two hundred enums of three thousand members, five hundred of them keys.
The binding makes each through Python's `enum.Enum(name, members)`, which treats every member as if it might be of any
kind: a tenth of the start. Plain members (a name and a whole number) of plain enums are made directly here; all that
belongs to the class is copied from one that Python's `enum` made itself. Whatever is not plain, flags, and Pythons
other than the one that this was compared with go the usual way.
"""

import enum
import sys
from enum import Enum, EnumType, IntEnum
from typing import Any

_COMPARED_WITH = (3, 11)
_PLAIN = (Enum, IntEnum)
_BY_MEMBERS = ("_member_map_", "_member_names_", "_value2member_map_", "_unhashable_values_")
_NOT_COPIED = ("__dict__", "__weakref__", "__new__", "__module__", *_BY_MEMBERS)
_usual: Any = EnumType._create_  # type: ignore[attr-defined]  # the functional way of making an enum, not in the stubs


def quicken() -> None:
    """Enums of names and numbers are made quickly from here on; nothing happens under another Python."""
    if sys.version_info[:2] == _COMPARED_WITH:
        EnumType._create_ = _create  # type: ignore[attr-defined]  # as above


def _create(
    cls: Any,
    class_name: str,
    names: Any,
    *,
    module: str | None = None,
    qualname: str | None = None,
    type: Any = None,
    start: int = 1,
    boundary: Any = None,
) -> Any:
    """What stands for `EnumType._create_`, with its arguments."""
    if module is None:  # as Python finds it: who called the enum
        module = sys._getframe(2).f_globals.get("__name__")
    if cls in _PLAIN and type is None and module is not None and _plain(cls, names):
        return _made(cls, class_name, names, module, qualname)
    return _usual(
        cls,
        class_name,
        names,
        module=module,
        qualname=qualname,
        type=type,
        start=start,
        boundary=boundary,
    )


def _plain(cls: Any, names: Any) -> bool:
    """Whether the members are a list of names, none of which means something to an enum, and whole numbers."""
    if names.__class__ is not list:
        return False
    seen = set()
    for pair in names:
        if pair.__class__ is not tuple or len(pair) != 2 or pair[1].__class__ is not int:
            return False
        name = pair[0]
        if name.__class__ is not str or name[:1] in {"", "_"}:
            return False
        seen.add(name)
    return len(seen) == len(names) and seen.isdisjoint(_meaningful(cls))


def _made(cls: Any, class_name: str, names: list[tuple[str, int]], module: str, qualname: str | None) -> Any:
    by_name: dict[str, Any] = {}
    by_value: dict[int, Any] = {}
    in_order: list[str] = []
    body = {
        **_of_every(cls),
        "_member_map_": by_name,
        "_member_names_": in_order,
        "_value2member_map_": by_value,
        "_unhashable_values_": [],
        "__module__": module,
    }
    if qualname is not None:
        body["__qualname__"] = qualname
    made = _new_class(EnumType, class_name, (cls,), body)
    made.__new__ = Enum.__new__
    number = cls is IntEnum
    put = _put
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = _new_int(made, value) if number else _new_object(made)
            member._value_ = value
            member._name_ = name
            member.__objclass__ = made
            member._sort_order_ = len(in_order)
            by_value[value] = member
            in_order.append(name)
        put(made, name, member)
        by_name[name] = member
    return made


_new_class: Any = type.__new__
_new_object: Any = object.__new__
_new_int: Any = int.__new__
_put: Any = type.__setattr__

_classes: dict[Any, dict[str, Any]] = {}
_names: dict[Any, frozenset[str]] = {}


def _of_every(cls: Any) -> dict[str, Any]:
    """What every enum based on `cls` has in its dictionary, taken from one without members."""
    if cls not in _classes:
        example = _usual(cls, "Example", [], module=enum.__name__)
        _classes[cls] = {name: each for name, each in vars(example).items() if name not in _NOT_COPIED}
    return _classes[cls]


def _meaningful(cls: Any) -> frozenset[str]:
    """Names that a member cannot have as they are: those of the bases, and the one that Python forbids."""
    if cls not in _names:
        _names[cls] = frozenset({"mro"}.union(*(vars(each) for each in cls.__mro__)))
    return _names[cls]
