"""Ways of paying in the store's order, what each needs and allows; and the store's rules for money back."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import Health, ProviderView, Reader
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.terminal_days import Reports
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.settings_pages.form import LabelledRow
from pos_desktop.ui.screens.settings_pages.money_back import add_money_back
from pos_desktop.ui.screens.settings_pages.new_method import NewMethodPanel
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.screens.settings_pages.payment_form import (
    SecretPanel,
    rule_cards,
    secret_rows,
    setting_inputs,
)
from pos_desktop.ui.screens.settings_pages.readers import ReadersPanel, TestPaymentPanel
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.list_view import ORDERS
from pos_desktop.ui.widgets.menu import Menu


class PaymentsPage(Page):
    """What is behind a network is asked off the UI thread; an answer that comes late is for nobody."""

    key = "payments"
    icon = "credit-card"
    look = ORDERS

    @staticmethod
    def words() -> str:
        return tr("Payments")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.methods: list[PaymentMethod] = []
        self.kinds: dict[str, ProviderView] = {}
        self.banner: Banner | None = None
        self.day: Button | None = None
        self._ending: set[UUID] = set()
        self.add = Button(tr("Add"), icon="plus")
        self.add.clicked.connect(self._ask_new)
        self.pane.add_button(self.add)

    # -- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        service = self.services.payment_methods
        self.kinds = {kind.key: kind for kind in service.kinds()}
        self.methods = [method for method in service.all() if method.provider in self.kinds]
        self.add.setEnabled(self.editable)
        books, formats = self.services.reconciliation, self.services.desk.formats
        rows = [words.method_row(method, self.kinds[method.provider].label) for method in self.methods]
        rows.append(words.money_back_row(self.services.desk.settings))
        rows.append(words.books_row(books.last_run(), books.open_count(), formats))
        self.pane.list.set_rows(rows)
        known = [row.key for row in rows]
        if self.chosen not in known:
            self.chosen = known[0]
        self.pane.list.select(self.chosen)

    def method(self) -> PaymentMethod | None:
        """The way of paying in sight."""
        return next((method for method in self.methods if str(method.id) == self.chosen), None)

    def rebuild(self) -> None:
        self.banner = self.day = None
        method = self.method()
        if self.chosen == words.MONEY_BACK:
            add_money_back(self)
        elif self.chosen == words.BOOKS:
            self._build_books()
        elif method is not None:
            self._build_method(method, self.kinds[method.provider])

    # -- a way of paying -------------------------------------------------------------------------

    def _build_method(self, method: PaymentMethod, kind: ProviderView) -> None:
        name = words.method_name(method)
        self.begin(name, kind.label if kind.label != name else words.kind_words(method.kind))
        self._add_head_buttons(method)
        if not kind.traits.local:
            self._add_state()
        self.name = self.form.text(tr("Name"), name, partial(self._rename, method))
        self.active = self.form.toggle(
            tr("Offered when paying"), "", method.active, lambda on: self._change(method, active=on)
        )
        self.detail.add(card(self.name, self.active))
        self._add_connection(method, kind)
        for each in rule_cards(self.form, method, kind.traits, self.services.desk.formats, self._store_rules):
            self.detail.add(each)
        self.detail.end()
        if not kind.traits.local:
            self._look_at(method)

    def _add_head_buttons(self, method: PaymentMethod) -> None:
        place = self.methods.index(method)
        self.up = Button(icon="caret-up", name=tr("Move up"))
        self.down = Button(icon="caret-down", name=tr("Move down"))
        more = Button(icon="dots-three-outline", name=tr("More"))
        self.up.setEnabled(self.editable and place > 0)
        self.down.setEnabled(self.editable and place < len(self.methods) - 1)
        self.up.clicked.connect(partial(self._move, method, -1))
        self.down.clicked.connect(partial(self._move, method, 1))
        more.clicked.connect(partial(self._open_menu, method, more))
        for button in (self.up, self.down, more):
            self.detail.add_end(button)

    def _add_state(self) -> None:
        self.banner = Banner(tr("Asking the provider …"), " ", "neutral", icon="question-fill", outlined=True)
        self.banner.setMinimumHeight(theme().space(16))
        self.detail.add(self.banner)

    def _add_connection(self, method: PaymentMethod, kind: ProviderView) -> None:
        inputs = setting_inputs(
            self.form, method, kind, lambda settings: self._change(method, settings=settings)
        )
        has = self.services.payment_methods.has_secret
        secrets = secret_rows(kind, partial(has, method.id), partial(self._ask_secret, method), self.editable)
        if inputs or secrets:
            self.detail.add(card(*inputs, *secrets))
        if kind.traits.local:
            return
        row = [self._check_button(method)]
        if kind.traits.reader:
            self.detail.add(card(self._reader_row(method)))
            row.insert(0, self._test_button(method))
        if kind.traits.closes_days:
            row.append(self._day_button(method))
        self.detail.add(_in_a_row(row))

    def _reader_row(self, method: PaymentMethod) -> QWidget:
        self.reader = Button(tr("Choose a reader"), icon="device-mobile-camera")
        self.reader.setEnabled(self.editable)
        self.reader.clicked.connect(partial(self._ask_readers, method))
        paired = method.settings.get("reader", "")
        said = paired or tr("None chosen: the provider's only one is used")
        return LabelledRow(tr("Card reader"), said, self.reader)

    def _test_button(self, method: PaymentMethod) -> Button:
        self.test = Button(tr("Test payment"), "primary", icon="flask")
        self.test.setEnabled(self.editable)
        self.test.clicked.connect(partial(self._try, method))
        return self.test

    def _check_button(self, method: PaymentMethod) -> Button:
        self.check = Button(tr("Check connection"), icon="arrows-clockwise")
        self.check.clicked.connect(partial(self._look_at, method))
        return self.check

    def _day_button(self, method: PaymentMethod) -> Button:
        self.day = Button(tr("End the terminal's day"), icon="receipt")
        self.day.setEnabled(method.id not in self._ending)
        self.day.clicked.connect(partial(self._end_day, method))
        return self.day

    # -- changes -------------------------------------------------------------------------------

    def _change(self, method: PaymentMethod, **facts: object) -> None:
        self.services.payment_methods.change(method.id, **facts)  # type: ignore[arg-type]  # names are the fields'
        self.refresh()

    def _rename(self, method: PaymentMethod, text: str) -> str:
        own = text.strip()
        usual = words.method_name(replace(method, name=""))
        self._change(method, name="" if own == usual else own)
        present = self.method()
        shown = words.method_name(present) if present is not None else own
        self.detail.set_title(shown, self.detail.second())
        return shown

    def _store_rules(self, **facts: object) -> None:
        method = self.method()
        if method is not None:
            self._change(method, rules=replace(method.rules, **facts))  # type: ignore[arg-type]  # as above

    def _move(self, method: PaymentMethod, by: int) -> None:
        if not self.may_leave():
            return
        order = [each.id for each in self.methods]
        place = order.index(method.id)
        order.insert(place + by, order.pop(place))
        if self.form.attempt(lambda: self.services.payment_methods.order(order)):
            self.refresh()
            self.rebuild()

    def _open_menu(self, method: PaymentMethod, button: Button) -> None:
        menu = Menu(tr("More"), button)
        menu.add(tr("Remove"), partial(self._remove, method), "trash", dangerous=True, enabled=self.editable)
        menu.open_under(button)

    def _remove(self, method: PaymentMethod) -> None:
        name = words.method_name(method)
        if self.form.attempt(lambda: self.services.payment_methods.remove(method.id)):
            self.form.discard()
            self.refresh()
            self.rebuild()
            self.host.window_.toast(
                tr("{name} was removed", name=name), tr("Its keys are out of the keyring."), kind="neutral"
            )

    def _ask_secret(self, method: PaymentMethod, field: str, label: str) -> None:
        if not self.may_leave():
            return
        panel = SecretPanel(
            self.host.window_,
            words.method_name(method),
            label,
            lambda text: self._set_secret(method, panel, field, text),
        )
        self.host.window_.show_overlay(panel)

    def _set_secret(self, method: PaymentMethod, panel: SecretPanel, field: str, text: str) -> None:
        """The keyring may ask its owner: off the UI thread."""
        service = self.services.payment_methods

        def done(_nothing: object) -> None:
            self.host.window_.close_overlay(panel)
            self.host.window_.toast(tr("Stored in the keyring"), words.method_name(method))
            self.refresh()
            self.rebuild()

        self.host.window_.run(lambda: service.set_secret(method.id, field, text), done)

    # -- a new one -----------------------------------------------------------------------------

    def _ask_new(self) -> None:
        if not self.may_leave():
            return
        kinds = words.provider_choices(list(self.kinds.values()), self.methods)
        self.host.window_.show_overlay(NewMethodPanel(self.host.window_, kinds, self._add_method))

    def _add_method(
        self, provider: str, name: str, settings: dict[str, str], secrets: dict[str, str]
    ) -> None:
        service = self.services.payment_methods
        method = service.add(provider, name, settings)
        self.host.window_.close_overlay()

        def keep() -> None:
            for field, text in secrets.items():
                service.set_secret(method.id, field, text)

        def show() -> None:
            self.refresh()
            self.take(str(method.id))
            self.host.show_detail()

        def done(_nothing: object) -> None:
            show()
            self.host.window_.toast(tr("{name} was added", name=words.method_name(method)), "")

        def failed(error: PersonError) -> None:
            show()  # it is there; only its keys are missing
            self.host.window_.tell(error)

        self.host.window_.run(keep, done, failed)

    # -- asking the provider ---------------------------------------------------------------------

    def _look_at(self, method: PaymentMethod) -> None:
        """Asks whether the provider answers; the screen goes on meanwhile."""
        self.host.window_.run(
            partial(self.services.payment_methods.health, method.id),
            partial(self._show_health, method.id),
            words=tr("Asking the provider"),
        ).when_cancelled(partial(self._show_unasked, method.id))

    def _show_health(self, method_id: UUID, health: Health) -> None:
        present = self.method()
        if self.banner is None or present is None or present.id != method_id:
            return
        title, text, tone = words.health_notice(health)
        icon = "check-circle-fill" if health.ok else "warning-fill"
        self.banner.set_words(title, text, tone, icon=icon)

    def _show_unasked(self, method_id: UUID) -> None:
        """Somebody did not want to wait for the answer; the window may be closing."""
        present = self.method()
        if self.banner is None or present is None or present.id != method_id:
            return
        if isValid(self.banner):
            text = tr("Press Check connection to ask.")
            self.banner.set_words(tr("Not checked"), text, "neutral", icon="question-fill")

    def _ask_readers(self, method: PaymentMethod) -> None:
        if not self.may_leave():
            return
        self.host.window_.run(
            partial(self.services.payment_methods.readers, method.id),
            partial(self._show_readers, method),
            words=tr("Asking for the readers"),
        )

    def _show_readers(self, method: PaymentMethod, readers: Sequence[Reader]) -> None:
        present = self.method()
        if present is None or present.id != method.id or not self.in_sight:
            return
        paired = present.settings.get("reader", "")
        panel = ReadersPanel(self.host.window_, readers, paired, partial(self._pair, present))
        self.host.window_.show_overlay(panel)

    def _pair(self, method: PaymentMethod, reader: Reader) -> None:
        settings = dict(method.settings) | {"reader": reader.ref}
        if self.form.attempt(lambda: self._change(method, settings=settings)):
            self.host.window_.close_overlay()
            self.rebuild()
            self.host.window_.toast(tr("{name} is paired", name=reader.name or reader.ref), "")

    def _try(self, method: PaymentMethod) -> None:
        if not self.may_leave() or not self.form.attempt(self.services.reader_test.check):
            return
        panel = TestPaymentPanel(self.host.window_, method)
        self.host.window_.show_overlay(panel, on_dismiss=panel.leave)
        panel.begin()

    def _end_day(self, method: PaymentMethod) -> None:
        """The terminal takes minutes; what it prints about its day comes out of the receipt printer."""
        days = self.services.terminal_days
        if method.id in self._ending or not self.may_leave() or not self.form.attempt(days.check):
            return
        self._tell_ending(method.id, on=True)
        over = partial(self._tell_ending, method.id, on=False)

        def done(reports: Reports) -> None:
            over()
            printed = days.print(reports)
            text = tr("Its report is being printed.") if printed else tr("It prints its report itself.")
            self.host.window_.toast(tr("The terminal's day is ended"), text)

        def failed(error: PersonError) -> None:
            over()
            self.host.window_.tell(error)

        self.host.window_.run(
            partial(days.close, method.id), done, failed, words=tr("The terminal hands in its payments")
        ).when_cancelled(over)

    def _tell_ending(self, method_id: UUID, *, on: bool) -> None:
        """A second press while the terminal is at it would be a second end of the day."""
        (self._ending.add if on else self._ending.discard)(method_id)
        present = self.method()
        if self.day is not None and present is not None and present.id == method_id and isValid(self.day):
            self.day.setEnabled(not on)

    # -- the books -----------------------------------------------------------------------------

    def _build_books(self) -> None:
        books, formats = self.services.reconciliation, self.services.desk.formats
        run, open_count = books.last_run(), books.open_count()
        self.begin(tr("Compare with the providers"), tr("Their books against the register's, every night"))
        if open_count:
            banner = Banner(
                tr("Some amounts do not agree"),
                tr_n(
                    "{count} difference waits for somebody.",
                    "{count} differences wait for somebody.",
                    open_count,
                ),
                "attention",
                icon="warning-fill",
                outlined=True,
            )
            self.detail.add(banner)
        for name, trouble in run.troubles if run is not None else ():
            self.detail.add(Banner(name, trouble, "attention", icon="warning-fill", outlined=True))
        if run is not None:
            rows = KeyValueRows("detail", caption_width=theme().space(40))
            rows.add("at", tr("Last compared"), formats.moment(run.at))
            rows.add("compared", tr("Payments compared"), formats.number(run.compared))
            rows.add("found", tr("New differences"), formats.number(run.found))
            self.detail.add(card(rows))
        else:
            text = tr("The first comparison runs by itself; it can be started at once.")
            self.detail.add(Banner("", text, "neutral", icon="question", outlined=True))
        self.open_books = Button(tr("Open the comparison"), "primary", icon="table")
        self.open_books.clicked.connect(lambda: self.host.window_.go("reconcile"))
        self.detail.add(_in_a_row([self.open_books]))
        self.detail.end()


def _in_a_row(buttons: Sequence[QWidget]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(2))
    for button in buttons:
        row.addWidget(button, 1)
    return holder
