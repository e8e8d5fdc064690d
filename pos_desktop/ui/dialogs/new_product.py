"""A product that nobody had listed yet: its name, its price and its tax, typed at the till, and it is sold."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.new_product import Field, NewProduct
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.check_row import CheckRow
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField

_LEAST_OF_A_CODE = 8
"""Digits from which a text that was looked for is taken for a barcode and not for a name."""


def name_product(window: Window, looked_for: str, sell: Callable[[int], None]) -> None:
    """For what a search did not find: begins with what was typed; `sell` gets the variant's row."""
    text = looked_for.strip()
    is_code = text.isdecimal() and len(text) >= _LEAST_OF_A_CODE
    start = NewProduct("" if is_code else text, None, None, scan=text if is_code else "")
    window.show_overlay(NewProductPanel(window, start, sell, asks_code=not is_code))


class NewProductPanel(Panel):
    """Enter goes on to the price, then saves. Escape goes back, and `keep` gets what was typed so far."""

    hears_kinds = True

    def __init__(
        self,
        window: Window,
        start: NewProduct,
        sell: Callable[[int], None],
        *,
        keep: Callable[[NewProduct], None] | None = None,
        asks_code: bool = False,
    ) -> None:
        """`start`: with the scan it is made for. `asks_code`: it may still be scanned, for who typed the name first."""
        self._products = window.services.new_products
        self._scan, self._sell, self._keep = start.scan, sell, keep
        self._told = self._products.told_by(start.scan)
        ask = tr("Scan its barcode, if it has one.") if asks_code else ""
        super().__init__(window, tr("New product"), self._told.code or ask, icon="package")
        self._asks_code = asks_code
        self.name = TextField(tr("Name"))
        self.name.edit.setText(start.name)
        self.body.addWidget(self.name)
        self.weighed = CheckRow(tr("By weight"), checked=start.weighed or self._told.weighed)
        self.weighed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.body.addLayout(self._price_rows(start))
        self.tax, self.group = self._tax_choice(start), self._group_choice(start)
        self.body.addLayout(self._choices())
        self.body.addWidget(self.pad, 1)
        self.set_primary(tr("Save and sell"), self._press)
        self._listen()
        self._tell()
        self.setFocusProxy(self.name.edit)

    # -- parts ---------------------------------------------------------------------------------

    def _price_rows(self, start: NewProduct) -> QVBoxLayout:
        formats = self.window_.services.desk.formats
        exponent = formats.currency.exponent
        self.entry = AmountEntry(tr("Price"), formats.figure, exponent=exponent)
        if start.price_minor is not None:
            self.entry.set_value(start.price_minor)
        self.pad = Numpad("amount", "00" if exponent else "clear")
        self._price_fault = _Fault()
        column = QVBoxLayout()
        column.setSpacing(theme().space(1))
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(self.entry, 1)
        row.addWidget(self.weighed)
        column.addLayout(row)
        column.addWidget(self._price_fault)
        return column

    def _tax_choice(self, start: NewProduct) -> Select | None:
        """The store's classes, its default first and chosen."""
        classes = self.window_.services.catalogue.tax_classes()
        if not classes:
            return None
        included = self.window_.services.desk.settings.prices_include_tax
        choice = Select(tr("Tax, in the price") if included else tr("Tax, added to the price"))
        for class_id, name, _rates in classes:
            choice.add(class_id, name)
        choice.select(start.tax_class_id if choice.has(start.tax_class_id) else classes[0][0])
        return choice

    def _group_choice(self, start: NewProduct) -> Select | None:
        groups = self.window_.services.catalogue.categories()
        if not groups:
            return None
        choice = Select(tr("Category"))
        choice.add(None, tr("None"))
        for group in groups:
            choice.add(group.id, group.name)
        choice.select(start.category_id if choice.has(start.category_id) else None)
        return choice

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        for part in (self.tax, self.group):
            if part is not None:
                row.addWidget(part, 1)
        return row

    def _listen(self) -> None:
        self.name.edit.installEventFilter(self)
        self.pad.digit.connect(self.entry.append)
        self.pad.erased.connect(self.entry.back)
        self.pad.cleared.connect(self.entry.clear)
        self.entry.submitted.connect(self._press)
        self.entry.changed.connect(lambda _minor: self._price_fault.say(""))
        self.name.changed.connect(lambda _text: self.name.set_error(None))
        self.weighed.toggled.connect(self._tell)

    # -- what is typed -------------------------------------------------------------------------

    @property
    def typed(self) -> NewProduct:
        """What stands in the fields."""
        tax = self.tax.current() if self.tax else None
        group = self.group.current() if self.group else None
        return NewProduct(
            self.name.text(),
            self.entry.value() or None,
            tax if isinstance(tax, UUID) else None,
            group if isinstance(group, UUID) else None,
            self.weighed.isChecked(),
            self._scan,
        )

    def scanned(self, code: str) -> bool:
        """The code of what was named first; where the code is there already, the next item for the ticket."""
        if not self._asks_code:
            return False
        told, owner = self._products.told_by(code), self.window_.services.tickets.goods_of(code)
        fault = self._products.faults(NewProduct("", None, None, scan=code)).get(Field.CODE)
        if owner is not None:
            fault = tr("{code} belongs to {name}", code=told.code, name=owner.sellable.name)
        if fault:
            self.window_.beep()
            self.window_.toast(fault, tr("The new product is without it."), kind="attention")
            return True
        self._scan, self._told = code, told
        self.tell_second(told.code)
        self.weighed.setChecked(self.weighed.isChecked() or told.weighed)
        self._tell()
        return True

    def gone(self) -> None:
        if self._keep is not None:
            self._keep(self.typed)

    def _tell(self, _on: bool = False) -> None:
        weighed, told = self.weighed.isChecked(), self._told
        self.weighed.setEnabled(not told.weighed)
        self.entry.set_label(tr("Price per {unit}", unit=unit_name(told.unit)) if weighed else tr("Price"))
        optional = told.priced and not weighed
        hint = tr("Leave the price empty where each pack's code has its own.") if optional else ""
        self.tell_primary(tr("Save and sell"), hint)

    # -- saving --------------------------------------------------------------------------------

    def _press(self, _price: object = None) -> None:
        new = self.typed
        faults = self._products.faults(new)
        self.name.set_error(faults.get(Field.NAME))
        self._price_fault.say("" if Field.NAME in faults else faults.get(Field.PRICE, ""))
        if Field.NAME in faults:
            self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif Field.PRICE in faults:
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.window_.act(partial(self._products.add, new), self._saved)

    def _saved(self, row: int) -> None:
        self.window_.close_overlay(self)
        self._sell(row)

    def _goes_on(self) -> bool:
        """Whether Enter behind the name leads to the price, which is not typed yet."""
        faults = self._products.faults(self.typed)
        return set(faults) == {Field.PRICE} and self.name.edit.hasFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the name is typed, the price does not look as if the keys went there."""
        if watched is self.name.edit and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.entry.set_active(event.type() == QEvent.Type.FocusOut)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._goes_on():
            self.entry.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if self.pad.take_key(event):
            return
        super().keyPressEvent(event)


class _Fault(QWidget):
    """What is wrong with the field above it; not in sight while all is well."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(1))
        row.addWidget(IconView("warning-circle-fill", "danger", "icon-small"), 0, Qt.AlignmentFlag.AlignTop)
        self.label = Label("", "caption", color="danger", wrap=True)
        row.addWidget(self.label, 1)
        self.hide()

    def say(self, sentence: str) -> None:
        self.label.setText(sentence)
        self.setVisible(bool(sentence))
