"""The tax classes and their rates."""

from decimal import Decimal
from functools import partial
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.tax import TaxRate, TaxRates
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.screens.settings_pages.form import side_by_side
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.viewmodels import settings as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

_MOST_RATES = 4


class TaxesPage(Page):
    """Classes in the list, the rates of one in the detail; the first class is the default."""

    key = "taxes"
    icon = "percent"

    @staticmethod
    def words() -> str:
        return tr("Taxes")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.classes: list[tuple[UUID, str, TaxRates]] = []
        self.add = Button(tr("Add"), icon="plus")
        self.add.clicked.connect(self._ask_name)
        self.pane.add_button(self.add)

    def refresh(self) -> None:
        self.classes = self.services.catalogue.tax_classes()
        self.add.setEnabled(self.editable)
        formats = self.services.desk.formats
        rows = [
            RowData(
                str(key),
                name,
                words.rates_words(rates, formats),
                icon="percent",
                tag=Tag("neutral", tr("Default")) if place == 0 else None,
            )
            for place, (key, name, rates) in enumerate(self.classes)
        ]
        self.pane.list.set_rows(rows)
        known = [row.key for row in rows]
        if self.chosen not in known and known:
            self.chosen = known[0]
        self.pane.list.select(self.chosen)

    def rebuild(self) -> None:
        found = self._present()
        if found is None:
            return
        key, name, rates = found
        first = self.classes[0][0] == key
        second = tr("Products without a class of their own have this one") if first else ""
        self.begin(name, second)
        field = self.form.text(tr("Name"), name, self._rename)
        self.detail.add(card(field))
        for place, rate in enumerate(rates):
            self._add_rate(place, rate, last=place == len(rates) - 1 and place > 0)
        more = Button(tr("Add a rate"), icon="plus")
        more.setEnabled(self.editable and len(rates) < _MOST_RATES)
        more.clicked.connect(self._add_another)
        self.detail.add(more)
        text = tr(
            "Sales keep the rates they were made with. A change counts from the next line that is rung up."
        )
        self.detail.add(Banner("", text, "neutral", icon="receipt", outlined=True))
        self.detail.end()

    def _add_rate(self, place: int, rate: TaxRate, *, last: bool) -> None:
        formats = self.services.desk.formats
        name = self.form.text(tr("Name on the receipt"), rate.name, partial(self._set_name, place))
        percent = self.form.text(
            tr("Rate in percent"),
            words.percent_text(rate, formats),
            partial(self._set_percent, place),
            amount=True,
        )
        parts = [side_by_side(name, percent)]
        if place:
            parts.append(
                self.form.toggle(
                    tr("Charged on the rates before it"),
                    tr("A compound rate is taken on the price with the other tax."),
                    rate.compound,
                    partial(self._set_compound, place),
                )
            )
        if last:
            away = Button(tr("Remove this rate"), "quiet", icon="trash")
            away.setEnabled(self.editable)
            away.clicked.connect(self._remove_last)
            parts.append(away)
        self.detail.add(card(*parts))

    # -- changes -------------------------------------------------------------------------------

    def _present(self) -> tuple[UUID, str, TaxRates] | None:
        return next((each for each in self.classes if str(each[0]) == self.chosen), None)

    def _store(self, *, name: str | None = None, rates: TaxRates | None = None) -> None:
        found = self._present()
        assert found is not None
        key, old_name, old_rates = found
        position = [each[0] for each in self.classes].index(key)
        kept = old_name if name is None else name
        self.services.catalogue.save_tax_class(key, kept, old_rates if rates is None else rates, position)
        self.refresh()

    def _rename(self, text: str) -> str:
        name = text.strip()
        if not name:
            raise ValueError(tr("A tax class needs a name"))
        self._store(name=name)
        self.detail.set_title(name, self.detail.second())
        return name

    def _replace(self, place: int, **facts: object) -> None:
        found = self._present()
        assert found is not None
        rates = list(found[2])
        old = rates[place]
        values = {"name": old.name, "percent": old.percent, "compound": old.compound} | facts
        rates[place] = TaxRate(**values)  # type: ignore[arg-type]  # the names are the fields'
        self._store(rates=tuple(rates))

    def _set_name(self, place: int, text: str) -> str:
        self._replace(place, name=text.strip())
        return text.strip()

    def _set_percent(self, place: int, text: str) -> str:
        percent = words.parse_percent(text)
        self._replace(place, percent=percent)
        return words.percent_text(TaxRate("", percent), self.services.desk.formats)

    def _set_compound(self, place: int, on: bool) -> None:
        self._replace(place, compound=on)

    def _add_another(self) -> None:
        found = self._present()
        if found is None or not self.form.commit():
            return
        rates = self._present()[2]  # type: ignore[index]  # it was there a line ago
        if self.form.attempt(lambda: self._store(rates=(*rates, TaxRate(tr("Tax"), Decimal(0))))):
            self.rebuild()

    def _remove_last(self) -> None:
        found = self._present()
        if found is not None and self.form.attempt(lambda: self._store(rates=found[2][:-1])):
            self.rebuild()

    def _ask_name(self) -> None:
        if not self.may_leave():
            return
        panel = NotePanel(
            self.host.window_,
            tr("New tax class"),
            tr_n("There is {count} class", "There are {count} classes", len(self.classes)),
            tr("Name"),
            tr("Add the class"),
            self._add_class,
            icon="percent",
        )
        self.host.window_.show_overlay(panel)

    def _add_class(self, name: str) -> None:
        if not name:
            return
        key, rate = new_id(), TaxRate(self._usual_name(), Decimal(0))
        self.host.window_.act(
            lambda _approval: self.services.catalogue.save_tax_class(key, name, (rate,), len(self.classes)),
            lambda _nothing: self._show_new(str(key)),
        )

    def _usual_name(self) -> str:
        rates = self.classes[0][2] if self.classes else ()
        return rates[0].name if rates else tr("Tax")

    def _show_new(self, key: str) -> None:
        self.host.window_.close_overlay()
        self.refresh()
        self.take(key)
        self.host.show_detail()
