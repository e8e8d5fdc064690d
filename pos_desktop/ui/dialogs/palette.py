"""One field that finds everything: actions of the screens, products, orders."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.scanning import PriceAsked
from pos_desktop.application.sellable import SearchHit
from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.keys import shown
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.search_field import SearchField

# Typing is answered at the end of a burst of keys, not at each of them.
_PAUSE_MS = 60
_MOST_PRODUCTS = 12
_MOST_ORDERS = 5


class PalettePanel(QWidget):
    """Actions match by their words; products and orders are asked for as the text grows. Enter takes the first."""

    done = Signal()

    def __init__(self, window: Window, actions: Sequence[Key]) -> None:
        super().__init__()
        self._window = window
        self._actions = [*actions, *_places_without_key(window)]
        self._choices: dict[str, Callable[[], None]] = {}
        self.setAccessibleName(tr("Find anything"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(Divider())
        self.list = ListView(RESULTS, tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.chosen.connect(self._take)
        column.addWidget(self.list, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self._find()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme().px("header") - theme().border("hair"))
        row = QHBoxLayout(head)
        side = theme().space(4)
        row.setContentsMargins(side, theme().border("hair"), side, 0)
        row.setSpacing(theme().space(2))
        self.field = SearchField(tr("Action, product or order"), barcode=False)
        self.field.changed.connect(lambda _text: self._pause.start())
        self.setFocusProxy(self.field.edit)
        row.addWidget(self.field, 1)
        cross = Button(icon="x", name=tr("Close"))
        cross.clicked.connect(self.done)
        row.addWidget(cross)
        return head

    # -- finding -------------------------------------------------------------------------------

    def _find(self) -> None:
        self._pause.stop()
        text = self.field.text().strip()
        self._choices = {}
        rows = self._action_rows(text)
        if text:
            rows += self._product_rows(text) + self._order_rows(text)
        self.list.set_rows(rows)
        self.list.select(rows[0].key if rows else None)

    def _row(self, row: RowData, take: Callable[[], None]) -> RowData:
        self._choices[row.key] = take
        return row

    def _action_rows(self, text: str) -> list[RowData]:
        words = text.casefold().split()
        found = [key for key in self._actions if all(word in key.words.casefold() for word in words)]
        return [
            self._row(RowData(f"action-{place}", key.words, shown(key.keys), icon="arrow-right"), key.action)
            for place, key in enumerate(found)
        ]

    def _product_rows(self, text: str) -> list[RowData]:
        formats = self._window.services.desk.formats
        rows = []
        for hit in self._window.services.catalogue.search(text, _MOST_PRODUCTS):
            amount = formats.figure(hit.price_minor) if hit.price_minor is not None else ""
            second = hit.barcode or hit.sku or ""
            key = f"product-{hit.variant_row}"
            found = tuple((start, end - start) for start, end in hit.spans)
            row = RowData(key, hit.name, second, amount=amount, icon="tag", matches=found)
            rows.append(self._row(row, partial(self._add, hit)))
        return rows

    def _order_rows(self, text: str) -> list[RowData]:
        formats = self._window.services.desk.formats
        rows = []
        for order in self._window.services.orders.find(text, limit=_MOST_ORDERS):
            second, amount = formats.moment(order.paid_at), formats.figure(order.total_minor)
            row = RowData(f"order-{order.id}", order.number, second, amount=amount, icon="receipt")
            rows.append(self._row(row, partial(self._window.go, "orders", order=order.id)))
        return rows

    # -- taking --------------------------------------------------------------------------------

    def _take(self, key: str) -> None:
        take = self._choices.get(key)
        if take is not None:
            self.done.emit()
            take()

    def _add(self, hit: SearchHit) -> None:
        """A found product goes on the ticket; the sale screen asks for a price or a weight that is missing."""
        if self._window.services.catalogue.sellable(hit.variant_row).weighed:
            self._window.go("sale", weigh=hit)
            return

        def added(answer: object) -> None:
            if isinstance(answer, PriceAsked):
                self._window.go("sale", price_asked=answer)
            else:
                self._window.go("sale")

        self._window.act(lambda _approval: self._window.services.tickets.add(hit.variant_row), added)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        rows = self.list.rows
        if step and rows:
            keys = [row.key for row in rows]
            here = keys.index(self.list.selected_key() or keys[0])
            self.list.select(keys[(here + step) % len(keys)])
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                self._find()
            self._take(self.list.selected_key() or "")
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))


def _places_without_key(window: Window) -> list[Key]:
    """Screens that stand in no rail and have no key of their own."""
    if not window.has("reconcile"):
        return []
    return [Key("", tr("Compare with the providers"), partial(window.go, "reconcile"))]
