"""The goods on the customer's screen: the store's name, the latest lines, how many they are and what was saved."""

from PySide6.QtCore import QRect

from pos_desktop.application.customer_view import CustomerLine, CustomerView
from pos_desktop.ui.customer_screen.sheet import Sheet, widest
from pos_desktop.ui.widgets.lettering import Align, leftward_quantity
from pos_desktop.ui.widgets.words import face_of

SIDE = 32
HEAD, ROW, FOOT = 96, 72, 72
QUANTITY = 48
LOGO, MARK = 48, 28
GAP = 24


def paint_head(sheet: Sheet, view: CustomerView, width: int) -> None:
    """The store."""
    logo = QRect(SIDE, (HEAD - LOGO) // 2, LOGO, LOGO)
    sheet.box(logo, "accent")
    inset = (LOGO - MARK) // 2
    sheet.icon("storefront-fill", "on-accent", logo.adjusted(inset, inset, -inset, -inset))
    start = SIDE + LOGO + 12
    sheet.write(view.store, QRect(start, 0, width - start - SIDE, HEAD), "figure", "semibold")
    sheet.fill(QRect(0, HEAD, width, 1), "border")


def paint_goods(sheet: Sheet, view: CustomerView, width: int, height: int) -> None:
    """As many of the lines as fit, the latest among them; a line that changed further up is brought down."""
    sheet.fill(QRect(0, 0, width, height), "surface")
    paint_head(sheet, view, width)
    room = max(1, (height - HEAD - FOOT) // ROW)
    lines = _in_sight(view.lines, room)
    face = face_of("figure", "semibold", "tabular")
    column = widest(face, tuple(line.amount for line in lines))
    for place, line in enumerate(lines):
        _paint_line(sheet, line, QRect(0, HEAD + place * ROW, width, ROW), column)
    _paint_foot(sheet, view, QRect(0, height - FOOT, width, FOOT))


def _in_sight(lines: tuple[CustomerLine, ...], room: int) -> tuple[CustomerLine, ...]:
    latest = next((place for place, line in enumerate(lines) if line.latest), len(lines) - 1)
    start = min(max(0, len(lines) - room), max(0, latest))
    return lines[start : start + room]


def _paint_line(sheet: Sheet, line: CustomerLine, row: QRect, column: int) -> None:
    if line.latest:
        sheet.fill(row.adjusted(0, 1, 0, 0), "accent-subtle")
    sheet.fill(QRect(row.x(), row.bottom() + 1, row.width(), 1), "border")
    middle = row.adjusted(0, 1, 0, 0)
    if line.weighed:
        sheet.icon("scales", "text-2", QRect(SIDE, middle.y() + (ROW - 24) // 2, 24, 24))
    else:
        # They end under one another; a long one reaches into the margin.
        box = QRect(8, middle.y(), SIDE + QUANTITY - 20 - 8, middle.height())
        quantity = leftward_quantity(line.quantity) if sheet.leftward else line.quantity
        sheet.write(quantity, box, "title", color="text-2", align=Align.END)
    end = row.width() - SIDE
    face = face_of("figure", "semibold", "tabular")
    sheet.figure(line.amount, QRect(end - column, middle.y(), column, middle.height()), face)
    words = QRect(SIDE + QUANTITY, middle.y(), end - column - GAP - SIDE - QUANTITY, middle.height())
    if line.detail:
        sheet.write(line.name, QRect(words.x(), row.y() + 15, words.width(), 24), "title", "medium")
        detail = QRect(words.x(), row.y() + 39, words.width(), 20)
        sheet.write(line.detail, detail, "body", color="text-2")
    else:
        sheet.write(line.name, words, "title", "medium")


def _paint_foot(sheet: Sheet, view: CustomerView, foot: QRect) -> None:
    sheet.fill(QRect(0, foot.y(), foot.width(), 1), "border")
    inner = foot.adjusted(SIDE, 2, -SIDE, 0)
    sheet.write(view.items, inner, "title", color="text-2")
    sheet.write(view.saved, inner, "title", "semibold", "good", Align.END)
