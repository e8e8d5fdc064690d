"""What the register writes beside a move of a gift card, so that it is found again: the shop keeps no key of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

_MARK = re.compile(r"\[pos (\S+) (\S+) (\S+) (\S+)\]$")
_WORDS_MOST = 60
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose a move is. `key` is that of the payment, or of the refund that gives some of it back."""

    register: str
    order: str
    payment: str
    key: str

    @property
    def register_id(self) -> UUID | None:
        """The register that asked for it, where it was told."""
        return _id_or_none(self.register)

    @property
    def order_id(self) -> UUID | None:
        """The order that it was for."""
        return _id_or_none(self.order)

    @property
    def payment_id(self) -> UUID | None:
        """The payment that took, or of which something goes back."""
        return _id_or_none(self.payment)


def note_of(words: str, mark: Mark) -> str:
    """The words for people, and the mark at the end."""
    return f"{words[:_WORDS_MOST].strip()} [pos {mark.register} {mark.order} {mark.payment} {mark.key}]"


def mark_in(note: str) -> Mark | None:
    """The mark of a note of ours; None for a move that somebody else made."""
    found = _MARK.search(note.strip())
    return Mark(*found.groups()) if found else None


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
