"""Ways of paying as a manager sets them up, at a real terminal on a real port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.ui.screens.settings_pages.new_method import NewMethodPanel
from pos_desktop.ui.screens.settings_pages.payment_form import SecretPanel
from pos_desktop.ui.screens.settings_pages.readers import ReadersPanel, TestPaymentPanel
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.viewmodels import settings as setting_words
from tests.kept_port import kept_port
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into

SECRET = "sk_test_" + "planted0" * 3


@pytest.fixture
def terminal() -> Iterator[VirtualTerminal]:
    with VirtualTerminal(kept_port()) as made:
        yield made


@pytest.fixture
def page(window):
    return settings_of(window, section="payments").page


def method_of(services, kind: TenderKind):
    return next(method for method in services.payment_methods.all() if method.kind is kind)


def show(page, kind: TenderKind):
    method = method_of(page.services, kind)
    page.refresh()
    page.take(str(method.id))
    return method


def with_reader(page, terminal, qtbot):
    """A card reader that answers, its detail in sight."""
    method = page.services.payment_methods.add(
        "fake", "Counter", {"port": str(terminal.port), "answer_ms": "9000"}
    )
    page.refresh()
    page.take(str(method.id))
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Connected", timeout=8000)
    return method


def test_the_usual_ways_of_paying_are_listed_in_the_stores_order(page):
    assert [first for first, _ in rows_of(page).values()] == [
        "Cash",
        "Card terminal",
        "Gift card",
        "Store credit",
        "Voucher",
        "Deposits and returns",
        "Compare with the providers",
    ]


def test_one_is_moved_and_the_pay_screen_follows(page, services):
    method = show(page, TenderKind.GIFT_CARD)
    assert not show_up(page, TenderKind.CASH)
    show(page, TenderKind.GIFT_CARD)
    page.up.click()
    assert [m.method.kind for m in services.tendering.methods()][:3] == [
        TenderKind.CASH,
        TenderKind.GIFT_CARD,
        TenderKind.EXTERNAL,
    ]
    assert page.chosen == str(method.id)
    assert "payment_methods_ordered" in journal_kinds(services)


def show_up(page, kind: TenderKind) -> bool:
    show(page, kind)
    return page.up.isEnabled()


def test_one_is_switched_off_and_no_longer_offered(page, services):
    show(page, TenderKind.VOUCHER)
    page.active.control.click()
    assert TenderKind.VOUCHER not in [view.method.kind for view in services.tendering.methods()]
    tags = {row.primary: row.tag.text for row in page.pane.list.rows if row.tag}
    assert (tags["Voucher"], tags["Cash"]) == ("Off", "In use")


def test_limits_are_typed_as_amounts_and_stored(page, services):
    show(page, TenderKind.EXTERNAL)
    fields = {bound.field.edit.accessibleName(): bound.field for bound in page.form._bound}
    type_into(fields["Minimum"], "5")
    type_into(fields["Maximum"], "1.000,50")
    type_into(fields["Approval above"], "200")
    assert "Maximum change" not in fields
    rules = method_of(services, TenderKind.EXTERNAL).rules
    assert (rules.least_minor, rules.most_minor, rules.approval_above_minor) == (500, 100_050, 20_000)
    assert fields["Minimum"].text() == "5,00"
    type_into(fields["Maximum"], "")
    assert method_of(services, TenderKind.EXTERNAL).rules.most_minor is None


def test_a_limit_that_is_no_amount_and_two_that_contradict_are_said_at_their_field(page, services):
    show(page, TenderKind.EXTERNAL)
    fields = {bound.field.edit.accessibleName(): bound.field for bound in page.form._bound}
    type_into(fields["Maximum"], "lots")
    assert "Type an amount" in fields["Maximum"].error()
    type_into(fields["Maximum"], "10")
    type_into(fields["Minimum"], "20")
    assert "more than the most" in fields["Minimum"].error()
    assert method_of(services, TenderKind.EXTERNAL).rules.least_minor is None


def test_what_is_wrong_comes_into_sight_when_the_page_is_left(page, services, qtbot):
    method = services.payment_methods.add("stripe", "Cards")
    page.refresh()
    page.take(str(method.id))
    field = next(b.field for b in page.form._bound if b.field.edit.accessibleName() == "Approval above")
    field.set_text("lots")
    bar = page.detail._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    page.name.edit.setFocus()
    bar.setValue(0)
    assert field.edit.visibleRegion().isEmpty()
    assert not page.may_leave()
    qtbot.waitUntil(lambda: not field.edit.visibleRegion().isEmpty())


def test_cash_has_a_limit_for_its_change_and_no_tips(page, services):
    show(page, TenderKind.CASH)
    names = [bound.field.edit.accessibleName() for bound in page.form._bound]
    assert "Maximum change" in names
    field = next(b.field for b in page.form._bound if b.field.edit.accessibleName() == "Maximum change")
    type_into(field, "50")
    assert method_of(services, TenderKind.CASH).rules.most_change_minor == 5000


def test_a_name_of_its_own_and_back_to_the_usual_one(page, services):
    show(page, TenderKind.EXTERNAL)
    type_into(page.name, "Terminal at the counter")
    assert method_of(services, TenderKind.EXTERNAL).name == "Terminal at the counter"
    assert page.detail.title() == "Terminal at the counter"
    type_into(page.name, "Card terminal")
    assert method_of(services, TenderKind.EXTERNAL).name == ""


def test_a_provider_is_added_with_its_settings(window, page, services, terminal, qtbot):
    page.add.click()
    panel = window.panels.top
    assert isinstance(panel, NewMethodPanel)
    panel.choose("fake")
    panel.settings["port"].set_text("not a port")
    panel.primary.click()
    assert panel.trouble.isVisible()
    assert "Port" in panel.trouble.accessibleName()
    panel.settings["port"].set_text(str(terminal.port))
    panel.name.set_text("Counter")
    panel.primary.click()
    qtbot.waitUntil(lambda: page.detail.title() == "Counter")
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Connected", timeout=8000)
    assert method_of(services, TenderKind.CARD).settings["port"] == str(terminal.port)


def test_fields_of_a_provider_keep_their_height_however_many(window, page, qtbot):
    page.add.click()
    panel = window.panels.top
    panel.choose("stripe")
    fields = [*panel.settings.values(), *panel.secrets.values(), panel.name]
    qtbot.waitUntil(lambda: all(field.height() == field.sizeHint().height() for field in fields))


def test_cash_is_there_once_and_readers_as_often_as_wished(page):
    kinds = {kind.key for kind in words.provider_choices(list(page.kinds.values()), page.methods)}
    assert "cash" not in kinds
    assert {"fake", "stripe", "external", "foreign_cash"} <= kinds


def test_foreign_cash_has_its_currency_from_a_list_and_its_rate(window, page, services, qtbot):
    page.add.click()
    panel = window.panels.top
    panel.choose("foreign_cash")
    panel.settings["currency"].select("USD")
    panel.settings["rate"].set_text("0,92")
    panel.primary.click()
    qtbot.waitUntil(lambda: page.detail.title() == "Foreign cash")
    method = method_of(services, TenderKind.FOREIGN_CASH)
    assert dict(method.settings) == {"currency": "USD", "rate": "0,92"}
    assert [row.secondary for row in page.pane.list.rows if row.primary == "Foreign cash"] == ["USD"]


def test_a_secret_goes_to_the_keyring_and_is_never_shown(window, page, services, qtbot):
    method = services.payment_methods.add("stripe", "Cards")
    page.refresh()
    page.take(str(method.id))
    page._ask_secret(method, "secret_key", "Secret key")
    panel = window.panels.top
    assert isinstance(panel, SecretPanel)
    assert not panel.primary.isEnabled()
    assert panel.field.edit.echoMode() == panel.field.edit.EchoMode.Password
    panel.field.set_text(SECRET)
    panel.primary.click()
    qtbot.waitUntil(lambda: services.payment_methods.has_secret(method.id, "secret_key"))
    qtbot.waitUntil(lambda: window.panels.top is None)
    assert services.payment_methods._credentials.get(method.id, "secret_key") == SECRET
    from PySide6.QtWidgets import QLineEdit

    assert SECRET not in [edit.text() for edit in window.findChildren(QLineEdit)]
    assert "credential_changed" in journal_kinds(services)
    with services.desk.store.read() as work:
        assert SECRET not in repr(work.payment_methods.get(method.id))


def test_a_reader_is_found_and_paired(window, page, services, terminal, qtbot):
    method = with_reader(page, terminal, qtbot)
    page.reader.click()
    qtbot.waitUntil(lambda: isinstance(window.panels.top, ReadersPanel), timeout=8000)
    (row,) = window.panels.top.list.rows
    assert (row.primary, row.tag.text) == ("Counter reader", "Ready")
    window.panels.top.list.chosen.emit(row.key)
    assert services.payment_methods.all()[-1].settings["reader"] == row.key
    assert services.payment_methods.all()[-1].id == method.id


def test_a_paired_reader_takes_nothing_back_that_was_typed_before(window, page, services, terminal, qtbot):
    method = with_reader(page, terminal, qtbot)
    answer = next(bound.field for bound in page.form._bound if bound.stored == "9000")
    type_into(answer, "9500")
    page.reader.click()
    qtbot.waitUntil(lambda: isinstance(window.panels.top, ReadersPanel), timeout=8000)
    (row,) = window.panels.top.list.rows
    window.panels.top.list.chosen.emit(row.key)
    stored = next(each for each in services.payment_methods.all() if each.id == method.id).settings
    assert (stored["answer_ms"], stored["reader"]) == ("9500", row.key)


def test_readers_that_are_told_late_slide_over_no_other_screen(window, page, services, terminal, qtbot):
    with_reader(page, terminal, qtbot)
    page.reader.click()
    window.lock()
    qtbot.waitUntil(lambda: window.frame.page() == "login")
    qtbot.waitUntil(lambda: not window.runner.tasks._open, timeout=8000)
    assert window.panels.top is None


def test_a_terminal_that_is_away_says_so_and_is_found_again(page, terminal, qtbot):
    with_reader(page, terminal, qtbot)
    terminal.cut_line()
    page.check.click()
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Not connected", timeout=8000)
    assert "not reached" in page.banner.accessibleDescription()
    terminal.mend_line()
    page.check.click()
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Connected", timeout=8000)


def test_an_answer_that_nobody_waits_for_is_asked_for_again(window, page, terminal, qtbot):
    with_reader(page, terminal, qtbot)
    page.check.click()
    window.runner.cancel()
    assert page.banner.accessibleName() == "Not checked"
    page.check.click()
    qtbot.waitUntil(lambda: page.banner.accessibleName() == "Connected", timeout=8000)


def test_a_test_payment_is_taken_and_set_free(window, page, services, terminal, qtbot):
    with_reader(page, terminal, qtbot)
    page.test.click()
    panel = window.panels.top
    assert isinstance(panel, TestPaymentPanel)
    qtbot.waitUntil(lambda: panel.state.text() == "Hold a card to the reader", timeout=8000)
    terminal.present()
    qtbot.waitUntil(lambda: not panel.running, timeout=8000)
    assert panel.result.accessibleName() == "It works"
    assert "4242" in panel.result.accessibleDescription()
    panel.primary.click()
    assert window.panels.top is None
    assert journal_kinds(services)[-2:] == ["reader_test_started", "reader_test_ended"]


def test_a_test_payment_is_stopped_at_the_reader(window, page, terminal, qtbot):
    with_reader(page, terminal, qtbot)
    page.test.click()
    panel = window.panels.top
    qtbot.waitUntil(lambda: terminal.books.at_reader() is not None, timeout=8000)
    panel.primary.click()
    assert not panel.primary.isEnabled()
    qtbot.waitUntil(lambda: not panel.running, timeout=8000)
    assert panel.result.accessibleName() == "The test was stopped"
    assert terminal.books.at_reader() is None


def test_a_test_that_is_walked_away_from_leaves_nothing_at_the_reader(
    window, page, services, terminal, qtbot
):
    with_reader(page, terminal, qtbot)
    page.test.click()
    qtbot.waitUntil(lambda: terminal.books.at_reader() is not None, timeout=8000)
    (worker,) = window.panels.top._tasks._threads
    window.panels.dismiss()
    qtbot.waitUntil(lambda: "reader_test_ended" in journal_kinds(services), timeout=8000)
    qtbot.waitUntil(lambda: not worker.is_alive(), timeout=8000)
    assert terminal.books.at_reader() is None


def test_a_method_is_removed_with_its_secrets(window, page, services):
    method = services.payment_methods.add("stripe", "Cards")
    services.payment_methods.set_secret(method.id, "secret_key", SECRET)
    page.refresh()
    page.take(str(method.id))
    page._remove(method)
    assert method.id not in [each.id for each in services.payment_methods.all()]
    assert services.payment_methods._credentials.kept == {}
    assert "Cards" not in [first for first, _ in rows_of(page).values()]


def test_a_cashier_looks_and_changes_nothing(window, services):
    page = settings_of(window, "Cashier 1", "payments").page
    assert not page.add.isEnabled()
    show(page, TenderKind.CASH)
    assert not page.up.isEnabled()
    assert not page.down.isEnabled()
    assert not page.active.control.isEnabled()
    assert not page.name.isEnabled()
    with pytest.raises(Refused):
        services.payment_methods.change(method_of(services, TenderKind.CASH).id, active=False)


def test_the_rules_for_money_back_are_stored(page, services):
    page.take(words.MONEY_BACK)
    change = page.host.changes.change
    for name, value in (
        ("deposits", True),
        ("return_days", 30),
        ("receiptless_returns", "never"),
        ("receiptless_to", "any"),
    ):
        change(**{name: value})
        assert getattr(services.desk.settings, name) == value
    page.refresh()
    assert rows_of(page)[words.MONEY_BACK][1] == "Returns for 30 days · deposits"
    for name, value in (("return_days", 366), ("receiptless_returns", "always"), ("receiptless_to", "cash")):
        with pytest.raises(Refused):
            change(**{name: value})


def test_every_permission_has_words(dressed):
    for permission in Permission:
        title, second = setting_words.permission_words(permission)
        assert title
        assert second


def test_a_role_gets_another_limit_for_money_back(window, services):
    page = settings_of(window, section="people").page
    page.take(next(key for key in rows_of(page) if key.startswith("role:")))
    type_into(page.refund_limit.control, "35")
    assert person_named(services, "Cashier 1").role.most_refund_minor == 3500
    type_into(page.refund_limit.control, "")
    assert person_named(services, "Cashier 1").role.most_refund_minor is None
    page.limit.control.step(5)
    assert page.may_leave()
    role = person_named(services, "Cashier 1").role
    assert (role.most_refund_minor, int(role.most_discount_percent)) == (None, 15)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_nothing_is_out_of_place(window, page, terminal, qtbot, size):
    window.resize(*size)
    with_reader(page, terminal, qtbot)
    page.host.show_detail()
    qtbot.waitUntil(lambda: page.detail.isVisible())
    # The panel above it gives its room back with the next layout.
    qtbot.waitUntil(lambda: not too_small(page.detail))
    assert misplaced(page.detail._content) == []
    assert nameless(page.detail) == []
