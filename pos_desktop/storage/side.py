"""What a database has to be able to do, whichever it is; `unit_of_work` makes one way of working of it."""

from contextlib import AbstractContextManager
from typing import Protocol

from pos_desktop.storage.connection import Check, Connection
from pos_desktop.storage.turn import Rank


class Side(Protocol):
    """The register's file (`file_side`) or the hub's server (`server_side`)."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A snapshot that cannot be written to."""

    def turn(self, rank: Rank | None) -> AbstractContextManager[None]:
        """The right to write, where only one at a time may. Raises StorageBusy."""

    def expect_cashier(self) -> None:
        """The cashier takes a turn in a moment; nobody else should be in the middle of one then."""

    def cashier_served(self) -> None:
        """She has what she waited for."""

    def glance(self) -> AbstractContextManager[Connection | None]:
        """The connection that writes, for reading; None when it is not free at once."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes, begun, within a turn; whoever asked for it ends it."""

    def settle(self, check: Check, backend: int | None) -> bool:
        """Whether a transaction in doubt holds, for good; within a turn. `backend` as its connection named it."""

    def close(self) -> None:
        """Closes every connection."""
