"""A register that takes cash while its disk fails, once at every call to it; run under failing_disk.c.

python -m tests.faults.paying_on_a_failing_disk <folder> <pay|scan> <sync|write> <times> <error>

For each call of the paying transaction in turn: the call fails (`times` calls in a row), the customer pays, the disk
heals, and the customer pays again when told that nothing was taken; or a product is scanned instead. Says what
happened as lines of JSON, and dies.
"""

import ctypes
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pos_desktop import bootstrap
from pos_desktop.application.errors import PersonError, TryAgain
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.ticket_goods import Added
from pos_desktop.application.unsure_commit import CommitUnsure
from pos_desktop.storage import tables
from pos_desktop.system.folders import Folders

KINDS = {"sync": 1, "write": 2}
MOST_CALLS = 200


class Till:
    """A register whose disk can be told to fail."""

    def __init__(self, folder: Path) -> None:
        self.register = bootstrap.Register(bootstrap.open_database(Folders.under(folder), key_file=True))
        self.services = self.register.services
        self.disk = ctypes.CDLL(None)
        upkeep: Any = self.register.data.database._upkeep
        upkeep.stop()  # it would eat the failures that are meant for the sale
        people = self.services.session.people()
        self.services.session.sign_in(next(one for one in people if one.name == "Manager"), "pin")
        if self.services.shifts.current() is None:
            self.services.shifts.open(10_000)
        query = select(tables.variant.c.row).join(
            tables.product, tables.product.c.id == tables.variant.c.product_id
        )
        with self.register.data.database.read() as connection:
            self.weighed = connection.execute(query.where(tables.product.c.weighed)).scalars().all()[0]

    def fill(self) -> None:
        """Two lines on the ticket."""
        self.services.tickets.add(1)
        self.services.tickets.add(3)

    def stored(self) -> tuple[list[str], int]:
        """The numbers of the sales on disk, and the next one."""
        with self.register.data.database.read() as connection:
            numbers = [
                number for (number,) in connection.ask("SELECT number FROM sale_order ORDER BY sequence")
            ]
            ((following,),) = connection.ask("SELECT next_receipt FROM register")
            return numbers, following

    def pay(self, kind: str, before: int, times: int, error: int) -> tuple[object, bool]:
        """The sale, or the error as a person reads it, and whether the disk failed at all."""
        answer: object
        self.disk.failing_disk_arm(KINDS[kind], before, times, error)
        try:
            answer = self.services.checkout.pay_cash(5000)
        except PersonError as trouble:
            answer = trouble
        failed = self.disk.failing_disk_left() != times
        self.disk.failing_disk_arm(0, 0, 0, 0)
        return answer, failed

    def one_customer(self, kind: str, before: int, times: int, error: int) -> dict[str, Any] | None:
        """What became of a sale at whose call number `before` the disk fails; None when it has no such call."""
        self.fill()
        ticket = self.services.tickets.ticket
        numbers, following = self.stored()
        answer, failed = self.pay(kind, before, times, error)
        again = self._pay_again(ticket, numbers, answer) if isinstance(answer, PersonError) else answer
        assert isinstance(again, Sale)
        self._check_sale(again, ticket, following)
        assert self.stored() == ([*numbers, again.order.number], following + 1)
        return _told(before, answer) if failed else None

    def one_scan(self, kind: str, before: int, times: int, error: int) -> dict[str, Any] | None:
        """What became of a scan on a failing disk: the screen shows what is stored, whatever that is."""
        lines = self.services.tickets.ticket.lines
        answer: object
        self.disk.failing_disk_arm(KINDS[kind], before, times, error)
        try:
            answer = self.services.tickets.add_weighed(self.weighed, 342)
        except PersonError as trouble:
            answer = trouble
        assert not isinstance(answer, PersonError) or _in_words(answer)
        failed = self.disk.failing_disk_left() != times
        self.disk.failing_disk_arm(0, 0, 0, 0)
        shown = self.services.tickets.ticket
        assert shown.lines[: len(lines)] == lines
        added = len(shown.lines) - len(lines)
        assert added in ((0, 1) if isinstance(answer, TryAgain) else (int(isinstance(answer, Added)),))
        with self.register.data.store.read() as work:
            assert work.tickets.get(shown.id) == shown
        self.services.tickets.add_weighed(self.weighed, 100)
        with self.register.data.store.read() as work:
            assert work.tickets.get(shown.id) == self.services.tickets.ticket
        return _told(before, answer) if failed else None

    def _pay_again(self, ticket: Any, numbers: list[str], trouble: PersonError) -> object:
        """The disk is well again: the sale is there once, and only once, whoever presses the key again."""
        assert _in_words(trouble)
        if not isinstance(trouble, CommitUnsure):
            assert self.stored()[0] == numbers, "told that nothing was taken, but it is stored"
            assert self.services.tickets.ticket == ticket
            with self.register.data.store.read() as work:
                assert work.tickets.get(ticket.id) == ticket
        return self.services.checkout.pay_cash(5000)

    def _check_sale(self, sale: Sale, ticket: Any, following: int) -> None:
        assert (sale.order.id, sale.order.sequence) == (ticket.id, following)
        assert [line.id for line in sale.order.lines] == [line.id for line in ticket.lines]
        assert sale.cash.given_minor == 5000
        assert self.services.tickets.ticket.number == ticket.number + 1
        assert not self.services.tickets.ticket.lines
        assert sale.receipt_held
        assert sale.drawer_job is not None
        self.services.checkout.release_receipt(sale)


def _in_words(trouble: PersonError) -> bool:
    """Whether a person learns what happened, what it means and what to do."""
    return bool(trouble.title and trouble.meaning and trouble.next_step)


def _told(call: int, answer: object) -> dict[str, Any]:
    words = str(answer) if isinstance(answer, PersonError) else ""
    return {"call": call, "answer": type(answer).__name__, "words": words}


def main(folder: Path, what: str, kind: str, times: int, error: int) -> None:
    logging.disable(logging.CRITICAL)
    till = Till(folder)
    for call in range(MOST_CALLS):
        one = till.one_customer if what == "pay" else till.one_scan
        told = one(kind, call, times, error)
        if told is None:
            break
        print(json.dumps(told), flush=True)
    print(json.dumps({"sales": len(till.stored()[0])}), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
