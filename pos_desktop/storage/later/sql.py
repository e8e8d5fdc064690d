"""SQLAlchemy's words for definitions of statements: `from pos_desktop.storage.later.sql import select`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import *  # noqa: F403 - for the type checker alone
else:
    from pos_desktop.storage.later.expression import Later

    def __getattr__(name: str) -> Later:
        """Every name of SQLAlchemy; one that it does not have is found by mypy and when it is said."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Later("name", "sqlalchemy", name)
