"""The tables, for definitions of statements: `from pos_desktop.storage.later.tables import product`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_desktop.storage.tables import *  # noqa: F403 - for the type checker alone
else:
    from pos_desktop.storage.later.expression import Later

    def __getattr__(name: str) -> Later:
        """Every table; one that is not there is found by mypy and when it is said."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Later("name", "pos_desktop.storage.tables", name)
