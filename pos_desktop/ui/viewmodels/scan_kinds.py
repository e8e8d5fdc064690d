"""What kind of code a scanner read, by the identifier that it puts before the code (ISO/IEC 15424, 'AIM')."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.application.wording import tr

_GROUP_SEPARATOR = "\x1d"
_LENGTH = 3

# The letter says which symbology; some of its modifiers mean that GS1's element strings are inside.
_KINDS = {
    "A": "Code 39",
    "C": "Code 128",
    "E": "EAN / UPC",
    "F": "Codabar",
    "G": "Code 93",
    "H": "Code 11",
    "I": "Interleaved 2 of 5",
    "L": "PDF417",
    "M": "MSI",
    "Q": "QR Code",
    "S": "Industrial 2 of 5",
    "U": "MaxiCode",
    "X": "Pharmacode",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "z": "Aztec Code",
}
_CERTAIN = {
    "]C1": "GS1-128",
    "]E0": "EAN-13 / UPC-A",
    "]E3": "EAN-13 + 2 / 5",
    "]E4": "EAN-8",
    "]Q3": "GS1 QR Code",
    "]d2": "GS1 DataMatrix",
}


@dataclass(frozen=True, slots=True)
class ScanShown:
    """A code as the settings show it: what was read, and what kind of code it is."""

    code: str
    kind: str
    aim: str


def scan_shown(raw: str) -> ScanShown:
    """A whole scan in two parts. A scanner that sends no identifier says nothing of the kind."""
    text = raw.strip("\r\n\t ")
    aim = text[:_LENGTH] if len(text) > _LENGTH and text[0] == "]" and text[1:3].isalnum() else ""
    kind = _CERTAIN.get(aim) or _KINDS.get(aim[1:2], "") if aim else ""
    code = text[len(aim) :].lstrip(_GROUP_SEPARATOR).replace(_GROUP_SEPARATOR, "\u241d")
    return ScanShown(code, kind or tr("The scanner does not say which kind of code"), aim)
