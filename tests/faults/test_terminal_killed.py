"""The virtual terminal is killed in the middle of things: what it answered before stays true."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from pos_desktop.application.payment_provider import Charge
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.registry import provider_kind

_DIES = """
import os, signal, sys
from pathlib import Path
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.fake import VISA, VirtualTerminal
from pos_desktop.payments.registry import provider_kind
from tests.faults.test_terminal_killed import attempt

terminal = VirtualTerminal(file=Path(sys.argv[1])).start()
provider = provider_kind("fake").create(Surroundings(lambda name: "", {"port": str(terminal.port)}))
provider.start(attempt())
if sys.argv[2] == "paid":
    terminal.present(VISA)
    assert provider.ask(attempt()).state == "taken"
os.kill(os.getpid(), signal.SIGKILL)
"""


def attempt() -> Charge:
    """The same on both sides of the kill."""
    return Charge(UUID(int=1), "pay-1", UUID(int=2), "Ticket 14", 1721, "EUR")


@pytest.mark.parametrize(
    ("when", "state", "charged"), [("waiting", PaymentState.SENT, 0), ("paid", PaymentState.TAKEN, 1721)]
)
def test_the_books_outlive_the_process(tmp_path: Path, when: str, state: PaymentState, charged: int) -> None:
    file = tmp_path / "books.jsonl"
    died = subprocess.run([sys.executable, "-c", _DIES, str(file), when], check=False, timeout=110)
    assert died.returncode == -signal.SIGKILL
    with VirtualTerminal(file=file) as terminal:
        settings = {"port": str(terminal.port)}
        with closing(provider_kind("fake").create(Surroundings(lambda name: "", settings))) as provider:
            assert provider.ask(attempt()).state is state
            assert provider.start(attempt()).state is state
        assert terminal.charged(attempt().order_id) == charged
