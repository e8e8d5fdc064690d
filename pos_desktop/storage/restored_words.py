"""What a restore, or a new beginning, leaves to be known: for the screen of the start and for the command line."""

from pathlib import Path

from pos_desktop.application.wording import tr, tr_n
from pos_desktop.storage.recovery import SetAside
from pos_desktop.storage.restore import Restored


def restored_words(done: Restored) -> list[str]:
    """What came over of what was sold since the back-up, whether that was all, with which receipt the register goes
    on, and where the old data lies."""
    found = []
    if done.set_aside or done.entries_missing or done.salvaged.not_whole:
        found.append(
            tr_n(
                "{count} later sale was brought over.",
                "{count} later sales were brought over.",
                done.salvaged.sales,
            )
        )
    if done.entries_missing or done.salvaged.not_whole or (done.set_aside and done.numbers.unknown):
        found.append(
            tr(
                "Not everything could be read: compare with the paper, and look for backup.restored in the journal."
            )
        )
    elif done.numbers.unknown:
        found.append(
            tr(
                "Sales made since the back-up are missing: look for them on the paper, in the books of the providers and in the online shop."
            )
        )
    return found + _number_words(done) + set_aside_words(done.set_aside)


def fresh_words(fresh: SetAside) -> list[str]:
    """With which receipt an empty register goes on, and where the old data lies."""
    if fresh.next_receipt is None:
        number = tr(
            "Which receipt numbers were given out cannot be read any more: they begin with 1 once again. Keep the receipts from before apart."
        )
    else:
        number = tr("Receipt numbers go on with {number}.", number=fresh.next_receipt)
    return [number, *set_aside_words(fresh.folder)]


def set_aside_words(folder: Path | None) -> list[str]:
    """Where the old data lies, if there was any."""
    return [tr("What was there before lies in {folder}.", folder=folder)] if folder else []


def _number_words(done: Restored) -> list[str]:
    numbers = done.numbers
    if numbers.estimated:
        return [
            tr(
                "The next receipt is {number}, past all that may have been given out since. If there are later ones, restore once more: pos-desktop backup restore FILE --next-receipt NUMBER.",
                number=numbers.receipt,
            )
        ]
    return [tr("The next receipt is {number}.", number=numbers.receipt)] if numbers.receipt else []
