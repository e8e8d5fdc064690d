"""What may go wrong, told from outside: at which step, and how."""

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """A moment of an exchange, in the order in which they come."""

    COMMAND = "command"  # the first answer, 80 00
    NOTICE = "notice"  # an intermediate status, 04 FF
    BANK = "bank"  # the bank is asked and the booking written; nothing is sent
    STATUS = "status"  # the status information, 04 0F
    PRINT = "print"  # a line or a block of a receipt, 06 D1 or 06 D3
    END = "end"  # the completion, 06 0F, or the abort, 06 1E


class Fault(StrEnum):
    """What happens at a step."""

    SILENT = "silent"  # from here on nothing more is sent; the connection stays
    SLOW = "slow"  # it takes its time
    DROP_BEFORE = "drop_before"  # the connection breaks, and the step is not done
    DROP_AFTER = "drop_after"  # the step is done, then the connection breaks
    HALF = "half"  # half of the message, then nothing more
    NOISE = "noise"  # bytes that mean nothing before the message
    WRONG_CRC = "wrong_crc"  # serial only: the first try has a wrong check sum
    TWICE = "twice"  # the message comes twice
    OTHERS = "others"  # the status information of another transaction
    POWER_OFF = "power_off"  # the terminal loses its power
    BUSY = "busy"  # 84 9C instead of 80 00
    DECLINED = "declined"  # the bank says no


_ONLY_AT = {Fault.OTHERS: (Step.STATUS,), Fault.BUSY: (Step.COMMAND,), Fault.DECLINED: (Step.BANK,)}
_NOT_AT_BANK = (Fault.HALF, Fault.NOISE, Fault.WRONG_CRC, Fault.TWICE)


@dataclass(frozen=True, slots=True)
class Mishap:
    """Strikes once. `command` narrows it to one command, as 0x0601; `seconds` is how long SLOW takes."""

    step: Step
    fault: Fault
    command: int = 0
    seconds: float = 0.0
    result: int = 0  # the result code of DECLINED

    def __post_init__(self) -> None:
        if self.fault not in faults_at(self.step):
            raise ValueError(f"{self.fault} cannot happen at {self.step}")


def faults_at(step: Step) -> tuple[Fault, ...]:
    """What can happen at a step; a wrong check sum only on a serial line."""
    return tuple(
        fault
        for fault in Fault
        if step in _ONLY_AT.get(fault, tuple(Step)) and not (step is Step.BANK and fault in _NOT_AT_BANK)
    )


class Mishaps:
    """Those to come. Safe from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coming: deque[Mishap] = deque()

    def add(self, mishap: Mishap) -> None:
        with self._lock:
            self._coming.append(mishap)

    def take(self, step: Step, command: int) -> Mishap | None:
        """The oldest one that strikes this step of this command."""
        with self._lock:
            for mishap in self._coming:
                if mishap.step is step and mishap.command in (0, command):
                    self._coming.remove(mishap)
                    return mishap
        return None

    def clear(self) -> None:
        with self._lock:
            self._coming.clear()

    def __len__(self) -> int:
        return len(self._coming)
