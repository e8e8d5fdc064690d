"""Changes of products on a platform, which is the catalogue's master: its edits win."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application import level_questions
from pos_desktop.application.csv_products import clean_code, clean_name
from pos_desktop.application.customers import CHANGED, is_older
from pos_desktop.application.product_import import LONGEST_NAME, full_name
from pos_desktop.application.sync_records import Link, LinkKind
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_records import VariantRecord
    from pos_desktop.application.platform.catalogue import PlatformProduct, PlatformVariant
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection

BARCODE = "barcode"
"""Where a variant's link keeps the code that the platform told last: another one then takes its place."""


def variant_extra(variant: PlatformVariant, code: str) -> dict[str, Any]:
    """What a variant's link keeps besides its ref; `code` as `code_of` gives it."""
    extra: dict[str, Any] = {"item_ref": variant.item_ref or variant.ref}
    if code:
        extra[BARCODE] = code
    if variant.weight_grams is not None:
        extra["weight_grams"] = format(variant.weight_grams, "f")
    if variant.unknown:
        extra["unknown"] = dict(variant.unknown)
    return extra


def product_extra(product: PlatformProduct) -> dict[str, Any]:
    """What a product's link keeps besides its ref."""
    extra: dict[str, Any] = {CHANGED: product.updated_at.isoformat()}
    if product.unknown:
        extra["unknown"] = dict(product.unknown)
    return extra


def code_of(variant: PlatformVariant) -> tuple[str, str]:
    """Its barcode's key, and in words why there is none where the platform has one."""
    try:
        return clean_code(variant.barcode.strip()) or "", ""
    except ValueError as trouble:
        return "", str(trouble)


def name_of(product: PlatformProduct) -> str:
    """As receipts can say it: platforms allow longer ones. ValueError in words when there is none."""
    return clean_name(product.name[:LONGEST_NAME])


def prices_count(work: Work, connection: Connection) -> bool:
    """Whether the shop's prices are in the store's money."""
    return connection.shop.get("currency") in (None, "", work.settings.store().currency_code)


@dataclass(slots=True)
class _Change:
    """One product being taken over."""

    work: Work
    connection: Connection
    product: PlatformProduct
    prices: bool
    now: datetime
    words: list[str] = field(default_factory=list)
    freed: set[str] = field(default_factory=set)  # codes that a variant gave up

    def let_go(self, variant: PlatformVariant, link: Link | None) -> None:
        """Takes away the code that the platform told before, where it tells another now or none: a sibling may have it.
        Codes that were learnt at the register stay."""
        code, trouble = code_of(variant)
        last = str(link.extra.get(BARCODE, "")) if link else ""
        known = self.work.catalogue_edits.variant(link.local_id) if link and last not in ("", code) else None
        if known is not None and not trouble and last in known.codes:
            self.work.catalogue_edits.save_variant(replace(known, codes=known.codes - {last}))
            self.freed.add(last)

    def take(self, variant: PlatformVariant, link: Link | None) -> UUID | None:
        """Changes the variant that it is here; the product's id, None where it is linked to none."""
        known = self.work.catalogue_edits.variant(link.local_id) if link else None
        if link is None or known is None:
            self.words.append(tr("{name} is not linked to a product here", name=self._name(variant)))
            return None
        changed = self._changed(known, variant)
        if changed != known:
            self.work.catalogue_edits.save_variant(changed)
        if known.active and not changed.active:
            self.freed |= known.codes
        extra = self._extra(variant, link)
        if extra != link.extra:
            self.work.links.put([replace(link, extra=extra)])
        if changed.track_stock and not known.track_stock:
            self._ask_for_levels(str(extra["item_ref"]))
        return known.product_id

    def _extra(self, variant: PlatformVariant, link: Link) -> dict[str, Any]:
        code, trouble = code_of(variant)
        return variant_extra(variant, str(link.extra.get(BARCODE, "")) if trouble else code)

    def _ask_for_levels(self, item_ref: str) -> None:
        """What was told of it while nobody counted it here came to nothing."""
        for place in self.work.links.all(self.connection.id, LinkKind.LOCATION):
            level_questions.ask(self.work, self.connection.id, item_ref, place.ref, self.now)

    def _changed(self, known: VariantRecord, variant: PlatformVariant) -> VariantRecord:
        told = replace(
            known,
            name=self._name(variant),
            option_values=variant.option_values,
            sku=variant.sku,
            codes=self._codes(known, variant),
            track_stock=variant.tracks_stock,
            active=self.product.active,
        )
        if not self.prices:
            return told
        price = known.price_minor if variant.price_minor is None else variant.price_minor
        return replace(told, price_minor=price, compare_at_minor=variant.compare_at_minor)

    def _codes(self, known: VariantRecord, variant: PlatformVariant) -> frozenset[str]:
        """With the one that the platform tells; one that belongs to another product stays there until that gives it up."""
        code, trouble = code_of(variant)
        if trouble:
            self.words.append(trouble)
        if not code:
            return known.codes
        owner = self.work.catalogue_edits.owner(code)
        if owner is not None and owner[0] != known.row:
            if self.product.active:  # else nobody scans it
                self.words.append(tr("the barcode {code} belongs to {name}", code=code, name=owner[1]))
                wait_for_code(self.work, self.connection.id, code, variant.ref, self.now)
            return known.codes
        return known.codes | {code}

    def _name(self, variant: PlatformVariant) -> str:
        return full_name(name_of(self.product), variant.option_values)


def take_product(work: Work, connection: Connection, product: PlatformProduct, now: datetime) -> str:
    """Changes the linked variants of a product; an older telling changes nothing. What was left, in words."""
    link = work.links.local(connection.id, LinkKind.PRODUCT, product.ref)
    if link is not None and is_older(link, product.updated_at):
        return ""
    change = _Change(work, connection, product, prices_count(work, connection), now)
    links = work.links.locals(connection.id, LinkKind.VARIANT, [variant.ref for variant in product.variants])
    for variant in product.variants:
        change.let_go(variant, links.get(variant.ref))
    here = [change.take(variant, links.get(variant.ref)) for variant in product.variants]
    if not change.prices:
        change.words.append(tr("Its prices are in another currency and were not taken over"))
    product_id = next((each for each in here if each is not None), link.local_id if link else None)
    if product_id is not None:
        _save_product(work, product_id, product)
        if product.whole:
            _drop_missing(work, connection, product_id, product)
        work.links.put(
            [Link(connection.id, LinkKind.PRODUCT, product_id, product.ref, product_extra(product))]
        )
    hand_on(work, connection.id, change.freed)
    return "; ".join(change.words)


def wait_for_code(work: Work, connection_id: UUID, code: str, ref: str, now: datetime) -> None:
    """The variant of this ref was told with a code that another has, a copy of it or one that it changed codes with: it
    has it as soon as the other gives it up."""
    work.connections.set_cursor(connection_id, _code(code), ref, now)


def hand_on(work: Work, connection_id: UUID, codes: Iterable[str]) -> None:
    """Codes that were given up go to who waits for them, if the platform still says so."""
    for code in codes:
        ref = work.connections.cursor(connection_id, _code(code))
        link = work.links.local(connection_id, LinkKind.VARIANT, ref) if ref else None
        waiting = (
            work.catalogue_edits.variant(link.local_id) if link and link.extra.get(BARCODE) == code else None
        )
        if waiting is not None and waiting.active and work.catalogue_edits.owner(code) is None:
            work.catalogue_edits.save_variant(replace(waiting, codes=waiting.codes | {code}))


def product_gone(work: Work, connection: Connection, ref: str, at: datetime | None, now: datetime) -> str:
    """A product that was deleted there is no longer sold here; its past stays. What is told late of the time before
    `at`, by the platform's own clock, does not bring it back; where the platform does not say when, nothing does but
    an import."""
    work.connections.set_cursor(connection.id, _gone(ref), (at or _FOR_EVER).isoformat(), now)
    link = work.links.local(connection.id, LinkKind.PRODUCT, ref)
    if link is None:
        return tr("The deleted product is not linked to one here")
    product = work.catalogue_edits.product(link.local_id)
    if product is not None:
        work.catalogue_edits.save_product(replace(product, active=False))
    _drop(work, connection, work.catalogue_edits.variants(link.local_id))
    work.links.remove(connection.id, LinkKind.PRODUCT, link.local_id)
    return ""


def is_gone(work: Work, connection: Connection, product: PlatformProduct) -> bool:
    """Whether it was deleted there since what is told of it."""
    gone = work.connections.cursor(connection.id, _gone(product.ref))
    return bool(gone) and product.updated_at <= datetime.fromisoformat(gone)


_FOR_EVER = datetime.max.replace(tzinfo=UTC)


def _gone(ref: str) -> str:
    """The cursor of a connection that says when a product was deleted there."""
    return f"gone {ref}"


def _code(code: str) -> str:
    """The cursor of a connection that says which of its variants waits for a code."""
    return f"code {code}"


def _save_product(work: Work, product_id: UUID, told: PlatformProduct) -> None:
    known = work.catalogue_edits.product(product_id)
    if known is None:
        return
    changed = replace(
        known,
        name=name_of(told),
        options=told.options,
        vendor=told.vendor or known.vendor,
        picture=picture_of(told) or known.picture,
        active=told.active,
    )
    if changed != known:
        work.catalogue_edits.save_product(changed)


def picture_of(product: PlatformProduct) -> str:
    """The address of its first picture."""
    images = sorted(product.images, key=lambda image: image.position)
    return images[0].address if images else ""


def _drop_missing(work: Work, connection: Connection, product_id: UUID, told: PlatformProduct) -> None:
    """Variants that were linked to this product and that it does not have any more."""
    there = {variant.ref for variant in told.variants}
    records = {record.id: record for record in work.catalogue_edits.variants(product_id)}
    links = work.links.refs(connection.id, LinkKind.VARIANT, list(records))
    _drop(work, connection, [records[id_] for id_, link in links.items() if link.ref not in there])


def _drop(work: Work, connection: Connection, records: Sequence[VariantRecord]) -> None:
    for record in records:
        if record.active:
            work.catalogue_edits.save_variant(replace(record, active=False))
        work.links.remove(connection.id, LinkKind.VARIANT, record.id)
    hand_on(work, connection.id, [code for record in records for code in record.codes])
