"""A shop's logo from a file of any size: read with limits, put on white, fitted to the paper, made black and white."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from pos_desktop.application.errors import Refused
from pos_desktop.application.receipt_papers import MOST_LOGO_BYTES
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.paper import WHITE

MOST_FILE_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
WIDTHS = {"small": 192, "medium": 288, "large": 384}
"""Dots: 24, 36 and 48 mm at 8 dots a millimetre. Large is as wide as narrow paper prints, so every paper takes it."""
MOST_HEIGHT = 320

Width = Literal["small", "medium", "large"]
Manner = Literal["sharp", "shades"]


def read_source(path: Path) -> bytes:
    """The picture of a PNG, JPEG or SVG file in grey, at the largest size that is printed, as a PNG.

    Refused in words for a file that is too large, broken, or something else. Slow for large files.
    """
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise _too_large()
        data = path.read_bytes()
    except OSError as error:
        raise Refused(tr("The file cannot be read"), str(error.strerror or error)) from error
    image = _svg(data) if path.suffix.lower() == ".svg" else _pixels(data)
    return _png(_fitted(_on_white(image), WIDTHS["large"]).convertToFormat(QImage.Format.Format_Grayscale8))


def printable(source: bytes, width: Width, manner: Manner) -> bytes:
    """The logo as it is printed: `sharp` for drawings and letters, `shades` for photographs.

    Refused where it would not fit into every print job.
    """
    image = QImage.fromData(source)
    if image.isNull():
        raise _unreadable()
    fitted = _fitted(_on_white(image), WIDTHS[width])
    flag = (
        Qt.ImageConversionFlag.DiffuseDither if manner == "shades" else Qt.ImageConversionFlag.ThresholdDither
    )
    png = _png(fitted.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.MonoOnly | flag))
    if len(png) > MOST_LOGO_BYTES:
        raise _too_large()
    return png


def _pixels(data: bytes) -> QImage:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in (b"png", b"jpeg", b"jpg") or not size.isValid():
        raise _unreadable()
    if size.width() * size.height() > MOST_PIXELS:
        raise _too_large()
    image = reader.read()
    if image.isNull():
        raise _unreadable()
    return image


def _svg(data: bytes) -> QImage:
    renderer = QSvgRenderer(QByteArray(data))
    box = renderer.viewBoxF()
    if not renderer.isValid() or box.width() <= 0 or box.height() <= 0:
        raise _unreadable()
    scale = min(WIDTHS["large"] / box.width(), MOST_HEIGHT / box.height())
    size = QSize(max(1, round(box.width() * scale)), max(1, round(box.height() * scale)))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(WHITE)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def _on_white(image: QImage) -> QImage:
    page = QImage(image.size(), QImage.Format.Format_RGB32)
    page.fill(WHITE)
    painter = QPainter(page)
    painter.drawImage(0, 0, image)
    painter.end()
    return page


def _fitted(image: QImage, width: int) -> QImage:
    """Never larger than the file is: dots that are not there cannot be printed."""
    scale = min(1.0, width / image.width(), MOST_HEIGHT / image.height())
    if scale == 1.0:
        return image
    size = QSize(max(1, round(image.width() * scale)), max(1, round(image.height() * scale)))
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6 takes the format as text
    return bytes(held.data())


def _too_large() -> Refused:
    return Refused(
        tr("This picture is too large"), tr("Nothing was changed."), tr("Choose a smaller or simpler one.")
    )


def _unreadable() -> Refused:
    return Refused(tr("This picture cannot be read"), tr("The file is broken, or it is no PNG, JPEG or SVG."))
