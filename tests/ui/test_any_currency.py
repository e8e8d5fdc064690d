# ruff: noqa: F811 - fixtures are imported by name
"""A sale for cash in moneys without decimals, with three of them and with long amounts, as the first run sets them up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QRawFont

from pos_desktop.application.formats import Formats
from pos_desktop.application.iso_codes import country_codes, currency_of, locales_of
from pos_desktop.application.services import Services
from pos_desktop.domain.cash import bills, coins
from pos_desktop.domain.money import currency
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.screens.wizard_steps.draft import Draft, PersonDraft
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.numpad import NumpadKey
from pos_desktop.ui.widgets.words import width_of
from tests.document_texts import texts_of
from tests.ui.register import open_register
from tests.ui.selling import Choice, manager, misplaced, stock, till  # noqa: F401

NAME = "Cast iron casserole with a lid, enamelled inside and outside, 28 cm"
CODE = "4099999999990"


@dataclass(frozen=True)
class Sale:
    """A price and what is handed over, typed and as they are written, all in the country's own way."""

    country: str
    price: int
    typed: str
    due: str
    change: str
    typed_as: str


SALES = (
    Sale("JP", 12_480, "20000", "¥12,480", "¥7,520", "20,000"),
    Sale("KW", 4_250, "5000", "4.250 د.ك.\u200f", "0.750 د.ك.\u200f", "5.000"),
    Sale("IS", 8_990, "10000", "8.990 kr.", "1.010 kr.", "10.000"),
    Sale("ID", 1_249_000_00, "130000000", "Rp 1.249.000,00", "Rp 51.000,00", "1.300.000,00"),
)


@pytest.fixture(params=SALES, ids=lambda sale: sale.country)
def sale(request: pytest.FixtureRequest) -> Sale:
    return request.param


@pytest.fixture
def services(tmp_path: Path, sale: Sale) -> Iterator[Services]:
    """A register as the wizard sets it up in the country."""
    draft = Draft("en", name="Linden Street Store")
    draft.take_country(sale if isinstance(sale, str) else sale.country)
    draft.manager = PersonDraft("Manager", "4713", "4713")
    draft.cashiers = [PersonDraft("Cashier 1", "4711", "4711")]
    with open_register(tmp_path, draft.plan()) as opened:
        yield opened


def digits(text: str) -> str:
    """The figure alone, its marks with it: 7,520 of ¥7,520."""
    return "".join(sign for sign in text if sign.isdigit() or sign in ".,").strip(".,")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_sale_is_paid_in_cash_and_change_is_given(till, sale: Sale) -> None:
    stock(till.services, NAME, Choice("", sale.price, CODE))
    till.scan(CODE)
    till.key(Qt.Key.Key_F12)
    pay = till.pay
    assert plain(pay.due_card.due.text()) == sale.due
    assert pay.due_card._label.width() >= pay.due_card._label.sizeHint().width(), "its words are not cut"
    assert [key.text() for key in pay.pad.findChildren(NumpadKey) if not key.text().isdigit()] == [""], (
        "digits are minor units: there is no decimal key"
    )
    assert pay.quick.keys()[0] == sale.price and len(pay.quick.keys()) >= 2
    assert all(key >= sale.price for key in pay.quick.keys())  # noqa: SIM118
    assert misplaced(pay) == []
    till.type(sale.typed)
    assert plain(pay.take_button.accessibleName()).endswith(sale.change)
    till.enter()
    assert till.page == "done"
    figure = till.done.figure.accessibleName()
    assert digits(figure) == digits(sale.change)
    assert plain(list(till.side.panel.totals.rows)[-1].value) == sale.change
    assert misplaced(till.window) == []
    assert till.orders() == [("1-000001", sale.price)]
    paper = texts_of(receipt_of(till))
    assert NAME in " ".join(paper).replace("  ", " ")
    for amount in (sale.due, sale.typed_as, sale.change):
        assert any(digits(amount) == digits(text) for text in paper), amount


PAPER_ALONE = ("VN", "KH")


@pytest.mark.parametrize("sale", ["VN", "KH", "IR", "SN", "JP", "DE"], indirect=True)
@pytest.mark.parametrize("width", [1366, 1024])
def test_the_drawer_is_counted_in_faces_that_are_not_cut(till, sale: str, width: int) -> None:
    manager(till)
    till.window.resize(width, 768)
    till.window.go("count")
    till.settle()
    count = till.window.screen_in_sight
    money = till.services.desk.settings.currency
    assert len(count.cards) == (1 if sale in PAPER_ALONE else 2)
    assert [row.denomination for row in count.rows] == [*bills(money), *coins(money)]
    assert misplaced(till.window) == []
    for row in count.rows:
        faces = [label for label in row.findChildren(FittedLabel) if label.isVisible()]
        assert faces and all(width_of(label.face(), label.text()) <= label.width() for label in faces)


@pytest.mark.parametrize("sale", ["DE"], indirect=True)
def test_the_sign_of_every_currency_is_in_a_font_of_the_register(dressed, sale: str) -> None:
    fonts = [QRawFont(str(file), 16) for file in (resource_root() / "fonts").glob("*.?tf")]
    invisible = "\u00a0\u200b\u200e\u200f"
    for country in country_codes():
        for locale in locales_of(country):
            sign = Formats(locale, currency(currency_of(country))).sign
            lost = [
                c for c in sign if c not in invisible and not any(f.supportsCharacter(ord(c)) for f in fonts)
            ]
            assert not lost, (country, locale, sign)


def receipt_of(till):
    found = till.services.orders.find("", limit=1)[0]
    with till.services.desk.store.read() as work:
        return till.services.desk.papers.receipt(work, till.services.orders.get(found.id))
