"""Cards of which one is chosen: what the chosen one looks like."""

from typing import NamedTuple

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.widgets.buttons import look_of
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.shapes import box


class CardColors(NamedTuple):
    """Colour tokens of the parts of a card."""

    title: str
    second: str
    icon: str


class Selectable(Pressable):
    """A card to choose. Pressing chooses it; what was chosen before is let go by the group it is in."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setCheckable(True)

    def colors(self) -> CardColors:
        if self.state() == "disabled":
            return CardColors("text-disabled", "text-disabled", "text-disabled")
        if self.isChecked():
            return CardColors("accent-text", "text-2", "accent-text")
        return CardColors("text", "text-2", "text")

    def icon_name(self, icon: str) -> str:
        """The filled shape of the icon while the card is chosen."""
        return f"{icon}-fill" if self.isChecked() and not icon.endswith("-fill") else icon

    def paint_ground(self, painter: QPainter) -> None:
        state = self.state()
        if self.isChecked() and state != "disabled":
            ground = "accent-border" if state == "pressed" else "accent-subtle"
            box(painter, self.rect(), ground, "accent", "selected", "card")
            return
        look = look_of("secondary", state)
        box(painter, self.rect(), look.ground, look.border, radius="card")
