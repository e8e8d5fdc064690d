"""The virtual receipt printer: its paper as it comes out, and a hand on its cover, roll and drawer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.panel_parts import address_label, heading, switch, switch_row
from pos_desktop.ui.virtual_devices.port import ShownPrinter, ShownState, Stop
from pos_desktop.ui.virtual_devices.shown_window import ListeningWindow
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.paper_view import PaperView
from pos_desktop.ui.widgets.segmented import Segmented
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

RECEIPTS_SHOWN = 4
_REDRAW_MS = 50
"""Lines that come faster are drawn together."""
_GAP = 24


class VirtualPrinterWindow(ListeningWindow):
    """Its paper, its mishaps and its drawer."""

    _paper_moved = Signal()

    def __init__(self, printer: ShownPrinter, parent: QWidget | None = None) -> None:
        super().__init__(tr("Virtual receipt printer"), parent)
        self._printer = printer
        self._redraw = QTimer(self, singleShot=True, interval=_REDRAW_MS)
        self._redraw.timeout.connect(self._show_paper)
        self._paper_moved.connect(self._ask_redraw)
        self._build()
        self.resize(theme().px("ticket") * 5 // 2, theme().px("ticket") * 2)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.paper = PaperView(self)
        row.addWidget(self.paper, 1)
        row.addWidget(self._panel())

    def _panel(self) -> QWidget:
        panel = QWidget(self)
        panel.setFixedWidth(theme().px("ticket"))
        column = QVBoxLayout(panel)
        edge = theme().space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().space(3))
        address = tr("network {address}", address=f"{self._printer.host}:{self._printer.port}")
        self.state_tag = StateTag("")
        column.addLayout(heading(self.windowTitle(), address_label(address), self.state_tag))
        column.addWidget(self._paper_card())
        column.addWidget(self._mishaps_card())
        column.addWidget(self._drawer_card())
        self.note = Label("", "caption", color="text-2", wrap=True)
        column.addWidget(self.note)
        column.addStretch(1)
        self.clear = Button(tr("Clear away the receipts"), icon="trash")
        self.clear.clicked.connect(self._printer.forget)
        column.addWidget(self.clear)
        return panel

    def _paper_card(self) -> Card:
        card = Card(tr("Paper"))
        levels = [("ok", tr("Full roll")), ("low", tr("Nearly out")), ("out", tr("Out"))]
        self.level = Segmented(tr("Paper"), levels)
        self.level.changed.connect(self._set_level)
        card.body.addWidget(self.level)
        self.tear = Button(tr("Tear off"), "quiet", icon="scissors")
        self.tear.clicked.connect(self._printer.tear_off)
        card.add_to_head(self.tear)
        return card

    def _set_level(self, level: str) -> None:
        {"ok": self._printer.paper_ok, "low": self._printer.paper_low, "out": self._printer.paper_out}[
            level
        ]()

    def _mishaps_card(self) -> Card:
        card = Card(tr("Mishaps"))
        printer = self._printer
        self.cover = self._switch(card, tr("Cover open"), printer.cover_open, printer.cover_close)
        self.offline = self._switch(card, tr("Held offline"), printer.offline, printer.online)
        self.mute = self._switch(card, tr("Answers nothing"), printer.mute, printer.unmute)
        return card

    def _switch(self, card: Card, text: str, on: Callable[[], None], off: Callable[[], None]) -> Toggle:
        toggle = Toggle(text)
        switch(toggle, on, off)
        card.body.addLayout(switch_row(text, toggle))
        return toggle

    def _drawer_card(self) -> Card:
        card = Card(tr("Cash drawer"))
        self.drawer_tag = StateTag("")
        card.add_to_head(self.drawer_tag)
        self.drawer = Button("", icon="archive")
        self.drawer.clicked.connect(self._push_drawer)
        card.body.addWidget(self.drawer)
        return card

    def _push_drawer(self) -> None:
        is_open = self._printer.state.drawer_open
        (self._printer.drawer_close if is_open else self._printer.drawer_open)()

    def _listen(self) -> Sequence[Stop]:
        return (
            self._printer.on_paper(self._paper_moved.emit),
            self._printer.on_state(lambda state: self._changed.emit()),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_paper()

    def hideEvent(self, event: QHideEvent) -> None:
        self._redraw.stop()
        super().hideEvent(event)

    def _ask_redraw(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    def _show_paper(self) -> None:
        self.paper.set_picture(hung_up(self._printer.pieces(RECEIPTS_SHOWN)))
        self.paper.verticalScrollBar().setValue(self.paper.verticalScrollBar().maximum())
        problems = self._printer.problems
        self.note.setText(tr("Last oddity: {problem}", problem=problems[-1]) if problems else "")

    def _show_state(self) -> None:
        state = self._printer.state
        self.level.select(state.paper.value)
        self.cover.setChecked(state.cover_open)
        self.offline.setChecked(state.held_offline)
        self.mute.setChecked(state.muted)
        self._show_summary(state)
        self._show_drawer(state.drawer_open)

    def _show_summary(self, state: ShownState) -> None:
        if not state.online:
            self.state_tag.set_state(tr("Offline"), "danger")
        elif state.paper.value == "low":
            self.state_tag.set_state(tr("Paper low"), "attention")
        else:
            self.state_tag.set_state(tr("Ready"), "good")

    def _show_drawer(self, is_open: bool) -> None:
        if is_open:
            self.drawer_tag.set_state(tr("Open"), "attention")
            self.drawer.set_text(tr("Close the drawer"))
        else:
            self.drawer_tag.set_state(tr("Closed"), "good")
            self.drawer.set_text(tr("Open with the key"))


def hung_up(pieces: list[tuple[int, int, bytes]]) -> QImage:
    """Receipts below one another, the newest at the bottom; no picture when there are none."""
    if not pieces:
        return QImage()
    width = max(piece[0] for piece in pieces)
    height = sum(piece[1] for piece in pieces) + _GAP * (len(pieces) - 1)
    strip = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    top = 0
    for wide, high, dots in pieces:
        painter.drawImage(0, top, QImage(dots, wide, high, wide, QImage.Format.Format_Grayscale8))
        top += high + _GAP
    painter.end()
    return strip
