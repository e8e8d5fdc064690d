"""How far the letters of a line reach beyond it: Arabic bowls and marks hang lower than the line of the tokens."""

import re
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from pos_desktop.ui.widgets.lettering import Face

_TALL = re.compile("[\u00c0-\u00d6\u00d8-\u1fff\u2c00-\U0010ffff]")
"""Letters that may leave the line; those of ASCII and the signs of trade (a minus, a currency) never do."""

_EDGE = 1
"""Smooth edges of letters reach a pixel beyond their measured outline."""


class Overhang(NamedTuple):
    """Whole pixels of ink above and below a line."""

    above: int
    below: int


NONE = Overhang(0, 0)


def overhang(of: Face, text: str, height: int) -> Overhang:
    """The ink outside a line of `height` pixels in whose middle the text stands."""
    return _measured(of, text, height) if _TALL.search(text) else NONE


@lru_cache(maxsize=2048)
def _measured(of: Face, text: str, height: int) -> Overhang:
    ink = of.metrics.tightBoundingRect(text)
    base = of.baseline(0, height)
    above, below = ceil(-(base + ink.top())), ceil(base + ink.bottom() - height)
    return Overhang(above + _EDGE if above > 0 else 0, below + _EDGE if below > 0 else 0)
