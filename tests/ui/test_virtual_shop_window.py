"""The window of the practice shop: its orders, and what its buttons do there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.ui.virtual_devices.shop_window import VirtualShopWindow
from tests.kept_port import kept_port


class OpenedShop(OnlineShop):
    """One that no register is connected to."""

    def __init__(self, shop: FakeShopify) -> None:
        super().__init__(None)  # type: ignore[arg-type]  # nothing here asks a register
        self._shop, self._counted = shop, ("TEA-1",)
        self._ready.set()


@pytest.fixture
def shop() -> Iterator[FakeShopify]:
    with FakeShopify(port=kept_port()) as running:
        place = running.locations()[0]["id"]
        running.fill([ProductSpec("Tea", (VariantSpec("TEA-1", "3.50", levels={place: 9}),))])
        yield running


@pytest.fixture
def online(shop: FakeShopify) -> OnlineShop:
    return OpenedShop(shop)


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, online: OnlineShop) -> VirtualShopWindow:
    shown = VirtualShopWindow(online, "de-DE")
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def press(qtbot: QtBot, button: QWidget) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_somebody_orders(qtbot: QtBot, window: VirtualShopWindow, shop: FakeShopify) -> None:
    press(qtbot, window.order)
    assert [order["name"] for order in shop.orders()] == ["#1001"]
    assert shop.level("TEA-1") == 8
    assert window.said() == ["#1001 · online 3,50 €"]


def test_the_network_is_cut_and_mended(qtbot: QtBot, window: VirtualShopWindow, shop: FakeShopify) -> None:
    address = shop.address
    press(qtbot, window.cut)
    assert not shop.running
    assert window.state_tag.accessibleName() == "Network cut"
    press(qtbot, window.cut)
    assert shop.running
    assert shop.address == address
    assert window.state_tag.accessibleName() == "Ready"


def test_customers_order_now_and_then_or_not(
    qtbot: QtBot, window: VirtualShopWindow, online: OnlineShop
) -> None:
    assert not window.sells.isChecked()
    press(qtbot, window.sells)
    assert online.sells
    press(qtbot, window.sells)
    assert not online.sells
