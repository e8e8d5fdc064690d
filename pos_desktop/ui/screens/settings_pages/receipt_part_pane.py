"""The options of a part in the place of the list of parts: a way back, its name, its fields."""

from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollArea


class Opened(Protocol):
    """Whose options they are."""

    @property
    def editable(self) -> bool: ...

    def show_list(self) -> None: ...
    def remove(self) -> None: ...


class PartPane(QWidget):
    """`fields` are given anew for each part."""

    def __init__(self, page: Opened) -> None:
        super().__init__()
        self._page = page
        side = theme().space(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().space(3), 0, 0)
        column.setSpacing(theme().space(2))
        head = QHBoxLayout()
        head.setContentsMargins(side, 0, side, 0)
        head.setSpacing(theme().space(3))
        self.back = Button(icon="arrow-left", name=tr("Back to the parts"))
        self.back.clicked.connect(page.show_list)
        self.title = Label("", "body", "semibold")
        self.remove = Button(icon="trash", name=tr("Remove"))
        self.remove.clicked.connect(page.remove)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.remove)
        column.addLayout(head)
        self._area = ScrollArea()
        column.addWidget(self._area, 1)

    def show_fields(self, title: str, fields: list[QWidget], *, removable: bool) -> None:
        """Another part's."""
        self.title.setText(title)
        self.remove.setVisible(removable and self._page.editable)
        content = QWidget()
        column = QVBoxLayout(content)
        side = theme().space(4)
        column.setContentsMargins(side, 0, side, side)
        column.setSpacing(theme().space(3))
        if not self._page.editable:
            words = tr("Only a manager can change this"), tr("Ask a manager to sign in.")
            column.addWidget(Banner(*words, "neutral", icon="lock-simple", outlined=True))
        for field in fields:
            column.addWidget(field)
        column.addStretch(1)
        self._area.setWidget(content)
        self.back.setFocus()
