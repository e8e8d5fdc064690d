"""A record is what the frozen dataclass of the same fields would be."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from pos_desktop.domain.record import as_dict, field, record, replace


@record
class Point:
    """A place."""

    count: ClassVar[int] = 7

    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list, compare=False)
    secret: bytes = field(default=b"", repr=False)


@record
class Checked(Point):
    """A place that is somewhere."""

    z: int = 0

    def __post_init__(self) -> None:
        if self.z < 0:
            raise ValueError("below")


@record
class Same:
    """Told apart by identity."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    x: int


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    x: int
    y: int = 2
    tags: list[str] = dataclasses.field(default_factory=list, compare=False)
    secret: bytes = dataclasses.field(default=b"", repr=False)


def both(*args: Any, **named: Any) -> tuple[Point, Reference]:
    return Point(*args, **named), Reference(*args, **named)


@pytest.mark.parametrize(
    ("args", "named"), [((1,), {}), ((1, 3), {}), ((), {"y": 5, "x": 4}), ((1, 2, ["a"], b"s"), {})]
)
def test_it_looks_hashes_and_comes_apart_like_a_dataclass(
    args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    ours, theirs = both(*args, **named)
    assert repr(ours) == repr(theirs).replace("Reference", "Point")
    assert hash(ours) == hash(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs) == as_dict(ours)
    assert [f.name for f in dataclasses.fields(Point)] == [f.name for f in dataclasses.fields(Reference)]
    assert Point.__match_args__ == Reference.__match_args__
    assert dataclasses.replace(ours, y=9) == replace(ours, y=9) == Point(ours.x, 9, [], ours.secret)


@pytest.mark.parametrize(
    ("args", "named"), [((), {}), ((1, 2, [], b"", 5), {}), ((1,), {"x": 1}), ((1,), {"w": 1})]
)
def test_what_a_dataclass_refuses_is_refused(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Point, Reference):
        with pytest.raises(TypeError):
            kind(*args, **named)


def test_equality_asks_for_the_same_class_and_the_compared_fields() -> None:
    assert Point(1, tags=["a"]) == Point(1)
    assert Point(1) != Point(2)
    assert Point(1) != Checked(1)
    assert Point(1).__eq__(1) is NotImplemented
    assert len({Point(1), Point(1, tags=["a"]), Point(2)}) == 2


def test_each_value_gets_its_own_default() -> None:
    assert Point(1).tags is not Point(1).tags
    with pytest.raises(ValueError, match="default_factory"):
        record(type("Wrong", (), {"__annotations__": {"x": "list"}, "x": []}))


def test_it_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.w = 3
    assert not hasattr(point, "__dict__")


def test_a_record_of_a_record_has_the_fields_of_both() -> None:
    value = Checked(1, z=3)
    assert repr(value) == "Checked(x=1, y=2, tags=[], z=3)"
    assert replace(value, x=5) == Checked(5, z=3)
    assert value.count == 7
    with pytest.raises(ValueError, match="below"):
        Checked(1, z=-1)
    match value:
        case Checked(x, y, _, _, z):
            assert (x, y, z) == (1, 2, 3)


def test_identity_can_be_asked_for() -> None:
    one = Same(1)
    assert one == one
    assert one != Same(1)
    assert len({one, Same(1)}) == 2


def test_copies_are_equal() -> None:
    value = Checked(1, tags=["a"], z=2)
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert as_dict(again) == as_dict(value)
