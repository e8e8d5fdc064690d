"""The frame of the sync's screens: lists, and what is known of one entry."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.ui.screens.screen_head import PaddedColumn, ScreenHead
from pos_desktop.ui.screens.sync_side import SyncSide
from pos_desktop.ui.shell.screen import Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme

_ANY_WIDTH = 16_777_215


class SyncPages(Screen):
    """Both beside one another; in a narrow window one after the other. Read anew while it is in sight."""

    head: ScreenHead

    def __init__(self, window: Window, refresh_ms: int) -> None:
        super().__init__(window)
        self._shown: object = None
        self._narrow = self._on_detail = False
        self._main = QWidget()
        self._column = PaddedColumn(self._main)
        self.side_panel = SyncSide()
        self.side_panel.pressed.connect(self.press)
        self.side_panel.back.connect(self._to_list)
        self._refresh = QTimer(self, interval=refresh_ms)
        self._refresh.timeout.connect(self.refresh)

    def _join(self) -> None:
        """Once the lists are in their column: the keyboard walks them before the side."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._main, 1)
        row.addWidget(self.side_panel)

    @property
    def filled(self) -> bool:
        """Whether there is an entry to know something of."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Reads everything again and shows what changed."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        """A way or a button of the side."""
        raise NotImplementedError

    def _show_side(self) -> None:
        """What is known of the entry in sight."""
        raise NotImplementedError

    def leave(self) -> bool:
        self._refresh.stop()
        return True

    def retranslate(self) -> None:
        self.head.retranslate()
        self._shown = None
        if self.isVisible() and self.services.desk.person is not None:
            self.refresh()

    # -- one or two pages ------------------------------------------------------------------------------

    def _open(self) -> None:
        self._on_detail = True
        self._arrange()

    def _to_list(self) -> None:
        self._on_detail = False
        self._arrange()
        self.home.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.follow(event, self.window())
        self._arrange()

    def _arrange(self) -> None:
        at = breakpoint(self.window().width())
        narrow, filled = at == "compact", self.filled
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_side()  # its way back comes and goes
        self.side_panel.setVisible(filled and (not narrow or self._on_detail))
        self._main.setVisible(not narrow or not self._on_detail or not filled)
        if narrow:
            self.side_panel.setMinimumWidth(0)
            self.side_panel.setMaximumWidth(_ANY_WIDTH)
        else:
            self.side_panel.setFixedWidth(theme().px("ticket", at))

    def escape(self) -> bool:
        """From what is known of one entry to the lists."""
        if self._narrow and self._on_detail:
            self._to_list()
            return True
        return False
