"""The harness of `fake_link`."""

from contextlib import AbstractContextManager

from tests.payment_harness import Harness
from tests.payment_harness.terminal import at_terminal


def harness() -> AbstractContextManager[Harness]:
    return at_terminal("fake_link")
