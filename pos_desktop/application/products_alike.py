"""Which products a refused line may be instead: those of the same item number, or nearly the same name.

A barcode belongs to one product alone, so that no other one has the line's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.search_words import fold, words_of
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.application.sync_view import Suggestion

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sellable import SearchHit
    from pos_desktop.application.sync_view import RefusedLine

ALIKE = 0.6
"""The least part of all words of two names that both have: more than one word out of two each."""
_WORDS_TRIED = 3
_LOOKED_AT = 50


def alike(work: Work, connection_id: UUID, line: RefusedLine, limit: int) -> list[Suggestion]:
    """Of what the platform knows, the likest first; the line's own product, which it refused, is none of them."""
    words = words_of(line.name)
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:_WORDS_TRIED]
    found: dict[int, tuple[float, SearchHit]] = {}
    for text in (line.sku, line.name, *longest):
        for hit in work.catalogue.search(text, _LOOKED_AT) if text.strip() else ():
            near = _nearness(line.sku, words, hit)
            if near >= ALIKE and hit.variant_row != line.variant_row:
                found[hit.variant_row] = near, hit
    best = sorted(found.values(), key=lambda each: -each[0])
    return sold_there(work, connection_id, (hit for _, hit in best))[:limit]


def sold_there(work: Work, connection_id: UUID, hits: Iterable[SearchHit]) -> list[Suggestion]:
    """Those that the platform knows, in their order."""
    hits = list(hits)
    known = work.links.by_row(connection_id, [hit.variant_row for hit in hits])
    return [
        Suggestion(hit.variant_row, hit.name, hit.sku or "", hit.barcode or "", hit.price_minor)
        for hit in hits
        if hit.variant_row in known and known[hit.variant_row].kind is LinkKind.VARIANT
    ]


def _nearness(sku: str, words: Sequence[str], hit: SearchHit) -> float:
    """2 for the same item number; else how much of both names is in both, from 0 to 1."""
    if sku and fold(sku) == fold(hit.sku or ""):
        return 2.0
    ours, theirs = set(words), set(words_of(hit.name))
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))
