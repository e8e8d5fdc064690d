"""Type by name: the shipped Inter with tabular figures, Noto Sans Arabic where Inter has no letters."""

from functools import cache
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from pos_desktop.system.paths import resource_root
from pos_desktop.ui.theme.tokens import tokens

Style = Literal["caption", "body", "title", "figure", "total", "fit"]
Weight = Literal["regular", "medium", "semibold"]
Figures = Literal["tabular", "proportional"]

_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf",
    "DejaVuSansMono.ttf",
)


@cache
def load_fonts() -> tuple[str, ...]:
    """Hand the shipped fonts to Qt, once; the answer is the families now known.

    Raises FileNotFoundError for a font that is missing or unreadable.
    """
    families: list[str] = []
    for name in _FILES:
        path = resource_root() / "fonts" / name
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise FileNotFoundError(f"the shipped font {path} cannot be read")
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(
    style: Style, weight: Weight | None = None, figures: Figures = "proportional", px: int | None = None
) -> QFont:
    """The font of a type style, in its own weight where none is asked for.

    Ask for tabular figures in columns, lists, inputs and keys; running text and large stand-alone amounts
    read as words and keep the digits' own widths. `px` is the size of the one style fitted to its box.
    """
    return QFont(_font(style, weight, figures, px))


def mono() -> QFont:
    """The font of the device log."""
    made = QFont(list(tokens()["type"]["mono"]))
    made.setPixelSize(tokens()["type"]["log"]["px"])
    return made


def line_height(style: Style) -> int:
    """Height of one line of a style in pixels, the same in every script."""
    return int(tokens()["type"]["scale"][style]["line"])


@cache
def _font(style: Style, weight: Weight | None, figures: Figures, px: int | None) -> QFont:
    entry = tokens()["type"]["scale"][style]
    # Built from families and not as QFont(), which would inherit from the application's own font.
    made = QFont([name for name in tokens()["type"]["family"] if name != "sans-serif"])
    made.setPixelSize(px or entry["px"])
    made.setWeight(QFont.Weight(tokens()["type"]["weights"][weight] if weight else entry["weight"]))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), int(figures == "tabular"))
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _tightening(style, figures) * made.pixelSize())
    return made


def _tightening(style: Style, figures: Figures) -> float:
    """Letter spacing as a share of the size: the tokens count from 100, what is tighter is below."""
    percent = tokens()["type"]["letterSpacingPercent"]
    tightest: int = min(percent[style], percent["tabular"] if figures == "tabular" else 100)
    return (tightest - 100) / 100


@cache
def _metrics(style: Style, weight: Weight | None, figures: Figures, px: int | None) -> QFontMetricsF:
    return QFontMetricsF(_font(style, weight, figures, px))


def metrics(
    style: Style, weight: Weight | None = None, figures: Figures = "proportional", px: int | None = None
) -> QFontMetricsF:
    """Measures of the same font, kept: asking for them is a part of every paint."""
    return _metrics(style, weight, figures, px)
