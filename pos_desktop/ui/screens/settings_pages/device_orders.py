"""For which categories a printer prints order tickets: switches on its page."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.printers import categories_in
from pos_desktop.application.sellable import Category
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.card import Card


class OrderTicketsCard(QWidget):
    """One switch a category; `store` takes the ids of those that are on, separated by commas."""

    def __init__(
        self, form: Form, categories: Sequence[Category], stored: str, store: Callable[[str], None]
    ) -> None:
        super().__init__()
        known = [each.id for each in categories]
        self._on = [each for each in known if each in categories_in(stored)]
        self._store = store
        card = Card(tr("Order tickets for"), ruled=False)
        for category in categories:
            second = tr("Printed here when it is sold") if category.id in self._on else ""
            row = form.toggle(
                category.name, second, category.id in self._on, lambda on, c=category: self._turn(c, on)
            )
            card.body.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        column.addWidget(card)

    def _turn(self, category: Category, on: bool) -> None:
        left = [each for each in self._on if each != category.id]
        wanted = [*left, category.id] if on else left
        self._store(",".join(str(each) for each in wanted))
        self._on = wanted
