"""Where the customer's screen is shown: on which of the monitors, in a window of its own, or nowhere."""

from collections.abc import Sequence

from PySide6.QtCore import QRect

from pos_desktop.domain.record import record

NONE, SECOND, WINDOW = "none", "second", "window"
"""Settings beside the name of a screen; `second` is any screen but the cashier's."""


@record
class ScreenFacts:
    """A monitor by the name that its computer gives it."""

    name: str
    area: QRect


@record
class Place:
    """Where the window goes: over the whole of a monitor, or a window that can be moved."""

    screen: str = ""
    windowed: bool = False


def place_for(setting: str, screens: Sequence[ScreenFacts], cashier: str) -> Place | None:
    """None where nothing is to be shown. The cashier's own screen is never covered."""
    if setting == NONE:
        return None
    if setting == WINDOW:
        return Place(windowed=True)
    others = [
        screen for screen in screens if screen.name != cashier and not _mirrors(screen, screens, cashier)
    ]
    if setting == SECOND:
        return Place(others[0].name) if others else None
    return Place(setting) if any(screen.name == setting for screen in others) else None


def _mirrors(screen: ScreenFacts, screens: Sequence[ScreenFacts], cashier: str) -> bool:
    """Whether it shows the same picture as the cashier's: covering one would cover both."""
    own = next((each for each in screens if each.name == cashier), None)
    return own is not None and own.area.topLeft() == screen.area.topLeft()
