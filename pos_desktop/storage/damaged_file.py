"""Reads what can still be read of a damaged file: past pages that are ruined, and without an index that is."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pos_desktop.application.errors import PersonError
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.errors import technical
from pos_desktop.storage.key import DatabaseKey
from pos_desktop.storage.sqlcipher import sqlcipher

Row = dict[str, Any]

_AT_ONCE = 256
_ROWS_OF_A_PAGE = 256  # more than any page of the schema holds
_SHORT_STEPS = 64  # as many rows as most pages hold


class Unreadable(Exception):
    """A page that the answer stands on is ruined."""


class DamagedFile:
    """A file that nothing else has open. After a ruined page SQLCipher reads nothing more on the same connection, be it
    whole or not: each time another one is opened."""

    def __init__(self, file: Path, key: DatabaseKey) -> None:
        """Raises Unreadable where not even the names of its tables can be read."""
        self._file, self._key = file, key
        self._connection = self._opened()
        self._grouped: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        found = self.ask("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        self._tables: dict[str, str] = {row["name"]: row["sql"].upper() for row in found}
        self._pages = int(self.ask("PRAGMA page_count")[0]["page_count"])

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows of a question. Raises Unreadable."""
        rows: list[Row] = []
        self._ask(query, parameters, rows)
        return rows

    def rows(self, table: str) -> Iterator[Row]:
        """Every row that can be read, in the order in which they were stored."""
        if table not in self._tables:
            return
        if "WITHOUT ROWID" in self._tables[table]:
            yield from self._by_key(table)
        else:
            yield from self._by_place(table)

    def rows_of(self, table: str, column: str, value: Any) -> list[Row]:
        """All rows with a value, or none: raises Unreadable where it is not sure that these are all."""
        if table not in self._tables:
            return []
        if (table, column) in self._grouped:
            return self._grouped[table, column].get(value, [])
        try:
            return self.ask(f"SELECT * FROM {table} WHERE {column} = ?", (value,))  # noqa: S608 - names of our own schema
        except Unreadable:
            # Its index is ruined, or the rows are: only a whole look at the table tells.
            whole: dict[Any, list[Row]] = {}
            for row in self.ask(f"SELECT * FROM {table} NOT INDEXED"):  # noqa: S608 - names of our own schema
                whole.setdefault(row[column], []).append(row)
            self._grouped[table, column] = whole
            return whole.get(value, [])

    def close(self) -> None:
        """Nothing is asked afterwards."""
        self._connection.close()

    def newest_entry(self) -> int | None:
        """The number of its journal's last entry; None when that cannot be read."""
        with suppress(Unreadable):
            return int(self.ask("SELECT max(seq) AS newest FROM journal")[0]["newest"] or 0)
        return None

    # -- inside ------------------------------------------------------------------------------------------

    def _by_place(self, table: str) -> Iterator[Row]:
        query = f"SELECT rowid AS place_, * FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"  # noqa: S608 - names of our own schema
        last, size = -1, _AT_ONCE
        while True:
            try:
                found = self.ask(query, (last, size))
            except Unreadable:
                if size > 1:  # what stands before the ruined page is still to be had
                    size //= 4
                    continue
                beyond = self._beyond(query, last)
                if beyond is None:
                    return
                last = beyond
                continue
            if not found:
                return
            last, size = found[-1]["place_"], min(size * 2, _AT_ONCE)
            for row in found:
                del row["place_"]
                yield row

    def _beyond(self, query: str, last: int) -> int | None:
        """A place after the ruined page from which on rows can be read. Its steps grow by a twentieth, since a ruined
        page may have led to millions of rows: so much of them is passed over at the most, and a table of which nothing
        can be read costs some hundred tries."""
        furthest = last + self._pages * _ROWS_OF_A_PAGE
        tries, step = 0, 1
        while last < furthest:
            last += step
            tries += 1
            if tries > _SHORT_STEPS:
                step += 1 + step // 20
            with suppress(Unreadable):
                self.ask(query, (last, 1))
                return last
        return None

    def _by_key(self, table: str) -> Iterator[Row]:
        """Forwards to the damage, then backwards to it."""
        keys = [row["name"] for row in self.ask(f"PRAGMA table_info({table})") if row["pk"]]
        seen: set[Any] = set()
        for direction in ("ASC", "DESC"):
            order = ", ".join(f"{name} {direction}" for name in keys)
            whole, rows = self._until_damage(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - names of our own schema
            for row in rows:
                identity = tuple(row[name] for name in keys)
                if identity not in seen:
                    seen.add(identity)
                    yield row
            if whole:
                return

    def _until_damage(self, query: str) -> tuple[bool, list[Row]]:
        """Whether it came to the end, and the rows up to there."""
        rows: list[Row] = []
        try:
            self._ask(query, (), rows)
        except Unreadable:
            return False, rows
        return True, rows

    def _ask(self, query: str, parameters: Sequence[Any], rows: list[Row]) -> None:
        try:
            cursor = self._connection.execute(query, parameters)
            names = [column[0] for column in cursor.description]
            rows.extend(dict(zip(names, row, strict=True)) for row in cursor)
        except sqlcipher.Error as trouble:
            self._connection.close()
            self._connection = self._opened()
            raise Unreadable(str(trouble)) from trouble

    def _opened(self) -> Any:
        try:
            return open_cipher(self._file, self._key, read_only=True)
        except (sqlcipher.Error, PersonError) as trouble:
            raise Unreadable(technical(trouble)) from trouble
