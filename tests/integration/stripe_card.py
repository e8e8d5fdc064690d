"""A card reader of the shipped stand-in of Stripe."""

import dataclasses
from collections.abc import Iterator

import pytest

from pos_desktop.application.payment_provider import Charge, Report
from tests.payment_harness.stripe import CardHarness
from tests.payment_harness.stripe import harness as card_harness

PROCESS = "/process_payment_intent"


@pytest.fixture
def shop() -> Iterator[CardHarness]:
    with card_harness() as made:
        yield made


def known(charge: Charge, report: Report) -> Charge:
    return dataclasses.replace(charge, provider_ref=report.provider_ref)
