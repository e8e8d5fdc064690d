"""One module for each kind of payment provider: `harness()` sets it up with its other side in the test's hands."""


class NotOffered(Exception):
    """The provider has no such behaviour; says why."""
