"""The register's own number and name: what tells its receipts from those of the store's other registers."""

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

NUMBERS = (1, 999)
"""Least and most of a register's number. Three digits and the running number still fit the bars of narrow paper."""

LONGEST_NAME = 40


class ThisRegister:
    """Changes the number before the first sale, and the name at any time. Each call is one small commit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def number_is_locked(self) -> bool:
        """Whether the number stays, because customers hold receipts that begin with it."""
        with self._desk.store.read() as work:
            return bool(work.orders.find("", limit=1))

    def renumber(self, number: int) -> None:
        """Receipts begin with this number from now on. A name that only says the number says the new one.

        Refused after the first sale, and for what is no number of a register.
        """
        register = self._desk.register
        if number == register.number:
            return
        checked_number(number)
        if self.number_is_locked():
            raise Refused(
                tr("The register keeps its number"),
                tr("Receipts of its sales begin with {number}.", number=register.number),
                tr("Another number needs a register that is set up anew."),
            )
        named_by_number = register.name == usual_name(register.number)
        self._save(number, usual_name(number) if named_by_number else register.name)

    def rename(self, name: str) -> None:
        """What screens, reports and the shops call it; empty: by its number."""
        register = self._desk.register
        cleaned = " ".join(name.split()) or usual_name(register.number)
        if len(cleaned) > LONGEST_NAME:
            raise Refused(
                tr("{count} characters are too many, {most} fit", count=len(cleaned), most=LONGEST_NAME)
            )
        if cleaned != register.name:
            self._save(register.number, cleaned)

    def _save(self, number: int, name: str) -> None:
        desk = self._desk
        if not desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change settings"), tr("Nothing was changed."), tr("Ask a manager."))
        with desk.store.write() as work:
            work.registers.update(desk.register.id, number, name)
            body = {"number": number, "name": name, "before": [desk.register.number, desk.register.name]}
            work.journal.add("register_changed", body, person_id=desk.signed_in.id)
            changed = work.registers.only()
        assert changed is not None
        desk.register = changed
        desk.events.tell(Event.SETTINGS)


def checked_number(number: int) -> int:
    """The same number; Refused where no register can have it."""
    least, most = NUMBERS
    if not least <= number <= most:
        raise Refused(tr("Choose a number from {least} to {most}", least=least, most=most))
    return number


def usual_name(number: int) -> str:
    """What a register is called until somebody names it."""
    return tr("Register {number}", number=number)
