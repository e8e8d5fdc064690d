"""Card terminals on a serial line: frames, acknowledgements, repeats; and a whole payment over a pseudo-terminal."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, PaymentProvider
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from pos_desktop.payments.zvt import commands, conversation, link
from pos_desktop.payments.zvt.apdu import Apdu, Kind, packed
from pos_desktop.payments.zvt.fake import VISA, Fault, Step, VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.payments.zvt.link import LinkLost, NotHandedOver, SerialLink, Until
from pos_desktop.payments.zvt.serial_frame import framed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
ACK, NAK = b"\x06", b"\x15"


class Line:
    """A channel whose other end is the test: what it says is queued, what is written is kept."""

    two_way = True

    def __init__(self, *says: bytes) -> None:
        self.says = list(says)
        self.written = b""
        self.says_on: dict[bytes, bytes] = {}
        """What it says once that was written."""

    def write_some(self, data: bytes, seconds: float) -> int:
        self.written += data
        if data in self.says_on:
            self.says.append(self.says_on.pop(data))
        return len(data)

    def read_some(self, seconds: float) -> bytes:
        if self.says:
            return self.says.pop(0)
        time.sleep(min(seconds, 0.01))
        return b""

    def close(self) -> None: ...


MESSAGE = Apdu(Kind.INTERMEDIATE, b"\x0a\x10")
RAW = framed(packed(MESSAGE))


def test_a_message_goes_over_once_it_is_acknowledged() -> None:
    line = Line(ACK)
    SerialLink(line).send(commands.done(), Until(30))
    assert line.written == framed(packed(commands.done()))


def test_what_was_not_understood_is_sent_again() -> None:
    line = Line(NAK, NAK, ACK)
    SerialLink(line).send(commands.done(), Until(30))
    assert line.written == framed(packed(commands.done())) * 3


def test_what_is_never_understood_was_not_handed_over() -> None:
    with pytest.raises(NotHandedOver):
        SerialLink(Line(NAK, NAK, NAK)).send(commands.done(), Until(30))


def test_silence_after_a_frame_leaves_it_open() -> None:
    with pytest.raises(LinkLost) as lost:
        SerialLink(Line(NAK)).send(commands.done(), Until(0.2))
    assert not isinstance(lost.value, NotHandedOver) or "time" in str(lost.value)


@pytest.mark.parametrize(
    "says", [[RAW], [RAW[:3], RAW[3:]], [bytes([sign]) for sign in RAW], [b"\x00\xff" + RAW]]
)
def test_a_frame_is_read_however_it_comes(says: list[bytes]) -> None:
    line = Line(*says)
    assert SerialLink(line).receive(Until(30)) == MESSAGE
    assert line.written == ACK


def test_a_broken_frame_is_asked_for_again() -> None:
    line = Line(RAW[:-1] + bytes([RAW[-1] ^ 1]), RAW)
    assert SerialLink(line).receive(Until(30)) == MESSAGE
    assert line.written == NAK + ACK


def test_a_frame_that_breaks_off_is_asked_for_again() -> None:
    line = Line(RAW[:5])
    line.says_on[NAK] = RAW
    assert SerialLink(line).receive(Until(30)) == MESSAGE
    assert line.written == NAK + ACK


def test_a_frame_that_is_always_broken_loses_the_line() -> None:
    broken = RAW[:-1] + bytes([RAW[-1] ^ 1])
    with pytest.raises(LinkLost):
        SerialLink(Line(broken, broken, broken)).receive(Until(30))


def test_a_frame_that_comes_again_because_its_acknowledgement_was_lost_counts_once() -> None:
    line = Line(RAW, RAW, ACK)
    wire = SerialLink(line)
    assert wire.receive(Until(30)) == MESSAGE
    wire.send(commands.done(), Until(30))
    assert wire.receive(Until(0.05)) is None


def test_a_frame_in_place_of_the_acknowledgement_is_kept() -> None:
    wire = SerialLink(Line(RAW))
    wire.send(commands.done(), Until(30))
    assert wire.receive(Until(30)) == MESSAGE


# -- over a pseudo-terminal ----------------------------------------------------------------------------

QUICK = Times(acknowledged=20.0, answered=20.0, card=60.0, again=0.05, slow=0.1)
PATIENCE = 60.0


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualZvtTerminal]:
    # A busy computer may keep either side waiting; what goes wrong on the line is noticed by what comes.
    monkeypatch.setattr(link, "ACK_SECONDS", 20.0)
    monkeypatch.setattr(conversation, "ANSWER_SECONDS", 20.0)
    made = VirtualZvtTerminal(serial=True, times=QUICK).start()
    yield made
    made.stop()


def paid(terminal: VirtualZvtTerminal, folder: Path) -> PaymentState:
    settings = {"host": terminal.serial_path}
    provider: PaymentProvider = provider_kind("zvt").create(Surroundings(lambda name: "", settings, folder))
    payment_id = new_id()
    wanted = Charge(payment_id, str(payment_id), new_id(), "Ticket 14", 1721, "EUR")
    provider.start(wanted)
    end = time.monotonic() + PATIENCE
    while not terminal.present(VISA) and time.monotonic() < end:
        time.sleep(0.01)
    while time.monotonic() < end:
        report = provider.ask(wanted)
        if not report.state.open:
            return report.state
        time.sleep(0.02)
    return PaymentState.UNKNOWN


def test_a_payment_over_a_serial_line(terminal: VirtualZvtTerminal, tmp_path: Path) -> None:
    assert paid(terminal, tmp_path) is PaymentState.TAKEN
    assert [each.amount_minor for each in terminal.transactions] == [1721]


@pytest.mark.parametrize("step", [Step.COMMAND, Step.NOTICE, Step.STATUS, Step.PRINT, Step.END])
@pytest.mark.parametrize("fault", [Fault.WRONG_CRC, Fault.NOISE, Fault.TWICE])
def test_noise_on_the_line_costs_a_repeat(
    terminal: VirtualZvtTerminal, tmp_path: Path, step: Step, fault: Fault
) -> None:
    terminal.fail_at(step, fault, command=0x0601)
    assert paid(terminal, tmp_path) is PaymentState.TAKEN
    assert [each.amount_minor for each in terminal.transactions] == [1721]
