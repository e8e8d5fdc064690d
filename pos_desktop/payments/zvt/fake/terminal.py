"""The whole virtual terminal: its line, its books, the customer who stands before it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

from pos_desktop.payments.zvt.fake.bell import STOP_WITHIN
from pos_desktop.payments.zvt.fake.books import Books
from pos_desktop.payments.zvt.fake.channel import Line
from pos_desktop.payments.zvt.fake.clerk import Clerk
from pos_desktop.payments.zvt.fake.desk import Desk
from pos_desktop.payments.zvt.fake.hands import Customer, Tamperer
from pos_desktop.payments.zvt.fake.network import Network
from pos_desktop.payments.zvt.fake.receipts import CURRENCIES
from pos_desktop.payments.zvt.fake.records import Booking, Day, TerminalState
from pos_desktop.payments.zvt.fake.serial_port import SerialPort
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.system.virtual.listeners import Listeners, Stop
from pos_desktop.system.virtual.switched import Switched


class VirtualZvtTerminal(Switched, Customer, Tamperer):
    """A card terminal that speaks ZVT on TCP, or with `serial` on a pseudo-terminal.

    `port` 0 picks a free one at the first start and keeps it. `books` is a file that outlives the terminal.
    `automatic` is a number of milliseconds after which a customer presents a card that is approved; None leaves it
    to the hands. Every method may be called from every thread.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        serial: bool = False,
        books: Path | None = None,
        password: str = "000000",  # noqa: S107 - what terminals are delivered with
        currency: int = 978,
        automatic: int | None = None,
        times: Times | None = None,
    ) -> None:
        times = times or Times()
        self._desk = Desk(Books(books), password, currency, times)
        self._desk.automatic = automatic
        self._clerk = Clerk(self._desk)
        self._line: Line = (
            SerialPort(self._clerk.received, times)
            if serial
            else Network(host, port, self._clerk.received, self._desk.wake)
        )
        self._listeners = Listeners()
        self._desk.changed = partial(self._listeners.tell, "change")
        self._desk.lose_power = self.power_off
        self._powered = True

    # Running ------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Switch on. Raises OSError when the port is taken or the system has no pseudo-terminals."""
        self._desk.off = not self._powered
        try:
            self._line.start()
        except OSError:
            self._desk.off = True
            raise
        self._clerk.start()
        return self

    def stop(self) -> None:
        """Switch off: what is going on ends unfinished, the books stay, the registration is lost."""
        self._go_dark()
        self._clerk.stop()
        self._line.stop()

    def power_off(self) -> None:
        """The plug is out: connections break, what was going on is lost."""
        self._powered = False
        self._go_dark()
        self._line.cut()
        self._desk.changed()

    def power_on(self) -> None:
        """It is there again, without a registration, once what was going on has come to its end."""
        self.wait_until_quiet(STOP_WITHIN)
        with self._desk.moment:
            self._powered = True
            self._desk.off = False
        self._line.mend()
        self._desk.changed()

    def _go_dark(self) -> None:
        with self._desk.moment:
            self._desk.off = True
            self._desk.registration = None
            self._desk.end("")
            self._desk.moment.notify_all()

    # What it knows ------------------------------------------------------------------------------

    @property
    def host(self) -> str:
        """Where it listens; empty on a serial port."""
        return self._line.host

    @property
    def port(self) -> int:
        """The port it listens on; 0 until the first start when none was asked for, and on a serial port."""
        return self._line.port

    @property
    def serial_path(self) -> str:
        """The device that the register opens; empty on the network and before the start."""
        return self._line.serial_path

    @property
    def serial(self) -> bool:
        return isinstance(self._line, SerialPort)

    @property
    def transactions(self) -> tuple[Booking, ...]:
        """All that was ever booked, oldest first, those of closed days included."""
        return self._desk.books.bookings

    @property
    def days(self) -> tuple[Day, ...]:
        """The ends of day, oldest first."""
        return self._desk.books.days

    @property
    def turnover_minor(self) -> int:
        """Payments less refunds and reversals since the last end of day, in minor units."""
        books = self._desk.books
        return sum(map(books.effect_minor, books.open))

    @property
    def state(self) -> TerminalState:
        """This moment."""
        desk = self._desk
        with desk.moment:
            return TerminalState(
                stage=desk.stage,
                kind=desk.kind,
                amount_minor=desk.amount_minor,
                currency=CURRENCIES.get(desk.currency, str(desk.currency)),
                ended=desk.ended,
                ended_result=desk.ended_result,
                last=desk.books.last,
                registered=desk.registration is not None,
                paper=desk.paper,
                powered=self._powered,
                faults=len(desk.mishaps),
            )

    def wait_until_quiet(self, seconds: float = 30.0) -> bool:
        """Waits until every command that has arrived is done with, whoever heard of it; False when time is up."""
        with self._desk.moment:
            return self._desk.moment.wait_for(lambda: self._clerk.quiet, seconds)

    @property
    def automatic(self) -> int | None:
        """Milliseconds until a customer presents a card by himself; None: never."""
        return self._desk.automatic

    @automatic.setter
    def automatic(self, milliseconds: int | None) -> None:
        with self._desk.moment:
            self._desk.automatic = milliseconds
            self._desk.moment.notify_all()

    @property
    def takes_back_unanswered(self) -> bool:
        """Whether a payment is reversed when the register does not acknowledge its status information."""
        return self._desk.takes_back_unanswered

    @takes_back_unanswered.setter
    def takes_back_unanswered(self, does: bool) -> None:
        self._desk.takes_back_unanswered = does

    def on_change(self, listener: Callable[[], None]) -> Stop:
        """Calls after every change, on whichever thread made it, until the answer is called."""
        return self._listeners.add("change", listener)
