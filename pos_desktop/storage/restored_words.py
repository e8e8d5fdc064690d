"""What a restore, or a new beginning, leaves to be known: for the screen of the start and for the command line."""

from pathlib import Path

from pos_desktop.application.wording import tr, tr_n
from pos_desktop.storage.restore import Restored


def restored_words(done: Restored) -> list[str]:
    """What came over of what was sold since the back-up, whether that was all, and where the old data lies."""
    found = []
    if done.set_aside or done.entries_missing or done.salvaged.not_whole:
        found.append(
            tr_n(
                "{count} later sale was brought over.",
                "{count} later sales were brought over.",
                done.salvaged.sales,
            )
        )
    if done.entries_missing or done.salvaged.not_whole:
        found.append(
            tr(
                "Not everything could be read: compare with the paper, and look for backup.restored in the journal."
            )
        )
    return found + set_aside_words(done.set_aside)


def set_aside_words(folder: Path | None) -> list[str]:
    """Where the old data lies, if there was any."""
    return [tr("What was there before lies in {folder}.", folder=folder)] if folder else []
