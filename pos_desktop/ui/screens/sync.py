"""The sync centre: each lane's health, what waits, what was sent, what is parked and why, and the ways out."""

from uuid import UUID

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.customer_desk import TypedCustomer
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import DeliveryView, LaneView, Suggestion, SyncPicture
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.screens.lane_story import (
    COPY,
    CUSTOM,
    CUSTOMER,
    DROP,
    LINK,
    NOBODY,
    NOW,
    ON,
    PAUSE,
    RETRY,
    SETTINGS,
    LaneStory,
)
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.sync_pages import SyncPages
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.viewmodels import sync as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.lane_table import LaneTable
from pos_desktop.ui.widgets.minute_bars import ChartKey, MinuteBars
from pos_desktop.ui.widgets.tips import give_tip

REFRESH_MS = 1000
PARKED_SHOWN = 200
WAITING_SHOWN = 6


class SyncScreen(SyncPages):
    """Lanes and what one of them says beside one another; in a narrow window one after the other."""

    name = "sync"
    _told = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window, REFRESH_MS)
        self.picture: SyncPicture | None = None
        self.parked: list[DeliveryView] = []
        self._place = 0
        self._suggested: tuple[UUID, Suggestion | None] | None = None
        self._build()
        self._story = LaneStory(self.side_panel, self.services.desk)
        self.side_panel.moved.connect(self.walk_parked)
        self._join()
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self.services.sync_news.on_change(self._tell)

    def _build(self) -> None:
        self.head = ScreenHead()
        self.pause_all = Button(" ", icon="pause-circle", height="button")
        self.pause_all.clicked.connect(self.press_pause_all)
        self.send_all = Button(" ", icon="arrows-clockwise", height="button")
        self.send_all.clicked.connect(self.press_send_all)
        self.monitor = Button(icon="chart-bar", name=tr("Monitoring"))
        self.monitor.clicked.connect(lambda: self.window_.go("monitor"))
        self.head.add_end(self.monitor)
        self.head.add_end(self.pause_all)
        self.head.add_end(self.send_all)
        self.table = LaneTable()
        self.table.highlighted.connect(lambda _key: self._choose())
        self.table.chosen.connect(lambda _key: self._open())
        self.lanes_card = Card(padding=0)
        self.lanes_card.body.addWidget(self.table)
        self.lanes_card.round_off()
        self.chart = MinuteBars()
        self.chart_card = Card(" ", ruled=False)
        self.sent_key, self.failed_key = ChartKey("accent"), ChartKey("attention-solid")
        self.chart_card.add_to_head(self.sent_key)
        self.chart_card.add_to_head(self.failed_key)
        self.chart_card.body.addWidget(self.chart, 1)
        self.empty = EmptyState("globe")
        self.empty.pressed.connect(lambda: self.window_.go("settings", section="ecommerce"))
        for widget, stretch in ((self.head, 0), (self.lanes_card, 0), (self.chart_card, 1), (self.empty, 1)):
            self._column.addWidget(widget, stretch)

    @property
    def home(self) -> QWidget:
        return self.table.list if self.filled else self.empty.action

    @property
    def lane(self) -> LaneView | None:
        """The lane in sight."""
        key = self.table.list.selected_key()
        lanes = self.picture.lanes if self.picture is not None else ()
        return next((lane for lane in lanes if str(lane.connection_id) == key), None)

    @property
    def delivery(self) -> DeliveryView | None:
        """The parked thing in sight."""
        return self.parked[self._place] if self.parked else None

    # -- being shown -------------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the lanes; `connection` selects one, else the first that needs somebody."""
        self._on_detail = False
        self._shown = None
        wanted = facts.get("connection")
        self.refresh()
        lanes = self.picture.lanes if self.picture is not None else ()
        needy = next((lane for lane in lanes if lane.parked or lane.trouble), lanes[0] if lanes else None)
        chosen = wanted if isinstance(wanted, UUID) else needy.connection_id if needy else None
        if isinstance(wanted, UUID) or self.table.list.selected_key() is None:
            self.table.list.select(str(chosen) if chosen else None)
        self._arrange()
        self._refresh.start()
        self.home.setFocus()

    def retranslate(self) -> None:
        self.monitor.setAccessibleName(tr("Monitoring"))
        give_tip(self.monitor, tr("Monitoring"))
        super().retranslate()

    def _tell(self) -> None:
        """Called on the sync's threads, often, also after the window is gone."""
        if shiboken6.isValid(self):
            self._told.emit()

    def _on_told(self) -> None:
        """What a press of this screen set going is shown at once; all else waits for the second."""
        if self.isVisible() and not self._refresh.isActive():
            self._refresh.start()

    def refresh(self) -> None:
        """Reads everything again and shows what changed."""
        desk = self.services.desk
        if desk.person is None:
            return
        formats, now = desk.formats, desk.clock.now()
        sync = self.services.sync
        self.picture = picture = sync.picture()
        self.head.set_texts(tr("Sync"), words.head_words(picture))
        paused = picture.all_paused
        self.pause_all.set_text(tr("Go on") if paused else tr("Pause all"))
        self.pause_all.set_icon("play-circle" if paused else "pause-circle")
        self.send_all.set_text(tr("Send now"))
        for button in (self.pause_all, self.send_all):
            button.setVisible(bool(picture.lanes))
        self.table.list.setAccessibleName(tr("Lanes"))
        self.table.set_rows(words.titles(), [words.lane_row(lane, formats, now) for lane in picture.lanes])
        minutes = sync.minutes()
        self.chart_card.set_title(tr("Changes sent per minute, last hour"))
        self.sent_key.set_text(tr("Sent"))
        self.failed_key.set_text(tr("Failed, tried again"))
        self.chart.set_bars(words.bars(minutes, formats), words.bars_spoken(minutes))
        self.empty.set_words(
            tr("No platform is connected"),
            tr("Connect your online shop: paid orders and stock then go there by themselves."),
            tr("Connect a platform"),
        )
        self._show_side()
        self._arrange()

    def _choose(self) -> None:
        self._place = 0
        self._shown = None
        if self.picture is not None:
            self._show_side()

    # -- the side ----------------------------------------------------------------------------------

    def _show_side(self) -> None:
        """Built anew only when something in it changed: a press must not lose its button every second."""
        lane, sync = self.lane, self.services.sync
        if lane is None:
            return
        self.parked = (
            sync.deliveries(lane.connection_id, (DeliveryState.PARKED,), PARKED_SHOWN) if lane.parked else []
        )
        self._place = min(self._place, max(0, len(self.parked) - 1))
        if self.parked:
            self.parked[self._place] = sync.delivery(self.parked[self._place].id)
            facts: object = (
                lane.name,
                lane.parked,
                self._place,
                self.parked[self._place],
                self._suggestion(),
            )
        else:
            waiting = sync.deliveries(
                lane.connection_id, (DeliveryState.CLAIMED, DeliveryState.WAITING), WAITING_SHOWN
            )
            facts = (lane, tuple(waiting))
        if (facts, self._narrow) == self._shown:
            return
        self._shown = (facts, self._narrow)
        had_keyboard = self._keyboard_in_side()
        if self.parked:
            place = self._place + 1, len(self.parked)
            self._story.tell_parked(
                lane, self.parked[self._place], self._suggestion(), place, with_back=self._narrow
            )
        else:
            self._story.tell_lane(lane, waiting, with_back=self._narrow)
        if had_keyboard:
            self.home.setFocus()

    def _keyboard_in_side(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.side_panel.isAncestorOf(focus)

    def _suggestion(self) -> Suggestion | None:
        """The likeliest product for the refused line, asked once for each delivery."""
        view = self.delivery
        if view is None or not words.can_be_linked(view):
            return None
        if self._suggested is None or self._suggested[0] != view.id:
            found = self.services.sync.suggestions(view.id, 1)
            self._suggested = (view.id, found[0] if found else None)
        return self._suggested[1]

    # -- what is pressed -----------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """A way or a button of the side."""
        lane = self.lane
        if lane is None:
            return
        connection = lane.connection_id
        if key == NOW:
            self._send(connection)
        elif key == PAUSE:
            self._do(lambda _approval: self.services.sync.pause(connection, not lane.paused))
        elif key == SETTINGS:
            self.window_.go("settings", section="ecommerce", row=str(connection))
        elif key == ON:
            self._do(lambda _approval: self.services.connections.switch(connection, True))
        elif self.delivery is not None:
            self._press_parked(key, self.delivery)

    def _press_parked(self, key: str, view: DeliveryView) -> None:
        sync, line = self.services.sync, view.line
        if key == RETRY:
            self._mend(lambda _approval: sync.retry(view.id), tr("It is sent again"))
        elif key == COPY:
            QGuiApplication.clipboard().setText(self.details(view))
            self.window_.toast(tr("Details copied"), words.delivery_title(view), kind="neutral")
        elif key == DROP:
            self._ask_drop(view)
        elif key == CUSTOM and line is not None:
            self._mend(
                lambda _approval: sync.send_as_custom(view.id, line.line_id),
                tr("It is sent as a custom line"),
            )
        elif key == LINK:
            self._find_product(view)
        elif key == CUSTOMER:
            self._change_customer(view)
        elif key == NOBODY:
            self._mend(
                lambda _approval: sync.send_without_customer(view.id), tr("It is sent without the customer")
            )

    def link(self, view: DeliveryView, product: Suggestion) -> None:
        """Sends the refused line as that product."""
        line = view.line
        if line is not None:
            sync = self.services.sync
            self._mend(
                lambda _approval: sync.link_line(view.id, line.line_id, product.variant_row),
                tr("Linked to {name}", name=product.name),
            )

    def _find_product(self, view: DeliveryView) -> None:
        from pos_desktop.ui.dialogs.platform_product import PlatformProductPanel

        def take(product: Suggestion) -> None:
            self.window_.close_overlay()
            self.link(view, product)

        self.window_.show_overlay(PlatformProductPanel(self.window_, view, take))

    def _change_customer(self, view: DeliveryView) -> None:
        from pos_desktop.ui.dialogs.customer_form import CustomerForm

        sync = self.services.sync
        customer = sync.customer(view.id)

        def take(typed: TypedCustomer) -> None:
            def then(_nothing: object) -> None:
                self.window_.close_overlay()
                self.window_.toast(tr("It is sent again"), words.delivery_title(view))
                self.refresh()

            self.window_.act(lambda _approval: sync.mend_customer(view.id, typed), then)

        start = TypedCustomer(customer.first_name, customer.last_name, customer.email, customer.phone)
        title, second = tr("Change the customer"), view.meaning or view.title
        form = CustomerForm(self.window_, title, second, tr("Save and send again"), take, start=start)
        self.window_.show_overlay(form)

    def _ask_drop(self, view: DeliveryView) -> None:
        panel = NotePanel(
            self.window_,
            tr("Never send it"),
            words.delivery_title(view),
            tr("Why is it not to be sent?"),
            tr("Never send {what}", what=words.delivery_title(view)),
            lambda why: self._drop(view, why),
            icon="prohibit",
            suggestions=(tr("Entered there by hand"), tr("Test order"), tr("Not wanted there")),
        )
        self.window_.show_overlay(panel)

    def _drop(self, view: DeliveryView, why: str) -> None:
        def drop(approval: Approval | None) -> None:
            self.services.sync.drop(view.id, why, approval)

        def then(_nothing: None) -> None:
            self.window_.close_overlay()
            self.window_.toast(tr("It is not sent any more"), words.delivery_title(view), kind="neutral")
            self.refresh()

        self.window_.act(drop, then)

    def _mend(self, action: object, told: str) -> None:
        view = self.delivery
        title = words.delivery_title(view) if view is not None else ""

        def then(_nothing: object) -> None:
            self.window_.toast(told, title)
            self.refresh()

        self.window_.act(action, then)  # type: ignore[arg-type]  # the table of ways holds them as objects

    def _do(self, action: object) -> None:
        self.window_.act(action, lambda _nothing: self.refresh())  # type: ignore[arg-type]  # as above

    def _send(self, connection: UUID | None) -> None:
        def told(count: int) -> None:
            if count:
                self.window_.toast(tr_n("{count} change is sent now", "{count} changes are sent now", count))
            else:
                self.window_.toast(tr("Nothing waits for its turn"), kind="neutral")
            self.refresh()

        self.window_.act(lambda _approval: self.services.sync.send_now(connection), told)

    def press_send_all(self) -> None:
        """Every lane at once."""
        self._send(None)

    def press_pause_all(self) -> None:
        """Holds every lane back, or lets all of them go on."""
        on = self.picture is None or not self.picture.all_paused
        self._do(lambda _approval: self.services.sync.pause(None, on))

    def details(self, view: DeliveryView) -> str:
        """What somebody who helps from afar must know; nothing of the customer."""
        formats = self.services.desk.formats
        steps = [f"{formats.moment(step.at)}  {step.words}" for step in view.history]
        what = view.topic_words if view.customer else words.delivery_title(view)
        parts = [
            f"{view.platform_name} · {what} · {formats.moment(view.when)}",
            f"{view.title}. {view.meaning} {view.next_step}".strip(),
            f"{view.topic} {view.id}",
            *steps,
        ]
        return "\n".join(parts)

    def walk_parked(self, step: int) -> None:
        """The parked thing before or after the one in sight."""
        if self.parked:
            self._place = (self._place + step) % len(self.parked)
            self._show_side()

    # -- one or two pages ------------------------------------------------------------------------------

    @property
    def filled(self) -> bool:
        return bool(self.table.list.lanes.rows)

    def _arrange(self) -> None:
        super()._arrange()
        lanes = self.filled
        for part in (self.lanes_card, self.chart_card):
            part.setVisible(lanes)
        self.empty.setVisible(not lanes)

    def keys(self) -> list[Key]:
        return [
            Key("s", tr("Send now"), self.press_send_all),
            Key("p", tr("Pause all or go on"), self.press_pause_all),
            Key("r", tr("Try the parked one again"), lambda: self.press(RETRY)),
            Key("m", tr("Monitoring"), lambda: self.window_.go("monitor")),
            Key("n", tr("Next parked one"), lambda: self.walk_parked(1), in_palette=False),
        ]
