"""Pages of the product grid.

A page is found in an index alone and then looked up, so its cost is that of its own products and of the few
thousand index entries before it. Nobody pages further than MOST_PAGED products: the search is for that.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.sellable import Tile
from pos_desktop.storage.later.sql import Integer, bindparam, func, select
from pos_desktop.storage.later.tables import category, product, stock_level, variant
from pos_desktop.storage.repositories.statement import Statement

if TYPE_CHECKING:
    from pos_desktop.storage.later.sql import Select, Subquery
    from pos_desktop.storage.repositories.statement import Link, Row

MOST_PAGED = 2_000
"""Products that can be paged through, in all and in one category; counts end there too."""

_NO_TINT = ""

_limit = bindparam("page_limit", type_=Integer)
_offset = bindparam("page_offset", type_=Integer)


def _tiles(page: Subquery, place: str) -> Statement:
    """The products of a page with their variants, in the page's order."""
    core = (
        select(
            product.c.id,
            variant.c.row,
            product.c.name,
            variant.c.price_minor,
            product.c.weighed,
            product.c.unit,
            product.c.picture,
            func.coalesce(product.c.tint, category.c.tint, _NO_TINT),
            product.c.favourite_position,
            variant.c.track_stock,
            func.coalesce(stock_level.c.on_hand_milli, 0),
            variant.c.low_stock_milli,
        )
        .select_from(page)
        .join(product, product.c.id == page.c.id)
        .join(variant, variant.c.product_id == product.c.id)
        .outerjoin(category, category.c.id == product.c.category_id)
        .outerjoin(
            stock_level,
            (stock_level.c.variant_row == variant.c.row)
            & (stock_level.c.location_id == bindparam("location_id", type_=stock_level.c.location_id.type)),
        )
        .where(variant.c.active)
        .order_by(product.columns[place], product.c.id, variant.c.position, variant.c.row)
    )
    return Statement(core)


def _page(query: Select[tuple[UUID]]) -> Subquery:
    return query.limit(_limit).offset(_offset).subquery("page")


_all = select(product.c.id).where(product.c.active).order_by(product.c.name, product.c.id)
_in_category = _all.where(product.c.category_id == bindparam("category_id"))
_favourites = (
    select(product.c.id)
    .where(product.c.favourite_position.is_not(None), product.c.active)
    .order_by(product.c.favourite_position, product.c.id)
)


def _count(query: Select[tuple[UUID]]) -> Statement:
    return Statement(select(func.count()).select_from(query.order_by(None).limit(MOST_PAGED).subquery()))


ALL_TILES = _tiles(_page(_all), "name")
CATEGORY_TILES = _tiles(_page(_in_category), "name")
FAVOURITE_TILES = _tiles(_page(_favourites), "favourite_position")
ALL_COUNT = _count(_all)
CATEGORY_COUNT = _count(_in_category)
FAVOURITE_COUNT = _count(_favourites)


def tiles(
    link: Link, location_id: UUID | None, category_id: UUID | None, offset: int, limit: int
) -> list[Tile]:
    """Products by name, of one category or of all."""
    window = _window(offset, limit)
    if category_id is None:
        return _grouped(ALL_TILES.all(link, location_id=location_id, **window))
    return _grouped(CATEGORY_TILES.all(link, location_id=location_id, category_id=category_id, **window))


def favourites(link: Link, location_id: UUID | None, offset: int, limit: int) -> list[Tile]:
    """Favourites in their own order."""
    return _grouped(FAVOURITE_TILES.all(link, location_id=location_id, **_window(offset, limit)))


def count(link: Link, category_id: UUID | None) -> int:
    """Products that `tiles` pages through: at most MOST_PAGED."""
    if category_id is None:
        return int(ALL_COUNT.scalar(link))
    return int(CATEGORY_COUNT.scalar(link, category_id=category_id))


def favourites_count(link: Link) -> int:
    """How many favourites there are, at most MOST_PAGED."""
    return int(FAVOURITE_COUNT.scalar(link))


def _window(offset: int, limit: int) -> dict[str, int]:
    start = min(max(offset, 0), MOST_PAGED)
    return {"page_offset": start, "page_limit": max(0, min(limit, MOST_PAGED - start))}


def _grouped(rows: list[Row]) -> list[Tile]:
    return [_tile(list(variants)) for _, variants in groupby(rows, key=lambda row: row[0])]


def _tile(variants: list[Row]) -> Tile:
    product_id, row, name, _, weighed, unit, picture, tint, favourite, _, _, _ = variants[0]
    prices = {price for (_, _, _, price, *_) in variants}
    known = [price for price in prices if price is not None]
    tracked = [(on_hand, low) for (*_, tracks, on_hand, low) in variants if tracks]
    lows = [low for _, low in tracked if low is not None]
    return Tile(
        product_id=product_id,
        variant_row=row,
        name=name,
        price_minor=min(known, default=None),
        several_prices=len(prices) > 1,
        variants=len(variants),
        weighed=weighed,
        unit=unit,
        picture=picture,
        tint=tint,
        favourite=favourite is not None,
        on_hand_milli=sum(on_hand for on_hand, _ in tracked) if tracked else None,
        low_stock_milli=sum(lows) if lows else None,
    )
