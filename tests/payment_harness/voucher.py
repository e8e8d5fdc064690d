"""The harness of `voucher`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.local import ledger


def harness() -> AbstractContextManager[Harness]:
    return ledger("voucher")
