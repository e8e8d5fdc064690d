"""Writes an action that moves money, and finds out what became of it where the disk did not say."""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.ports import Store, Work
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.application.wording import tr

Done = TypeVar("Done")


class SureWrite(Generic[Done]):
    """One kind of action. A commit whose outcome was not told is looked up by an id of its own, now or when the
    same button is pressed again: money is never booked twice.
    """

    def __init__(self, store: Store, there: Callable[[Work, Done], bool]) -> None:
        """`there` says whether what the action would have left is on disk."""
        self._store = store
        self._there = there
        self._open: tuple[UUID, Done] | None = None

    def write(self, subject: UUID, body: Callable[[Work], Done]) -> Done:
        """The action in one commit. Refused when it was not stored, CommitUnsure while the disk does not say."""
        self._open = None
        done: Done | None = None
        try:
            with self._store.write() as work:
                done = body(work)
        except CommitUnsure:
            assert done is not None
            self._open = (subject, done)
            found = self.earlier(subject)
            if found is None:
                raise _not_stored() from None
            return found
        return done

    def earlier(self, subject: UUID | None) -> Done | None:
        """What was in doubt of this subject (None: of any), when it stands after all; None when nothing is."""
        if self._open is None or subject not in (None, self._open[0]):
            self._open = None
            return None
        done = self._open[1]
        there = self._store.settle(lambda work: self._there(work, done))
        self._open = None
        return done if there else None


def _not_stored() -> Refused:
    return Refused(
        tr("This was not stored"),
        tr("The disk did not take it. No money is booked."),
        tr("Check the disk, then do it again."),
    )
