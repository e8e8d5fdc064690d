"""The harness of `foreign_cash`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.local import plain


def harness() -> AbstractContextManager[Harness]:
    return plain("foreign_cash", {"currency": "USD", "rate": "0.92"})
