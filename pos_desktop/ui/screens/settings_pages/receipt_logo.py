"""The shop's logo: chosen from a file, shown in the black and white it is printed in, in three sizes."""

from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.receipt_design import ReceiptDesign
from pos_desktop.application.wording import tr
from pos_desktop.ui.logo_picture import WIDTHS, printable, read_source
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.screens.settings_pages.page import Host
from pos_desktop.ui.screens.settings_pages.receipt_options import titled
from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.segmented import Segmented

_HEIGHT = 120


class Logos(Protocol):
    """The page that it stands on."""

    host: Host
    form: Form
    design: ReceiptDesign

    @property
    def editable(self) -> bool: ...

    def show_options(self) -> None: ...
    def logo_changed(self) -> None: ...


class LogoOptions:
    """The choice of a file, then size and manner; each change is stored and shown at once."""

    def __init__(self, page: Logos) -> None:
        self._page = page

    def fields(self) -> list[QWidget]:
        """From top to bottom."""
        logo, source = self._page.design.logo(), self._page.design.logo_source()
        self.choose = Button(tr("Choose a picture"), icon="image")
        self.choose.setEnabled(self._page.editable)
        self.choose.clicked.connect(self._ask)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        row.addWidget(self.choose)
        made: list[QWidget] = [_Look(logo), buttons]
        if logo is not None:
            remove = Button(tr("Remove"), icon="trash")
            remove.setEnabled(self._page.editable)
            remove.clicked.connect(lambda: self._store(None, None))
            row.addWidget(remove)
        row.addStretch(1)
        if logo is not None and source is not None:
            made += [self._size(logo, source), self._manner(logo, source)]
        return made

    def _size(self, logo: bytes, source: bytes) -> QWidget:
        wide = QImage.fromData(logo).width()
        now = next((key for key, width in WIDTHS.items() if wide <= width), "large")
        options = (("small", tr("24 mm")), ("medium", tr("36 mm")), ("large", tr("48 mm")))
        return self._segments(
            tr("At most as wide as"), options, now, lambda key: self._make(source, width=key)
        )

    def _manner(self, logo: bytes, source: bytes) -> QWidget:
        options = (("sharp", tr("Sharp")), ("shades", tr("Shades")))
        return self._segments(
            tr("Black and white"),
            options,
            self._manner_of(logo, source),
            lambda key: self._make(source, manner=key),
        )

    def _segments(self, title: str, options: Any, now: str, take: Any) -> QWidget:
        segments = Segmented(title, options)
        segments.select(now)
        segments.setEnabled(self._page.editable)
        segments.changed.connect(take)
        return titled(title, segments)

    def _manner_of(self, logo: bytes, source: bytes) -> str:
        """Which of the two it was made by: making it once more tells."""
        shades = [printable(source, width, "shades") for width in WIDTHS]  # type: ignore[arg-type]  # its keys
        return "shades" if logo in shades else "sharp"

    def _make(self, source: bytes, **choice: Any) -> None:
        logo = self._page.design.logo() or b""
        wide = QImage.fromData(logo).width()
        width: Any = choice.get("width") or next(
            (key for key, most in WIDTHS.items() if wide <= most), "large"
        )
        manner: Any = choice.get("manner") or self._manner_of(logo, source)
        self._page.form.attempt(lambda: self._store(printable(source, width, manner), source))

    def _store(self, png: bytes | None, source: bytes | None) -> None:
        self._page.design.set_logo(png, source)
        self._page.logo_changed()

    def _ask(self) -> None:
        kinds = tr("Pictures") + " (*.png *.jpg *.jpeg *.svg)"
        path, _kind = QFileDialog.getOpenFileName(
            self.choose, tr("Choose a picture"), str(Path.home()), kinds
        )
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Reads a file off the UI thread; one that cannot be printed is refused in words."""
        self._page.host.window_.run(partial(_read, path), self._take, self._refuse)

    def _take(self, made: tuple[bytes, bytes]) -> None:
        self._page.form.attempt(lambda: self._store(*made))

    def _refuse(self, error: PersonError) -> None:
        self._page.host.window_.tell(error)


def _read(path: Path) -> tuple[bytes, bytes]:
    source = read_source(path)
    return printable(source, "medium", "shades"), source


class _Look(QWidget):
    """The logo dot by dot on white paper, or where it will be."""

    def __init__(self, png: bytes | None) -> None:
        super().__init__()
        self._image = QImage.fromData(png) if png is not None else QImage()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Logo") if png is not None else tr("No logo yet"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Theme("light").color("surface"))
        painter.setPen(theme().color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._image.isNull():
            painter.setPen(Theme("light").color("text-2"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleName())
            return
        room = self.size() - QSize(theme().space(4), theme().space(4))
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        shown = self._image.convertToFormat(QImage.Format.Format_Grayscale8)
        if shown.width() > room.width() or shown.height() > room.height():
            shown = shown.scaled(room, keep, smooth)
        painter.drawImage((self.width() - shown.width()) // 2, (self.height() - shown.height()) // 2, shown)
