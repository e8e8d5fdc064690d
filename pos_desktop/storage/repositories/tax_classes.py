"""Tax classes with their rates, kept in memory between transactions: every scan asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.domain.record import record
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage.later.sql import bindparam, delete, select
from pos_desktop.storage.later.tables import tax_class, tax_rate
from pos_desktop.storage.repositories.statement import Statement, insert_into, upsert

if TYPE_CHECKING:
    from pos_desktop.domain.tax import TaxRates
    from pos_desktop.storage.repositories.statement import Link

_CLASSES = Statement(
    select(tax_class.c.id, tax_class.c.name).order_by(tax_class.c.position, tax_class.c.name, tax_class.c.id)
)
_RATES = Statement(
    select(tax_rate.c.tax_class_id, tax_rate.c.name, tax_rate.c.rate, tax_rate.c.compound).order_by(
        tax_rate.c.tax_class_id, tax_rate.c.position
    )
)
_SAVE_CLASS = upsert(tax_class, ("id",), lambda new: {"name": new.name, "position": new.position})
_DELETE_RATES = Statement(delete(tax_rate).where(tax_rate.c.tax_class_id == bindparam("class_id")))
_INSERT_RATE = Statement(insert_into(tax_rate))


@record
class TaxClasses:
    """All classes at one moment, the store's default first."""

    names: Mapping[UUID, str]
    rates: Mapping[UUID, TaxRates]
    default: UUID | None

    def of(self, class_id: UUID | None) -> tuple[UUID | None, TaxRates]:
        """A product's class and its rates; the default where it names none. KeyError for an unknown class."""
        chosen = self.default if class_id is None else class_id
        return chosen, () if chosen is None else self.rates[chosen]


def read(link: Link) -> TaxClasses:
    """The classes as this transaction sees them."""
    names: dict[UUID, str] = dict(_CLASSES.all(link))
    rates: dict[UUID, list[TaxRate]] = {class_id: [] for class_id in names}
    for class_id, name, percent, compound in _RATES.all(link):
        rates[class_id].append(TaxRate(name, percent, compound))
    return TaxClasses(names, {key: tuple(found) for key, found in rates.items()}, next(iter(names), None))


def save(link: Link, class_id: UUID, name: str, rates: TaxRates, position: int) -> None:
    """Writes a class with exactly these rates."""
    _SAVE_CLASS.run(link, id=class_id, name=name, position=position)
    _DELETE_RATES.run(link, class_id=class_id)
    _INSERT_RATE.run_many(
        link,
        (
            {
                "id": new_id(),
                "tax_class_id": class_id,
                "name": rate.name,
                "rate": rate.percent,
                "compound": rate.compound,
                "position": place,
            }
            for place, rate in enumerate(rates)
        ),
    )


class KeptTaxClasses:
    """What the transactions of one store share.

    A transaction may see an older moment than the last change, so what it read is kept only when nothing
    changed since it began.
    """

    def __init__(self) -> None:
        self._classes: TaxClasses | None = None
        self.changes = 0

    def forget(self) -> None:
        """They were changed, and the change is committed."""
        self.changes += 1
        self._classes = None

    def view(self, link: Link, since: int | None = None) -> TaxClassesSeen:
        """For a transaction that began when there were `since` changes; now, when that is not said."""
        return TaxClassesSeen(self, link, self.changes if since is None else since)

    def known(self, since: int) -> TaxClasses | None:
        """The classes kept, unless they changed after `since`."""
        classes = self._classes
        return classes if since == self.changes else None

    def keep(self, classes: TaxClasses, since: int) -> None:
        """Keeps what a transaction read that began at `since`."""
        if since == self.changes:
            self._classes = classes


class TaxClassesSeen:
    """The tax classes of one transaction."""

    def __init__(self, kept: KeptTaxClasses, link: Link, since: int) -> None:
        self._kept = kept
        self._link = link
        self._since = since
        self._own: TaxClasses | None = None
        self.changed = False

    def now(self) -> TaxClasses:
        """Read at most once, unless this transaction changes them."""
        classes = self._own or (None if self.changed else self._kept.known(self._since))
        if classes is None:
            classes = self._own = read(self._link)
            if not self.changed:
                self._kept.keep(classes, self._since)
        return classes

    def of(self, class_id: UUID | None) -> tuple[UUID | None, TaxRates]:
        """A product's class and its rates; read again once for a class added by other means than this store."""
        try:
            return self.now().of(class_id)
        except KeyError:
            self._kept.forget()
            self._own = read(self._link)
            return self._own.of(class_id)

    def save(self, class_id: UUID, name: str, rates: TaxRates, position: int) -> None:
        save(self._link, class_id, name, rates, position)
        self.changed, self._own = True, None
