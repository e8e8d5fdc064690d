"""Selling: products on tiles, search as you type, the ticket at the side."""

from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.scanning import Expired, PriceAsked, Scan, Unknown, WeightAsked
from pos_desktop.application.sellable import SearchHit, Sellable
from pos_desktop.application.ticket_goods import Added
from pos_desktop.application.wording import tr
from pos_desktop.domain.scan_codes import without_aim
from pos_desktop.ui.first_paint import after_first_paint
from pos_desktop.ui.screens.product_shelf import ProductShelf
from pos_desktop.ui.screens.search_results import SearchResults
from pos_desktop.ui.screens.ticket_side import ticket_side
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.list_view import RESULTS, ListView
from pos_desktop.ui.widgets.search_field import SearchField
from pos_desktop.ui.widgets.tile_painting import FOCUS_ROOM

if TYPE_CHECKING:
    from pos_desktop.ui.screens.open_payment import OpenPaymentBanner


class SaleScreen(Screen):
    """The screen that a cashier lives in."""

    _catalogue_told = Signal()

    name = "sale"
    rail_cell = "sale"
    hears_kinds = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ticket = ticket_side(window)
        self._asked: object = None
        self._stale = False
        self.shelf = ProductShelf(self.services, self)
        self.grid, self.groups = self.shelf.grid, self.shelf.groups
        column = QVBoxLayout(self)
        x, y = theme().padding("screenX"), theme().padding("screenY")
        # The grid keeps room for the focus ring around its tiles; everything else is set in by as much.
        column.setContentsMargins(x - FOCUS_ROOM, y, x - FOCUS_ROOM, y - FOCUS_ROOM)
        column.setSpacing(0)
        rows = (self._search_row(), self.shelf.row())
        for row in rows:
            row.setContentsMargins(FOCUS_ROOM, 0, FOCUS_ROOM, 0)
        column.addLayout(rows[0])
        column.addSpacing(theme().space(3))
        column.addLayout(rows[1])
        column.addSpacing(theme().space(3) - FOCUS_ROOM)
        self._above_tiles = column
        self.open_payment: OpenPaymentBanner | None = None
        self._places = QStackedWidget()
        self._nothing = EmptyState()
        self._nothing.pressed.connect(self.ask_quick_item)
        self._nothing.other_pressed.connect(self._name_product)
        self._found: QWidget | None = None
        for place in (self.grid, self._nothing):
            self._places.addWidget(place)
        column.addWidget(self._places, 1)
        # After a tap on a chip or a page the next letters are looked for as well.
        self.setFocusProxy(self.search.edit)
        self._listen()

    # -- building ------------------------------------------------------------------------------

    @cached_property
    def results(self) -> ListView:
        """What a search found; made a moment after the start, or by the first search."""
        results = ListView(RESULTS, tr("Search results"))
        results.chosen.connect(lambda key: self.take(int(key)))
        self._found = QWidget()
        frame = QVBoxLayout(self._found)
        frame.setContentsMargins(*(FOCUS_ROOM,) * 4)
        card = Card(padding=0)
        card.body.addWidget(results)
        frame.addWidget(card)
        self._places.addWidget(self._found)
        return results

    @cached_property
    def finding(self) -> SearchResults:
        """Fills the results."""
        return SearchResults(self.services, self.results)

    def _search_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self.search = SearchField(tr("Scan, or search products"), key_hint="Ctrl K")
        self.quick = Button(tr("Quick item"), icon="plus")
        self.parked = Button(tr("Parked"), icon="pause-circle")
        row.addWidget(self.search, 1)
        row.addWidget(self.quick)
        row.addWidget(self.parked)
        return row

    def _listen(self) -> None:
        self.search.changed.connect(self._search)
        self.search.submitted.connect(self._take_typed)
        for widget in (self.search.edit, self.grid, self.ticket.panel.view):
            widget.installEventFilter(self)
        self.quick.clicked.connect(self.ask_quick_item)
        self.parked.clicked.connect(self.ticket.ask_parked)
        self.shelf.opened.connect(self._shelf_opened)
        self.grid.chosen.connect(self._take_tile)
        self.grid.details_requested.connect(self._show_details)
        after_first_paint(self, lambda: self.results)
        self.ticket.changed.connect(self.refresh)
        self.ticket.pay.connect(self.pay)
        self.ticket.gift_card.connect(self.ask_gift_card)
        events = self.services.desk.events
        # A catalogue also comes in on other threads; the signal brings the word here.
        self._catalogue_told.connect(self._catalogue_changed)
        events.on(Event.CATALOGUE, self._catalogue_told.emit)
        events.on(Event.PARKED, self._tell_parked)
        events.on(Event.PAYMENT_MOVED, self._payment_moved)

    @property
    def side(self) -> QWidget:
        """The ticket."""
        return self.ticket.panel

    @property
    def home(self) -> QWidget:
        """The search: what is typed next is looked for."""
        return self.search.edit

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the ticket as it is on disk, and the products."""
        self.shelf.fill()
        # The disk may refuse: the tax of the shop stands on a ticket until it can be written.
        with suppress(PersonError):
            self.services.tickets.own_taxes_again()
        self.ticket.show_open()
        self._tell_open_payment()
        self._tell_counts()
        self._tell_parked()
        self.grid.refresh()
        self.search.edit.setFocus()
        lines = self.services.tickets.ticket.lines
        self.ticket.panel.view.select(str(lines[-1].id) if lines and facts.get("select") else None)
        self._ask_once(facts.get("price_asked") or facts.get("weigh"))

    def _ask_once(self, asked: object) -> None:
        """The price or weight of what was found elsewhere; the way back comes here with the same facts."""
        if asked is None or asked is self._asked:
            return
        self._asked = asked
        if isinstance(asked, PriceAsked):
            QTimer.singleShot(0, self, partial(self.ask_price, asked))
        elif isinstance(asked, SearchHit):
            QTimer.singleShot(0, self, partial(self.take, asked.variant_row))

    def retranslate(self) -> None:
        self.search.edit.setPlaceholderText(tr("Scan, or search products"))
        self.quick.set_text(tr("Quick item"))
        self.parked.set_text(tr("Parked"))
        self.results.setAccessibleName(tr("Search results"))
        self.search.edit.setAccessibleName(tr("Scan, or search products"))
        self.shelf.retranslate()
        self.shelf.reload()
        self._tell_open_payment()
        self.ticket.retranslate()

    def _catalogue_changed(self) -> None:
        """While somebody searches, what is typed stays; the tiles are read again when it is cleared."""
        if self.search.text():
            self._stale = True
        else:
            self.shelf.reload()

    def _shelf_opened(self) -> None:
        """Another group was chosen: what was searched for is over."""
        self.search.clear()
        self._show_group()

    def _show_group(self) -> None:
        """The products of the group, or that there are none."""
        if self.shelf.many == 0:
            self._nothing.set_icon("package")
            self._nothing.set_words(
                tr("No products here yet"),
                tr("Take them from a file in Settings › Products."),
                tr("Sell a quick item"),
                tr("New product"),
            )
        self._places.setCurrentWidget(self.grid if self.shelf.many else self._nothing)

    def refresh(self) -> None:
        """The ticket changed: its lines, its sums, and the counts on the tiles."""
        self.ticket.show_open()
        self._tell_open_payment()
        self._tell_counts()

    def _payment_moved(self) -> None:
        """An outcome came while the ticket is looked at here."""
        if self.isVisible() and self.ticket.locked:
            self.refresh()

    def _tell_open_payment(self) -> None:
        """Says that money was taken for the ticket; the banner is made when there is something to say."""
        if self.open_payment is None:
            if not self.ticket.locked:
                return
            from pos_desktop.ui.screens.open_payment import OpenPaymentBanner

            self.open_payment = OpenPaymentBanner(self.window_, self.refresh)
            self._above_tiles.insertWidget(self._above_tiles.indexOf(self._places), self.open_payment)
        self.open_payment.refresh()

    def _tell_counts(self) -> None:
        self.shelf.count(self.services.tickets.ticket.lines)

    def _tell_parked(self) -> None:
        count = self.services.tickets.parked_count()
        self.parked.set_badge(str(count) if count else None)

    # -- finding -------------------------------------------------------------------------------

    def _end_search(self) -> None:
        """Back to the tiles, read again where they changed meanwhile."""
        self.finding.forget()
        self.shelf.put_aside(False)
        stale, self._stale = self._stale, False
        if stale:
            self.shelf.reload()
        else:
            self._show_group()

    def _search(self, text: str) -> None:
        if not text.strip():
            self._end_search()
            return
        self.shelf.put_aside(True)
        if not self.finding.look_for(text):
            self._nothing.set_icon("magnifying-glass")
            title = tr("Nothing found for “{text}”", text=text)
            actions = tr("Sell a quick item"), tr("New product")
            self._nothing.set_words(title, tr("Check the spelling or search for fewer letters."), *actions)
            self._places.setCurrentWidget(self._nothing)
        elif self._found is not None:
            self._places.setCurrentWidget(self._found)

    def _take_typed(self, text: str) -> None:
        """Enter in the search field: a code that is known is sold, else the first result."""
        text = text.strip()
        if not text:
            return
        if text.isdigit() and len(text) >= 8 and self.take_code(text, ask=False):
            self.search.clear()
            return
        key = self.results.selected_key()
        if self._places.currentWidget() is self._found and key:
            self.take(int(key))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down walk the results while the text keeps the focus; letters typed beside it go into it."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is not self.search.edit:
            return self._type_into_search(event)
        if self._places.currentWidget() is self._found and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.finding.walk(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return False

    def _type_into_search(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
        if held or not event.text().isalnum():
            return False
        self.search.edit.setFocus()
        QApplication.sendEvent(self.search.edit, event)
        return True

    # -- adding --------------------------------------------------------------------------------

    def scanned(self, code: str) -> bool:
        """A code from the scanner."""
        self.take_code(code, ask=True)
        return True

    def foresee(self, code: str) -> None:
        """The line that is going to be shown is put into words and painted aside."""
        with suppress(PersonError):  # the scan itself tells of it
            line = self.services.tickets.foresee(code)
            if line is not None:
                self.ticket.prepare_line(line)

    def take_code(self, code: str, *, ask: bool) -> bool:
        """Adds the product of a code; an unknown one beeps and offers what can be done."""
        try:
            answer = self.services.tickets.scan(code)
        except PersonError as error:
            self.services.tickets.reload()
            self.window_.trouble(error)
            return True
        if isinstance(answer, Unknown):
            if ask:
                from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
                from pos_desktop.ui.screens.receipt_scanned import offer_receipt

                if offer_receipt(self.window_, without_aim(code)):
                    return True
                self.window_.beep()
                self.window_.show_overlay(UnknownCodePanel(self.window_, code, answer, self))
            return False
        if isinstance(answer, Expired):
            from pos_desktop.ui.dialogs.expired import ExpiredPanel

            self.window_.beep()
            self.window_.show_overlay(ExpiredPanel(self.window_, answer, self))
            return True
        self._added(answer)
        return True

    def took(self, answer: Added | PriceAsked | WeightAsked) -> None:
        """Something was added by a panel."""
        self._added(answer)

    def take(self, variant_row: int) -> None:
        """Adds one of a variant that was tapped or found."""
        self.search.clear()
        self.search.edit.setFocus()

        def add(_approval: object) -> Added | PriceAsked:
            return self.services.tickets.add(variant_row)

        sellable = self.services.catalogue.sellable(variant_row)
        if sellable.weighed:
            self.ask_weight(sellable)
        else:
            self.window_.act(add, self._added)

    def _added(self, answer: Added | PriceAsked | WeightAsked) -> None:
        if isinstance(answer, PriceAsked):
            self.ask_price(answer)
            return
        if isinstance(answer, WeightAsked):
            self.ask_weight(answer.sellable, answer.scan)
            return
        if answer.line.variant_row is not None and answer.product_id is not None:
            self.shelf.know(answer.line.variant_row, answer.product_id)
        self.ticket.show_line(answer.line)
        self.refresh()

    def _take_tile(self, key: str) -> None:
        tile = self.shelf.tile(key)
        if tile is not None and tile.variants > 1:
            self._show_details(key)
        elif tile is not None:
            self.take(tile.variant_row)

    def _show_details(self, key: str) -> None:
        from pos_desktop.ui.dialogs.variants import VariantsPanel

        tile = self.shelf.tile(key)
        if tile is not None:
            self.window_.show_overlay(VariantsPanel(self.window_, tile, self._take_variant))

    def _take_variant(self, variant_row: int) -> None:
        self.window_.close_overlay()
        self.take(variant_row)

    def ask_price(self, asked: PriceAsked) -> None:
        """Types the price of a product that has none."""
        from pos_desktop.ui.dialogs.priced_goods import ask_price

        ask_price(self.window_, asked, self._added_from_panel)

    def ask_weight(self, sellable: Sellable, scan: Scan | None = None) -> None:
        """Weighs, or types the weight of, goods that are sold by it; `scan` is what their code said."""
        from pos_desktop.application.weighed_goods import Goods
        from pos_desktop.ui.dialogs.weighing import ask_weight

        goods = Goods(sellable.variant_row, sellable.name, sellable.unit, sellable.price_minor, scan)
        ask_weight(self.window_, goods, self._added)

    def ask_quick_item(self) -> None:
        """Sells something that is not in the catalogue."""
        from pos_desktop.ui.dialogs.priced_goods import ask_quick_item

        ask_quick_item(self.window_, self._added_from_panel)

    def _name_product(self) -> None:
        """Makes a product of what was looked for."""
        from pos_desktop.ui.dialogs.new_product import name_product

        name_product(self.window_, self.search.text(), self.take)

    def ask_gift_card(self) -> None:
        """Sells a gift card: worth what is paid for it."""
        from pos_desktop.ui.dialogs.priced_goods import ask_gift_card

        ask_gift_card(self.window_, self._added_from_panel)

    def _added_from_panel(self, answer: Added | PriceAsked) -> None:
        self.window_.close_overlay()
        self._added(answer)

    # -- keys ----------------------------------------------------------------------------------

    def keys(self) -> list[Key]:
        ticket, on_line = self.ticket, self._on_line
        return [
            Key("F12", tr("Pay"), self.pay),
            Key("F2", tr("Quick item"), self.ask_quick_item, also=tr("sell without a product")),
            Key("Ctrl+G", tr("Sell gift card"), self.ask_gift_card),
            Key("F3", tr("Parked tickets"), ticket.ask_parked),
            Key("F4", tr("Park ticket"), self._park),
            Key("F6", tr("Line discount"), lambda: on_line(ticket.ask_discount)),
            Key("F7", tr("Note"), lambda: on_line(ticket.ask_note)),
            Key("F8", tr("Price override"), lambda: on_line(ticket.ask_price), also=tr("change the price")),
            Key("F9", tr("Quantity"), lambda: on_line(ticket.ask_quantity)),
            Key("F10", tr("Return without a receipt"), ticket.ask_return, also=tr("take goods back, refund")),
            Key("Ctrl+Backspace", tr("Remove line"), lambda: on_line(ticket.remove)),
            Key("Ctrl+D", tr("Ticket discount"), ticket.ask_ticket_discount),
            Key("Ctrl+Shift+D", tr("Discount code"), ticket.ask_coupon),
            Key("Ctrl+U", tr("Customer"), ticket.ask_customer),
            Key("Ctrl+T", ticket.exempt_words, ticket.toggle_exempt, ticket.filled),
            Key("PgDown", tr("Next page"), lambda: self.shelf.turn(1)),
            Key("PgUp", tr("Previous page"), lambda: self.shelf.turn(-1)),
            Key("Ctrl+E", tr("Print labels"), self.ask_labels),
            Key("Ctrl+F", tr("Search products"), self.search.edit.setFocus),
            Key("Ctrl+Shift+Backspace", tr("Discard ticket"), ticket.discard, ticket.discardable),
        ]

    def ask_labels(self) -> None:
        """Labels of the result that is selected, else of the selected line."""
        from pos_desktop.ui.dialogs.labels import ask_labels

        key = self.results.selected_key() if self._places.currentWidget() is self._found else None
        if key:
            ask_labels(self.window_, int(key), self.services.catalogue.sellable(int(key)).name)
        elif (line := self.ticket.selected()) is not None:
            self.ticket.ask_labels(line)
        else:
            self.window_.toast(
                tr("Choose a product first"), tr("Search it, or put it on the ticket."), kind="neutral"
            )

    def _park(self) -> None:
        """A ticket that money was taken for is only put aside in the ways that the store allows."""
        if self.ticket.locked and self.open_payment is not None:
            self.open_payment.park()
        else:
            self.ticket.ask_park()

    def _on_line(self, then: object) -> None:
        line = self.ticket.selected()
        if line is not None and callable(then):
            then(line)

    def pay(self) -> None:
        """Goes to the payment, or says why not; a ticket that owes the customer money gives it back."""
        if self.ticket.gives_back:
            self.window_.go("give_back")
            return
        from pos_desktop.ui.viewmodels.paying import place_of

        under_way = self.services.tendering.view().under_way
        if under_way is not None:
            self.window_.go(place_of(under_way), payment=under_way.id)
            return
        try:
            self.services.checkout.check_payable()
        except PersonError as error:
            self.window_.trouble(error)
            return
        self.window_.go("pay", begins=True)

    def escape(self) -> bool:
        """Clears the search; never the ticket."""
        if self.search.text():
            self.search.clear()
            return True
        if self.ticket.panel.view.selected_key():
            self.ticket.panel.view.select(None)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        self.quick.set_icon_only(compact)
        self.parked.set_icon_only(compact)
