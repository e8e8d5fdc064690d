"""Monitoring: how the integrations did in the last hour, what rings, and messages that were set aside."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from pos_desktop.application.sync_records import InboxState
from pos_desktop.application.sync_view import InboxView, MonitorView, SystemView
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.sync_pages import SyncPages
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import monitor as words
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.list_view import ListLook, ListView

REFRESH_MS = 5000
MESSAGES_SHOWN = 100
_LOOK = ListLook(row=64, primary=200)
_MESSAGES_STEPS = 56
_REPLAY = "replay"


class MonitorScreen(SyncPages):
    """Lists and what is known of one entry beside one another; in a narrow window one after the other."""

    name = "monitor"
    rail_cell = "sync"

    def __init__(self, window: Window) -> None:
        super().__init__(window, REFRESH_MS)
        self.systems: dict[str, SystemView] = {}
        self.messages: dict[str, InboxView] = {}
        self.chosen = ""
        self._answered = False
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(window.back)
        self.list, self.message_list = ListView(_LOOK), ListView(ListLook(row=64))
        self.systems_card, self.messages_card = Card(padding=0), Card(" ", padding=0)
        for card, rows in ((self.systems_card, self.list), (self.messages_card, self.message_list)):
            edge = 0 if card is self.systems_card else theme().border("hair")
            card.body.setContentsMargins(0, edge, 0, 0)
            card.body.addWidget(rows, 1)
            card.round_off()
            rows.chosen.connect(lambda _key: self._open())
        self.list.highlighted.connect(self._choose)
        self.message_list.highlighted.connect(self._choose)
        self.messages_card.setMaximumHeight(theme().space(_MESSAGES_STEPS))
        self.empty = EmptyState("globe")
        for widget in (self.head, self.systems_card, self.messages_card, self.empty):
            self._column.addWidget(widget, 0 if widget is self.head else 1)
        self._join()

    @property
    def home(self) -> QWidget:
        return self.list

    # -- being shown -------------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the last hour; the first that rings is chosen."""
        self._on_detail, self._shown = False, None
        self._arrange()
        self.refresh()
        self._refresh.start()
        self.list.setFocus()

    def refresh(self) -> None:
        """The figures are added up off the UI thread."""
        if self.services.desk.person is None:
            return
        sync = self.services.sync
        self.window_.run(
            lambda: (
                sync.monitor(),
                [
                    *sync.inbox(None, (InboxState.QUARANTINED, InboxState.IGNORED), MESSAGES_SHOWN),
                    *sync.remarks(),
                ],
            ),
            self._show,
        )

    def _show(self, found: tuple[MonitorView, list[InboxView]]) -> None:
        monitor, messages = found
        self._answered = True
        formats = self.services.desk.formats
        self.systems = {system.system: system for system in monitor.systems}
        self.messages = {f"message:{message.id}": message for message in messages}
        self.head.set_texts(tr("Monitoring"), words.head_words(monitor))
        self.list.setAccessibleName(tr("Integrations"))
        self.list.set_rows([words.system_row(system, formats) for system in monitor.systems])
        self.messages_card.set_title(tr("Messages set aside"))
        self.message_list.setAccessibleName(tr("Messages set aside"))
        self.message_list.set_rows([words.message_row(message, formats) for message in messages])
        self.empty.set_words(
            tr("Nothing was called yet"),
            tr("Payment providers and platforms are listed here once the register talks to them."),
        )
        known = {**self.systems, **self.messages}
        if self.chosen not in known:
            ringing = next((each.system for each in monitor.systems if each.alarms), "")
            self.chosen = ringing or next(iter(known), "")
            self.list.select(self.chosen or None)
        self._show_side()
        self._arrange()

    def _choose(self, key: str) -> None:
        """One list at a time has the entry in sight."""
        if not key or key == self.chosen:
            return
        self.chosen = key
        other = self.list if key in self.messages else self.message_list
        other.select(None)
        self._show_side()

    # -- the side ----------------------------------------------------------------------------------

    def _show_side(self) -> None:
        system, message = self.systems.get(self.chosen), self.messages.get(self.chosen)
        facts: object = (system, message, self._narrow)
        if facts == self._shown:
            return
        self._shown = facts
        if system is not None:
            self._show_system(system)
        elif message is not None:
            self._show_message(message)

    def _show_system(self, system: SystemView) -> None:
        side, formats = self.side_panel, self.services.desk.formats
        side.begin(
            system.name,
            words.percent_words(system.success_percent, formats),
            words.system_tag(system),
            with_back=self._narrow,
        )
        for alarm in system.alarms:
            side.add_reason(alarm.title, alarm.words, "danger")
        side.add_facts("", words.facts(system, formats))
        side.end(())

    def _show_message(self, message: InboxView) -> None:
        side, formats = self.side_panel, self.services.desk.formats
        side.begin(message.topic, message.name, None, with_back=self._narrow)
        title, text = words.message_reason(message)
        quarantined = message.state is InboxState.QUARANTINED
        side.add_reason(title, text, "attention" if quarantined else "neutral")
        facts = [
            (tr("Came"), formats.moment(message.received_at)),
            (tr("By"), tr("A message") if message.source == "webhook" else tr("Asking")),
            (tr("Tries"), formats.number(message.attempts)),
        ]
        if message.happened_at is not None:
            facts.insert(1, (tr("Happened"), formats.moment(message.happened_at)))
        side.add_facts("", facts)
        done = message.state is InboxState.DONE
        side.end(() if done else ((_REPLAY, tr("Process it again"), "primary"),))

    def press(self, key: str) -> None:
        """The button at the foot of a message."""
        message = self.messages.get(self.chosen)
        if key == _REPLAY and message is not None:
            self.replay(message.id)

    def replay(self, item_id: UUID) -> None:
        """Gives a message that was set aside another try."""

        def told(_nothing: None) -> None:
            self.window_.toast(tr("It is looked at once more"), kind="neutral")
            self.refresh()

        self.window_.act(lambda _approval: self.services.sync.replay(item_id), told)

    # -- one or two pages ----------------------------------------------------------------------------

    @property
    def filled(self) -> bool:
        return bool(self.systems or self.messages)

    def _arrange(self) -> None:
        super()._arrange()
        self.systems_card.setVisible(bool(self.systems))
        self.messages_card.setVisible(bool(self.messages))
        self.empty.setVisible(self._answered and not self.filled)

    def keys(self) -> list[Key]:
        return [Key("r", tr("Look at the message once more"), lambda: self.press(_REPLAY))]
