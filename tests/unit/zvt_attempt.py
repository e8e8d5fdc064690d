"""Attempts at a scripted ZVT terminal."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, GiveBack, NoAnswer, PaymentProvider, Report
from pos_desktop.payments.base import Surroundings
from pos_desktop.payments.registry import provider_kind
from tests.zvt_peer import ASKED, BEFORE, COMPLETION, LOG_ON, OK, ScriptedTerminal, hear, last, say, status

BEGUN = (*LOG_ON, *last(BEFORE), *LOG_ON, *ASKED)
TAKEN_STEPS = (say("04 FF 01 0A"), hear(OK), say(status()), hear(OK), say(COMPLETION), hear(OK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def provider_at(terminal: ScriptedTerminal, folder: Path, **settings: str) -> PaymentProvider:
    told = {"host": "127.0.0.1", "port": str(terminal.port), **settings}
    return provider_kind("zvt").create(Surroundings(lambda name: "", told, folder))


def charge(**facts: object) -> Charge:
    payment_id = new_id()
    values: dict[str, object] = {
        "payment_id": payment_id,
        "key": str(payment_id),
        "order_id": new_id(),
        "order_words": "Ticket 14",
        "amount_minor": 1721,
        "currency": "EUR",
    }
    return Charge(**{**values, **facts})  # type: ignore[arg-type]


def until(seen: Callable[[], Report], fits: Callable[[Report], bool], seconds: float = 30.0) -> Report:
    end = time.monotonic() + seconds
    while True:
        report = seen()
        if fits(report) or time.monotonic() > end:
            return report
        time.sleep(0.005)


def ended(provider: PaymentProvider, of: Charge) -> Report:
    return until(lambda: provider.ask(of), lambda report: not report.state.open)


def lost(provider: PaymentProvider, of: Charge) -> None:
    """Waits until the provider says that it heard no end."""
    end = time.monotonic() + 40
    while time.monotonic() < end:
        try:
            provider.ask(of)
        except NoAnswer:
            return
        time.sleep(0.005)
    raise AssertionError("it goes on")


def given_back(of: Charge, paid: Report, amount: int = 1721, **facts: object) -> GiveBack:
    refund_id = new_id()
    values: dict[str, object] = {
        "refund_id": refund_id,
        "key": str(refund_id),
        "payment_id": of.payment_id,
        "order_id": of.order_id,
        "amount_minor": amount,
        "currency": "EUR",
        "reason": "requested_by_customer",
        "provider_ref": paid.provider_ref,
        "whole": amount == 1721,
        "paid_minor": 1721,
    }
    return GiveBack(**{**values, **facts})  # type: ignore[arg-type]


@pytest.fixture
def paid(folder: Path) -> Iterator[tuple[ScriptedTerminal, PaymentProvider, Charge, Report]]:
    with ScriptedTerminal((*BEGUN, *TAKEN_STEPS)) as terminal:
        provider, wanted = provider_at(terminal, folder), charge()
        provider.start(wanted)
        yield terminal, provider, wanted, ended(provider, wanted)
