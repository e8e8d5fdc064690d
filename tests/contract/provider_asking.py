"""How every suite over the registered payment providers asks them, and which of them can do what."""

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    NoAnswer,
    NotSent,
    ProviderRefused,
    ProviderSetting,
    RefundReport,
    Report,
)
from pos_desktop.payments.registry import provider_kinds
from tests.payment_harness import AMOUNT, Harness, NotOffered

KINDS = provider_kinds()
EVERY = sorted(KINDS)
NETWORKED = [key for key in EVERY if not KINDS[key].traits.local]
COUNTED = [key for key in EVERY if not KINDS[key].traits.local or KINDS[key].traits.kind.stored_value]
"""Those with books of their own: a network's or a ledger's."""
WAITING = [key for key in EVERY if KINDS[key].traits.waits]
_TOLD: dict[UUID, str] = {}
FOUR_KINDS = (NotSent, NoAnswer, ProviderRefused, ProviderSetting)


def over(keys: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("side", keys, indirect=True)


@pytest.fixture
def side(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """The provider and the other side of it."""
    module = importlib.import_module(f"tests.payment_harness.{request.param}")
    try:
        with module.harness() as harness:
            yield harness
    except NotOffered as missing:
        pytest.skip(f"{request.param}: {missing}")


def offered(side: Harness, act: str, *given: object, **named: object) -> None:
    """Has the other side do something, or skips the test with the reason why it cannot."""
    try:
        done(side, act, *given, **named)
    except NotOffered as missing:
        pytest.skip(f"{act}: {missing}")


def done(side: Harness, act: str, *given: object, **named: object) -> None:
    """Has the other side do something; NotOffered when it cannot."""
    hand = getattr(side, act, None)
    if hand is None:
        raise NotOffered("its harness has no such hand")
    hand(*given, **named)


def attempt(side: Harness, **facts: object) -> Charge:
    """A fresh attempt of 17.21."""
    return side.charge(**{"amount_minor": AMOUNT, **facts})


def known(charge: Charge) -> Charge:
    """The attempt as the register holds it: with the provider's id, once it was told."""
    return replace(charge, provider_ref=_TOLD.get(charge.payment_id, ""))


def told(charge: Charge, report: Report) -> Report:
    """The register writes down the provider's id."""
    if report.provider_ref:
        _TOLD[charge.payment_id] = report.provider_ref
    return report


def start(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.start(known(charge), side.books))


def ask(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.ask(known(charge), side.books))


def cancel(side: Harness, charge: Charge) -> Report:
    return told(charge, side.provider.cancel(known(charge), side.books))


def capture(side: Harness, charge: Charge, amount_minor: int) -> Report:
    return told(charge, side.provider.capture(known(charge), amount_minor))


def pay(side: Harness, charge: Charge) -> Report:
    """Begins, has the customer do their part, and asks what became of it."""
    report = start(side, charge)
    if report.state.open:
        side.customer_pays()
        report = ask(side, charge)
    return report


def back(charge: Charge, paid: Report, amount: int, **facts: object) -> GiveBack:
    refund_id = new_id()
    values: dict[str, object] = {
        "refund_id": refund_id,
        "key": f"refund-{refund_id}",
        "payment_id": charge.payment_id,
        "order_id": charge.order_id,
        "amount_minor": amount,
        "currency": charge.currency,
        "reason": "requested_by_customer",
        "provider_ref": paid.provider_ref,
        "whole": False,
        "paid_minor": paid.charged_minor or charge.whole_minor,
        "code": "TA-4712" if charge.reference else "",
    }
    return GiveBack(**{**values, **facts})


def give_back(side: Harness, refund: GiveBack) -> RefundReport:
    return side.provider.give_back(refund, side.books)
