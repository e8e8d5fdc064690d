"""What a day has left behind, as the cashier was told it; an action that was cut off leaves one day or the other."""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

ANY = "?"
"""The id of a line that was being added when the register died."""

Act = dict[str, Any]


@dataclass
class Line:
    """A line of a ticket; quantities in thousandths, prices in minor units."""

    id: str
    row: int
    quantity: int
    price: int
    discount: str = ""
    note: str = ""

    __hash__ = None  # type: ignore[assignment]  # any id equals the one that is not known

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Line):
            return NotImplemented
        mine = (self.row, self.quantity, self.price, self.discount, self.note)
        theirs = (other.row, other.quantity, other.price, other.discount, other.note)
        return mine == theirs and (self.id == other.id or ANY in (self.id, other.id))


@dataclass
class Slip:
    """A ticket that is on the screen or put aside."""

    number: int
    lines: list[Line] = field(default_factory=list)
    discount: str = ""
    removed: int = 0

    def line(self, line_id: str) -> Line:
        return next(line for line in self.lines if line.id == line_id)


@dataclass
class Sale:
    """A paid sale; amounts in minor units."""

    number: str
    ticket: int
    total: int
    given: int
    state: str = "paid"
    dropped: bool = False


@dataclass
class Shift:
    """A shift with what was moved by hand, in minor units."""

    number: int
    float: int
    state: str = "open"
    counted: int | None = None
    moves: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Day:
    """Everything that a restart must show again."""

    open: Slip
    parked: list[Slip] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    print_receipt: str = "ask"
    reprints: int = 0
    last_ticket: int = 1


def outcomes(day: Day, act: Act) -> list[Day]:
    """The days that an action may lead to: one when it told its result, several when it was cut off."""
    return list(_AFTER[act["do"]](_copied(day), act))


def _copied(day: Day) -> Day:
    """Several times faster than copy.deepcopy; each act of a day needs one."""
    copy: Day = pickle.loads(pickle.dumps(day, pickle.HIGHEST_PROTOCOL))  # noqa: S301  made a moment ago
    return copy


def _nothing(day: Day, act: Act) -> Iterator[Day]:
    yield day


def _add(day: Day, act: Act) -> Iterator[Day]:
    fresh = Line(act.get("line", ANY), act["row"], act["quantity"], act["price"])
    if "line" in act:
        known = [line for line in day.open.lines if line.id == act["line"]]
        if known:
            known[0].quantity = act["quantity"]
        else:
            day.open.lines.append(fresh)
        yield day
        return
    for place, line in enumerate(day.open.lines):
        if line.row == fresh.row:
            raised = _copied(day)
            raised.open.lines[place].quantity += fresh.quantity
            yield raised
    day.open.lines.append(fresh)
    yield day


def _change(day: Day, act: Act) -> Iterator[Day]:
    setattr(day.open.line(act["line"]), act["field"], act["value"])
    yield day


def _remove(day: Day, act: Act) -> Iterator[Day]:
    day.open.lines.remove(day.open.line(act["line"]))
    day.open.removed += 1
    if not day.open.lines:
        day.open.discount = ""
    yield day


def _restore(day: Day, act: Act) -> Iterator[Day]:
    day.open.lines.append(Line(**act["was"]))
    day.open.discount = day.open.discount or act["discount"]
    yield day


def _discount(day: Day, act: Act) -> Iterator[Day]:
    day.open.discount = act["value"]
    yield day


def _next_ticket(day: Day) -> None:
    day.last_ticket += 1
    day.open = Slip(day.last_ticket)


def _park(day: Day, act: Act) -> Iterator[Day]:
    day.parked.append(day.open)
    _next_ticket(day)
    yield day


def _resume(day: Day, act: Act) -> Iterator[Day]:
    wanted = _take_parked(day, act["ticket"])
    if day.open.lines:
        day.parked.append(day.open)
    day.open = wanted
    yield day


def _merge(day: Day, act: Act) -> Iterator[Day]:
    other = _take_parked(day, act["ticket"])
    ids = act.get("lines", [ANY] * len(other.lines))
    for line, line_id in zip(other.lines, ids, strict=True):
        line.id = line_id
        day.open.lines.append(line)
    day.open.removed += other.removed
    yield day


def _take_parked(day: Day, number: int) -> Slip:
    wanted = next(slip for slip in day.parked if slip.number == number)
    day.parked.remove(wanted)
    return wanted


def _discard(day: Day, act: Act) -> Iterator[Day]:
    _next_ticket(day)
    yield day


def _pay(day: Day, act: Act) -> Iterator[Day]:
    number = f"1-{len(day.sales) + 1:06d}"
    assert act.get("number", number) == number, f"{act} but the next number is {number}"
    day.sales.append(Sale(number, day.open.number, act["total"], act["given"]))
    _next_ticket(day)
    yield day


def _card(day: Day, act: Act) -> Iterator[Day]:
    """Sold when the card was charged, the same ticket otherwise; cut off, it is one or the other."""
    if "number" not in act:
        yield _copied(day)
    if not act.get("declined"):
        yield from _pay(day, {**act, "given": act["total"]})


def _drop(day: Day, act: Act) -> Iterator[Day]:
    _sale(day, act["number"]).dropped = True
    yield day


def _void(day: Day, act: Act) -> Iterator[Day]:
    _sale(day, act["number"]).state = "cancelled"
    yield day


def _sale(day: Day, number: str) -> Sale:
    return next(sale for sale in day.sales if sale.number == number)


def _open_shift(day: Day, act: Act) -> Iterator[Day]:
    day.shifts.append(Shift(len(day.shifts) + 1, act["float"], moves=[("float", act["float"])]))
    yield day


def _cash(day: Day, act: Act) -> Iterator[Day]:
    day.shifts[-1].moves.append((act["kind"], act["amount"]))
    yield day


def _count(day: Day, act: Act) -> Iterator[Day]:
    day.shifts[-1].state, day.shifts[-1].counted = "counted", act["counted"]
    yield day


def _close(day: Day, act: Act) -> Iterator[Day]:
    day.shifts[-1].state = "closed"
    yield day


def _reprint(day: Day, act: Act) -> Iterator[Day]:
    day.reprints += 1
    yield day


def _setting(day: Day, act: Act) -> Iterator[Day]:
    day.print_receipt = act["value"]
    yield day


_AFTER: dict[str, Callable[[Day, Act], Iterator[Day]]] = {
    "nothing": _nothing,
    "add": _add,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "discount": _discount,
    "park": _park,
    "resume": _resume,
    "merge": _merge,
    "discard": _discard,
    "pay": _pay,
    "card": _card,
    "drop": _drop,
    "void": _void,
    "open shift": _open_shift,
    "cash": _cash,
    "count": _count,
    "close": _close,
    "reprint": _reprint,
    "setting": _setting,
}
