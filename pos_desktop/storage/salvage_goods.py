"""Goods of a damaged file that its back-up does not know, since products are those of the back-up.

Products that were made at the till since are brought over: nobody has a file or a shop to get them from again. What is
on a ticket or was sold of all others goes on under its name and price, as goods that the catalogue does not have. A row
number that the damaged file gave to goods is given to no others: what is still to be told to shops names them by it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from pos_desktop.storage import search_index
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import DamagedFile, Row, Unreadable
from pos_desktop.storage.newest_rows import NotWhole, add
from pos_desktop.storage.unit_of_work import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pos_desktop.storage.salvage import Salvaged

_MADE_HERE = "product_added"
"""What the journal says of a product that was made at the till; its subject is the product."""


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


def bring_goods(source: DamagedFile, into: Database, found: Salvaged) -> None:
    """Products that were made at the till since the back-up, as they were at last: each in a transaction of its own."""
    for product_id in list(dict.fromkeys(_made_here(source))):
        for product in source.rows_of("product", "id", product_id):
            try:
                variants = source.rows_of("variant", "product_id", product_id)
                codes = [
                    code
                    for each in variants
                    for code in source.rows_of("barcode", "variant_row", each["row"])
                ]
                with into.write() as work:
                    added = _bring_product(work.connection, source, product, variants, codes)
            except (Unreadable, IntegrityError, NotWhole) as trouble:
                found.leave("product", trouble)
                continue
            found.count("product", added)


def _made_here(source: DamagedFile) -> Iterator[Any]:
    """Ids of the products, as far as the journal can be read."""
    try:
        entries = source.ask("SELECT subject_id FROM journal WHERE kind = ?", (_MADE_HERE,))
    except Unreadable:
        entries = [row for row in source.rows("journal") if row["kind"] == _MADE_HERE]
    return (row["subject_id"] for row in entries)


def _bring_product(
    connection: Connection, source: DamagedFile, product: Row, variants: list[Row], codes: list[Row]
) -> bool:
    """Whether it was added; a code that is another's in the back-up stays with that. Raises NotWhole where a row number
    is not free."""
    if connection.ask("SELECT 1 FROM product WHERE id = ?", (product["id"],)):
        return False
    _bring_tax_class(connection, source, product["tax_class_id"])
    grouped = {name: _there(connection, table, product[name]) for name, table in _REFERS_TO.items()}
    if not add(connection, "product", product | grouped):
        raise NotWhole("product")
    for each in variants:
        if not add(connection, "variant", each):
            raise NotWhole("variant")
    for code in codes:
        add(connection, "barcode", code)
    rows = [int(each["row"]) for each in variants]
    search_index.update_rows(connection, search_index.rows_to_index(connection, rows))
    return True


_REFERS_TO = {"category_id": "category", "tax_class_id": "tax_class"}


def _bring_tax_class(connection: Connection, source: DamagedFile, tax_class_id: Any) -> None:
    """The class that it is taxed by, where that is as new as the product."""
    if tax_class_id is None or _there(connection, "tax_class", tax_class_id):
        return
    for row in source.rows_of("tax_class", "id", tax_class_id):
        if add(connection, "tax_class", row):
            for rate in source.rows_of("tax_rate", "tax_class_id", tax_class_id):
                add(connection, "tax_rate", rate)


def _there(connection: Connection, table: str, identity: Any) -> Any:
    """The id where something is stored under it, else None: the product is then without it."""
    found = connection.ask(f"SELECT id FROM {table} WHERE id = ?", (identity,))  # noqa: S608 - names of our own schema
    return found[0][0] if found else None
