"""A sale screen from fixed data, for comparing pictures.

Run as a script: mock_sale.py OUT.png [--dark] [--rtl] [--size 1366x768] [--state sale|pay|overlay|toasts|orders]
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt  # noqa: E402 - the platform is chosen before Qt is loaded
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget  # noqa: E402

from pos_desktop.ui.theme.dressing import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import theme, themes  # noqa: E402
from pos_desktop.ui.widgets.buttons import Button  # noqa: E402
from pos_desktop.ui.widgets.frame import AppFrame  # noqa: E402
from pos_desktop.ui.widgets.list_view import ListView, RowData  # noqa: E402
from pos_desktop.ui.widgets.main_button import MainButton  # noqa: E402
from pos_desktop.ui.widgets.rail import RailItem  # noqa: E402
from pos_desktop.ui.widgets.status_bar import StatusItem  # noqa: E402
from pos_desktop.ui.widgets.tag_painting import Tag  # noqa: E402
from pos_desktop.ui.widgets.ticket_model import LineData  # noqa: E402
from pos_desktop.ui.widgets.ticket_panel import TicketPanel  # noqa: E402
from pos_desktop.ui.widgets.tile_grid import TileData, TileGrid  # noqa: E402
from pos_desktop.ui.widgets.tile_painting import FOCUS_ROOM  # noqa: E402
from pos_desktop.ui.widgets.toast import ToastData  # noqa: E402
from pos_desktop.ui.widgets.totals_block import RULE, TotalRow  # noqa: E402

RAIL = (
    RailItem("sale", "Sale", "shopping-cart"),
    RailItem("orders", "Orders", "receipt"),
    RailItem("customers", "Customers", "users"),
    RailItem("stock", "Stock", "package"),
    RailItem("cash", "Cash", "money"),
    RailItem("reports", "Reports", "chart-bar"),
    RailItem("sync", "Sync", "arrows-clockwise"),
    RailItem("settings", "Settings", "gear-six"),
)
STATUS = (
    StatusItem("sync", "wifi-high", "Online · 0 waiting", "0 waiting"),
    StatusItem("printer", "printer", "Printer ready", "Ready"),
    StatusItem("drawer", "tray", "Drawer closed", "Closed"),
    StatusItem("reader", "credit-card", "Reader ready", "Ready"),
)
TILES = tuple(
    TileData(str(number), *fields)
    for number, fields in enumerate(
        (
            ("Haferdrink", "1,89", "", "carton", "sand", None, 3),
            ("Mövenpick Kaffee Der Himmlische, ganze Bohnen", "7,99", "", "bag", "slate"),
            ("Butter Croissants", "2,49", "", "croissant", "butter"),
            ("Frische Bio Vollmilch", "1,69", "", "carton", "sky", None, 1),
            ("10 frische Eier aus Bodenhaltung", "2,79", "", "eggs", "sand", None, 0, "3 left"),
            ("Kerrygold original irische Süßrahm-Butter", "3,29", "", "butter", "butter", None, 2),
            ("Kombucha Limette & Ingwer", "2,59", "", "bottle", "sage"),
            ("Vitalis Knusper Müsli Schoko", "4,49", "", "box", "plum"),
            ("Bio-Äpfel Holsteiner Cox", "3,49", "per kg", "apple", "rose", None, 1),
            ("Gouda in Scheiben, 48% Fett i. Tr.", "2,29", "", "cheese", "butter"),
            ("Natives Olivenöl extra", "8,99", "", "bottle", "sage", None, 1),
            ("Tomaten Passata Rustica", "1,49", "", "jar", "rose"),
            ("Laugen-Baguette", "1,29", "", "baguette", "sand"),
            ("Leibniz Choco Vollmilch", "1,99", "", "bar", "sky"),
            ("Komfort-Toilettenpapier", "3,95", "", "roll", "slate"),
            ("Gerolsteiner Zitronenlimonade", "1,09", "", "bottle", "butter"),
            ("Blütenhonig flüssig", "4,29", "", "jar", "butter"),
            ("Kaffeefilter", "1,19", "", "box", "slate"),
            ("Feinjoghurt Apfelstrudel", "0,99", "", "jar", "sand"),
            ("Müsli Früchte", "3,79", "", "box", "rose"),
            ("Saltletts Premium Baked Brezel", "1,99", "", "sachet", "sand"),
            ("Rosmarin Limette Pfeffer", "3,49", "", "can", "sage"),
            ("Grana Padano Salat", "3,29", "", "cheese", "sage"),
            ("Krombacher Pils", "0,95", "", "bottle", "slate"),
            ("Bio-Lachs Filet mit Haut", "7,49", "", "sachet", "sky"),
            ("Kokoschips", "2,19", "", "sachet", "plum"),
            ("Toscanella", "2,79", "", "cheese", "rose"),
            ("Bio Kokosmilch", "1,89", "", "can", "sky"),
        )
    )
) + tuple(TileData(str(number), f"Product {number}", "1,00") for number in range(28, 112))
LINES = (
    LineData("a", "2 ×", "Kerrygold original irische Süßrahm-Butter", "6,58", detail="3,29 each"),
    LineData("b", "1 ×", "Frische Bio Vollmilch", "1,69"),
    LineData("c", "", "Bio-Äpfel Holsteiner Cox", "1,19", True, "0,342 kg × 3,49 per kg"),
    LineData("d", "1 ×", "Rapunzel Tomaten Ketchup in der Squeezeflasche", "3,99"),
    LineData(
        "e",
        "1 ×",
        "Natives Olivenöl extra",
        "8,99",
        discount_text="Member −10 %",
        discount_amount_text="−0,90",
    ),
    LineData("f", "3 ×", "Haferdrink", "5,67", detail="1,89 each"),
)
TOTALS = (
    TotalRow("sum", "Subtotal", "28,11"),
    TotalRow("good", "Discounts", "−0,90"),
    TotalRow("quiet", "incl. VAT 7 % and 19 %", "2,32"),
)
PAID = (
    *TOTALS,
    RULE,
    TotalRow("total", "Total", "27,21 €"),
    TotalRow("sum", "Gift card ···· 4821", "−10,00"),
    TotalRow("strong", "Remaining due", "17,21 €"),
)
ARABIC_LINES = (
    LineData("a", "2 ×", "حليب قليل الدسم", "13.00", detail="6.50 للقطعة"),
    LineData("b", "6 ×", "مياه معدنية حياة", "9.00", detail="1.50 للقطعة"),
    LineData("c", "", "فصفص مصرى مملح", "9.58", True, "0.342 كغ × 28.00 للكيلو"),
    LineData("d", "1 ×", "حليب بالشوكولاتة الفاخرة خالى الدسم", "4.25"),
    LineData(
        "e", "1 ×", "مناديل هلا", "11.00", discount_text="خصم الأعضاء 10%", discount_amount_text="−1.10"
    ),
    LineData("f", "1 ×", "فول مدمس الخلطة المصرية", "4.50"),
)
ARABIC_TOTALS = (
    TotalRow("sum", "المجموع الفرعي", "51.33"),
    TotalRow("good", "الخصومات", "−1.10"),
    TotalRow("quiet", "شامل ضريبة القيمة المضافة 5%", "2.39"),
)
ARABIC_TILES = tuple(
    TileData(str(number), *fields)
    for number, fields in enumerate(
        (
            ("حليب قليل الدسم", "6.50", "", "carton", "sky", None, 2),
            ("البن الطايف", "24.00", "", "bag", "sand"),
            ("كرواسون", "3.25", "", "croissant", "butter"),
            ("مياه معدنية حياة", "1.50", "", "bottle", "sky", None, 6),
            ("حلى الفانيلا كاسترد", "4.75", "", "jar", "sand", None, 0, "بقي 3"),
            ("شابورة الحليب", "7.95", "", "loaf", "sand"),
            ("عصير مانجو مع الفواكه المشكلة", "5.25", "", "bottle", "butter"),
            ("فول مدمس الخلطة المصرية", "4.50", "", "can", "rose", None, 1),
            ("فصفص مصري مملح", "28.00", "للكيلو", "sachet", "sage", None, 1),
            ("رانى تفاح", "2.50", "", "can", "sage"),
            ("شطة حارة", "3.75", "", "jar", "rose"),
            ("مايونيز بالثوم", "9.20", "", "jar", "butter"),
            ("حليب بالشوكولاتة الفاخرة خالى الدسم", "4.25", "", "carton", "plum", None, 1),
            ("مناديل هلا", "11.00", "", "roll", "slate", None, 1),
            ("فول صيني", "6.80", "", "sachet", "sand"),
        )
    )
)
ORDERS = (
    ("1-004184", "1:52 PM", "Walk-in", "Card", Tag("good", "Paid"), "61.07"),
    ("1-004183", "1:44 PM", "Walk-in", "Cash", Tag("good", "Paid"), "12.58"),
    ("1-004182", "1:38 PM", "Member 20417", "Gift card + Visa", Tag("good", "Paid"), "38.24"),
    ("S-1931", "1:31 PM", "Online order", "Shopify", Tag("accent", "Preparing"), "84.90"),
    ("1-004181", "1:22 PM", "Walk-in", "Card", Tag("neutral", "Refunded", "arrow-u-up-left"), "7.98"),
    ("1-004180", "1:15 PM", "Walk-in", "Cash", Tag("good", "Paid"), "23.45"),
    ("1-004171", "12:48 PM", "Walk-in", "Card", Tag("attention", "Not synced"), "18.35"),
    (
        "W-0772",
        "12:30 PM",
        "Online order",
        "Link · WooCommerce",
        Tag("accent", "Ready", "package-fill"),
        "46.20",
    ),
    ("1-004170", "12:21 PM", "Member 11862", "Store credit", Tag("good", "Paid"), "9.29"),
)


def order_rows() -> tuple[RowData, ...]:
    return tuple(
        RowData(number, number, time, who, how, state, amount)
        for number, time, who, how, state, amount in ORDERS
    )


class SaleScreen(QWidget):
    """Search row, chip row and tiles, with the frame's paddings."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = TileGrid(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12 - FOCUS_ROOM)
        column.setSpacing(12)
        for _ in range(2):
            row = QHBoxLayout()
            row.setContentsMargins(4, 0, 4, 0)
            for text in ("Quick item", "Parked"):
                row.addWidget(Button(text))
            row.addStretch(1)
            column.addLayout(row)
        column.setSpacing(12 - FOCUS_ROOM)
        column.insertSpacing(1, FOCUS_ROOM)
        column.addWidget(self.grid, 1)


def sale_frame(rtl: bool = False, width: int = 1366) -> AppFrame:
    """The frame with a sale in it, not shown yet."""
    frame = AppFrame()
    screen, panel = SaleScreen(), TicketPanel()
    frame.sale, frame.panel = screen, panel  # type: ignore[attr-defined]
    if width < 1200:
        screen.layout().setContentsMargins(8, 12, 8, 12 - FOCUS_ROOM)
    frame.rail.set_items(RAIL)
    frame.rail.set_active("sale")
    frame.status_bar.set_items(STATUS)
    frame.status_bar.set_person("Cashier 1 · Register 1")
    frame.status_bar.set_clock("14:02")
    panel.set_header("Ticket 14", "Walk-in customer")
    panel.set_header_actions(
        (Button("Customer", icon="user-plus"), Button(icon="dots-three-outline", name="More"))
    )
    pay = MainButton("Pay", "9 items · F12")
    pay.set_amount("27,21 €")
    panel.set_main(pay)
    panel.set_lines(ARABIC_LINES if rtl else LINES)
    panel.set_totals(ARABIC_TOTALS if rtl else TOTALS)
    panel.view.select("f")
    screen.grid.set_tiles(ARABIC_TILES if rtl else TILES)
    frame.add_page("sale", screen, panel)
    frame.show_page("sale")
    return frame


def _into(frame: AppFrame, state: str) -> None:
    panel = frame.panel  # type: ignore[attr-defined]
    if state == "pay":
        panel.set_state(Tag("neutral", "Locked while paying", "lock-simple-fill"))
        panel.set_main(None)
        panel.set_totals(PAID)
    if state == "overlay":
        frame.show_overlay(QWidget())
    if state == "toasts":
        frame.toasts.show(ToastData("Paper is nearly out", "About 12 receipts left", "attention"))
        frame.toasts.show(
            ToastData("4001234567890 is not known", "Nothing was added", "danger", action="Search")
        )
        frame.toasts.show(ToastData("Haferdrink removed", "3 × 1,89", "neutral", "trash-fill", "Undo"))
    if state == "orders":
        orders = ListView(name="Orders")
        orders.set_rows(order_rows())
        orders.select("1-004182")
        page = QWidget()
        orders.setParent(page)
        orders.setGeometry(0, 133, 559, 587)
        frame.rail.set_badge("sync", 1)
        frame.rail.set_active("orders")
        frame.add_page("orders", page)
        frame.show_page("orders")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--rtl", action="store_true")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--state", default="sale")
    chosen = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    apply(application, "dark" if chosen.dark else "light")
    themes().reduce_motion = True
    if chosen.rtl:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    width, height = map(int, chosen.size.split("x"))
    frame = sale_frame(chosen.rtl, width)
    frame.resize(width, height)
    frame.show()
    application.processEvents()
    _into(frame, chosen.state)
    application.processEvents()
    frame.grab().save(chosen.out)
    print(theme().mode, frame.size(), frame.sale.grid.shape)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
