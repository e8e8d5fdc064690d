"""The counter's devices: how they are, how they are connected, what they say."""

from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DeviceView, DriverView, PortView
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printers import LABELS, ORDER_TICKETS
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.record import replace
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.screens.settings_pages.device_form import DeviceFields
from pos_desktop.ui.screens.settings_pages.device_links import DeviceLinks, link_card
from pos_desktop.ui.screens.settings_pages.device_orders import OrderTickets
from pos_desktop.ui.screens.settings_pages.device_search import DeviceSearch
from pos_desktop.ui.screens.settings_pages.device_tests import FailedPapers, device_buttons
from pos_desktop.ui.screens.settings_pages.form import LabelledRow
from pos_desktop.ui.screens.settings_pages.live_log import LiveLog
from pos_desktop.ui.screens.settings_pages.new_device import AllSettingsPanel
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.screens.settings_pages.practice_switch import PracticeSwitch, practice_card
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import device_fields as fields
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.menu import Menu

_LOG_MS = 500
_ICONS = {
    "good": "check-circle-fill",
    "attention": "warning-fill",
    "danger": "warning-circle-fill",
    "accent": "clock-fill",
    "neutral": "question-fill",
}


class DevicesPage(Page):
    """The devices speak on their own threads; their changes come here through a queued signal."""

    key = "devices"
    icon = "printer"
    _told = Signal()

    @staticmethod
    def words() -> str:
        return tr("Devices")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._devices: list[DeviceView] = []
        self._settings = DeviceSettings(self.services.desk, self.services.devices, self.services.printers)
        self.find = Button(tr("Find"), icon="magnifying-glass")
        self.search, self._links = DeviceSearch(self), DeviceLinks(host.window_)
        self.find.clicked.connect(self.search.find)
        self.add = Button(tr("Add"), icon="plus")
        self.add.clicked.connect(self.search.ask_new)
        for button in (self.find, self.add):
            self.pane.add_button(button)
        self.pane.empty.set_icon("printer")
        self.pane.empty.set_words(
            tr("No device yet"),
            tr("Receipts are printed, the drawer opens and codes are read once something is plugged in."),
            tr("Find devices"),
        )
        self.pane.empty.pressed.connect(self.search.find)
        self.switch: PracticeSwitch | None = None
        if self.services.practice is not None:
            self.switch = PracticeSwitch(self.host.window_, self.services.practice)
            self.switch.turned.connect(self.refresh)
            self.pane.follow_rows(self.switch)
        self.ports: list[PortView] = []
        self._incomplete = False
        self.banner: Banner | None = None
        self.failed = FailedPapers(host.window_, self._settings)
        self.log: LiveLog | None = None
        self.editor: DeviceFields | None = None
        self.labels: LabelledRow | None = None
        self._told.connect(self._on_told)
        self.services.devices.on_change(self._tell)
        self._look = QTimer(self, interval=_LOG_MS)
        self._look.timeout.connect(self._on_look)

    def _tell(self) -> None:
        """Called on a device's thread, also after the window is gone."""
        if shiboken6.isValid(self):
            self._told.emit()

    def _on_told(self) -> None:
        if self._look.isActive() and (self.pane.isVisible() or self.detail.isVisible()):
            self.refresh()

    def _on_look(self) -> None:
        if self._links.moved():
            self.refresh()
        else:
            self._show_state()

    # -- reading -------------------------------------------------------------------------------

    def enter(self) -> None:
        super().enter()
        self._look.start()
        self.host.window_.run(self.services.devices.ports, self._know_ports, words=tr("Looking at the ports"))

    def _know_ports(self, ports: list[PortView]) -> None:
        """From now on a port is chosen and not typed."""
        changed, self.ports = ports != self.ports, ports
        device = self._device()
        if changed and device is not None and not self._incomplete and self._has_port(device):
            self.rebuild()

    def _has_port(self, device: DeviceView) -> bool:
        driver = self.drivers().get(device.driver)
        return driver is not None and any(fields.is_port(field) for field in driver.fields)

    def hide(self) -> None:
        self._look.stop()

    def drivers(self, family: str = "") -> dict[str, DriverView]:
        """The kinds of connection by their keys, of one family or of all."""
        kinds = self.services.devices.drivers()
        return {kind.driver: kind for kind in kinds if family in ("", kind.family)}

    @property
    def devices(self) -> list[DeviceView]:
        """Every device that is set up, as it was when the list was read."""
        return self._devices

    def refresh(self) -> None:
        self._devices = [self._shown(device) for device in self.services.devices.devices()]
        labels = {key: driver.label for key, driver in self.drivers().items()}
        rows = words.device_rows(self._devices, self.services.devices.drawer(), labels, self._mark)
        rows += self._links.rows(alone=not rows)
        self.pane.list.set_rows(rows)
        self.pane.show_empty(not rows)
        if self.switch is not None:
            self.switch.refresh(editable=self.editable)
        for button in (self.find, self.add):
            button.setEnabled(self.editable)
        self.pane.empty.action.setEnabled(self.editable)
        if self.chosen not in [row.key for row in rows]:
            self.chosen = rows[0].key if rows else ""
            self.rebuild()
        self.pane.list.select(self.chosen or None)
        self._show_state()

    @property
    def _mark(self) -> str:
        return self.services.desk.formats.decimal_mark

    def _device(self) -> DeviceView | None:
        """The device in sight; for the drawer that hangs on a printer that printer."""
        if self.chosen == words.DRAWER:
            return next((each for each in self._devices if each.has_drawer), None)
        return next((device for device in self._devices if str(device.id) == self.chosen), None)

    def _show_state(self) -> None:
        """What changes by itself: head, banner, log. The form stays as it is being typed."""
        device = self._device()
        if device is None or self.banner is None:
            return
        if self.chosen == words.DRAWER:
            notice = words.drawer_notice(
                self.services.devices.drawer(), self.services.devices.drawer_trouble()
            )
        else:
            notice = words.notice_of(device, self._mark)
            number = self.services.desk.formats.number
            self.detail.set_title(device.name, words.device_second(device, number))
        self.failed.show(device)
        self.banner.set_words(notice.title, notice.text, notice.tone, icon=_ICONS[notice.tone])
        self._show_log()

    def _show_log(self) -> None:
        device = self._device()
        if device is not None and self.log is not None:
            self.log.show_rows(words.log_rows(self.services.devices.log(device.id), self.services.desk.zone))

    # -- the detail ----------------------------------------------------------------------------

    def rebuild(self) -> None:
        self.banner = self.log = self.editor = self.labels = None
        self._incomplete = False
        device, link = self._device(), self._links.chosen(self.chosen)
        if link is not None:
            self.begin(link.name, link.second)
            self.detail.add(link_card(self.host.window_, link))
            self.detail.end()
            return
        if device is None:
            self.detail.begin("", "")
            return
        if self.chosen == words.DRAWER:
            self._build_drawer(device)
        else:
            self._build_device(device)
        self._show_state()

    def _shown(self, device: DeviceView) -> DeviceView:
        """Where a practice device's line is tells nobody anything."""
        return replace(device, address=tr("virtual device")) if self._practice_key(device) else device

    def _practice_key(self, device: DeviceView) -> str:
        """Which practice device it is; empty for a real one."""
        return self.services.practice.key_of(device.id) if self.services.practice is not None else ""

    def _build_device(self, device: DeviceView) -> None:
        self.begin(device.name, " ")
        if key := self._practice_key(device):
            self._add_banner()
            self.detail.add(practice_card(partial(self.host.window_.show_practice, key)))
        else:
            self._add_connection(device)
        self._add_buttons(device)
        self._add_log()
        self._add_papers(device)

    def _add_connection(self, device: DeviceView) -> None:
        """What can be changed of a device."""
        more = Button(icon="dots-three-outline", name=tr("More"))
        more.clicked.connect(partial(self._open_menu, device, more))
        self.detail.add_end(more)
        self._add_banner()
        draft = self._draft(device)
        if draft is not None:
            self._add_form(device, draft)

    def _build_drawer(self, device: DeviceView) -> None:
        self.begin(tr("Cash drawer"), tr("Hangs on {printer}", printer=device.name))
        self._add_banner()
        draft = self._draft(device)
        driver = self.drivers().get(device.driver)
        if draft is not None and driver is not None:
            self.editor = self._editor(device, draft)
            self.detail.add(card(*self.editor.inputs(fields.drawer_fields(driver))))
        self._add_buttons(device, drawer=True)
        self._add_log()

    def _add_banner(self) -> None:
        self.banner = Banner(" ", " ", "neutral", outlined=True)
        self.banner.setMinimumHeight(theme().space(16))
        self.failed = FailedPapers(self.host.window_, self._settings)
        self.banner.add_action(self.failed.button)
        self.detail.add(self.banner)

    def _add_form(self, device: DeviceView, draft: DeviceForm) -> None:
        self.editor = self._editor(device, draft)
        printers = [each for each in self._devices if each.family == DeviceFamily.PRINTER]
        others = [
            (each.id, each.name)
            for each in printers
            if each.id != device.id and not self._practice_key(each)  # its paper is nobody's receipt
        ]
        self.detail.add(card(*self.editor.rows(others)))

    def _add_papers(self, device: DeviceView) -> None:
        """Below the log: most printers print receipts only."""
        if device.family != DeviceFamily.PRINTER or self.editor is None or self._incomplete:
            return
        draft = self._draft(device)
        if draft is None:
            return
        self.labels = labels = self.form.toggle(
            tr("Product labels"),
            tr("They come here instead of the receipt printer"),
            draft.settings.get(LABELS) == "yes",
            partial(self._keep_labels, device),
        )
        labels.set_tight()
        self.detail.add(card(*self._order_tickets(device, draft), labels))

    def _order_tickets(self, device: DeviceView, draft: DeviceForm) -> list[QWidget]:
        """The row that chooses categories, where there are any."""
        categories = self.services.catalogue.categories()
        if not categories:
            return []
        stored = str(draft.settings.get(ORDER_TICKETS, ""))
        choosing = OrderTickets(categories, stored, partial(self._keep_tickets, device))
        return [choosing.row(partial(self._choose_tickets, device, choosing))]

    def _choose_tickets(self, device: DeviceView, choosing: OrderTickets) -> None:
        if not self.may_leave():
            return
        form, window = self.new_form(), self.host.window_
        title = tr("Order tickets for")
        window.show_overlay(AllSettingsPanel(window, device.name, choosing.switches(form), form, title))

    def _keep_tickets(self, device: DeviceView, categories: str) -> None:
        """The row behind the panel says at once what is chosen."""
        self._keep(device, ORDER_TICKETS, categories)
        QTimer.singleShot(0, self, self.rebuild)

    def _keep_labels(self, device: DeviceView, on: bool) -> None:
        """What can be tried, and what waits when it fails, is another thing now. The switch keeps the keyboard."""
        self._keep(device, LABELS, "yes" if on else "no")
        QTimer.singleShot(0, self, self._rebuild_at_labels)

    def _rebuild_at_labels(self) -> None:
        self.rebuild()
        if self.labels is not None:
            self.labels.control.setFocus()

    def _keep(self, device: DeviceView, key: str, value: str) -> None:
        """Stored beside what stands in the form, which goes on from there."""
        draft = self._draft(device)
        if draft is None:
            return
        settings = dict(draft.settings) | {key: value}
        form = DeviceForm(draft.name, draft.driver, settings, draft.fallback_id, draft.active, draft.family)
        self._store(device.id, form)

    def _editor(self, device: DeviceView, draft: DeviceForm) -> DeviceFields:
        return DeviceFields(
            self.form,
            self.drivers(device.family),
            draft,
            partial(self._store, device.id),
            partial(self._show_driver, device),
            self.ports,
        )

    def _add_buttons(self, device: DeviceView, *, drawer: bool = False) -> None:
        draft = self._draft(device)
        labels = draft is not None and draft.settings.get(LABELS) == "yes"
        self.tests = device_buttons(self.host.window_, self._settings, device, drawer=drawer, labels=labels)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        for button in self.tests.values():
            row.addWidget(button, 1)
        self.detail.add(holder)

    def _add_log(self) -> None:
        self.log = LiveLog()
        self.detail.add(self.log, 1)

    # -- changes -------------------------------------------------------------------------------

    def _draft(self, device: DeviceView) -> DeviceForm | None:
        row = self._settings.get(device.id)
        if row is None:
            return None
        return DeviceForm(row.name, row.driver, row.settings, row.fallback_id, row.active, row.family)

    def _store(self, device_id: UUID, form: DeviceForm) -> None:
        """Stores a change; the workers take it up off the UI thread. The form in sight goes on from there."""
        self._settings.change(device_id, form)
        if self.editor is not None:
            self.editor.take_over(form)
        if self._incomplete:
            QTimer.singleShot(0, self, self.rebuild)
        self._reload()

    def may_leave(self) -> bool:
        """A connection that lacks something is not thrown away without a word."""
        if not self._incomplete or not self.editable:
            return super().may_leave()
        self.host.window_.toast(
            tr("The new connection is not saved"),
            tr("Fill in where the device is, or keep the old one."),
            kind="attention",
            action=tr("Keep the old one"),
            then=self.rebuild,
        )
        return False

    def _reload(self) -> None:
        self.host.window_.run(self._settings.reload, lambda _nothing: self.refresh(), words=tr("Connecting"))

    def _show_driver(self, device: DeviceView) -> None:
        """Another connection was chosen: its own fields; stored as soon as it has all it needs."""
        assert self.editor is not None
        draft = self.editor.draft
        try:
            self._store(device.id, draft)
        except PersonError:
            self._rebuild_form(device, draft)
            return
        self.rebuild()

    def _rebuild_form(self, device: DeviceView, draft: DeviceForm) -> None:
        """Not stored yet: an address is missing."""
        self._incomplete = True
        self.begin(device.name, tr("Not saved yet: something is missing"))
        self.form.saved.disconnect(self.detail.show_saved)
        self._add_banner()
        self._add_form(device, draft)
        self.detail.end()
        if self.banner is not None:
            text = tr("The device works on with its old connection until then.")
            self.banner.set_words(tr("Fill in where the device is"), text, "attention", icon="warning-fill")
            self.banner = None
        assert self.editor is not None
        empty = self.editor.first_empty()
        if empty is not None:
            empty.edit.setFocus()

    def _open_menu(self, device: DeviceView, button: Button) -> None:
        menu = Menu(tr("More"), button)
        menu.add(tr("Rename"), partial(self._ask_name, device), "pencil-simple", enabled=self.editable)
        menu.add(tr("All settings"), partial(self._all_settings, device), "gear-six")
        menu.add(tr("Remove"), partial(self._remove, device), "trash", dangerous=True, enabled=self.editable)
        menu.open_under(button)

    def _ask_name(self, device: DeviceView) -> None:
        panel = NotePanel(
            self.host.window_,
            tr("Rename the device"),
            device.address,
            tr("Name"),
            tr("Rename"),
            partial(self._rename, device),
            start=device.name,
            icon=words.icon_of(device.family),
        )
        self.host.window_.show_overlay(panel)

    def _rename(self, device: DeviceView, name: str) -> None:
        draft = self._draft(device)
        if draft is None:
            return
        changed = DeviceForm(
            name, draft.driver, draft.settings, draft.fallback_id, draft.active, draft.family
        )
        if self.form.attempt(lambda: self._store(device.id, changed)):
            self.host.window_.close_overlay()

    def _all_settings(self, device: DeviceView) -> None:
        driver, draft = self.drivers().get(device.driver), self._draft(device)
        if driver is None or draft is None or not self.may_leave():
            return
        form = self.new_form()
        drivers = self.drivers(device.family)
        editor = DeviceFields(form, drivers, draft, partial(self._store, device.id), lambda: None, self.ports)
        rows = editor.inputs(fields.other_fields(driver, draft.settings), across=1)
        self.host.window_.show_overlay(AllSettingsPanel(self.host.window_, device.name, rows, form))

    def _remove(self, device: DeviceView) -> None:
        """Asks first where something would never be printed."""
        now = next((each for each in self.services.devices.devices() if each.id == device.id), device)
        waiting = words.not_printed(now)
        if not waiting:
            self._gone(now)
            return
        panel = NoticePanel(
            tr("Remove {name}?", name=now.name),
            tr_n("{count} job waits.", "{count} jobs wait.", waiting),
            tr(
                "What it has not printed is discarded with it. Slips of gift cards are printed on another printer."
            ),
            head=tr("Remove"),
            answer=tr("Remove and discard"),
            kind="destructive",
        )
        panel.done.connect(partial(self.host.window_.close_overlay, panel))
        panel.answered.connect(partial(self._gone, now))
        self.host.window_.show_overlay(panel)

    def _gone(self, device: DeviceView) -> None:
        draft = self._draft(device)
        moved: list[int] = []
        if draft is None or not self.form.attempt(lambda: moved.append(self._settings.remove(device.id))):
            return
        self._reload()
        self.host.window_.toast(
            tr("{name} was removed", name=device.name),
            words.removed_words(device, moved[0]),
            kind="neutral",
            action=tr("Undo"),
            then=partial(self._bring_back, device.id, draft),
        )

    def _bring_back(self, device_id: UUID, draft: DeviceForm) -> None:
        self._settings.change(device_id, draft)
        self._reload()

    # -- a new one -----------------------------------------------------------------------------

    def add_device(self, form: DeviceForm) -> None:
        """Adds it and shows it; PersonError says what is wrong with its settings."""
        device_id = self._settings.add(form)
        self.host.window_.close_overlay()

        def added(_nothing: object) -> None:
            self.refresh()
            self.take(str(device_id))
            self.host.show_detail()

        self.host.window_.run(self._settings.reload, added, words=tr("Connecting"))
