"""Goods of a damaged file that its back-up does not know, since products are those of the back-up.

What is on a ticket or was sold of them goes on under its name and price, as goods that the catalogue does not have. A
row number that the damaged file gave to goods is given to no others: what is still to be told to shops names them by it.
"""

from contextlib import suppress

from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable
from pos_desktop.storage.unit_of_work import Database


def keep_rows_free(source: DamagedFile, into: Database) -> None:
    """New goods get row numbers past all of the damaged file."""
    highest = 0
    for query in (
        "SELECT seq AS highest FROM sqlite_sequence WHERE name = 'variant'",
        'SELECT max("row") AS highest FROM variant',
    ):
        with suppress(Unreadable):
            highest = max(highest, *(int(row["highest"] or 0) for row in source.ask(query)), 0)
    with into.write() as work:
        raised = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'variant'"
        if not work.connection.tell(raised, (highest,)):  # no goods at all yet
            work.connection.tell("INSERT INTO sqlite_sequence (name, seq) VALUES ('variant', ?)", (highest,))


def of_known_goods(connection: Connection, line: Row) -> Row:
    """A line of a ticket or sale; of goods that are not known it names no row, which may be that of others."""
    if line["variant_row"] is None:
        return line
    found = connection.ask('SELECT id FROM variant WHERE "row" = ?', (line["variant_row"],))
    if found and line["variant_id"] in (None, found[0][0]):
        return line
    nameless = {"variant_row": None, "track_stock": 0}
    return line | {name: value for name, value in nameless.items() if name in line}
