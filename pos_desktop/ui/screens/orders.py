"""Past orders: search, look at one, print it again, void it."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.events import Event
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.ui.dialogs.void import VoidPanel
from pos_desktop.ui.screens.list_and_detail import ListAndDetail
from pos_desktop.ui.screens.online_order import OnlineOrderDetail
from pos_desktop.ui.screens.order_detail import OrderDetail, Shown
from pos_desktop.ui.screens.order_list import ListPane
from pos_desktop.ui.screens.order_search import PAGE, OrderSearch
from pos_desktop.ui.screens.receipt_scanned import tell_elsewhere
from pos_desktop.ui.screens.receipt_ways import ReceiptWays
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import orders as words
from pos_desktop.ui.viewmodels import voids as void_words
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.list_view import ListView
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.tips import give_tip

LIST_WIDTH = 560
POLL_MS = 1000


class OrdersScreen(ListAndDetail):
    """What was sold, and one sale."""

    name = "orders"
    rail_cell = "orders"
    waits_for_panels = True

    _devices_changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shown: OrderView | None = None
        self.pane = ListPane()
        self.list, self.search, self.states = self.pane.list, self.pane.search, self.pane.states
        self._wanted = OrderSearch(self.pane, self.services)
        self.detail = OrderDetail()
        self.nothing = EmptyState("receipt")
        self._right = QStackedWidget()
        self._right.addWidget(self.detail)
        self._right.addWidget(self.nothing)
        self._right.addWidget(QWidget())
        self.online = OnlineOrderDetail()
        self.online.back.connect(self.to_list)
        self._right.addWidget(self.online)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pane)
        row.addWidget(self._right, 1)
        # The payments' worker moves refunds on its own threads; this looks while the screen is in sight.
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._listen()
        self.retranslate()

    def _listen(self) -> None:
        self.search.changed.connect(lambda _text: self.reload())
        self.search.submitted.connect(lambda _text: self._open_first())
        self.pane.range.clicked.connect(self._open_ranges)
        self.states.chosen.connect(lambda _key: self.reload())
        self.list.highlighted.connect(self.show_key)
        self.list.chosen.connect(self.open)
        self.pane.empty.pressed.connect(self._widen)
        self.detail.back.connect(self.to_list)
        self.detail.reprint.connect(self.reprint)
        self.ways = ReceiptWays(self.window_, self._shown_id, copy=lambda: True, given=self._refresh_detail)
        self.detail.more.connect(self.open_ways)
        self.detail.order_tickets.connect(self.reprint_order_tickets)
        self.detail.gift.connect(lambda: self.reprint(gift=True))
        self.detail.void.connect(self.ask_void)
        self.detail.bring_back.connect(self.bring_back)
        charge = self.detail.charge
        charge.charge.connect(self.charge_now)
        charge.goods_left.connect(lambda _payment: self.goods_left())
        charge.release.connect(self.release)
        charge.take_otherwise.connect(lambda payment: self.window_.go("promises", charge=payment))
        self.services.desk.events.on(Event.PAYMENT_MOVED, self._refresh_detail)
        self.pane.promises.clicked.connect(lambda: self.window_.go("promises"))
        self._poll.timeout.connect(self._tell_promises)
        self.services.desk.events.on(Event.SOLD, self._on_sold)
        self._devices_changed.connect(self._refresh_detail, Qt.ConnectionType.QueuedConnection)
        self.services.devices.on_change(self._tell_devices)

    def _tell_devices(self) -> None:
        """Called on the devices' threads: a receipt may have come out."""
        if shiboken6.isValid(self):
            self._devices_changed.emit()

    @property
    def toast_room(self) -> int:  # type: ignore[override]  # as wide as the detail is now
        """The detail's buttons stay free."""
        return 0 if self.narrow else max(0, self.window().width() - self._rail_width() - LIST_WIDTH)

    def _rail_width(self) -> int:
        return theme().px("rail", breakpoint(self.window().width()))

    @property
    def home(self) -> QWidget:
        """Letters are keys of the screen and not of the search until somebody asks for it."""
        return self.list

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the newest orders, or the one that is named by `order`."""
        self._wanted.offer_online()
        wanted = facts.get("order")
        if isinstance(wanted, UUID):
            self.show_order(wanted)
        else:
            self.on_detail = False
            self.reload()
        self.arrange()
        self._tell_promises()
        self._poll.start()
        self.home.setFocus()

    def leave(self) -> bool:
        self._poll.stop()
        return True

    def _tell_promises(self) -> None:
        """How much money is on its way; nothing where there is none."""
        if self.services.desk.person is None:
            return
        found = len(self.services.returns.open_promises()) + len(self.services.captures.waiting())
        self.pane.promises.setVisible(bool(found))
        count = self.services.desk.formats.number(found)
        if count == self.pane.promises.badge():
            return
        self.pane.promises.set_text(tr("On its way"))
        give_tip(self.pane.promises, tr("Money on its way"))
        self.pane.promises.set_badge(count)
        self._refresh_detail()

    def retranslate(self) -> None:
        self._wanted.retranslate()
        self.detail.retranslate()
        self.nothing.set_words(tr("No order chosen"), tr("Choose an order to see what was sold."))
        if self._wanted.held or self._wanted.online or self._shown:
            self.reload()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.detail.area.pad()
            self.online.area.pad()
        super().changeEvent(event)

    @property
    def walked(self) -> ListView:
        return self.list

    def arrange(self) -> None:
        """Two columns, or one page at a time."""
        compact = self.is_compact
        side = theme().space(3) if compact else theme().padding("screenX")
        self.pane.set_side(theme().padding("screenX"))
        self.detail.set_side(side)
        self.online.set_side(side)
        self.lay_out(self.pane, self._right, LIST_WIDTH, narrow=compact or self.is_upright)
        self.detail.show_back(self.narrow)
        self.online.show_back(self.narrow)

    def keys(self) -> list[Key]:
        """Arrows walk the list, whatever has the keyboard."""
        return [
            Key("/", tr("Search orders"), self._to_search),
            Key("Down", tr("Next order"), lambda: self.walk(1), in_palette=False),
            Key("Up", tr("Order before"), lambda: self.walk(-1), in_palette=False),
            Key("p", tr("Reprint the receipt"), self.reprint, also=tr("print again")),
            Key("e", tr("Receipt in another language, PDF, e-mail"), self.open_ways),
            Key("v", tr("Void this order"), self.ask_void, also=tr("void the sale")),
            Key("r", tr("Return items of this order"), self.bring_back, also=tr("refund, give money back")),
            Key("m", tr("Money on its way"), lambda: self.window_.go("promises")),
        ]

    def escape(self) -> bool:
        """From the detail to the list, from a search to all orders, then away."""
        if super().escape():
            return True
        if self.search.text():
            self.search.clear()
            self.list.setFocus()
            return True
        return False

    def scanned(self, code: str) -> bool:
        """The bars of a receipt open its order; one of another register is said to be."""
        found = self.services.orders.by_receipt_code(code)
        if found is not None:
            self.show_order(found)
            return True
        return tell_elsewhere(self.window_, code)

    # -- the list ------------------------------------------------------------------------------

    def reload(self) -> None:
        """Asks for the first page of what is wanted; what was selected stays selected if it is among it."""
        before = self.list.selected_key()
        rows = self._wanted.first_page()
        more = len(self._wanted.held) == PAGE
        self.list.set_rows(rows, (lambda _held: self._wanted.page()) if more else None)
        self.pane.places.setCurrentIndex(0 if rows else 1)
        if not rows:
            self._wanted.tell_nothing()
        keys = [row.key for row in rows]
        if before not in keys and not self.narrow:
            self.list.verticalScrollBar().setValue(0)
            self.list.select(keys[0] if keys else None)
        self.show_key(self.list.selected_key() or "")

    def _widen(self) -> None:
        self._wanted.choose_all()
        self.reload()
        self.list.setFocus()

    def _open_ranges(self) -> None:
        menu = Menu(tr("Days"), self)
        for key, text in self._wanted.ranges().items():
            mark = "check-bold" if key == self._wanted.days else ""
            menu.add(text, partial(self.choose_range, key), mark)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(self.pane.range)

    def choose_range(self, key: str) -> None:
        """Narrows the list to some days."""
        self._wanted.choose_days(key)
        self.reload()

    def _to_search(self) -> None:
        self.to_list()
        self.search.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.edit.selectAll()

    def _open_first(self) -> None:
        if self.list.rows:
            key = self.list.selected_key() or self.list.rows[0].key
            self.list.select(key)
            self.open(key)
            self.list.setFocus()

    # -- the detail ----------------------------------------------------------------------------

    @property
    def shown(self) -> OrderView | None:
        """The order in sight."""
        return self._shown

    def show_order(self, order_id: UUID) -> None:
        """Finds an order and opens it, whatever the list is narrowed to."""
        order = self.services.orders.get(order_id)
        self._wanted.choose_all()
        if self.search.text() == order.number:
            self.reload()
        else:
            self.search.set_text(order.number)
        self.list.select(str(order_id))
        self.open(str(order_id))

    def show_key(self, key: str) -> None:
        online = self._wanted.online.get(key)
        if online is not None:
            self._shown = None
            self.online.show_order(online, self.services.desk.formats)
            self._right.setCurrentWidget(self.online)
            return
        self._shown = self.services.orders.get(UUID(key)) if key else None
        self._right.setCurrentIndex(0 if self._shown else 1 if self.list.rows else 2)
        self._render()

    def _render(self) -> None:
        order, desk = self._shown, self.services.desk
        if order is None or desk.person is None:
            return
        found = self.services.returns.past(order.id)
        returned = any(sold.returned_milli for sold in found.lines)
        shown = Shown(
            order,
            desk.register.name,
            words.why_not_void(order, self.services.shifts.current(), returned=returned),
            desk.person.role.allows(Permission.REPRINT),
            found,
            words.why_not_return(order, found),
            self.services.sync.order_states(order.id),
            tuple(self.services.captures.of_order(order.id)),
            self.services.orders.has_order_tickets(order),
        )
        self.detail.show_order(shown, desk.formats, words.subtitle(order, desk.formats, desk.clock.now()))

    def _on_sold(self) -> None:
        if self.isVisible():
            self.reload()

    def _refresh_detail(self) -> None:
        if self.isVisible() and self._shown is not None:
            self._shown = self.services.orders.get(self._shown.id)
            self._render()

    # -- what the buttons do -------------------------------------------------------------------

    def _shown_id(self) -> UUID | None:
        return self._shown.id if self._shown is not None else None

    def open_ways(self) -> None:
        """A copy in another language, as a PDF, as text or by mail."""
        if self.detail.more_button.isEnabled():
            self.ways.open_under(self.detail.more_button, lambda code: self.reprint(language=code))

    def reprint(self, *, gift: bool = False, language: str = "") -> None:
        """Prints a copy or a gift receipt."""
        order = self._shown
        if order is None:
            return

        def told(_nothing: None) -> None:
            self._refresh_detail()
            what = tr("Gift receipt without prices") if gift else tr("Marked as a copy")
            self.window_.toast(tr("Receipt {number} prints", number=order.number), what, kind="good")

        self.window_.act(
            lambda _approval: self.services.orders.reprint(order.id, gift=gift, language=language), told
        )

    def reprint_order_tickets(self) -> None:
        """Has the kitchen's printers print what to make again."""
        order = self._shown
        if order is None:
            return

        def told(_count: int) -> None:
            self._refresh_detail()
            self.window_.toast(
                tr("Order tickets of {number} print", number=order.number),
                tr("Marked as a copy"),
                kind="good",
            )

        self.window_.act(lambda _approval: self.services.orders.reprint_order_tickets(order.id), told)

    def bring_back(self) -> None:
        """To the refund of this order."""
        order = self._shown
        if order is not None and not self.detail.return_button.reason():
            self.window_.go("refund", order=order.id)

    def goods_left(self) -> None:
        """Charges what waits for the goods of this order, and tells its shops."""
        order = self._shown
        if order is not None:
            call = self.services.captures.goods_left
            self._on_charge(lambda _approval: call(order.id), tr("The card is being charged"))

    def charge_now(self, payment_id: UUID) -> None:
        """Charges a card that waits for its goods, with a manager's word."""
        self._on_charge(
            partial(self.services.captures.charge_now, payment_id), tr("The card is being charged")
        )

    def release(self, payment_id: UUID) -> None:
        """Lets a card go without a charge, with a manager's word."""
        self._on_charge(partial(self.services.captures.release, payment_id), tr("The card is being released"))

    def _on_charge(self, call: Callable[[Approval | None], None], done: str) -> None:
        def told(_nothing: None) -> None:
            self._refresh_detail()
            self.window_.toast(done, kind="neutral")

        self.window_.act(call, told)

    def ask_void(self) -> None:
        """Asks why; the panel's button voids."""
        order = self._shown
        if order is None or self.detail.void_button.reason():
            return
        self.window_.show_overlay(VoidPanel(self.window_, order, partial(self._void, order)))

    def _void(self, order: OrderView, reason: str, references: Mapping[UUID, str]) -> None:
        def void(approval: Approval | None) -> OrderView:
            return self.services.orders.void(order.id, reason, approval, references=references)

        def told(voided: OrderView) -> None:
            self.window_.close_overlay()
            self.reload()
            self.window_.toast(
                tr("Order {number} voided", number=voided.number),
                void_words.going(voided, self.services.desk.formats),
                kind="neutral",
            )

        self.window_.act(void, told)
