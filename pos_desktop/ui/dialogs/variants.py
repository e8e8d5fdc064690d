"""A product's variants: one press adds the chosen one."""

from collections.abc import Callable

from pos_desktop.application.sellable import Tile, VariantChoice
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.labels import ask_labels
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData


class VariantsPanel(Panel):
    """`take` gets the row of the variant."""

    def __init__(self, window: Window, tile: Tile, take: Callable[[int], None]) -> None:
        options, choices = window.services.catalogue.variants(tile.product_id)
        second = " · ".join(options) if options else tr_n("{count} variant", "{count} variants", len(choices))
        super().__init__(window, tile.name, second, icon="package")
        self._take, self._choices, self._name = take, choices, tile.name
        self.list = ListView(RESULTS, tile.name)
        self.list.set_rows([self._row(tile, choice) for choice in choices])
        self.list.chosen.connect(lambda key: take(int(key)))
        self.list.highlighted.connect(lambda _key: self._tell())
        self.fill_with(self.list)
        self.labels = Button(tr("Print labels"), icon="barcode", key_hint="Ctrl E", height="button-mid")
        self.labels.clicked.connect(self.ask_labels)
        self.add_foot(self.labels)
        self.set_primary(tr("Add"), lambda: take(self._chosen().variant_row))
        self.list.select(str(choices[0].variant_row))
        self._tell()
        self.setFocusProxy(self.list)

    def ask_labels(self) -> None:
        """Labels of the chosen variant; the count is asked for."""
        chosen = self._chosen()
        name = " ".join(filter(None, (self._name, " / ".join(chosen.option_values))))
        ask_labels(self.window_, chosen.variant_row, name)

    def keys(self) -> list[Key]:
        """In place of the screen's."""
        return [Key("Ctrl+E", tr("Print labels"), self.ask_labels)]

    def _row(self, tile: Tile, choice: VariantChoice) -> RowData:
        formats = self.window_.services.desk.formats
        name = " / ".join(choice.option_values) or tile.name
        if choice.on_hand_milli is None:
            stock = tr("stock is not counted")
        elif choice.on_hand_milli <= 0:
            stock = tr("sold out")
        else:
            stock = tr("{count} in stock", count=formats.quantity(choice.on_hand_milli))
        price = tr("ask price") if choice.price_minor is None else formats.figure(choice.price_minor)
        return RowData(str(choice.variant_row), name, stock, amount=price)

    def _chosen(self) -> VariantChoice:
        key = self.list.selected_key()
        return next((c for c in self._choices if str(c.variant_row) == key), self._choices[0])

    def _tell(self) -> None:
        chosen, formats = self._chosen(), self.window_.services.desk.formats
        name = " / ".join(chosen.option_values)
        if chosen.price_minor is None:
            self.tell_primary(tr("Add"), name)
        else:
            self.tell_primary(tr("Add for {amount}", amount=formats.money(chosen.price_minor)), name)
