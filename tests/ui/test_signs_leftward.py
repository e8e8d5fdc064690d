"""Minus, per cent and times stand on one side of their figures wherever words run from right to left."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from pos_desktop.application import wording
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.wording import signs_kept, tr
from pos_desktop.domain.discount import percent
from pos_desktop.domain.money import currency
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.theme import apply
from pos_desktop.ui.viewmodels.sale import discount_words, sum_rows
from pos_desktop.ui.widgets.denomination import Denomination
from pos_desktop.ui.widgets.words import face_of

DIRHAM = Formats("ar-AE", currency("AED"), UTC)
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(autouse=True)
def arabic(qapp: QApplication) -> Iterator[None]:
    apply(qapp, "light")
    speak("ar")
    yield
    wording.use(wording.Wording())
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def speak(language: str) -> None:
    wording.use(wording.load(language, resource_root() / "translations"))


def seen(text: str) -> str:
    """The digits and their signs from left to right, as Qt draws the text."""
    layout = QTextLayout(text, face_of("body").font)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(2000)
    layout.endLayout()
    runs = line.glyphRuns(-1, -1, QTextLayout.GlyphRunRetrievalFlag.RetrieveAll)
    found = []
    for run in runs:
        for place, position in zip(run.stringIndexes(), run.positions(), strict=True):
            if text[place] in f"0123456789.%{MINUS}":
                found.append((position.x(), text[place]))
    return "".join(sign for _, sign in sorted(found))


def test_a_discount_reads_as_its_amount_does() -> None:
    assert seen(discount_words(percent(10, "عضو"), DIRHAM)) == f"%{MINUS}10"
    assert seen(signs_kept(f"عضو {DIRHAM.money(-250)}")).lstrip(".") == f"{MINUS}2.50"


def test_rates_have_their_sign_at_the_left_alone_and_in_a_row() -> None:
    taxes = (TaxRate("ضريبة", Decimal(7)),), (TaxRate("ضريبة", Decimal(19)),)
    lines = tuple(TicketLine(new_id(), "خبز", 1000, 1000, rates) for rates in taxes)
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    totals = price_ticket(Ticket(new_id(), 1, new_id(), moment, True, lines))
    words = sum_rows(totals, DIRHAM, inclusive=True)[-1].label
    assert seen(words) == "%19%7"
    assert seen(tr("Cashiers may give up to {percent}", percent=DIRHAM.percent(Decimal(5)))) == "%5"
    assert seen(signs_kept(DIRHAM.percent(Decimal(5)))) == "%5"


def test_words_of_the_other_script_keep_their_signs() -> None:
    assert signs_kept(f"Member {MINUS}10%") == f"Member {MINUS}10%"
    wording.use(wording.Wording())
    assert signs_kept("19%") == "19%"


def test_a_piece_its_sign_and_its_number_follow_one_another(qapp: QApplication) -> None:
    def drawn(leftward: bool) -> QImage:
        piece = Denomination("5", 1, coin=False)
        side = Qt.LayoutDirection.RightToLeft if leftward else Qt.LayoutDirection.LeftToRight
        piece.setLayoutDirection(side)
        piece.resize(piece.sizeHint())
        return piece.grab().toImage()

    # The digit is higher than the sign, which is drawn on the side of the piece.
    for image, piece_first in ((drawn(False), True), (drawn(True), False)):
        words = image.width() - 56 - 8
        here = image.copy(64 if piece_first else 0, 0, words, image.height())
        halves = [sum(ink_rows(here.copy(x, 0, words // 2, here.height()))) for x in (0, words - words // 2)]
        sign, digit = halves if piece_first else reversed(halves)
        assert 0 < sign < digit


def ink_rows(image: QImage) -> list[bool]:
    """Which rows have ink."""
    ground = image.pixelColor(0, 0)
    return [
        any(abs(image.pixelColor(x, y).red() - ground.red()) > 60 for x in range(image.width()))
        for y in range(image.height())
    ]
