"""What may go wrong at the virtual ZVT terminal, and that its books stay right."""

import random
import socket
import time
from collections.abc import Iterator

import pytest

from pos_desktop.payments.zvt.fake import Fault, Step, VirtualZvtTerminal
from tests.unit.zvt_register import (
    ACK,
    HURRIED,
    PAY_12_50,
    QUICK,
    REGISTER,
    Broken,
    Register,
    Silence,
    kinds,
    registered,
    status_of,
)

SENT = [Step.COMMAND, Step.NOTICE, Step.STATUS, Step.END]
LAST_AGAIN = "06 20 05 00 00 00 03 03"


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(automatic=0, times=QUICK) as one:
        yield one


@pytest.fixture
def hurried() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(automatic=0, times=HURRIED) as one:
        yield one


def _all_that_comes(terminal: VirtualZvtTerminal, register: Register) -> None:
    """Acknowledges it until the terminal is done with the command and has nothing more on its way."""
    over = False
    while True:
        try:
            if not register.hear(0.5).is_answer:
                register.send(ACK)
        except Silence:
            if over:
                return
            over = terminal.wait_until_quiet(0)


def _booked(terminal: VirtualZvtTerminal) -> None:
    """The payment was made once, whatever the register heard of it."""
    assert terminal.wait_until_quiet()
    assert [one.amount_minor for one in terminal.transactions] == [1250]
    with registered(terminal) as register:
        assert status_of(register.ask(LAST_AGAIN))[0x04].hex() == "000000001250"


@pytest.mark.parametrize("step", SENT)
def test_silence(terminal: VirtualZvtTerminal, step: Step) -> None:
    with registered(terminal) as register:
        terminal.fail_at(step, Fault.SILENT)
        register.send(PAY_12_50)
        _all_that_comes(terminal, register)
        told = kinds(register.heard[2:])
        before = {Step.COMMAND: "8000", Step.NOTICE: "04FF", Step.STATUS: "040F", Step.END: "060F"}[step]
        assert before not in told
    _booked(terminal)


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER])
@pytest.mark.parametrize("step", SENT)
def test_the_connection_breaks(terminal: VirtualZvtTerminal, step: Step, fault: Fault) -> None:
    with registered(terminal) as register:
        terminal.fail_at(step, fault)
        register.send(PAY_12_50)
        with pytest.raises(Broken):
            while True:
                if not register.hear().is_answer:
                    register.wire.sendall(bytes.fromhex(ACK))
        code = {Step.COMMAND: 0x8000, Step.NOTICE: 0x04FF, Step.STATUS: 0x040F, Step.END: 0x060F}[step]
        heard = [one.control for one in register.heard[2:]]
        assert (code in heard) == (fault is Fault.DROP_AFTER)
    _booked(terminal)


def test_the_bank_approved_and_the_register_never_hears_of_it(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        terminal.fail_at(Step.BANK, Fault.DROP_AFTER, command=0x0601)
        register.ask("05 01 00")  # another command does not set it off
        register.send(PAY_12_50)
        with pytest.raises(Broken):
            register.follow()
        assert 0x040F not in [one.control for one in register.heard]
    _booked(terminal)


def test_the_line_breaks_before_the_bank_is_asked(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        terminal.fail_at(Step.BANK, Fault.DROP_BEFORE)
        register.send(PAY_12_50)
        with pytest.raises(Broken):
            register.follow()
    assert terminal.wait_until_quiet()
    assert terminal.transactions == ()


def test_half_a_message_then_nothing(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        terminal.fail_at(Step.STATUS, Fault.HALF)
        register.send(PAY_12_50)
        register.hears("80 00 00")
        assert terminal.wait_until_quiet()
        with pytest.raises(Silence):
            register.hear(0.5)
    _booked(terminal)


def test_noise_before_a_message(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        terminal.fail_at(Step.COMMAND, Fault.NOISE)
        register.send(PAY_12_50)
        register.wire.settimeout(30)
        assert register.wire.recv(6, socket.MSG_WAITALL) == bytes.fromhex("00 FF 5A 15 02 A5")
    assert terminal.wait_until_quiet()
    assert len(terminal.transactions) == 1


@pytest.mark.parametrize("step", SENT)
def test_an_answer_comes_twice(terminal: VirtualZvtTerminal, step: Step) -> None:
    with registered(terminal, "8E") as register:
        terminal.fail_at(step, Fault.TWICE)
        came = register.ask(PAY_12_50)
        if step is Step.END:
            came.append(register.hear())
        came = [one for one in came if one.control not in (0x06D1,)]
        pairs = [one for one, next_ in zip(came, came[1:], strict=False) if one == next_]
        assert len(pairs) == 1
    _booked(terminal)


def test_the_status_of_another_transaction(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        terminal.fail_at(Step.STATUS, Fault.OTHERS)
        told = status_of(register.ask(PAY_12_50))
        assert told[0x04].hex() == "000000001350"
        assert told[0x87].hex() != "0001"
    _booked(terminal)


def test_slow_and_busy_and_declined(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        terminal.fail_at(Step.STATUS, Fault.SLOW, seconds=0.2)
        began = time.monotonic()
        assert kinds(register.ask(PAY_12_50))[-1] == "060F"
        assert time.monotonic() - began >= 0.2
        terminal.fail_at(Step.COMMAND, Fault.BUSY)
        register.send(PAY_12_50)
        register.hears("84 9C 00")
        assert terminal.wait_until_quiet()
        terminal.fail_at(Step.BANK, Fault.DECLINED, result=0x33)
        assert register.ask(PAY_12_50)[-1].data == b"\x33"
    _booked(terminal)


@pytest.mark.parametrize(
    ("step", "booked"), [(Step.COMMAND, 0), (Step.NOTICE, 0), (Step.BANK, 0), (Step.STATUS, 1), (Step.END, 1)]
)
def test_the_power_goes_and_comes_back(terminal: VirtualZvtTerminal, step: Step, booked: int) -> None:
    port = terminal.port
    with registered(terminal) as register:
        terminal.fail_at(step, Fault.POWER_OFF)
        register.send(PAY_12_50)
        with pytest.raises(Broken):
            register.follow()
    assert not terminal.state.powered
    with pytest.raises(OSError):
        Register(terminal)
    terminal.power_on()
    assert terminal.port == port
    with registered(terminal) as register:
        assert kinds(register.ask(PAY_12_50))[-1] == "060F"
    assert len(terminal.transactions) == booked + 1


def test_power_off_forgets_the_registration(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal):
        terminal.power_off()
        terminal.power_on()
    register = Register(terminal)
    register.send(PAY_12_50)
    register.hears("84 6B 00")
    register.close()


def test_takes_back_what_the_register_does_not_acknowledge(hurried: VirtualZvtTerminal) -> None:
    terminal = hurried
    terminal.takes_back_unanswered = True
    with registered(terminal, "86") as register:
        register.send(PAY_12_50)
        register.hears("80 00 00")
        assert register.hear().control == 0x040F
        assert register.hear().encoded().hex(" ") == "06 1e 01 66"  # after T3
        register.send(ACK)
    assert terminal.turnover_minor == 0
    assert len(terminal.transactions) == 2


def test_goes_on_when_the_register_does_not_acknowledge(hurried: VirtualZvtTerminal) -> None:
    terminal = hurried
    with registered(terminal, "02") as register:
        register.send(PAY_12_50)
        assert [register.hear().control for _ in range(3)] == [0x8000, 0x040F, 0x060F]
    _booked(terminal)


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (Step.NOTICE, Fault.OTHERS),
        (Step.STATUS, Fault.BUSY),
        (Step.END, Fault.DECLINED),
        (Step.BANK, Fault.HALF),
    ],
)
def test_what_cannot_happen_cannot_be_asked_for(
    terminal: VirtualZvtTerminal, step: Step, fault: Fault
) -> None:
    with pytest.raises(ValueError, match="cannot happen"):
        terminal.fail_at(step, fault)
    with pytest.raises(ValueError, match="check sums"):
        terminal.fail_at(Step.STATUS, Fault.WRONG_CRC)


def test_what_was_to_go_wrong_can_be_taken_back(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        terminal.fail_at(Step.STATUS, Fault.SILENT)
        assert terminal.state.faults == 1
        terminal.behave()
        assert kinds(register.ask(PAY_12_50))[-1] == "060F"


def test_no_noise_of_a_register_ends_the_terminal(terminal: VirtualZvtTerminal) -> None:
    chance = random.Random(13)
    known = [0x0600, 0x0601, 0x0602, 0x0620, 0x0630, 0x0631, 0x0650, 0x0670, 0x0693, 0x06B0, 0x0501]
    for turn in range(120):
        register = Register(terminal)
        data = chance.randbytes(chance.randrange(40))
        if turn % 2:
            data = b"\0\0\0" * chance.randrange(2) + data
            data = chance.choice(known).to_bytes(2) + bytes([len(data)]) + data
        register.wire.sendall(data)
        register.close()
    assert terminal.wait_until_quiet()
    terminal.power_off()
    terminal.power_on()
    before = len(terminal.transactions)
    register = Register(terminal)
    register.ask(REGISTER)
    assert kinds(register.ask(PAY_12_50))[-1] == "060F"
    register.close()
    assert len(terminal.transactions) == before + 1
