"""The paper as it comes out of the printer, drawn anew while it is designed: 58 or 80 mm, labels on 40 mm
too, in any language."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.device_watch import PaperPicture
from pos_desktop.application.documents import Document
from pos_desktop.application.receipt_text import plain_text
from pos_desktop.application.wording import tr
from pos_desktop.ui.appearance import language_name, paper_languages
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.paper_view import PaperView
from pos_desktop.ui.widgets.segmented import Segmented

LABEL, NARROW, WIDE = 26, 32, 48
"""Characters on a roll of 40 mm labels, on 58 and on 80 mm paper."""
_REST_MS = 60


class LivePaper(QWidget):
    """Asks `make` for the document when something changed, has it printed off the UI thread, shows the picture.

    `make` gets the language that was chosen for looking, "" for the template's own; `block` tells which block of the
    document is worked on, 0 for none: it is kept in sight.
    """

    def __init__(
        self,
        window: Window,
        make: Callable[[str], Document],
        block: Callable[[], int],
        place: str,
        *,
        labels: bool = False,
    ) -> None:
        super().__init__()
        self._window, self._make, self._block, self._place = window, make, block, place
        self._task: Task | None = None
        self.language = ""
        self.picture: PaperPicture | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addLayout(self._build_switches(labels=labels))
        self.view = PaperView()
        self.view.setAccessibleName(tr("How the paper will look"))
        column.addWidget(self.view, 1)

    def _build_switches(self, *, labels: bool) -> QHBoxLayout:
        rolls = ((LABEL, tr("40 mm")),) if labels else ()
        widths = (*rolls, (NARROW, tr("58 mm")), (WIDE, tr("80 mm")))
        self.width_switch = Segmented(tr("Paper width"), widths)
        self.width_switch.select(WIDE)
        self.width_switch.changed.connect(lambda _columns: self._draw())
        self.language_switch = Button(
            tr("Language as set"), icon="globe", end_icon="caret-down", height="touch-min"
        )
        self.language_switch.clicked.connect(self._open_languages)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(self.width_switch)
        row.addStretch(1)
        row.addWidget(self.language_switch)
        return row

    @property
    def columns(self) -> int:
        """Characters across the paper that is shown."""
        return int(str(self.width_switch.current()))

    def refresh(self, *, at_once: bool = False) -> None:
        """Something on the paper is different now; what is being typed rests a moment first."""
        if at_once:
            self._draw()
        else:
            self._rest.start()

    def look_in(self, language: str) -> None:
        """Shows the paper in another language; "" as it is set."""
        self.language = language
        words = language_name(language, self._place) if language else tr("Language as set")
        self.language_switch.set_text(words)
        self._draw()

    def stop(self) -> None:
        """Nobody looks any more."""
        self._rest.stop()
        if self._task is not None:
            self._task.cancel()

    def _open_languages(self) -> None:
        menu = Menu(tr("Language"), self.language_switch)
        menu.add(tr("Language as set"), partial(self.look_in, ""))
        for code in paper_languages():
            menu.add(language_name(code, self._place), partial(self.look_in, code))
        menu.open_under(self.language_switch)

    def _draw(self) -> None:
        self.stop()
        document, columns, block = self._make(self.language), self.columns, self._block()
        devices = self._window.services.devices
        self._task = self._window.run(
            lambda: devices.paper(document, columns, block), partial(self._show, document, block)
        )

    def _show(self, document: Document, block: int, picture: PaperPicture) -> None:
        self.picture = picture
        place = self.view.verticalScrollBar().value()
        self.view.set_picture(picture.png, plain_text(document))
        self.view.verticalScrollBar().setValue(place)
        if block:
            self.view.bring_up(picture.block_top)
