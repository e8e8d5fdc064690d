"""Pages that show every control in every state: `python -m tests.ui.gallery FOLDER` writes their pictures."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.ui.theme import apply, theme, use
from pos_desktop.ui.theme.focus_ring import FocusRing
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.check_row import CheckRow
from pos_desktop.ui.widgets.chips import Chip, ChipGroup
from pos_desktop.ui.widgets.choice_card import ChoiceCard
from pos_desktop.ui.widgets.denomination import Denomination
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.keycap import Keycap
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad, NumpadKey
from pos_desktop.ui.widgets.person_card import PersonCard
from pos_desktop.ui.widgets.pin_dots import PinDots
from pos_desktop.ui.widgets.pressable import Pressable, State
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.search_field import SearchField
from pos_desktop.ui.widgets.segmented import Segmented
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.step_list import Step, StepList
from pos_desktop.ui.widgets.stepper import Stepper
from pos_desktop.ui.widgets.tender_button import TenderButton
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.toggle import Toggle

_STATES: tuple[State | None, ...] = ("default", "hover", "pressed", None, "disabled")


class Page(QWidget):
    """A ground of the canvas colour on which things are set by their places."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.resize(width, height)
        self.rings: list[FocusRing] = []

    def put(self, widget: QWidget, x: int, y: int, width: int = 0, height: int = 0) -> QWidget:
        widget.setParent(self)
        hint = widget.sizeHint()
        widget.setGeometry(x, y, width or hint.width(), height or hint.height())
        return widget

    def ring(self, widget: QWidget) -> None:
        """The ring as a keyboard shows it; a page shows several at once."""
        ring = FocusRing()
        ring.setWidget(widget)
        self.rings.append(ring)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), theme().color("canvas"))


def euros(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02}"


def states_page() -> Page:
    """Buttons, chips, keys and inputs, a row for each and a column for each state."""
    page = Page(964, 832)
    page.put(Label("Components and their states", "title"), 24, 16)
    for number, name in enumerate(("Default", "Hover", "Pressed", "Focus", "Disabled")):
        page.put(Label(name, "caption", "semibold", "text-2"), 168 + 156 * number, 57)
    rows: list[tuple[str, str, int, Callable[[], Pressable]]] = [
        ("Primary", "48 / 64 / 88 high", 84, lambda: Button("Label", "primary")),
        ("Secondary", "48 / 64 high", 148, lambda: Button("Label")),
        ("Destructive", "says what happens", 212, lambda: Button("Label", "destructive")),
        ("Chip", "48 high", 276, lambda: Chip("Bakery")),
        ("Chip, selected", "48 high", 340, _selected_chip),
        ("Numpad key", "min 56, stretches", 404, lambda: NumpadKey("7")),
    ]
    for title, second, top, make in rows:
        _caption(page, title, second, top)
        for number, state in enumerate(_STATES):
            _state(page, make(), state, number, top)
    _caption(page, "Input", "48 high; third: error", 468)
    _inputs(page)
    _caption(page, "State tags", "24 high, not tappable", 725)
    _tags(page)
    return page


def _caption(page: Page, title: str, second: str, top: int) -> None:
    page.put(Divider(), 24, top, 916, 1)
    page.put(Label(title, "body", "semibold"), 24, top + 14, 144)
    page.put(Label(second, "caption", color="text-2", figures="tabular"), 24, top + 34, 144)


def _selected_chip() -> Chip:
    chip = Chip("Favourites")
    chip.setChecked(True)
    return chip


def _state(page: Page, widget: Pressable, state: State | None, number: int, top: int) -> None:
    key = isinstance(widget, NumpadKey)
    width = 0 if isinstance(widget, Chip) else 144
    page.put(widget, 168 + 156 * number, top + (5 if key else 9), width, 56 if key else 48)
    widget.setEnabled(state != "disabled")
    if state is None:
        page.ring(widget)
    else:
        widget.show_as(state)


def _inputs(page: Page) -> None:
    for number, text in enumerate(("", "", "12,5x", "12,50", "")):
        field = TextField("", "Disabled" if number == 4 else "Placeholder")
        field.set_text(text)
        page.put(field, 168 + 156 * number, 477, 144, 48)
        field.frame.set_failed(number == 2)
        field.frame.show_focused(number == 3)
        field.setEnabled(number != 4)


def _tags(page: Page) -> None:
    x = 168
    for tag in (
        StateTag("Paid", "good"),
        StateTag("Not synced", "attention"),
        StateTag("Failed", "danger"),
        StateTag("Preparing", "accent"),
        StateTag("Draft"),
        StateTag("Locked", icon="lock-simple-fill"),
    ):
        page.put(tag, x, 745)
        x += tag.sizeHint().width() + 12
    page.put(Toggle("On", checked=True), x, 733)
    page.put(Toggle("Off"), x + 64, 733)


def pay_page() -> Page:
    """The controls of paying, in their places on the pay screen."""
    page = Page(968, 720)
    page.put(Button(icon="arrow-left", name="Back"), 104, 12)
    page.put(Label("Payment", "title"), 164, 24)
    page.put(Keycap("Esc"), 827, 24)
    page.put(Label("Back to sale", "caption", color="text-2"), 877, 27)
    due = Card(padding=5)
    page.put(due, 104, 72, 472, 128)
    page.put(Label("Remaining due", "title"), 125, 101)
    page.put(Label("17,21 €", "total"), 431, 89)
    bar = ProgressBar("Paid", "good-solid")
    bar.setMaximum(2721)
    bar.setValue(1000)
    page.put(bar, 125, 149, 430, 8)
    page.put(Label("Paid 10,00 €", "caption", color="text-2", figures="tabular"), 125, 165)
    total = Label("Total 27,21 €", "caption", color="text-2", figures="tabular")
    page.put(total, 555 - total.sizeHint().width(), 165)
    _tenders(page)
    taken = Card("Taken so far", "1 tender", padding=0)
    page.put(taken, 104, 432, 472, 122)
    page.put(Button("Undo"), 490, 494)
    for number, (text, icon) in enumerate(
        (("Add tip", "plus"), ("Split evenly", "users"), ("Pay a part", "percent"))
    ):
        page.put(Button(text, icon=icon), 104 + 160 * number, 656, 152)
    _entry(page)
    return page


def _tenders(page: Page) -> None:
    group = QButtonGroup(page)
    names = (
        ("Cash", "money"),
        ("Card", "credit-card"),
        ("Gift card", "gift"),
        ("Store credit", "wallet"),
        ("Voucher", "ticket"),
        ("Payment link", "link"),
    )
    for number, (text, icon) in enumerate(names):
        button = TenderButton(text, icon, f"F{number + 1}")
        group.addButton(button)
        page.put(button, 104 + 160 * (number % 3), 216 + 104 * (number // 3), 152)
        button.setChecked(number == 0)


def _entry(page: Page) -> None:
    entry = AmountEntry("Cash given", euros)
    entry.append("5000")
    page.put(entry, 592, 72, 360)
    amounts = ChipGroup("Amounts", "share")
    for key, text in ((1721, "17,21"), (2000, "20"), (5000, "50"), (10000, "100")):
        amounts.add(key, text, strong=True)
    amounts.select(5000)
    page.put(amounts, 592, 156, 360, 48)
    page.put(Numpad("amount", "00"), 592, 216, 360, 388)
    take = MainButton("Take 50,00 €", "Cash · Enter")
    take.set_amount("32,79 €", "Change")
    page.put(take, 592, 616, 360)


def other_page() -> Page:
    """Everything else."""
    page = Page(1366, 832)
    search = SearchField("Scan, or search products", key_hint="Ctrl K")
    page.put(search, 104, 12, 547)
    page.put(Button("Quick item", icon="plus"), 659, 12)
    page.put(Button("Parked", icon="pause-circle", badge="2"), 807, 12)
    chips = ChipGroup("Categories", "more")
    page.put(chips, 104, 72, 679, 48)
    for text in ("All", "Favourites", "Drinks", "Bakery", "Dairy", "Fruit & veg", "Household", "Frozen"):
        chips.add(text, text, icon="star-fill" if text == "Favourites" else None)
    chips.select("Favourites")
    pay = MainButton("Pay", "9 items · F12")
    pay.set_amount("27,21 €")
    page.put(pay, 985, 616, 365)
    _people(page)
    _approval(page)
    _settings(page)
    _receipt(page)
    return page


def _people(page: Page) -> None:
    cards = (
        ("Cashier 1", "On this shift", "user-fill", "slate"),
        ("Cashier 2", "Last here yesterday", "user-fill", "sage"),
        ("Manager", "All permissions", "shield-check-fill", "plum"),
    )
    for number, (name, second, icon, tint) in enumerate(cards):
        card = PersonCard(name, second, icon=icon, tint=tint)
        card.setChecked(number == 0)
        page.put(card, 104 + 185 * number, 132, 173)
    page.put(PinDots("PIN", large=True), 104, 280, 365)
    dots = page.findChild(PinDots)
    if isinstance(dots, PinDots):
        dots.set_filled(3)
    steps = StepList(
        (Step("Your store", "Linden Street Store"), Step("Products", "Where from"), Step("Devices")), 1
    )
    page.put(steps, 490, 284, 190)
    page.put(CheckRow("Restock", "Back on the shelf", checked=True), 104, 356, 200)
    page.put(CheckRow("Print a copy"), 104, 416, 200)
    page.put(Toggle("Stock", "Restock", "Write off", checked=True), 320, 360)
    page.put(Toggle("Stock", "Restock", "Write off"), 320, 408)


def _approval(page: Page) -> None:
    facts = KeyValueRows("facts", caption_width=96)
    facts.add(1, "On", "Natives Olivenöl extra · 8,99 → 6,74", value_weight="medium")
    facts.add(2, "Why", "Damaged packaging")
    facts.add(3, "Asked by", "Cashier 1 · Register 1 · 14:02")
    page.put(facts, 984, 136, 366)
    totals = KeyValueRows("totals")
    totals.add(1, "Subtotal", "28,11")
    totals.add(2, "Discounts", "−0,90", tone="good")
    totals.add(3, "incl. VAT 7 % and 19 %", "2,32", tone="text-2")
    page.put(totals, 985, 532, 365)
    page.put(
        Banner("", "Or scan a badge or manager card", "neutral", icon="identification-badge"),
        984,
        250,
        366,
        40,
    )
    above = Banner(
        "Above your limit of $20.00", "A manager confirms on this screen.", icon="shield-check-fill"
    )
    page.put(above, 984, 300, 366, 62)
    paper = Banner("Paper is nearly out", "About 12 receipts left. Printing goes on.", outlined=True)
    page.put(paper, 984, 374, 366, 64)
    page.put(Button("Decline", height="button-mid"), 984, 448, 112)
    approve = Button("Approve −2,25 €", "primary", height="button-mid")
    approve.setEnabled(False)
    page.put(approve, 1104, 448, 246)


def _settings(page: Page) -> None:
    card = Card()
    page.put(card, 104, 470, 566, 104)
    row = QHBoxLayout()
    row.setSpacing(12)
    for label, value in (("Connection", "Network (ESC/POS)"), ("Address", "192.168.1.40")):
        select = Select(label)
        select.add(value, value)
        row.addWidget(select)
    card.body.addLayout(row)
    report = Card("Tenders", ruled=False)
    rows = KeyValueRows()
    rows.add(1, "Card · 96", "3,402.18")
    rows.add(2, "Cash · 38", "889.71")
    rows.add_divider()
    rows.add(3, "Taken", "4,890.36", bold=True)
    report.body.addWidget(rows)
    report.body.addStretch(1)
    page.put(report, 690, 132, 270, 186)
    for number, name in enumerate(("Rolls 1¢", "Of three")):
        stepper = Stepper(
            name, maximum=3 if number else 99, value=3 if number else 14, limit_shown=bool(number)
        )
        stepper.set_active(number == 0)
        page.put(stepper, 690, 334 + 60 * number)
    page.put(Segmented("View", (("x", "X · now"), ("z", "Z · close"))), 690, 454)
    wrong = TextField("Shop address", icon="globe")
    wrong.set_text("linden")
    wrong.set_error("The address ends in .myshopify.com.")
    page.put(wrong, 690, 512, 270, 96)


def _receipt(page: Page) -> None:
    choices = (
        ("Print receipt", "Receipt printer", "printer"),
        ("E-mail", "Ask for the address", "envelope-simple"),
        ("No receipt", "Reprint stays possible", "prohibit"),
    )
    for number, (text, second, icon) in enumerate(choices):
        card = ChoiceCard(text, second, icon=icon, note=f"F{number + 1}")
        card.setChecked(number == 0)
        page.put(card, 104 + 286 * number, 616, 275)
    x = 104
    for text, coin in (("20 €", False), ("2 €", True), ("50 ct", True)):
        change = Denomination(text, 1, coin=coin)
        page.put(change, x, 720)
        x += change.sizeHint().width() + 24
    platform = ChoiceCard("Shopify", initials="SH", height="platform")
    platform.setChecked(True)
    page.put(platform, 420, 716, 221)
    page.put(ChoiceCard("Wix", initials="WX", height="platform"), 650, 716, 200)
    refund = MainButton("Refund $22.00", "$12.00 to Visa 4242 · $10.00 to gift card", "destructive")
    refund.set_icon("arrow-u-up-left")
    page.put(refund, 985, 716, 365)
    following = Button("Continue", "primary", key_hint="Enter", height="button-mid")
    page.put(following, 104, 764, 241)


PAGES: dict[str, Callable[[], Page]] = {"states": states_page, "pay": pay_page, "other": other_page}


def picture(page: QWidget, scale: float = 1.0) -> QPixmap:
    """The page as it stands, without a window on any screen."""
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.show()
    for layout in (page.findChildren(QVBoxLayout), page.findChildren(QHBoxLayout)):
        for each in layout:
            each.activate()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    made = QPixmap(page.size() * scale)
    made.setDevicePixelRatio(scale)
    page.render(made)
    return made


def main(folder: str) -> None:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply(application, "light")
    Path(folder).mkdir(parents=True, exist_ok=True)
    for mode in ("light", "dark"):
        use(mode)
        for name, make in PAGES.items():
            page = make()
            picture(page).save(f"{folder}/{name}-{mode}.png")
            page.close()
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    use("light")
    picture(other_page()).save(f"{folder}/other-rtl.png")


if __name__ == "__main__":
    main(sys.argv[1])
