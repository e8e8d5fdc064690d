"""Small screens to try the window with."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_desktop.ui.shell.screen import Key, Screen, Window


class Place(Screen):
    """A screen that remembers what the window did with it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.told: list[object] = []
        self.stays = False
        self.takes_scans = False
        self.takes_escape = False
        self.field = QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        self._side = QLabel("side")

    @property
    def side(self) -> QWidget | None:
        return self._side if self.name == "sale" else None

    def enter(self, **facts: object) -> None:
        self.told.append(("enter", facts))

    def leave(self) -> bool:
        return not self.stays

    def keys(self) -> list[Key]:
        return [
            Key("Return", "Press the primary", lambda: self.told.append("primary")),
            Key("F12", "Pay", lambda: self.told.append("F12")),
            Key("+", "One more", lambda: self.told.append("+")),
            Key("Ctrl+P", "Print", lambda: self.told.append("Ctrl+P")),
        ]

    def scanned(self, code: str) -> bool:
        self.told.append(("scanned", code))
        return self.takes_scans

    def escape(self) -> bool:
        return self.takes_escape

    def retranslate(self) -> None:
        self.told.append("retranslate")


def place(name: str) -> type[Place]:
    """A kind of screen with this name."""
    return type(f"{name.title()}Place", (Place,), {"name": name})


PLACES = {name: place(name) for name in ("sale", "pay", "orders", "settings")}
