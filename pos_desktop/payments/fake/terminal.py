"""The whole virtual terminal: line, reader, bank, and the customer who stands before it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pos_desktop.payments.fake.bank import Bank
from pos_desktop.payments.fake.books import Books
from pos_desktop.payments.fake.calls import Calls
from pos_desktop.payments.fake.hands import Customer, Tamperer
from pos_desktop.payments.fake.mishaps import Mishaps
from pos_desktop.payments.fake.records import BankPayment, Stage
from pos_desktop.payments.fake.server import Sent, Server
from pos_desktop.system.virtual.listeners import Listeners, Stop
from pos_desktop.system.virtual.switched import Switched


@dataclass(frozen=True, slots=True)
class TerminalState:
    """What the reader shows, and how its line is."""

    stage: Stage | None = None  # of the payment shown; None: ready for one
    amount_minor: int = 0
    tip_minor: int = 0
    currency: str = ""
    words: str = ""
    signed: bool = False
    last: BankPayment | None = None  # the payment at the reader that ended last
    open_links: int = 0
    line_cut: bool = False
    muted: bool = False
    reader_on: bool = True
    bank_held: bool = False


class VirtualTerminal(Switched, Customer, Tamperer):
    """A card terminal with its bank on TCP, and the bank's pay links.

    `port` 0 picks a free one at the first start and keeps it. With a `file` its books outlive the program.
    `bank_seconds` is how long a card's bank thinks. `customer`, if there is one, acts whenever a payment appears
    on the reader or a link is made. Every method may be called from every thread.
    """

    def __init__(
        self, port: int = 0, host: str = "127.0.0.1", *, file: Path | None = None, bank_seconds: float = 0.0
    ) -> None:
        self.bank_seconds = bank_seconds
        self.customer: Callable[[VirtualTerminal], object] | None = None
        self._lock = threading.RLock()
        self._file = file
        self._bank = Bank(Books(file))
        self._mishaps = Mishaps()
        self._calls = Calls(self._bank, self._mishaps)
        self._listeners = Listeners()
        self._server = Server(host, port, self._serve)
        self._muted = False
        self._bank_held = False
        self._timers: set[threading.Timer] = set()
        self._finish_what_was_read()

    # Running ------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Switch on. Raises OSError when the port is taken."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Switch off; the books stay as they are."""
        self._server.stop()
        with self._lock:
            timers, self._timers = self._timers, set()
            for timer in timers:
                timer.cancel()
            self._bank.books.close()

    @property
    def host(self) -> str:
        """Where it listens."""
        return self._server.host

    @property
    def port(self) -> int:
        """The port it listens on; 0 until the first start when none was asked for."""
        return self._server.port

    # What it knows ------------------------------------------------------------------------------

    @property
    def books(self) -> Books:
        """The bank's books: look, do not write."""
        return self._bank.books

    def charged(self, order_id: object) -> int:
        """Minor units the customers of an order were charged, refunds not taken off."""
        with self._lock:
            return self._bank.books.charged(str(order_id))

    def refunded(self, order_id: object) -> int:
        """Minor units paid back of an order."""
        with self._lock:
            return self._bank.books.refunded(str(order_id))

    @property
    def state(self) -> TerminalState:
        """This moment."""
        with self._lock:
            books = self._bank.books
            shown = books.at_reader()
            return TerminalState(
                stage=shown.stage if shown else None,
                amount_minor=shown.whole_minor if shown else 0,
                tip_minor=shown.tip_minor if shown else 0,
                currency=shown.currency if shown else "",
                words=shown.words if shown else "",
                signed=shown.signed if shown else False,
                last=books.last_at_reader(),
                open_links=len(books.open_links()),
                line_cut=self._server.is_cut,
                muted=self._muted,
                reader_on=self._calls.reader_on,
                bank_held=self._bank_held,
            )

    def on_change(self, call: Callable[[], None]) -> Stop:
        """Call after every change, on whichever thread made it."""
        return self._listeners.add("change", call)

    # A hand on it -------------------------------------------------------------------------------

    def cut_line(self) -> None:
        """Pull the cable to the register; the customer may go on, the reader has its own line to the bank."""
        self._server.cut()
        self._changed()

    def mend_line(self) -> None:
        """Put it back."""
        self._server.mend()
        self._changed()

    def mute(self) -> None:
        """Answer nothing from now on; what is asked for is done."""
        self._set(muted=True)

    def unmute(self) -> None:
        """Answer again."""
        self._set(muted=False)

    def reader_off(self) -> None:
        """The reader loses its own line: the bank cannot reach it, and nobody can pay at it."""
        self._set(reader_on=False)

    def reader_back(self) -> None:
        """The reader is there again."""
        self._set(reader_on=True)

    def _set(self, *, muted: bool | None = None, reader_on: bool | None = None) -> None:
        with self._lock:
            self._muted = self._muted if muted is None else muted
            self._calls.reader_on = self._calls.reader_on if reader_on is None else reader_on
        self._changed()

    def hold_bank(self) -> None:
        """Cards are read and their bank keeps silent."""
        with self._lock:
            self._bank_held = True
        self._changed()

    def let_bank_answer(self) -> None:
        """The bank answers what it was asked, and at once from now on."""
        with self._lock:
            self._bank_held = False
            self._finish_what_was_read()
        self._changed()

    def refuse_next_refund(self, words: str = "The card's bank does not take it back.") -> None:
        """The next refund is refused by the card's bank, for good."""
        with self._lock:
            self._bank.refuses_next_refund = words

    def expire_authorisations(self) -> int:
        """Every reservation that was not captured is gone, as after a week; how many they were."""
        with self._lock:
            return self._bank.expire()

    def hold_refunds(self) -> None:
        """Refunds are noted and stay on their way."""
        with self._lock:
            self._bank.holds_refunds = True

    def pay_out_refunds(self) -> int:
        """Those on their way arrive; how many they were."""
        with self._lock:
            self._bank.holds_refunds = False
            return self._bank.pay_out()

    # Inside -------------------------------------------------------------------------------------

    def _serve(self, request: dict[str, Any]) -> Sent:
        with self._lock:
            before = len(self._bank.books.payments)
            sent = self._calls.serve(request)
            fresh = len(self._bank.books.payments) > before
            muted = self._muted
        if fresh and self.customer is not None:
            self.customer(self)
        if self._calls.changes(request):
            self._changed()
        return Sent() if muted else sent

    def _changed(self) -> None:
        self._listeners.tell("change")

    def _reader_takes(self) -> bool:
        return self._calls.reader_on

    def _card_read(self, ref: str) -> None:
        if self._bank_held:
            return
        if self.bank_seconds <= 0:
            self._bank_answers(ref)
            return
        timer = threading.Timer(self.bank_seconds, self._bank_thought, [ref])
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def _bank_thought(self, ref: str) -> None:
        with self._lock:
            self._timers -= {timer for timer in self._timers if timer is threading.current_thread()}
            if not self._bank_held:
                self._bank_answers(ref)
        self._changed()

    def _bank_answers(self, ref: str) -> None:
        payment = self._bank.books.payment(ref)
        if payment is not None and payment.stage is Stage.ASKING_BANK:
            self._bank.answer(payment)

    def _finish_what_was_read(self) -> None:
        """Cards whose bank was being asked when the terminal was switched off, or was held."""
        for payment in self._bank.books.payments:
            self._bank_answers(payment.ref)
