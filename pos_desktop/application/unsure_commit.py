"""A commit that was sent to the disk and whose outcome was not told."""

from pos_desktop.application.errors import TryAgain


class CommitUnsure(TryAgain):
    """It may have happened: look for the row by its id before doing anything again."""
