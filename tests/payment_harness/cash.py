"""The harness of `cash`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.local import plain


def harness() -> AbstractContextManager[Harness]:
    return plain("cash")
