"""The harness of `store_credit`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.local import ledger


def harness() -> AbstractContextManager[Harness]:
    return ledger("store_credit")
