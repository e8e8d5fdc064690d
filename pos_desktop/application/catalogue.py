"""Products as the cashier finds them: favourites, categories, search, and codes to remember."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.wording import tr
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pos_desktop.application.desk import Desk
    from pos_desktop.application.sellable import Category, SearchHit, Sellable, Tile, VariantChoice
    from pos_desktop.application.typed_so_far import TypedSoFar
    from pos_desktop.domain.tax import TaxRates


class Catalogue:
    """Reads are indexed and small: they may run on the UI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def categories(self) -> list[Category]:
        """The groups, in the store's order."""
        with self._desk.store.read() as work:
            return work.catalogue.categories()

    def favourites(self, offset: int, limit: int) -> tuple[list[Tile], int]:
        """A page of favourites, and how many there are."""
        with self._desk.store.read() as work:
            return work.catalogue.favourites(offset, limit), work.catalogue.favourites_count()

    def tiles(self, category_id: UUID | None, offset: int, limit: int) -> tuple[list[Tile], int]:
        """A page of a category (None: of all products), and how many can be paged through."""
        with self._desk.store.read() as work:
            return work.catalogue.tiles(category_id, offset, limit), work.catalogue.tiles_count(category_id)

    def search(self, text: str, limit: int = 50, so_far: TypedSoFar | None = None) -> list[SearchHit]:
        """Products by words, SKU or parts of a barcode, best first. A list asks for those in sight while
        somebody types, with what it found out `so_far`, and for all when the typing rests."""
        if so_far is None:
            with self._desk.store.read() as work:
                return work.catalogue.search(text, limit)
        now = self._desk.clock.monotonic()
        return so_far.ask(self._desk.store, lambda work: work.catalogue.search(text, limit, so_far), now)

    def hit(self, variant_row: int) -> SearchHit:
        """One variant as a line of the search's answer, for who knows which one is meant."""
        from pos_desktop.application.sellable import SearchHit

        with self._desk.store.read() as work:
            found, codes = work.catalogue.sellable(variant_row), work.catalogue
            sku, barcode = codes.sku(variant_row) or None, codes.barcode(variant_row) or None
        return SearchHit(
            variant_row, found.variant_id, found.product_id, found.name, sku, barcode, found.price_minor
        )

    def variants(self, product_id: UUID) -> tuple[tuple[str, ...], list[VariantChoice]]:
        """A product's options by name, and its variants."""
        with self._desk.store.read() as work:
            return work.catalogue.options(product_id), work.catalogue.variants(product_id)

    def sellable(self, variant_row: int) -> Sellable:
        """One variant as it is sold now."""
        with self._desk.store.read() as work:
            return work.catalogue.sellable(variant_row)

    def products_of(self, variant_rows: Iterable[int]) -> dict[int, UUID]:
        """Whose variants these are, of those that are in the catalogue."""
        with self._desk.store.read() as work:
            found = ((row, work.catalogue.product_of(row)) for row in variant_rows)
            return {row: product for row, product in found if product is not None}

    def remember_code(self, code: str, variant_row: int) -> None:
        """Gives a product one more code; Refused when the code belongs to another."""
        key = barcode_key(code)
        with self._desk.store.write() as work:
            owner = work.catalogue.by_code(key)
            if owner is not None and owner.variant_row != variant_row:
                raise Refused(
                    tr("{code} belongs to {name}", code=code, name=owner.name), tr("Nothing was changed.")
                )
            if owner is None:
                work.catalogue.add_code(key, variant_row)
                work.journal.add(
                    "code_remembered",
                    {"code": key, "variant_row": variant_row},
                    person_id=self._desk.signed_in.id,
                )
        self._desk.events.tell(Event.CATALOGUE)

    def set_favourite(self, product_id: UUID, position: int | None) -> None:
        """Puts a product on the favourites, or takes it off."""
        with self._desk.store.write() as work:
            work.catalogue.set_favourite(product_id, position)
        self._desk.events.tell(Event.CATALOGUE)

    def tax_classes(self) -> list[tuple[UUID, str, TaxRates]]:
        """The store's tax classes; the first is the default."""
        with self._desk.store.read() as work:
            return work.catalogue.tax_classes()

    def save_tax_class(self, tax_class_id: UUID, name: str, rates: TaxRates, position: int) -> None:
        """Stores a tax class; sales keep the rates they were made with."""
        if not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change taxes"), "", tr("Ask a manager."))
        from pos_desktop.application.store_changes import LONGEST_NAME, at_most

        for text in (name, *(rate.name for rate in rates)):
            at_most(text, LONGEST_NAME)
        with self._desk.store.write() as work:
            names = {key: present for key, present, _rates in work.catalogue.tax_classes()}
            others = (other.casefold() for key, other in names.items() if key != tax_class_id)
            if name != names.get(tax_class_id) and name.casefold() in others:
                raise Refused(tr("Another class has this name"), tr("Nothing was changed."))
            work.catalogue.save_tax_class(tax_class_id, name, rates, position)
            body = {"name": name, "rates": [[r.name, str(r.percent), r.compound] for r in rates]}
            work.journal.add("tax_changed", body, subject_id=tax_class_id, person_id=self._desk.signed_in.id)
        self._desk.events.tell(Event.CATALOGUE)
