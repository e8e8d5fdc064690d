"""Which version of the schema a database has, and how a new one is made. Alembic is not imported here:
a register that has nothing to upgrade starts without it."""

from pos_desktop.storage.connection import Connection

# The newest file in alembic/versions; a test holds the two together. Versions are numbered, 0001 upwards.
HEAD = "0008"

_VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""
_IS_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}


def version_of(connection: Connection) -> str | None:
    """The version of the database's schema; None when it holds no tables yet."""
    if not connection.ask(_IS_THERE[connection.dialect_name]):
        return None
    rows = connection.ask("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


def extras(dialect: str) -> tuple[str, ...]:
    """What the tables' MetaData cannot say: the journal's guards and the search tables."""
    from pos_desktop.storage import journal_guards, search_postgresql, search_sqlite

    search = search_postgresql.DDL if dialect == "postgresql" else search_sqlite.DDL
    return (*journal_guards.guards(dialect), *search)


def is_of_search(table: str) -> bool:
    """Whether a table belongs to the search, FTS5's own inner tables included."""
    return table.startswith("search_")


def create(connection: Connection) -> None:
    """Makes the newest schema in an empty database, in the transaction that is open."""
    from pos_desktop.storage import tables

    tables.metadata.create_all(connection.core, checkfirst=False)
    for statement in extras(connection.dialect_name):
        connection.tell(statement)
    connection.tell(_VERSION_TABLE)
    connection.tell(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")  # noqa: S608 - our own number
