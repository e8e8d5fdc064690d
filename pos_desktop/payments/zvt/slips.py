"""The terminal's receipts as it has the register print them: single lines (06 D1) and blocks (06 D3)."""

from __future__ import annotations

from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.record import record
from pos_desktop.payments.zvt import fields

MERCHANT, CUSTOMER, REPORT = 1, 2, 3
_LINE, _KIND = 0x07, 0x1F07
_LAST_LINE = 0x80
"""The bit of a line's attribute that says that the receipt ends with it; with FF the paper is only moved on."""
_FEED = 0xFF
MOST_LINES = 400
_LONGEST_LINE = 200


@record
class Slip:
    """One receipt of the terminal's."""

    kind: int
    lines: tuple[str, ...]


class SlipTray:
    """Collects what comes during one conversation. Nothing of it is ever decided upon."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._whole: list[Slip] = []

    def line(self, data: bytes) -> None:
        """Takes the data of a print line: an attribute, then text."""
        if not data:
            return
        attribute, text = data[0], _clean(data[1:])
        if len(self._lines) < MOST_LINES:
            self._lines.append(text)
        if attribute != _FEED and attribute & _LAST_LINE:
            self._end(0)

    def block(self, data: bytes) -> None:
        """Takes the data of a text block. NotZvt when it makes no sense."""
        tags = list(fields.leaves(fields.read_fields(data).get(fields.CONTAINER, b"")))
        kinds = [value[0] for tag, value in tags if tag == _KIND and value]
        lines = [_clean(value) for tag, value in tags if tag == _LINE]
        self._lines.extend(lines[: MOST_LINES - len(self._lines)])
        self._end(kinds[0] if kinds else 0)

    def take(self) -> tuple[Slip, ...]:
        """The receipts so far. Of those whose kind was not said the first is the merchant's, the next the
        customer's, as the protocol prints them."""
        self._end(0)
        return tuple(self._whole)

    def _end(self, kind: int) -> None:
        lines, self._lines = self._lines, []
        if any(lines):
            taken = {slip.kind for slip in self._whole}
            free = [each for each in (MERCHANT, CUSTOMER) if each not in taken]
            self._whole.append(Slip(kind or (free[0] if free else REPORT), tuple(lines)))


def _clean(raw: bytes) -> str:
    return without_card_numbers("".join(_sign(sign) for sign in raw.decode("cp437"))[:_LONGEST_LINE]).rstrip()


def _sign(sign: str) -> str:
    return sign if sign.isprintable() else " "
