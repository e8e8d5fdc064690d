"""What people can do at the virtual terminal: the customer, the cashier, and a hand on its plug.

Each may be called at any time and from every thread. Those of the customer answer whether the terminal took it.
"""

from pos_desktop.payments.zvt.fake.cards import CARDS, GIROCARD, TestCard
from pos_desktop.payments.zvt.fake.desk import Act, Desk
from pos_desktop.payments.zvt.fake.faults import Fault, Mishap, Step, faults_at
from pos_desktop.payments.zvt.fake.records import Stage
from pos_desktop.payments.zvt.fake.results import Result


class Customer:
    """The customer with a card, and the cashier who compares a signature."""

    _desk: Desk

    def present(self, card: TestCard = GIROCARD) -> bool:
        """Insert or tap; the bank approves."""
        return self._desk.do(Act(card), Stage.WAITING_FOR_CARD)

    def hold_up(self, name: str) -> bool:
        """Present one of the cards of the demo: see `CARDS`."""
        return self.present(CARDS[name])

    def decline(self, result: int = Result.REFUSED, card: TestCard = GIROCARD) -> bool:
        """Present a card whose bank says no, with a result code of the specification."""
        return self._desk.do(Act(card, result), Stage.WAITING_FOR_CARD)

    def wrong_pin(self, card: TestCard = GIROCARD) -> bool:
        """Present a card and enter a wrong PIN."""
        return self.decline(Result.WRONG_PIN, card)

    def press_stop(self) -> bool:
        """The customer presses the red key."""
        return self._desk.do(Act(stopped=True), Stage.WAITING_FOR_CARD)

    def judge_signature(self, accepted: bool = True) -> bool:
        """The cashier's word at the terminal when it asks for one; without it the booking is taken back."""
        return self._desk.do(Act(signed=accepted), Stage.SIGNING)


class Tamperer:
    """A hand on the paper, the plug and the line."""

    _desk: Desk

    def fail_at(
        self,
        step: Step | str,
        fault: Fault | str,
        *,
        command: int = 0,
        seconds: float = 0.0,
        result: int = 0,
    ) -> None:
        """The next time the step comes (of `command`, as 0x0601, when told) it goes wrong, once.

        `seconds` is how long Fault.SLOW takes, `result` the code of Fault.DECLINED. Raises ValueError for what
        cannot happen there.
        """
        mishap = Mishap(Step(step), Fault(fault), command, seconds, result)
        if mishap.fault is Fault.WRONG_CRC and not self.serial:
            raise ValueError("only the serial line has check sums")
        self._desk.mishaps.add(mishap)
        self._desk.changed()

    def faults_at(self, step: Step | str) -> tuple[Fault, ...]:
        """What can go wrong at a step on this line."""
        return tuple(one for one in faults_at(Step(step)) if self.serial or one is not Fault.WRONG_CRC)

    def behave(self) -> None:
        """What was to go wrong does not."""
        self._desk.mishaps.clear()
        self._desk.changed()

    def paper_out(self) -> None:
        """The terminal's own printer is empty: it takes no payment whose receipt it would have to print."""
        self._set_paper(False)

    def paper_in(self) -> None:
        """A new roll."""
        self._set_paper(True)

    def _set_paper(self, paper: bool) -> None:
        with self._desk.moment:
            self._desk.paper = paper
        self._desk.changed()

    @property
    def serial(self) -> bool:
        """Whether it is on a serial port."""
        raise NotImplementedError
