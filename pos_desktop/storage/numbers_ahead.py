# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""With which numbers a register goes on after a restore: past every one that a customer may hold.

The note outside the database and the damaged file tell which were given out last. Where neither is left, on another
computer say, they are estimated by the back-up's own days, so far ahead that none is given twice. The journal's entry
of the restore explains the gap.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pos_desktop.application.order_words import receipt_number
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Unreadable
from pos_desktop.storage.journal_anchor import Anchor
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.values import to_micros

Ask = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]

# Numbers handed out after the last note outside the database, at most a second of sales: they are skipped,
# since a receipt number that a customer may hold must not be given twice.
NUMBERS_SKIPPED = 5

_DAY = 86_400_000_000  # in microseconds
_MOST_DAYS = 366  # a clock that is years ahead must not use the numbers up


@dataclass(frozen=True, slots=True)
class _Running:
    """Where a running number of a register is found, and how many of it a day may take that is still to come."""

    table: str
    number: str
    moment: str
    a_day: int


_RUNNING = (
    _Running("sale_order", "sequence", "paid_at", 100),
    _Running("ticket", "number", "opened_at", 100),
    _Running("shift", "number", "opened_at", 3),
)


@dataclass(frozen=True, slots=True)
class GoesOn:
    """With which receipt numbers the registers go on."""

    receipts: dict[str, list[int]] = field(default_factory=dict)
    """Of each register the next one by the back-up, and the one it goes on with."""
    unknown: bool = False
    """Nothing tells what was given out since the back-up."""
    told: int | None = None
    """The number that a person said it goes on with."""
    receipt: str = ""
    """The next one as it is printed, where it is unknown or was told."""

    @property
    def estimated(self) -> bool:
        """Whether nobody knows them."""
        return self.unknown and self.told is None


def skip_numbers(
    connection: Connection,
    before: Anchor | None,
    read: Mapping[str, list[int]],
    now: datetime,
    told: int | None = None,
) -> GoesOn:
    """Sets the running numbers past every one that may have been given.

    `before` is the note outside the database, `read` what the damaged file has of each register, `told` the receipt
    number that a person said it goes on with.
    """
    noted = {one[0]: one[1:] for one in (before.numbers if before else ())}
    receipts: dict[str, list[int]] = {}
    unknown, receipt = False, ""
    query = "SELECT id, number, next_receipt, next_ticket, next_shift FROM register ORDER BY number"
    for register_id, number, *restored in connection.ask(query):
        identity = register_id.hex()
        known = [each[identity] for each in (noted, read) if identity in each]
        free = _first_free(connection.ask, _RUNNING[0], register_id, restored[0])
        if known:
            ahead = [max(values) + NUMBERS_SKIPPED for values in zip(restored, *known, strict=True)]
        elif told == restored[0] == free:  # nothing was sold since: the shop moves to another computer
            ahead = list(restored)
        else:
            unknown = True
            ahead = [
                _estimated(connection.ask, kind, register_id, following, now)
                for kind, following in zip(_RUNNING, restored, strict=True)
            ]
            if told is not None:
                ahead[0] = free
        ahead[0] = max(ahead[0], told or 0)
        connection.tell(
            "UPDATE register SET next_receipt = ?, next_ticket = ?, next_shift = ? WHERE id = ?",
            (*ahead, register_id),
        )
        receipts[identity] = [restored[0], ahead[0]]
        if not receipt and (not known or told is not None):
            receipt = receipt_number(number, ahead[0])
    return GoesOn(receipts, unknown, told, receipt)


def next_receipt_in(file: Path, key: DatabaseKey) -> int | None:
    """The next receipt number by a file that nothing else has open; None where it cannot be read."""
    if not file.is_file() or file.stat().st_size == 0:
        return None
    with suppress(Unreadable), closing(DamagedFile(file, key)) as source:
        return max((int(row["next_receipt"]) for row in source.rows("register")), default=None)
    return None


def receipt_estimated_by(backup: Path, key: DatabaseKey, now: datetime) -> int | None:
    """A receipt number past every one that was given out since a back-up; None where it knows no register."""
    with suppress(Unreadable), closing(DamagedFile(backup, key)) as source:

        def ask(query: str, values: Sequence[Any]) -> list[list[Any]]:
            return [list(row.values()) for row in source.ask(query, values)]

        registers = [(row["id"], int(row["next_receipt"])) for row in source.rows("register")]
        return max((_estimated(ask, _RUNNING[0], *each, now) for each in registers), default=None)
    return None


# -- inside ----------------------------------------------------------------------------------------------


def _estimated(ask: Ask, kind: _Running, register_id: bytes, restored: int, now: datetime) -> int:
    """One that is past all that may have been given out since the back-up."""
    return _first_free(ask, kind, register_id, restored) + _at_most_since(ask, kind, register_id, now)


def _first_free(ask: Ask, kind: _Running, register_id: bytes, restored: int) -> int:
    """What was brought over may be further than the register's own row, which could not be read."""
    ((last,),) = ask(f"SELECT max({kind.number}) FROM {kind.table} WHERE register_id = ?", (register_id,))
    return max(restored, int(last or 0) + 1)


def _at_most_since(ask: Ask, kind: _Running, register_id: bytes, now: datetime) -> int:
    """How many may have been given out since the last one: as on the busiest day, on every day since and one more."""
    of_register = f"FROM {kind.table} WHERE register_id = ?"
    ((newest,),) = ask(f"SELECT max({kind.moment}) {of_register}", (register_id,))
    if newest is None:
        ((newest,),) = ask("SELECT max(at) FROM journal", ())
    a_day = f"SELECT count(*) AS given {of_register} GROUP BY {kind.moment} / {_DAY}"
    ((busiest,),) = ask(f"SELECT max(given) FROM ({a_day})", (register_id,))
    since = max(0, to_micros(now) - int(newest or 0))
    return min(since // _DAY + 2, _MOST_DAYS) * max(int(busiest or 0), kind.a_day)
