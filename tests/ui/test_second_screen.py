"""The customer's screen follows the sale, keeps out of the cashier's way, and knows nothing that it should not show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application.counter import LineText
from pos_desktop.application.customer_view import CustomerMoment
from pos_desktop.application.errors import TryAgain
from pos_desktop.ui.customer_screen.placing import Place, ScreenFacts, place_for
from tests.ui.register import person_named
from tests.ui.selling import SPACE, Till

CASHIER = ScreenFacts("one", QRect(0, 0, 1366, 768))
BESIDE = ScreenFacts("two", QRect(1366, 0, 1024, 600))
THIRD = ScreenFacts("three", QRect(2390, 0, 1024, 600))
MIRROR = ScreenFacts("copy", QRect(0, 0, 1024, 768))


@pytest.mark.parametrize(
    ("setting", "screens", "place"),
    [
        ("none", [CASHIER, BESIDE], None),
        ("second", [CASHIER, BESIDE], Place("two")),
        ("second", [BESIDE, CASHIER], Place("two")),
        ("second", [CASHIER], None),
        ("second", [CASHIER, MIRROR], None),
        ("second", [CASHIER, MIRROR, BESIDE], Place("two")),
        ("three", [CASHIER, BESIDE, THIRD], Place("three")),
        ("three", [CASHIER, BESIDE], None),
        ("one", [CASHIER, BESIDE], None),
        ("window", [CASHIER], Place(windowed=True)),
    ],
)
def test_never_on_the_cashiers_own_screen(
    setting: str, screens: list[ScreenFacts], place: Place | None
) -> None:
    assert place_for(setting, screens, "one") == place


@pytest.fixture
def till(qtbot, window, services, cashier) -> Till:
    """A cashier with the customer's screen in a window of its own."""
    services.desk.change_settings(customer_screen="window", name="Linden Street Store")
    services.shifts.open(10_000)
    made = Till(qtbot, window, services)
    qtbot.waitUntil(lambda: window.customer.screen is not None)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return made


def seen(till: Till, moment: CustomerMoment, **facts: object) -> None:
    """Waits until the customer sees this."""

    def there() -> bool:
        view = till.window.customer.screen.canvas.view
        return (
            view is not None
            and view.moment is moment
            and all(getattr(view, name) == value for name, value in facts.items())
        )

    till.qtbot.waitUntil(there)


def shown_texts(till: Till) -> list[LineText]:
    return [facts[0] for what, facts in till.services.devices.asked if what == "show"]


def test_it_follows_the_sale_from_welcome_to_thank_you(till) -> None:
    seen(till, CustomerMoment.IDLE, store="Linden Street Store")
    till.scan("4006381333931")
    seen(till, CustomerMoment.SELLING, amount=f"1,89{SPACE}€", items="1 item")
    till.scan("4006381333931")
    seen(till, CustomerMoment.SELLING, amount=f"3,78{SPACE}€")
    assert [line.latest for line in till.window.customer.view.lines] == [True]
    till.key(Qt.Key.Key_F12)
    seen(till, CustomerMoment.PAYING, label="To pay")
    till.type("500")
    till.enter()
    seen(till, CustomerMoment.THANKS, label="Your change", amount=f"1,22{SPACE}€")
    till.done.next_customer()
    seen(till, CustomerMoment.IDLE)
    assert shown_texts(till)[-1] == LineText("Linden Street Store", "Welcome")
    assert LineText("Oat drink", "Total", "3,78", "3,78") in shown_texts(till)
    assert LineText("Your change", "Thank you!", "1,22") in shown_texts(till)


def test_a_locked_register_shows_no_ticket(till) -> None:
    till.scan("4006381333931")
    seen(till, CustomerMoment.SELLING)
    till.window.lock()
    seen(till, CustomerMoment.IDLE)


def test_it_takes_neither_keys_nor_the_focus(till) -> None:
    screen = till.window.customer.screen
    assert screen.isVisible()
    till.qtbot.waitUntil(lambda: QApplication.activeWindow() is till.window)
    assert screen.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    till.tap(screen.canvas)
    till.qtbot.keyClick(screen, Qt.Key.Key_F2)
    assert till.panel is not None, "a key that came in there is the cashier's"
    till.escape()
    assert QApplication.focusWidget() is till.sale.search.edit
    till.type("oat")
    assert till.sale.search.text() == "oat"


def test_it_speaks_the_stores_language_whatever_the_cashier_speaks(till) -> None:
    till.services.desk.change_settings(language="ar")
    till.qtbot.waitUntil(
        lambda: till.window.customer.screen.canvas.layoutDirection() is Qt.LayoutDirection.RightToLeft
    )
    till.services.desk.change_settings(language="en")
    seen(till, CustomerMoment.IDLE, prompt="Welcome")


def test_it_goes_and_comes_with_the_setting_and_ends_with_the_register(till) -> None:
    screen = till.window.customer.screen
    till.services.desk.change_settings(customer_screen="none")
    till.qtbot.waitUntil(lambda: not screen.isVisible())
    till.services.desk.change_settings(customer_screen="second")
    till.settle()
    assert not screen.isVisible(), "there is one monitor, and it is the cashier's"
    till.services.desk.change_settings(customer_screen="window")
    till.qtbot.waitUntil(screen.isVisible)
    till.window.close()
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def test_a_picture_that_is_gone_leaves_the_stores_name(till, tmp_path) -> None:
    till.services.desk.change_settings(customer_picture=str(tmp_path / "gone.png"))
    canvas = till.window.customer.screen.canvas
    till.qtbot.waitUntil(lambda: canvas._picture_path.endswith("gone.png"))
    assert canvas._picture.isNull()
    assert not canvas.grab().isNull()


def test_what_keeps_the_customer_from_being_told_is_not_put_in_the_cashiers_way(till, monkeypatch) -> None:
    def failing() -> None:
        raise TryAgain("The disk failed for a moment", "", "Try again.")

    side = till.window.customer
    monkeypatch.setattr(side, "_facts", failing)
    before = side.view
    side.look()
    assert (till.panel, till.toasts(), side.view) == (None, [], before)


def test_selling_does_not_wait_for_the_customer(till) -> None:
    """The customer's screen is told after the cashier's was painted, and once for several changes."""
    views: list[object] = []
    canvas = till.window.customer.screen.canvas
    real = canvas.show_view
    canvas.show_view = lambda *facts: (views.append(facts[0]), real(*facts))
    for _ in range(5):
        till.services.tickets.scan("4006381333931")
    assert views == []
    seen(till, CustomerMoment.SELLING, items="5 items")
    assert len(views) == 1


def test_where_it_is_shown_is_a_setting_of_managers(till) -> None:
    settings = till.services.desk
    till.window.go("settings", section="appearance")
    page = till.window.screen_in_sight.page
    page.take("customer")
    page.cards["none"].click()
    assert settings.settings.customer_screen == "window", "a cashier cannot change it"
    till.services.session.sign_in(person_named(till.services, "Manager"), "pin")
    till.window.go("settings", section="appearance")
    page.take("customer")
    assert list(page.cards) == ["none", "second", "window"]
    page.cards["none"].click()
    assert settings.settings.customer_screen == "none"
    page.picture.set_text("store.png")
    assert page.form.commit()
    assert settings.settings.customer_picture == "store.png"


TWO_MONITORS = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from pos_desktop.ui.customer_screen.window import CustomerWindow
cashier = QWidget()
cashier.resize(800, 600)
cashier.show()
customer = CustomerWindow(cashier)
customer.use("second", "Store")
for _ in range(5):
    app.processEvents()
said = [customer.isVisible(), customer.screen().name(), customer.geometry().getRect()]
said.append(QApplication.activeWindow() is customer)
customer._on_removed(customer.screen())
said.append(customer.isVisible())
customer.place()
said.append(customer.isVisible())
customer.use("none", "Store")
said.append(customer.isVisible())
customer.end()
print(said)
"""


def test_on_a_real_second_monitor(tmp_path: Path) -> None:
    def screen(name: str, x: int, width: int, height: int) -> dict[str, object]:
        size = {"x": x, "y": 0, "width": width, "height": height}
        return {"name": name, **size, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}

    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": [screen("one", 0, 1366, 768), screen("two", 1366, 1024, 600)]}))
    told = subprocess.run(
        [sys.executable, "-c", TWO_MONITORS],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    ).stdout
    assert told.strip() == "[True, 'two', (1366, 0, 1024, 600), False, False, True, False]"
