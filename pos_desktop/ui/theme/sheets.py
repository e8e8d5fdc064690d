"""Style sheets of the few parts of Qt that stay as they are, each for the widget that needs it.

A sheet of the whole application would put Qt's style sheet engine between every widget and its style: each is then
matched against all rules when it is made and moved, a tenth of what screens cost.
"""

from string import Template

from pos_desktop.ui.theme.tokens import theme

_MENU = Template("""
QMenu { background: $surface; color: $text; border: ${hair}px solid $border; border-radius: ${control}px;
        padding: ${s1}px; }
QMenu::item { min-height: ${touch}px; padding: 0 ${s6}px 0 ${s3}px; border-radius: ${tag}px; }
QMenu::item:selected { background: $hover; }
QMenu::item:pressed { background: $pressed; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${s3}px; }
QMenu::separator { height: ${hair}px; background: $border; margin: ${s1}px 0; }
""")
_SCROLL_BAR = Template("""
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${s3}px; }
QScrollBar:horizontal { height: ${s3}px; }
QScrollBar::handle { background: $border; border-radius: ${dot}px; margin: ${gutter}px; }
QScrollBar::handle:vertical { min-height: ${touch}px; }
QScrollBar::handle:horizontal { min-width: ${touch}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
""")
_TIP = Template(
    "QToolTip { background: $surface; color: $text; border: ${hair}px solid $border; padding: ${s2}px ${s3}px; }"
)


def menu_sheet() -> str:
    """Of a menu, in the theme in force."""
    return _filled(_MENU)


def scroll_bar_sheet() -> str:
    """Of a scroll bar, in the theme in force."""
    return _filled(_SCROLL_BAR)


def tip_sheet() -> str:
    """Of the tool tip of the widget that wears it, in the theme in force."""
    return _filled(_TIP)


def _filled(sheet: Template) -> str:
    now = theme()
    return sheet.substitute(
        surface=now.color("surface").name(),
        hover=now.color("hover").name(),
        pressed=now.color("pressed").name(),
        text=now.color("text").name(),
        disabled=now.color("text-disabled").name(),
        border=now.color("border").name(),
        strong=now.color("border-strong").name(),
        hair=now.border("hair"),
        s1=now.space(1),
        s2=now.space(2),
        s3=now.space(3),
        s6=now.space(6),
        gutter=now.space(0.5),
        touch=now.px("touch"),
        control=now.radius("control"),
        tag=now.radius("tag"),
        dot=now.radius("dot"),
    )
