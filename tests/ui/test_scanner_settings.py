"""How a store's scanners type is a setting; scanners on a wire reach the same places; badges and dates of goods."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_desktop.application.errors import Refused
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.units import unit_name
from pos_desktop.ui.dialogs.expired import ExpiredPanel
from pos_desktop.ui.shell.scan_reader import ScanRules
from pos_desktop.ui.shell.scan_settings import rules_of
from tests.ui.register import person_named
from tests.ui.settings_at_work import journal_kinds, settings_of
from tests.ui.test_scanner import EAN, ENTER, Desk, Keyboard

OAT_DRINK = "0" + EAN
STORED = StoreSettings()


def scanner_page(window, who="Manager"):
    return settings_of(window, who, "scanner").page


def element_strings(expiry, lot="AB12") -> str:
    return f"]C101{OAT_DRINK}17{expiry:%y%m%d}10{lot}"


# -- rules -----------------------------------------------------------------------------------------


def test_what_nobody_set_is_as_it_always_was() -> None:
    assert rules_of(STORED) == ScanRules()


@given(st.text("0123456789abc", min_size=1, max_size=20), st.integers(5, 60), st.sampled_from((ENTER, "\t")))
@settings(max_examples=80)
def test_with_a_prefix_or_an_identifier_nothing_else_is_a_scan(code: str, gap: int, end: str) -> None:
    for rules in (ScanRules(prefix="~"), ScanRules(aim=True)):
        desk = Desk(rules)
        desk.scan(code, 1000, gap=gap, end=end)
        desk.end()
        assert desk.codes == []
        assert "".join(key.text for key in desk.typed if key.text not in (ENTER, "\t")) == code


@pytest.mark.parametrize(
    ("rules", "sent", "read"),
    [
        (ScanRules(prefix="~"), "~" + EAN, EAN),
        (ScanRules(aim=True), "]E0" + EAN, "]E0" + EAN),
        (ScanRules(aim=True, prefix="~"), "~]E0" + EAN, "]E0" + EAN),
        (ScanRules(aim=True), "]E0", None),
        (ScanRules(prefix="~"), "]E0" + EAN, None),
    ],
)
def test_a_scan_as_it_was_set_up(rules: ScanRules, sent: str, read: str | None) -> None:
    desk = Desk(rules)
    desk.scan(sent, 1000)
    desk.end()
    assert desk.codes == ([read] if read else [])


def test_a_slow_scanner_is_read_when_it_is_given_the_time() -> None:
    for pace, codes in ((30, []), (50, [EAN])):
        desk = Desk(rules_of(StoreSettings(scan_pace_ms=pace)))
        desk.scan(EAN, 1000, gap=45)
        desk.end()
        assert desk.codes == codes


# -- the page --------------------------------------------------------------------------------------


def test_a_scan_is_shown_as_it_was_read(window) -> None:
    page = scanner_page(window)
    page.take("try")
    window.on_scanned("]C101" + OAT_DRINK + "17310228" + "10AB12\x1d21X7")
    shown = page.told.accessibleDescription() + page.found.text()
    for part in ("characters", "<GS>", "AIM identifier: ]C1", EAN, "Lot AB12", "Use by", "Serial number X7"):
        assert part in shown.replace("\u2066", "").replace("\u2069", ""), part
    assert window.services.tickets.ticket.lines == ()


def test_a_weight_in_a_code_is_written_as_the_place_writes_it(window, services) -> None:
    page = scanner_page(window)
    page.take("try")
    window.on_scanned("]C101" + OAT_DRINK + "3103000500")
    unit = unit_name("kg")
    assert f"Weight {services.desk.formats.quantity(500, True)} {unit}" in page.found.text()
    assert "0,500" in page.found.text()


def test_what_is_typed_into_the_field_is_called_typing(window) -> None:
    page = scanner_page(window)
    page.take("try")
    page.field.set_text("400")
    assert page.told.accessibleName() == "Taken for typing"


def test_a_setting_is_used_at_once(window, services, qtbot) -> None:
    page = scanner_page(window)
    page.take("typing")
    page.host.changes.change(scan_prefix="~", scan_suffix="enter")
    qtbot.waitUntil(lambda: window.scanner._reader.rules.prefix == "~")
    page.take("try")
    keyboard = Keyboard(window.scanner)
    keyboard.scan(window, "~" + EAN)
    qtbot.waitUntil(lambda: bool(page.lines))
    assert "10 ms each" in page.lines[0]
    assert journal_kinds(services)[-1] == "settings_changed"


@pytest.mark.parametrize("change", [{"scan_prefix": "A"}, {"scan_prefix": "12"}, {"scan_pace_ms": 200}])
def test_what_people_type_as_well_is_no_prefix(window, change) -> None:
    page = scanner_page(window)
    with pytest.raises(Refused):
        page.host.changes.change(**change)


# -- scanners on a wire ----------------------------------------------------------------------------


def heard(qtbot, services, code: str) -> None:
    qtbot.waitUntil(lambda: bool(services.counter._scanned))
    services.counter.scanned(uuid4(), code)


def test_a_code_from_a_wire_goes_where_a_typed_one_goes(cashier, window, services, qtbot) -> None:
    heard(qtbot, services, "]E0" + EAN)
    qtbot.waitUntil(lambda: bool(services.tickets.ticket.lines))
    assert [(line.name, line.quantity_milli) for line in services.tickets.ticket.lines] == [
        ("Oat drink", 1000)
    ]


# -- badges ----------------------------------------------------------------------------------------


def give_badge(services, name: str, code: str) -> None:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.people.set_badge(person_named(services, name).id, code)
    services.session.sign_out()


def test_a_badge_signs_in_from_a_wire_with_or_without_its_identifier(window, services, qtbot) -> None:
    give_badge(services, "Cashier 2", "BADGE-0042")
    heard(qtbot, services, "]Q1BADGE-0042")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"


def test_a_stripe_that_is_typed_signs_in(window, services, qtbot) -> None:
    give_badge(services, "Cashier 2", "%STAFF 0042?")
    Keyboard(window.scanner).scan(window, "%STAFF 0042?")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"


@pytest.mark.parametrize(
    "code", ["B-1", EAN, "]E0" + EAN, "%B4111111111111111^DOE/J^3012", ";4111111111111111=3012?"]
)
def test_what_is_no_badge_is_refused(window, services, code: str) -> None:
    with pytest.raises(Refused):
        give_badge(services, "Cashier 2", code)


def test_a_badge_is_taken_away(window, services, qtbot) -> None:
    give_badge(services, "Cashier 2", "BADGE-0042")
    page = settings_of(window, "Manager", "people").page
    page.take(str(person_named(services, "Cashier 2").id))
    page.no_badge.click()
    qtbot.waitUntil(lambda: not page._person().has_badge)
    assert services.session.check_badge("BADGE-0042") is None
    assert "badge_removed" in journal_kinds(services)


# -- goods past their date -------------------------------------------------------------------------


def test_goods_past_their_date_are_asked_about_and_sold_by_a_press(cashier, window, services, qtbot) -> None:
    today = services.desk.clock.now().date()
    window.on_scanned(element_strings(today + timedelta(days=2)))
    assert len(services.tickets.ticket.lines) == 1
    window.on_scanned(element_strings(today - timedelta(days=2)))
    panel = window.panels.top
    assert isinstance(panel, ExpiredPanel)
    assert services.tickets.ticket.lines[0].quantity_milli == 1000
    assert "expired_sold" not in journal_kinds(services)
    panel.sell.click()
    qtbot.waitUntil(lambda: services.tickets.ticket.lines[0].quantity_milli == 2000)
    assert journal_kinds(services).count("expired_sold") == 1


def test_the_next_scan_leaves_expired_goods_out(cashier, window, services, qtbot) -> None:
    window.on_scanned(element_strings(services.desk.clock.now().date() - timedelta(days=2)))
    window.on_scanned("4012345678901")
    qtbot.waitUntil(lambda: bool(services.tickets.ticket.lines))
    assert [line.name for line in services.tickets.ticket.lines] == ["Ground coffee"]
    assert "expired_sold" not in journal_kinds(services)
