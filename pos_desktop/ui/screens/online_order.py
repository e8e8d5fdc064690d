"""An order of a platform in full: lines, customer, address, what the platform calls it. It is changed there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.online_orders_view import OnlineOrderView
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.order_detail import DetailScroll, LinesTable
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import online_orders as words
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag

_CAPTION_STEPS = 36


class OnlineOrderDetail(QWidget):
    """Shows and changes nothing."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(self.back)
        self.state, self.platform = StateTag(""), StateTag("")
        self.head.add_tag(self.state)
        self.head.add_tag(self.platform)
        self.lines_card, self.lines = Card(" ", ruled=False, padding=0), LinesTable()
        self.lines_card.body.addWidget(self.lines)
        self.lines_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.facts_card = Card()
        self._facts = QGridLayout()
        self._facts.setColumnMinimumWidth(0, theme().space(_CAPTION_STEPS))
        self._facts.setColumnStretch(1, 1)
        self._facts.setVerticalSpacing(theme().space(3))
        self.facts_card.body.addLayout(self._facts)
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setSpacing(theme().gap("cards"))
        cards.addWidget(self.lines_card)
        cards.addWidget(self.facts_card)
        cards.addStretch(1)
        self.area = DetailScroll(content)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().space(3))
        self._head_row = QHBoxLayout()
        self._head_row.addWidget(self.head)
        self._column.addLayout(self._head_row)
        self._column.addWidget(self.area, 1)
        self.set_side(theme().padding("screenX"))

    def set_side(self, side: int) -> None:
        """The padding sideways, by the width of the window."""
        self._column.setContentsMargins(0, theme().padding("screenY"), 0, theme().space(4))
        self._head_row.setContentsMargins(side, 0, side, 0)
        self.area.set_side(side)

    def show_back(self, shown: bool) -> None:
        """The way back to the list, where list and detail are two pages."""
        self.head.back_button.setVisible(shown)

    def show_order(self, order: OnlineOrderView, formats: Formats) -> None:
        """Renders an order."""
        money = formats.in_currency(order.currency)
        self.head.retranslate()
        self.head.set_texts(tr("Order {number}", number=order.name), words.subtitle(order, formats))
        tag = words.state_tag(order)
        self.state.set_state(tag.text, tag.kind, icon=tag.icon)
        self.platform.set_state(tr("Online · {platform}", platform=order.platform), icon="")
        self.lines_card.set_title(words.items_words(order), order.currency)
        self.lines.set_content(
            [words.line_cells(line, money) for line in order.lines], words.sum_cells(order, money)
        )
        self._show_facts(words.facts(order, formats))

    def facts(self) -> dict[str, str]:
        """What is said, by its caption."""
        labels = [self._facts.itemAt(at).widget() for at in range(self._facts.count())]  # type: ignore[union-attr]  # it has so many
        texts = [label.text() for label in labels if isinstance(label, Label)]
        return dict(zip(texts[::2], texts[1::2], strict=True))

    def _show_facts(self, told: list[tuple[str, str]]) -> None:
        empty(self._facts)
        for at, (caption, value) in enumerate(told):
            self._facts.addWidget(Label(caption, "body", color="text-2"), at, 0)
            self._facts.addWidget(Label(value, "body", wrap=True), at, 1)
