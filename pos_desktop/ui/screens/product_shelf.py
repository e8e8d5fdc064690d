"""The products as tiles: group by group, page by page, with what is on the ticket counted on them."""

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.sellable import Tile
from pos_desktop.application.wording import tr
from pos_desktop.domain.ticket import TicketLine
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import sale as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.tile_grid import TileGrid
from pos_desktop.ui.widgets.tile_painting import TileData
from pos_desktop.ui.widgets.tips import give_tip

if TYPE_CHECKING:
    from pos_desktop.application.services import Services

FAVOURITES, ALL = "favourites", "all"


class ProductShelf(QObject):
    """Fills the grid and the row of groups above it."""

    opened = Signal()  # a group is on the shelf, of `many` products: another one, or what is in it now

    def __init__(self, services: "Services", parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._tiles: dict[str, Tile] = {}
        self._products: dict[int, str] = {}
        self._group: Hashable = FAVOURITES
        self._aside = False
        self.many = 0
        """How many products the group has."""
        self.grid = TileGrid()
        self.groups = ChipGroup(tr("Categories"), "more")
        self._previous = Button(icon="caret-left", name=tr("Previous page"))
        self._pages = Label("1 / 1", "body", color="text-2", align=Align.CENTER, figures="tabular")
        self._pages.setMinimumWidth(theme().space(12))
        self._next = Button(icon="caret-right", name=tr("Next page"))
        self.groups.chosen.connect(self._choose_group)
        self._previous.clicked.connect(lambda: self.turn(-1))
        self._next.clicked.connect(lambda: self.turn(1))
        self.grid.page_changed.connect(self._tell_page)

    def row(self) -> QHBoxLayout:
        """The groups, and the way through the pages."""
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        row.addWidget(self.groups, 1)
        for widget in (self._previous, self._pages, self._next):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # no group moves when the pages are put aside
            widget.setSizePolicy(policy)
            row.addWidget(widget)
        return row

    def put_aside(self, aside: bool) -> None:
        """Something else is in the place of the tiles: no group is the one in sight, and there are no pages to turn."""
        if aside == self._aside:
            return
        self._aside = aside
        self.groups.select(None if aside else self._group)
        for widget in (self._previous, self._pages, self._next):
            widget.setVisible(not aside)

    def retranslate(self) -> None:
        """Renders every text again; `reload` is to follow."""
        for button, name in ((self._previous, tr("Previous page")), (self._next, tr("Next page"))):
            button.setAccessibleName(name)
            give_tip(button, name)
        self.groups.setAccessibleName(tr("Categories"))
        self.grid.retranslate()

    def fill(self) -> None:
        """Reads groups and products where nobody has."""
        if not self.groups.keys():
            self.reload()

    def reload(self) -> None:
        """Reads groups and products again. A group that is there still keeps its page: a tap on its way finds what it
        was meant for."""
        before = self._group if self._aside else self.groups.current()
        self._show_groups()
        there = self.groups.keys()
        if self._group not in there or (self._group == FAVOURITES and not self._has_favourites()):
            self._group = ALL
        if self._group == before:
            self._open(self._group, anew=False)
        else:
            self._choose_group(self._group)

    def _has_favourites(self) -> bool:
        return self._services.catalogue.favourites(0, 1)[1] > 0

    def _show_groups(self) -> None:
        """Chips are made anew where a group came, went or has another name; else the keyboard stays where it is."""
        groups: list[tuple[Hashable, str]] = [(ALL, tr("All")), (FAVOURITES, tr("Favourites"))]
        groups += [(group.id, group.name) for group in self._services.catalogue.categories()]
        shown = self.groups.keys()
        if groups == [(key, self.groups.chip(key).text()) for key in shown]:
            return
        self.groups.clear()
        with self.groups.filling():
            for key, name in groups:
                self.groups.add(key, name, icon="star-fill" if key == FAVOURITES else None)

    def turn(self, pages: int) -> None:
        """Goes on, or back, by so many pages, where they are in sight."""
        if not self._aside:
            self.grid.set_page(self.grid.page + pages)

    def tile(self, key: str) -> Tile | None:
        """The product of a tile in sight."""
        return self._tiles.get(key)

    def know(self, variant_row: int, product_id: UUID) -> None:
        """Whose variant this is, so that it need not be looked up."""
        self._products[variant_row] = str(product_id)

    def count(self, lines: Iterable[TicketLine]) -> None:
        """Says on the tiles how many of each are on the ticket."""
        lines = tuple(lines)
        sold = {line.variant_row for line in lines if line.variant_row is not None}
        unknown = sold.difference(self._products)
        if unknown:
            found = self._services.catalogue.products_of(unknown)
            # What was taken out of the catalogue since has no tile to count on, and is not asked for again.
            self._products |= {row: str(found.get(row, "")) for row in unknown}
        self.grid.set_counts(words.counts_by_product(lines, self._products))

    def _choose_group(self, group: Hashable) -> None:
        self._group = group
        self._open(group, anew=True)

    def _open(self, group: Hashable, *, anew: bool) -> None:
        """Puts the group on the shelf: from its first page on, or as it was with what is in it now."""
        self.groups.select(group)
        _, self.many = self._page_of(group, 0, 1)
        self.opened.emit()
        if anew:
            self.grid.set_source(self.many, lambda offset, many: self._fetch(group, offset, many))
        else:
            self.grid.renew(self.many)

    def _page_of(self, group: Hashable, offset: int, many: int) -> tuple[list[Tile], int]:
        if group == FAVOURITES:
            return self._services.catalogue.favourites(offset, many)
        return self._services.catalogue.tiles(group if isinstance(group, UUID) else None, offset, many)

    def _fetch(self, group: Hashable, offset: int, many: int) -> list[TileData]:
        tiles, _ = self._page_of(group, offset, many)
        self._tiles = {str(tile.product_id): tile for tile in tiles}
        formats = self._services.desk.formats
        # The star tells favourites from the rest; among themselves they need none.
        return [words.tile_data(tile, formats, starred=group != FAVOURITES) for tile in tiles]

    def _tell_page(self, page: int, pages: int) -> None:
        leftward = "\N{RIGHT-TO-LEFT MARK}" if self._pages.isRightToLeft() else ""
        self._pages.setText(f"{leftward}{page + 1} / {pages}")
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < pages)
