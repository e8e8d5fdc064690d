"""Which version of the schema a database has, and how a new one is made. Alembic is not imported here:
a register that has nothing to upgrade starts without it."""

from sqlalchemy import Connection, inspect, text

from pos_desktop.storage import journal, tables

# The newest file in alembic/versions; a test holds the two together. Versions are numbered, 0001 upwards.
HEAD = "0002"

_VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def version_of(connection: Connection) -> str | None:
    """The version of the database's schema; None when it holds no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def extras(dialect: str) -> tuple[str, ...]:
    """What the tables' MetaData cannot say: the journal's guards and the search tables."""
    from pos_desktop.storage import search_postgresql, search_sqlite

    search = search_postgresql.DDL if dialect == "postgresql" else search_sqlite.DDL
    return (*journal.guards(dialect), *search)


def is_of_search(table: str) -> bool:
    """Whether a table belongs to the search, FTS5's own inner tables included."""
    return table.startswith("search_")


def create(connection: Connection) -> None:
    """Makes the newest schema in an empty database, in the transaction that is open."""
    tables.metadata.create_all(connection, checkfirst=False)
    for statement in extras(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_VERSION_TABLE)
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})
