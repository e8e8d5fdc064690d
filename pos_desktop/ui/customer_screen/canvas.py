"""Paints what the customer sees: exactly as drawn at 1024 by 600, larger and upright on other screens."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pos_desktop.application.customer_view import CustomerMoment, CustomerView
from pos_desktop.ui.customer_screen.goods import paint_goods, paint_head
from pos_desktop.ui.customer_screen.sheet import Sheet
from pos_desktop.ui.customer_screen.sums import paint_sums
from pos_desktop.ui.theme.tokens import themes
from pos_desktop.ui.widgets.lettering import Align

SIDE_WIDTH, FOOT_HEIGHT = 368, 336
LOGO, MARK = 144, 88


class CustomerCanvas(QWidget):
    """Takes no focus and no key; says its words to screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.view: CustomerView | None = None
        self._picture = QPixmap()
        self._picture_path = ""
        themes().changed.connect(self.update)

    def show_view(self, view: CustomerView, direction: Qt.LayoutDirection, picture: str) -> None:
        """Shows another moment; the same one is not painted again."""
        if picture != self._picture_path:
            self._picture_path, self._picture = picture, QPixmap(picture)
            self.update()
        if direction != self.layoutDirection():
            self.setLayoutDirection(direction)
        if view != self.view:
            self.view = view
            self.setAccessibleName(" · ".join(filter(None, (view.label, view.amount, view.prompt))))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        sheet = Sheet(painter, self.size(), self.layoutDirection())
        view = self.view
        if view is None:
            sheet.fill(sheet.area, "surface")
        elif view.moment is CustomerMoment.IDLE:
            self._paint_idle(sheet, view)
        else:
            self._paint_sale(sheet, view)

    def _paint_sale(self, sheet: Sheet, view: CustomerView) -> None:
        across, down = sheet.area.width(), sheet.area.height()
        if sheet.portrait:
            width, height = across, down - FOOT_HEIGHT
            side, line = QRect(0, height, across, FOOT_HEIGHT), QRect(0, height, across, 1)
        else:
            width, height = across - SIDE_WIDTH, down
            side, line = QRect(width, 0, SIDE_WIDTH, down), QRect(width, 0, 1, down)
        if view.moment is CustomerMoment.THANKS:
            self._paint_thanks(sheet, view, width, height)
        else:
            paint_goods(sheet, view, width, height)
        paint_sums(sheet, _without_thanks(view), side)
        sheet.fill(line, "border")

    def _paint_thanks(self, sheet: Sheet, view: CustomerView, width: int, height: int) -> None:
        sheet.fill(QRect(0, 0, width, height), "surface")
        paint_head(sheet, view, width)
        middle = (height + 96) // 2
        sheet.icon("check-circle-fill", "good", QRect(width // 2 - 56, middle - 104, 112, 112))
        words = QRect(32, middle + 28, width - 64, 48)
        sheet.write(view.prompt, words, "total", "semibold", align=Align.CENTER)

    def _paint_idle(self, sheet: Sheet, view: CustomerView) -> None:
        area = sheet.area
        if not self._picture.isNull():
            self._paint_picture(sheet, view)
            return
        sheet.fill(area, "surface")
        x, y = (area.width() - LOGO) // 2, area.height() // 2 - 168
        sheet.box(QRect(x, y, LOGO, LOGO), "accent")
        inset = (LOGO - MARK) // 2
        mark = QRect(x + inset, y + inset, MARK, MARK)
        sheet.icon("storefront-fill", "on-accent", mark)
        inner = area.adjusted(32, 0, -32, 0)
        name = QRect(inner.x(), y + LOGO + 32, inner.width(), 48)
        sheet.write(view.store, name, "total", "semibold", align=Align.CENTER)
        words = QRect(inner.x(), y + LOGO + 92, inner.width(), 32)
        sheet.write(view.prompt, words, "figure", "medium", "accent-text", Align.CENTER)
        more = words.translated(0, 40)
        sheet.write(view.prompt_more, more, "title", "regular", "text-2", Align.CENTER)

    def _paint_picture(self, sheet: Sheet, view: CustomerView) -> None:
        """The store's picture fills the screen; its name stands on a strip below."""
        area = sheet.area
        target = QRectF(area.adjusted(0, 0, 0, -96))
        have = self._picture.size()
        scale = max(target.width() / have.width(), target.height() / have.height())
        width, height = target.width() / scale, target.height() / scale
        source = QRectF((have.width() - width) / 2, (have.height() - height) / 2, width, height)
        sheet.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet.painter.drawPixmap(target, self._picture, source)
        strip = QRect(0, area.height() - 96, area.width(), 96)
        sheet.fill(strip, "surface")
        inner = strip.adjusted(32, 0, -32, 0)
        sheet.write(view.store, inner, "figure", "semibold")
        sheet.write(view.prompt, inner, "figure", "regular", "text-2", Align.END)


def _without_thanks(view: CustomerView) -> CustomerView:
    """Beside the large words of thanks the card says what its code is."""
    if view.moment is not CustomerMoment.THANKS:
        return view
    from pos_desktop.domain.record import replace

    return replace(view, prompt=view.prompt_more, prompt_more="")
