"""What screens with a list and a detail share: beside one another, in a narrow window one after the other."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.ui.shell.screen import Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint
from pos_desktop.ui.widgets.list_view import ListView

_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX


class ListAndDetail(Screen):
    """Subclasses say what is shown for a key, and lay themselves out in `arrange` with `lay_out`."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.narrow = False
        """One page at a time."""
        self.on_detail = False

    @property
    def walked(self) -> ListView:
        """The list that the arrows walk."""
        raise NotImplementedError

    def show_key(self, key: str) -> None:
        """Shows the detail of a row."""
        raise NotImplementedError

    def arrange(self) -> None:
        """The window has another size, or list and detail changed places."""
        raise NotImplementedError

    @property
    def is_compact(self) -> bool:
        """Whether the window is small."""
        return breakpoint(self.window().width()) == "compact"

    @property
    def is_upright(self) -> bool:
        """Whether the window is higher than wide."""
        return self.window().width() < self.window().height()

    def lay_out(
        self, pane: QWidget, right: QWidget, width: int, *, narrow: bool, listed: bool = True
    ) -> None:
        """The list `width` wide beside the detail, or one of them; the detail alone where nothing is `listed`. The
        keyboard stays on the screen when what had it is hidden."""
        had_keyboard = self._has_keyboard()
        self.narrow = narrow
        pane.setMinimumWidth(0 if narrow else width)
        pane.setMaximumWidth(_ANY_WIDTH if narrow else width)
        pane.setVisible(listed and not (narrow and self.on_detail))
        right.setVisible(not listed or not narrow or self.on_detail)
        if had_keyboard and not self._has_keyboard():
            (self.home if self.home.isVisible() else right).setFocus()

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def open(self, key: str) -> None:
        """Shows a row's detail, in the place of the list where there is room for one."""
        self.show_key(key)
        self.on_detail = True
        self.arrange()

    def to_list(self) -> None:
        """Back to the list."""
        self.on_detail = False
        self.arrange()
        self.home.setFocus()

    def walk(self, step: int) -> None:
        """Selects the next row, or the one before."""
        place = self.walked.selected_row() + step
        if 0 <= place < len(self.walked.rows):
            self.walked.select(self.walked.rows[place].key)

    def escape(self) -> bool:
        """From the detail to the list."""
        if self.narrow and self.on_detail:
            self.to_list()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
