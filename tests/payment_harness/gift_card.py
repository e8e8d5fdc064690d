"""The harness of `gift_card`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.local import ledger


def harness() -> AbstractContextManager[Harness]:
    return ledger("gift_card")
