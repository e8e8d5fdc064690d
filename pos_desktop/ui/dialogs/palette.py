"""One field that finds everything: actions of the screens, products, orders, customers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.scanning import PriceAsked
from pos_desktop.application.sellable import SearchHit
from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.keys import shown
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import Customer

# Typing is answered at the end of a burst of keys, not at each of them.
_PAUSE_MS = 60
_MOST_PRODUCTS = 12
_MOST_ORDERS = 5
_MOST_CUSTOMERS = 5


class PalettePanel(QWidget):
    """Actions match by their words; products, orders and customers are asked for as the text grows. Enter takes the
    first. Customers come a moment later, below what is there: they change nothing that Enter would take."""

    done = Signal()

    def __init__(self, window: Window, actions: Sequence[Key]) -> None:
        super().__init__()
        self._window = window
        self._actions = [*actions, *_places_without_key(window)]
        self._choices: dict[str, Callable[[], None]] = {}
        self._finding: Task | None = None
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
        # Actions are in sight already; what else is found has to fit a narrow window.
        self.field = SearchField(tr("Product, order, customer"), barcode=False)
        self.field.edit.setAccessibleName(tr("Action, product, order or customer"))
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
        self._let_go()
        text = self.field.text().strip()
        self._choices = {}
        rows = self._action_rows(text)
        if text:
            rows += self._product_rows(text) + self._order_rows(text) + self._rows_by_other_names(text)
        self.list.set_rows(rows)
        self.list.select(rows[0].key if rows else None)
        if text:
            self._look_for_customers(text)

    def _row(self, row: RowData, take: Callable[[], None]) -> RowData:
        self._choices[row.key] = take
        return row

    def _action_rows(self, text: str) -> list[RowData]:
        return [self._action_row(place) for place, key in enumerate(self._actions) if _says(key.words, text)]

    def _rows_by_other_names(self, text: str) -> list[RowData]:
        """Below all that has the typed name itself: they never take its Enter."""
        return [
            self._action_row(place)
            for place, key in enumerate(self._actions)
            if not _says(key.words, text) and _says(f"{key.words} {key.also}", text)
        ]

    def _action_row(self, place: int) -> RowData:
        key = self._actions[place]
        return self._row(
            RowData(f"action-{place}", key.words, shown(key.keys), icon="arrow-right"), key.action
        )

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

    def _look_for_customers(self, text: str) -> None:
        find = self._window.services.customers.find
        self._finding = self._window.run(lambda: find(text), self._found, self._not_found, quiet=True)

    def _found(self, customers: "list[Customer]") -> None:
        from pos_desktop.ui.dialogs.customer import customer_row

        self._finding = None
        rows = [
            self._row(customer_row(f"customer-{each.id}", each), partial(self._serve, each))
            for each in customers[:_MOST_CUSTOMERS]
        ]
        self.list.append_rows(rows)
        if rows and self.list.selected_key() is None:
            self.list.select(rows[0].key)

    def _not_found(self, _trouble: PersonError) -> None:
        """What else was found can be taken all the same."""
        self._finding = None

    def _let_go(self) -> None:
        finding, self._finding = self._finding, None
        if finding is not None:
            finding.cancel()

    def gone(self) -> None:
        """Customers who are found later are nobody's answer."""
        self._let_go()

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

    def _serve(self, customer: "Customer") -> None:
        """The ticket is for them from now on; one that is being paid says that it cannot be changed."""
        window = self._window
        window.act(
            lambda _approval: window.services.customers.choose(customer.id), lambda _served: window.go("sale")
        )

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


def _says(words: str, typed: str) -> bool:
    """Whether each word that was typed is in them, at any place."""
    said = words.casefold()
    return all(word in said for word in typed.casefold().split())


def _places_without_key(window: Window) -> list[Key]:
    """Places that stand in no rail and have no key of their own."""
    places = []
    if window.has("settings"):
        take = partial(window.go, "settings", section="products", row="file")
        places.append(Key("", tr("Take products from a file"), take))
    if window.has("reconcile"):
        places.append(Key("", tr("Compare with the providers"), partial(window.go, "reconcile")))
    return places
