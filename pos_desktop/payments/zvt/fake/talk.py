"""One command of the register and all that the terminal says about it."""

from pos_desktop.payments.zvt.fake.apdu import ABORTED, COMPLETION, INTERMEDIATE, Apdu, negative, positive
from pos_desktop.payments.zvt.fake.channel import Channel
from pos_desktop.payments.zvt.fake.desk import Desk, Off
from pos_desktop.payments.zvt.fake.digits import Malformed, bcd, number_of
from pos_desktop.payments.zvt.fake.faults import Fault, Mishap, Step
from pos_desktop.payments.zvt.fake.results import Notice, Result

_SPOILT = (Fault.HALF, Fault.NOISE, Fault.WRONG_CRC, Fault.TWICE)
_MINUTES = 1
"""How long the register may wait after a notice before it gives up, as the notice tells."""


class Refused(Exception):
    """Answered with 84 xx instead of 80 00; nothing is done."""

    def __init__(self, result: int) -> None:
        super().__init__(f"{result:02X}")
        self.result = result


class Failed(Exception):
    """Ends with 06 1E and a result code; `extra` follows the code."""

    def __init__(self, result: int, *, extra: bytes = b"") -> None:
        super().__init__(f"{result:02X}")
        self.result, self.extra = result, extra


class Done(Exception):
    """All that was to be said is said."""


class Talk:
    """Sends for one command. `over` tells the line that the next command may come."""

    def __init__(self, desk: Desk, channel: Channel, command: Apdu) -> None:
        self.desk, self.channel, self.command = desk, channel, command
        self.acknowledged = self.over = self.ending = False
        self._mute = False

    # What a handler says ------------------------------------------------------------------------

    def acknowledge(self, *, last: bool = False) -> None:
        """80 00 00: it is being done; `last` when nothing follows."""
        self.acknowledged = True
        self.over = last
        self._say(positive(), Step.COMMAND)

    def refuse(self, result: int) -> None:
        """84 xx 00, and no more."""
        self.over = True
        self._say(negative(result), Step.COMMAND)

    def notice(self, what: Notice) -> None:
        """An intermediate status, when the register wants them."""
        registration = self.desk.registration
        if registration is not None and registration.notices:
            self._say(Apdu(INTERMEDIATE, bytes([what]) + bcd(_MINUTES, 1)), Step.NOTICE)

    def say(self, apdu: Apdu, step: Step, *, others: Apdu | None = None) -> int | None:
        """What the register answered, as 0x8000; None when it did not. `others` is said for Fault.OTHERS."""
        return self._say(apdu, step, others)

    def complete(self, data: bytes = b"") -> None:
        """06 0F."""
        self.ending = True
        self._say(Apdu(COMPLETION, data), Step.END)

    def abort(self, result: int, extra: bytes = b"") -> None:
        """06 1E."""
        self.ending = True
        self._say(Apdu(ABORTED, bytes([result]) + extra), Step.END)

    def password(self) -> bytes:
        """The data behind the password. Raises Malformed; Failed when it is the wrong one."""
        told = self.command.data[:3]
        if len(told) < 3:
            raise Malformed("no password")
        if number_of(told) != int(self.desk.password):
            self.acknowledge()
            raise Failed(Result.NOT_POSSIBLE)
        return self.command.data[3:]

    def at_bank(self) -> Mishap | None:
        """What happens while the bank is asked; the caller sees to drops and to a decline."""
        mishap = self.desk.mishaps.take(Step.BANK, self.command.control)
        if mishap is not None:
            self._suffer(mishap)
        return mishap

    def drop(self, *, reset: bool = True) -> None:
        self.channel.hang_up(reset=reset)

    # Inside -------------------------------------------------------------------------------------

    def _say(self, apdu: Apdu, step: Step, others: Apdu | None = None) -> int | None:
        mishap = self.desk.mishaps.take(step, self.command.control)
        fault = mishap.fault if mishap is not None else None
        if mishap is not None:
            self._suffer(mishap)
        if fault is Fault.BUSY and self.acknowledged:
            self._send(negative(Result.WAIT), None)
            self.over = True
            raise Done
        if fault is Fault.DROP_BEFORE:
            self.drop()
        self._send(others if others is not None and fault is Fault.OTHERS else apdu, fault)
        if fault is Fault.DROP_AFTER:
            self.drop(reset=False)
        return None if step is Step.COMMAND else self._answer()

    def _suffer(self, mishap: Mishap) -> None:
        if mishap.fault is Fault.SLOW:
            self.desk.pause(mishap.seconds or self.desk.times.slow)
        elif mishap.fault is Fault.SILENT:
            self._mute = True
        elif mishap.fault is Fault.POWER_OFF:
            self.desk.lose_power()
            raise Off

    def _send(self, apdu: Apdu, fault: Fault | None) -> None:
        if self._mute:
            return
        with self.desk.moment:
            self.desk.answers.clear()
        self.channel.send(apdu, fault if fault in _SPOILT else None)
        self._mute = fault is Fault.HALF

    def _answer(self) -> int | None:
        """80 xx or 84 xx within T3; none from a register that hears nothing."""
        if self._mute or not self.channel.open:
            return None
        answers = self.desk.answers
        self.desk.wait(lambda: bool(answers) or not self.channel.open, self.desk.times.answered)
        with self.desk.moment:
            return answers.popleft() if answers else None
