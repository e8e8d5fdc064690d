"""Categories and tax classes that an import names: found by name, categories made when they are new."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import func, insert, select

from pos_desktop.application.ids import new_id
from pos_desktop.application.wording import tr
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.tables import category, tax_class, tax_rate

_TINTS = ("sage", "sand", "sky", "rose", "butter")


class ImportLookups:
    """Read once for an import."""

    def __init__(self) -> None:
        self._categories: dict[str, UUID] | None = None
        self._taxes: dict[str, UUID] | None = None

    def ids(
        self, connection: Connection, category_name: str | None, tax: str | None
    ) -> tuple[UUID | None, UUID | None]:
        """The ids of a category and a tax class, None for None. ValueError in words for an unknown tax class."""
        return (
            self._category(connection, category_name) if category_name else None,
            self._tax(connection, tax) if tax else None,
        )

    def _category(self, connection: Connection, name: str) -> UUID:
        if self._categories is None:
            known = connection.core.execute(select(category.c.name, category.c.id))
            self._categories = {found.casefold(): id_ for found, id_ in known}
        id_ = self._categories.get(name.casefold())
        if id_ is None:
            id_ = self._categories[name.casefold()] = self._new_category(connection, name)
        return id_

    def _new_category(self, connection: Connection, name: str) -> UUID:
        position = int(
            connection.core.execute(select(func.coalesce(func.max(category.c.position), -1) + 1)).scalar_one()
        )
        id_ = new_id()
        tint = _TINTS[position % len(_TINTS)]
        connection.core.execute(insert(category).values(id=id_, name=name, tint=tint, position=position))
        return id_

    def _tax(self, connection: Connection, text: str) -> UUID:
        if self._taxes is None:
            self._taxes = _tax_classes(connection)
        found = self._taxes.get(text.casefold()) or self._taxes.get(_percent(text))
        if found is None:
            raise ValueError(tr("there is no tax class {name}", name=text))
        return found


def _tax_classes(connection: Connection) -> dict[str, UUID]:
    """By name, and by percentage where only one class of a single rate has it."""
    by_percent: dict[str, list[UUID]] = {}
    rates: dict[UUID, list[Decimal]] = {}
    for id_, rate in connection.core.execute(select(tax_rate.c.tax_class_id, tax_rate.c.rate)):
        rates.setdefault(id_, []).append(rate)
    for id_, all_rates in rates.items():
        if len(all_rates) == 1:
            by_percent.setdefault(_percent(str(all_rates[0])), []).append(id_)
    found = {percent: ids[0] for percent, ids in by_percent.items() if len(ids) == 1}
    found.update(
        (name.casefold(), id_)
        for name, id_ in connection.core.execute(select(tax_class.c.name, tax_class.c.id))
    )
    return found


def _percent(text: str) -> str:
    try:
        number = Decimal(text.replace("%", "").replace(",", ".").strip())
        return f"{number.normalize():f}%" if number.is_finite() else ""
    except InvalidOperation:
        return ""
