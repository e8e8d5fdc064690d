"""For which categories a printer prints order tickets: a row on its page, and switches in a panel."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from pos_desktop.application.printers import categories_in
from pos_desktop.application.sellable import Category
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import Form, LabelledRow
from pos_desktop.ui.widgets.buttons import Button


class OrderTickets:
    """One printer's categories; `store` takes the ids of those that are on, separated by commas."""

    def __init__(self, categories: Sequence[Category], stored: str, store: Callable[[str], None]) -> None:
        self._categories = categories
        wanted = categories_in(stored)
        self._on: list[UUID] = [each.id for each in categories if each.id in wanted]
        self._store = store

    def row(self, choose: Callable[[], None]) -> LabelledRow:
        """What is chosen, and the way to change it."""
        button = Button(tr("Choose…"))
        button.clicked.connect(choose)
        names = ", ".join(each.name for each in self._categories if each.id in self._on)
        row = LabelledRow(tr("Order tickets for"), names or tr("No category"), button)
        row.set_tight()
        return row

    def switches(self, form: Form) -> list[LabelledRow]:
        """One a category."""
        return [
            form.toggle(each.name, "", each.id in self._on, partial(self._turn, each.id))
            for each in self._categories
        ]

    def _turn(self, category: UUID, on: bool) -> None:
        left = [each for each in self._on if each != category]
        wanted = [*left, category] if on else left
        self._store(",".join(map(str, wanted)))
        self._on = wanted
