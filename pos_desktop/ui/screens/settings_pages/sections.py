"""A page whose list names its sections: each with a line that sums it up, and a form of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_desktop.ui.screens.settings_pages.page import Host, Page
from pos_desktop.ui.widgets.list_view import RowData


@dataclass(frozen=True, slots=True)
class Section:
    """One row of the list and what it opens."""

    key: str
    icon: str
    title: Callable[[], str]
    summary: Callable[[], str]
    build: Callable[[], None]


class SectionsPage(Page):
    """Subclasses name their sections and build the form of each with `begin`, `detail.add` and `detail.end`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._sections = self.sections()
        self.chosen = self._sections[0].key

    def sections(self) -> tuple[Section, ...]:
        """The rows, in their order."""
        raise NotImplementedError

    def refresh(self) -> None:
        rows = [RowData(s.key, s.title(), s.summary(), icon=s.icon) for s in self._sections]
        self.pane.list.set_rows(rows)
        if self.pane.list.selected_key() != self.chosen:
            self.pane.list.select(self.chosen)

    def rebuild(self) -> None:
        section = next(s for s in self._sections if s.key == self.chosen)
        section.build()
