"""What each kind of change of a platform does here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pos_desktop.application.customers import take_customer
from pos_desktop.application.kept_words import keep
from pos_desktop.application.online_orders import take_order, take_refund
from pos_desktop.application.platform.changes import Change, ChangeKind
from pos_desktop.application.platform_products import product_gone, take_product
from pos_desktop.application.stock_levels import Taken
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work
    from pos_desktop.application.stock_levels import StockLevels
    from pos_desktop.application.sync_records import Connection


class PlatformChanges:
    """Acts on changes, within the transaction that it is given."""

    def __init__(self, levels: StockLevels) -> None:
        self._levels = levels

    def acts_on(self, change: Change) -> bool:
        """Whether anybody does."""
        return change.kind is not ChangeKind.UNKNOWN

    def act(self, work: Work, connection: Connection, change: Change, now: datetime) -> str:
        """What a person should know of it, in words; empty for nothing."""
        if change.product is not None:
            return take_product(work, connection, change.product, now)
        if change.order is not None:
            return take_order(work, connection, change.order, now)
        if change.customer is not None:
            take_customer(work, connection, change.customer, now)
            return ""
        match change.kind:
            case ChangeKind.PRODUCT_GONE:
                return product_gone(work, connection, change.ref, change.at, now)
            case ChangeKind.REFUND:
                return take_refund(work, connection, change)
            case ChangeKind.LEVEL | ChangeKind.LEVEL_GONE:
                return self._level(work, connection, change)
            case ChangeKind.APP_REMOVED:
                return _app_removed(work, connection, now)
        return ""  # a discount is asked for when its code is used

    def _level(self, work: Work, connection: Connection, change: Change) -> str:
        if change.level is not None:
            taken = self._levels.tell(work, connection, change.level)
        else:
            item_ref, _, location_ref = change.ref.rpartition(" ")
            taken = self._levels.gone(work, connection.id, item_ref, location_ref, change.at)
        return tr("The item is not linked to a product here") if taken is Taken.UNLINKED else ""


def _app_removed(work: Work, connection: Connection, now: datetime) -> str:
    """The shop took the register's access away: everything waits until it is connected again."""
    words = tr("The shop has removed the register's access")
    stored = work.connections.get(connection.id)
    work.connections.save(replace(stored, trouble=keep(words), sign_in=True), now)
    return words
