"""The end of a card terminal's day: it hands in its batch, and what it prints about it comes out of the printer.

Slow: off the UI thread. Nothing of the register's own shift hangs on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.card_slips import report_document
from pos_desktop.application.charge_when import DAY_WITH_Z
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.payment_provider import ClosesDays
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.printers import Printers


Reports = tuple[tuple[str, ...], ...]
"""What a terminal prints about its day: reports, by lines."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A way of paying whose terminal hands in its batch; `with_z`: by itself, with the Z report."""

    method_id: UUID
    name: str
    with_z: bool


class TerminalDays:
    """Ends the day at card terminals that wait to be told."""

    def __init__(self, desk: Desk, providers: Providers, printers: Printers) -> None:
        self._desk = desk
        self._providers = providers
        self._printers = printers

    def check(self) -> None:
        """Refused for people who may not close a shift; ask on the UI thread, before `close`."""
        if not self._desk.signed_in.role.allows(Permission.CLOSE_SHIFT):
            raise Refused(
                tr("You may not end the terminal's day"), tr("Nothing happened."), tr("Ask a manager.")
            )

    def terminals(self) -> list[Terminal]:
        """Those in use that wait to be told, in the store's order."""
        closing = {kind.key: kind.label for kind in self._providers.kinds() if kind.traits.closes_days}
        with self._desk.store.read() as work:
            methods = [each for each in work.payment_methods.all() if each.active]
        return [
            Terminal(each.id, each.name or closing[each.provider], each.settings.get(DAY_WITH_Z) == "yes")
            for each in methods
            if each.provider in closing
        ]

    def close(self, method_id: UUID, by: UUID | None = None) -> Reports:
        """Tells the terminal of a way of paying that its day is over. Takes minutes; journalled as it ended.

        `by` is who said so where nobody is signed in any more.
        """
        person = by or self._desk.person_id_or_none
        with self._desk.store.read() as work:
            method = work.payment_methods.get(method_id)
        try:
            with self._providers.apart(method_id) as provider:
                said = provider.end_of_day() if isinstance(provider, ClosesDays) else ()
        except PersonError as trouble:
            body = {"provider": method.provider, "ok": False, "error": trouble.title}
            self._note(method_id, body, person)
            raise
        self._note(method_id, {"provider": method.provider, "ok": True}, person)
        return tuple(tuple(lines) for lines in said)

    def print(self, reports: Reports) -> bool:
        """Puts what it said on paper, on the UI thread; False when it said nothing or there is no printer."""
        if not reports:
            return False
        document = report_document(tr("End of the card terminal's day"), reports)
        with self._desk.store.write() as work:
            printed = self._printers.print(work, "report", document) is not None
        self._desk.events.tell(Event.PRINT)
        return printed

    def _note(self, method_id: UUID, body: dict[str, object], person: UUID | None) -> None:
        with self._desk.store.write() as work:
            work.journal.add("terminal_day_closed", body, subject_id=method_id, person_id=person)
