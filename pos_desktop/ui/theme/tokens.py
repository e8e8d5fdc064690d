"""The design tokens: every colour and measure by name, in the light and the dark mode.

Measures are logical pixels; Qt multiplies them by the factor of the screen.
"""

import json
from functools import cache
from typing import Any, Literal, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

from pos_desktop.domain.record import record
from pos_desktop.system.paths import resource_root

Mode = Literal["light", "dark"]
Breakpoint = Literal["compact", "regular", "wide"]

# Below the first figure a window is compact, from the second on it is wide.
_BREAKPOINTS = (1200, 1600)
_SHADE = 0.18


class Tint(NamedTuple):
    """The colours of one picture family, from its ground to the ink of an icon on that ground."""

    ground: QColor
    mid: QColor
    deep: QColor
    paper: QColor
    ink: QColor


@record
class Elevation:
    """Shadow of something that floats: blur and downward offset in pixels, colour with its opacity."""

    blur: int
    offset: int
    color: QColor


@cache
def tokens() -> dict[str, Any]:
    """The token file as it is, read once."""
    loaded: dict[str, Any] = json.loads((resource_root() / "themes/tokens.json").read_text("utf-8"))
    return loaded


def breakpoint(width: int) -> Breakpoint:
    """The class of a window `width` pixels wide."""
    if width < _BREAKPOINTS[0]:
        return "compact"
    return "regular" if width < _BREAKPOINTS[1] else "wide"


class Theme:
    """The tokens in one mode. Unknown names raise KeyError: a misspelt token is a bug, never a default."""

    def __init__(self, mode: Mode) -> None:
        self.mode: Mode = mode
        self._colors = {name: QColor(entry[mode]) for name, entry in tokens()["color"].items()}
        self._tints = {name: Tint(*map(QColor, five)) for name, five in tokens()["tint"][mode].items()}

    @property
    def dark(self) -> bool:
        return self.mode == "dark"

    def color(self, name: str) -> QColor:
        """The colour called `name`; a tint's part is called "tint.sand.ground". Shared: change a copy of it."""
        if name.startswith("tint."):
            _, tint, part = name.split(".")
            return QColor(getattr(self._tints[tint], part))
        return self._colors[name]

    def tint(self, name: str) -> Tint:
        return self._tints[name]

    def px(self, name: str, at: Breakpoint | Literal["width", "height"] | None = None) -> int:
        """The size called `name`; sizes that depend on the window need `at` as a breakpoint, pairs as a side."""
        value = tokens()["size"][name]
        if isinstance(value, list):
            return int(value[1 if at == "height" else 0])
        return int(value[at or "regular"] if isinstance(value, dict) else value)

    def space(self, steps: float) -> int:
        """`steps` of the spacing grid; 4 is the distance between columns."""
        unit: int = tokens()["space"]["unit"]
        return round(unit * steps)

    def gap(self, name: str) -> int:
        return int(tokens()["space"]["gap"][name])

    def padding(self, name: str) -> int:
        return int(tokens()["space"]["padding"][name])

    def radius(self, name: str) -> int:
        return int(tokens()["radius"][name])

    def border(self, name: str) -> int:
        return int(tokens()["border"][name])

    def elevation(self, name: str) -> Elevation:
        """Shadow of "overlay" or "toast"."""
        entry = tokens()["elevation"][name]
        color = QColor(Qt.GlobalColor.black)
        color.setAlphaF(entry["alphaDark" if self.dark else "alphaLight"])
        return Elevation(entry["blur"], entry["dy"], color)

    def scrim(self) -> QColor:
        """What lies over the screen behind an overlay."""
        color = QColor(self.color("scrim"))
        color.setAlphaF(tokens()["elevation"]["scrimAlpha"])
        return color

    def shade(self) -> QColor:
        """What darkens a solid fill under a key cap on it."""
        color = QColor(Qt.GlobalColor.black)
        color.setAlphaF(_SHADE)
        return color

    def motion(self, name: str) -> int:
        """Duration in milliseconds; 0 when less motion is asked for."""
        return 0 if themes().less_motion else int(tokens()["motion"][name])


class Themes(QObject):
    """Holds the theme in force and tells when it changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[Mode, Theme] = {}
        self.current = self._theme("light")
        self.reduce_motion = False

    def _theme(self, mode: Mode) -> Theme:
        if mode not in self._made:
            self._made[mode] = Theme(mode)
        return self._made[mode]

    @property
    def less_motion(self) -> bool:
        """Whether the register's own setting or the operating system asks for less motion."""
        return self.reduce_motion or _system_asks_for_less_motion()

    def use(self, mode: Mode) -> None:
        if self.current.mode != mode:
            self.current = self._theme(mode)
            self.changed.emit()


def _system_asks_for_less_motion() -> bool:
    if not isinstance(QGuiApplication.instance(), QGuiApplication):
        return False
    # Qt 6.12 knows the preference; before it, styles follow it by not animating at all.
    access = QGuiApplication.styleHints().accessibility()
    asked = getattr(access, "motionPreference", None)
    if asked is not None:
        return str(getattr(asked(), "name", "")) == "ReducedMotion"
    from PySide6.QtWidgets import QApplication, QStyle

    style = QApplication.style()
    return style is not None and style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


@cache
def themes() -> Themes:
    """The one holder of the theme; its `changed` is what widgets with cached pictures listen to."""
    return Themes()


def theme() -> Theme:
    """The theme in force now. Ask when painting, do not keep it."""
    return themes().current


def use(mode: Mode) -> None:
    """Switch everything on the screen to `mode`."""
    themes().use(mode)
