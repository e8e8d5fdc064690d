"""The store's platforms as the settings and the wizard show them. Texts, no decisions."""

from __future__ import annotations

from collections.abc import Sequence

from pos_desktop.application.connection_records import ImportProgress, Trial
from pos_desktop.application.formats import Formats
from pos_desktop.application.platform.capabilities import Capability, CapabilityTable, SellingWay, Support
from pos_desktop.application.platform.port import PlatformView
from pos_desktop.application.platform_import import CatalogueReport
from pos_desktop.application.sync_records import Connection
from pos_desktop.application.sync_view import LaneView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.viewmodels.sync import health_tag
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag


def connection_row(connection: Connection, kind: PlatformView | None, lane: LaneView | None) -> RowData:
    """A connection in the list."""
    label = kind.label if kind is not None else connection.platform
    address = str(connection.shop.get("address", "")) or label
    tag = health_tag(lane) if lane is not None else None
    return RowData(
        str(connection.id),
        connection.name,
        address,
        initials=kind.short if kind is not None else "?",
        tag=tag,
        dimmed=not connection.active,
    )


def offered_words(kind: PlatformView) -> str:
    """Under a platform that can be chosen; why it cannot where it cannot."""
    return "" if kind.offered else tr("In a later version")


def trial_facts(trial: Trial) -> list[tuple[str, str]]:
    """What a test found."""
    shop = trial.shop
    facts = [
        (tr("Shop"), shop.name),
        (tr("Address"), shop.address),
        (tr("Currency"), shop.currency),
        (tr("Places"), tr_n("{count} place", "{count} places", len(trial.locations))),
    ]
    if shop.plan:
        facts.insert(3, (tr("Plan"), shop.plan))
    return facts


def capability_words(capability: Capability) -> str:
    """What a platform may be able to do."""
    return {
        Capability.PRODUCTS: tr("Products come in"),
        Capability.PRODUCTS_SINCE: tr("Changed products come in by themselves"),
        Capability.BULK_IMPORT: tr("Quick first import"),
        Capability.BARCODES: tr("Barcodes"),
        Capability.ORDERS: tr("Paid orders go out"),
        Capability.ORDER_LOOK_UP: tr("An order is looked up before it is sent again"),
        Capability.REFUNDS: tr("Refunds"),
        Capability.PARTIAL_REFUNDS: tr("Refunds in part"),
        Capability.CUSTOMERS: tr("Customers"),
        Capability.DISCOUNTS: tr("Discount codes"),
        Capability.GIFT_CARDS: tr("Gift cards"),
        Capability.STOCK_ADJUST: tr("Stock goes out as it moves"),
        Capability.STOCK_SET: tr("Stock can be set"),
        Capability.STOCK_COMPARE: tr("Stock is set only if nobody changed it"),
        Capability.LOCATIONS: tr("Several places"),
        Capability.FULFILMENT: tr("Shipping"),
        Capability.WEBHOOKS: tr("Tells of changes at once"),
        Capability.IDEMPOTENT_STOCK: tr("A repeated stock message counts once"),
        Capability.TAX_AT_CHECKOUT: tr("Tax from the platform"),
    }[capability]


def support_tag(support: Support) -> Tag:
    """How it is supported."""
    return {
        Support.NATIVE: Tag("good", tr("Yes")),
        Support.ADAPTED: Tag("accent", tr("By a detour"), "arrows-left-right"),
        Support.NONE: Tag("neutral", tr("Not offered")),
    }[support]


def abilities(table: CapabilityTable) -> list[tuple[str, str, Tag]]:
    """Every capability: its name, the reason or detour, and how it is supported."""
    return [
        (capability_words(each), table.of(each).words, support_tag(table.of(each).support))
        for each in Capability
    ]


def way_words(way: SellingWay) -> str:
    """How a sale reaches the platform."""
    return {
        SellingWay.DRAFT: tr("As a draft whose tax the platform computes"),
        SellingWay.AFTER_PAYMENT: tr("As a paid order, after the sale"),
        SellingWay.LOCAL: tr("Not at all: it stays on this register"),
    }[way]


def progress_words(progress: ImportProgress, formats: Formats) -> str:
    """How far a first import is."""
    done = formats.number(progress.done)
    if progress.total:
        return tr("{done} of {total} variants", done=done, total=formats.number(progress.total))
    return tr("{done} variants", done=done)


def report_words(report: CatalogueReport) -> list[str]:
    """What a first import did."""
    found = [
        tr_n("{count} product", "{count} products", report.products),
        tr_n("{count} variant", "{count} variants", report.variants),
    ]
    if report.matched:
        found.append(tr_n("{count} known already", "{count} known already", report.matched))
    if report.refused_count:
        found.append(
            tr_n("{count} product needs a look", "{count} products need a look", report.refused_count)
        )
    if report.stopped:
        found.append(report.stopped)
    return found


def mapped_tenders() -> Sequence[TenderKind]:
    """The ways of paying that a platform knows by a name."""
    return (
        TenderKind.CASH,
        TenderKind.CARD,
        TenderKind.GIFT_CARD,
        TenderKind.SHOP_GIFT_CARD,
        TenderKind.STORE_CREDIT,
        TenderKind.VOUCHER,
        TenderKind.EXTERNAL,
        TenderKind.PAY_LINK,
    )


def secret_words(there: bool) -> str:
    """Where a key is; its text is never shown."""
    if there:
        return tr("Stored in the keyring, never shown again")
    return tr("Not entered")
