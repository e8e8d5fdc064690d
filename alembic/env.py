"""Runs the migrations on the connection that the program hands over, in its transaction."""

from alembic import context
from pos_desktop.storage.schema import is_of_search
from pos_desktop.storage.tables import metadata


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """The search tables are made by statements of their own and compared by name and text, not by MetaData."""
    return kind != "table" or not is_of_search(name or "")


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        compare_type=True,
        render_as_batch=context.config.attributes.get("batch", True),
        transactional_ddl=True,
        render_item=context.config.attributes.get("render_item"),
    )
    with context.begin_transaction():
        context.run_migrations()


run()
