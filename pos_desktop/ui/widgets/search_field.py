"""The field that searches: magnifier, text, the sign that it also takes codes, and its key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.widgets.field_frame import FieldFrame
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.keycap import Keycap


class SearchField(FieldFrame):
    """`changed` carries the text as it is typed, `submitted` the text at Enter."""

    changed = Signal(str)
    submitted = Signal(str)

    def __init__(
        self, placeholder: str, *, key_hint: str = "", barcode: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__("magnifying-glass", placeholder, parent)
        self.edit.setAccessibleName(placeholder)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(lambda: self.submitted.emit(self.edit.text()))
        if barcode:
            self.add_end(IconView("barcode", "text-2", "icon-rail"))
        if key_hint:
            self.add_end(Keycap(key_hint))

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def clear(self) -> None:
        self.edit.clear()
