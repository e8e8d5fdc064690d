"""The side of the customer's screen: the one large figure, what makes it up, and what the customer is asked to do."""

from PySide6.QtCore import QRect

from pos_desktop.application.customer_view import CustomerMoment, CustomerView
from pos_desktop.ui.customer_screen.goods import SIDE
from pos_desktop.ui.customer_screen.sheet import Sheet, widest
from pos_desktop.ui.theme.typography import Style, Weight
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.words import face_of, width_of

LARGEST = 72
CODE, SIGN = 208, 96
CARD = 318
ROW = 26
MOST_ROWS = 5
_STEPS: tuple[Style, ...] = ("title", "body", "caption")


def paint_sums(sheet: Sheet, view: CustomerView, side: QRect) -> None:
    """Beside the goods, or under them on an upright screen."""
    sheet.fill(side, "canvas")
    # One pixel is the hair line beside the goods.
    inner = side.adjusted(SIDE + 1, 0, -SIDE, 0)
    if sheet.portrait and (view.prompt or view.code):
        half = (inner.width() - SIDE) // 2
        head = QRect(inner.x(), inner.y(), half, inner.height())
        _paint_figures(sheet, view, head)
        card = QRect(inner.right() + 1 - half, inner.y() + SIDE, half, inner.height() - 2 * SIDE)
    else:
        used = _paint_figures(sheet, view, inner)
        top = max(inner.bottom() + 1 - SIDE - CARD, used + 12)
        card = QRect(inner.x(), top, inner.width(), inner.bottom() + 1 - SIDE - top)
    if view.prompt or view.code:
        _paint_prompt(sheet, view, card)


def _paint_figures(sheet: Sheet, view: CustomerView, inner: QRect) -> int:
    """The figure, the tax, what was given; where it ends."""
    x, y, width = inner.x(), inner.y(), inner.width()
    sheet.write(view.label, QRect(x, y + 32, width, 32), "figure", "regular", "text-2")
    sheet.fitted(view.amount, QRect(x, y + 63, width, 92), LARGEST)
    y += 152
    if view.tax:
        sheet.write(view.tax, QRect(x, y, width, 20), "body", color="text-2", align=Align.END)
        y += 28
    else:
        y += 8
    rows = view.rows if len(view.rows) <= MOST_ROWS else (view.rows[0], *view.rows[1 - MOST_ROWS :])
    face = face_of("title", "medium", "tabular")
    column = widest(face, tuple(row.amount for row in rows))
    for row in rows:
        color = "good" if row.good else "text"
        sheet.money(row.amount, QRect(x + width - column, y, column, ROW), face, color)
        label = QRect(x, y, width - column - 12, ROW)
        sheet.write(row.label, label, "title", "regular", "good" if row.good else "text-2")
        y += ROW
    return y


def _paint_prompt(sheet: Sheet, view: CustomerView, card: QRect) -> None:
    sheet.box(card, "surface", "border")
    words = 61 + 24 if view.prompt_more else 61
    room = min(CODE, card.height() - 24 - words, card.width() - 48)
    middle = card.x() + (card.width() - room) // 2
    picture = QRect(middle, card.y() + 24 + max(0, (card.height() - 24 - words - room) // 2), room, room)
    if view.code:
        sheet.code(view.code, picture)
    else:
        sign = min(SIGN, room)
        at = picture.center()
        sheet.icon(_sign(view), "accent-text", QRect(at.x() - sign // 2, at.y() - sign // 2, sign, sign))
    inner = card.adjusted(12, 0, -12, 0)
    y = card.bottom() + 1 - words + (4 if view.prompt_more else 0) + 12
    prompt = QRect(inner.x(), y, inner.width(), 24)
    sheet.write(view.prompt, prompt, _fitting(view.prompt, prompt, "title"), "semibold", align=Align.CENTER)
    more = QRect(inner.x(), y + 24, inner.width(), 20)
    sheet.write(
        view.prompt_more, more, _fitting(view.prompt_more, more, "body"), color="text-2", align=Align.CENTER
    )


def _fitting(text: str, box: QRect, largest: Style) -> Style:
    """What the customer is asked to do is never cut where a smaller size fits."""
    steps = _STEPS[_STEPS.index(largest) :]
    weight: Weight = "semibold" if largest == "title" else "regular"
    return next(
        (style for style in steps if width_of(face_of(style, weight), text) <= box.width()), steps[-1]
    )


def _sign(view: CustomerView) -> str:
    return "check-circle-fill" if view.moment is CustomerMoment.THANKS else "credit-card"
