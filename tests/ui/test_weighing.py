"""Weighing at the sale: what the scale says is shown, what may be sold by it is sold once, typing stays possible."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import process_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from pos_desktop.application.ids import new_id
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.fake.lab import VirtualScale, new_line
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.expired import ExpiredPanel
from pos_desktop.ui.dialogs.weighing import WeighingPanel
from pos_desktop.ui.shell.window import RegisterWindow
from tests.memory_print_queue import MemoryPrintQueue
from tests.ui.register import PATIENCE_SECONDS, person_named, wait_for_threads
from tests.ui.selling import SPACE, Choice, Till, stock, till

__all__ = ["till"]

SHOWN_SECONDS = 0.02
"""From the scale's answer to the painted weight, of the processor's time."""


def stable(grams: int, **more) -> ScaleReading:
    return ScaleReading(ScaleState.STABLE if grams else ScaleState.ZERO, grams, **more)


MOTION = ScaleReading(ScaleState.MOTION)


def never_silent(window: RegisterWindow) -> None:
    """What a scale said counts until it says something else, however slow the computer is."""
    window.scale._silence.setInterval(600_000)


class Scale:
    """The register's only scale; speaks on a thread of its own."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._counter = till.services.counter
        self.id = new_id()
        self._counter.use_scales([self.id])
        never_silent(till.window)

    def say(self, *readings: ScaleReading) -> None:
        def work() -> None:
            for reading in readings:
                self._counter.read(self.id, reading)

        thread = threading.Thread(target=work, name="scale")
        thread.start()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
        self._till.settle()

    @property
    def order(self):
        """What it is asked for now."""
        return self._counter.order_for(self.id)


@pytest.fixture
def scale(till: Till) -> Scale:
    return Scale(till)


def weigh(till: Till, what: str = "apples") -> WeighingPanel:
    till.type(what)
    till.enter()
    assert isinstance(till.panel, WeighingPanel)
    return till.panel


def by_itself(till: Till) -> None:
    till.services.desk.change_settings(take_stable_weight=True)


def weights(till: Till) -> list[int]:
    return [line.quantity_milli for line in till.ticket.lines]


# -- what is shown -------------------------------------------------------------------------------------------


def test_the_reading_and_its_price_are_shown_and_enter_sells_it(till, scale) -> None:
    panel = weigh(till)
    assert (scale.order.price_minor, scale.order.unit) == (349, "kg")
    scale.say(MOTION)
    assert (panel.state.text(), panel.primary.isEnabled()) == ("Settling", False)
    scale.say(stable(342))
    assert panel.figure.text() == "0,342 kg"
    assert panel.amount.text() == f"1,19{SPACE}€"
    assert panel.primary.text() == f"Add for 1,19{SPACE}€"
    till.enter()
    assert till.names() == ["Apples"]
    assert (till.ticket.lines[0].quantity_milli, till.ticket.lines[0].amount_minor) == (342, 119)
    assert till.panel is None
    assert QApplication.focusWidget() is till.sale.search.edit


NOT_SOLD_BY = (
    (stable(0), "Empty"),
    (MOTION, "Settling"),
    (ScaleReading(ScaleState.OVERLOAD), "Too heavy"),
    (ScaleReading(ScaleState.UNDER_ZERO), "Below zero"),
    (ScaleReading(ScaleState.NEEDS_ZERO), "The scale lost its zero"),
    (ScaleReading(ScaleState.NO_ANSWER), "The scale does not answer"),
    (ScaleReading(ScaleState.UNREACHABLE), "The scale is not reached"),
    (ScaleReading(ScaleState.ERROR), "The scale has a fault"),
    (ScaleReading(ScaleState.OTHER_UNIT, unit="lb"), "The scale weighs in lb"),
    (stable(754, unit="lb"), "The scale weighs in lb"),
    (stable(-5), "Stable"),
)


def test_nothing_else_is_sold_by(till, scale) -> None:
    panel = weigh(till)
    for reading, word in NOT_SOLD_BY:
        scale.say(stable(342), reading)
        assert panel.state.text() == word
        assert not panel.primary.isEnabled(), word
        till.enter()
        assert till.names() == [], word
        assert till.panel is panel, word


def test_a_scale_that_falls_silent_is_not_sold_by(till, scale) -> None:
    panel = weigh(till)
    scale.say(stable(342))
    till.window.scale._silence.setInterval(0)
    till.window.scale._silence.start()
    till.settle()
    till.qtbot.waitUntil(lambda: panel.state.text() == "The scale does not answer")
    assert not panel.primary.isEnabled()


def test_another_amount_on_the_scale_is_told_and_not_sold(till, scale) -> None:
    panel = weigh(till)
    scale.say(stable(342, price_minor=350, amount_minor=120))
    assert panel.state.text() == f"The scale says 1,20{SPACE}€"
    assert "1,19" in panel.hint.text()
    by_itself(till)
    scale.say(stable(342, price_minor=350, amount_minor=120))
    till.enter()
    assert till.names() == []
    scale.say(stable(342, price_minor=349, amount_minor=119))
    assert till.names() == ["Apples"]


def test_a_scanned_code_without_a_weight_asks_the_scale(till, scale) -> None:
    stock(till.services, "Pears", Choice("", 299, "4260000000011"), weighed=True)
    till.scan("4260000000011")
    assert isinstance(till.panel, WeighingPanel)
    scale.say(stable(1_000))
    till.enter()
    assert weights(till) == [1_000]


def test_expired_goods_that_are_weighed_are_in_the_journal(till, scale) -> None:
    stock(till.services, "Pears", Choice("", 299, "4260000000011"), weighed=True)
    till.window.on_scanned("]d20104260000000011" + "17200101" + "10L7")
    assert isinstance(till.panel, ExpiredPanel)
    till.tap(till.panel.sell)
    assert isinstance(till.panel, WeighingPanel)
    assert "expired_sold" not in till.journal()
    scale.say(stable(1_000))
    till.enter()
    assert weights(till) == [1_000]
    assert till.journal().count("expired_sold") == 1


def test_the_price_that_is_typed_for_weighed_goods_is_that_of_a_kilogram(till, scale) -> None:
    stock(till.services, "Pears", Choice("", None, "4260000000011"), weighed=True)
    till.scan("4260000000011")
    scale.say(stable(342))
    till.enter()
    panel = till.panel
    assert isinstance(panel, FigurePanel)
    assert panel.entry.accessibleName().startswith("Price per kg")
    till.type("500")
    assert panel.primary.text() == f"Add for 1,71{SPACE}€"
    till.enter()
    assert [line.amount_minor for line in till.ticket.lines] == [171]


@pytest.mark.parametrize("unit", ["KG", "Kg"])
def test_goods_whose_unit_a_table_wrote_in_capitals_are_weighed(till, scale, unit: str) -> None:
    row = stock(till.services, "Pears", Choice("", 299, "4260000000011"), weighed=True)[0]
    with till.services.desk.store._database.write() as work:
        product = select(tables.variant.c.product_id).where(tables.variant.c.row == row)
        own = tables.product.c.id == product.scalar_subquery()
        work.execute(update(tables.product).where(own).values(unit=unit))
    till.services.desk.store.catalogue_changed()
    till.scan("4260000000011")
    assert isinstance(till.panel, WeighingPanel)
    scale.say(stable(500))
    till.enter()
    assert weights(till) == [500]


# -- tare ----------------------------------------------------------------------------------------------------


def test_what_lies_there_can_be_the_packing(till, scale) -> None:
    panel = weigh(till)
    scale.say(stable(40))
    till.key(Qt.Key.Key_F6)
    assert scale.order.tare_milli == 40
    assert panel.tare.text() == "0,040 kg"
    assert not panel.primary.isEnabled(), "the reading before it was without the tare"
    scale.say(stable(302, tare_milli=40))
    till.enter()
    assert weights(till) == [302]


def test_the_packing_can_be_typed_and_taken_back(till, scale) -> None:
    panel = weigh(till)
    by_itself(till)
    till.key(Qt.Key.Key_F7)
    assert isinstance(till.panel, FigurePanel)
    scale.say(stable(342))
    assert till.names() == [], "nothing is taken behind a question"
    till.type("12")
    till.enter()
    assert till.panel is panel
    assert scale.order.tare_milli == 12
    till.tap(panel.no_tare)
    assert scale.order.tare_milli is None


# -- taken by itself, once -----------------------------------------------------------------------------------


def test_a_stable_weight_is_taken_by_itself_where_the_store_wants_it(till, scale) -> None:
    by_itself(till)
    weigh(till)
    scale.say(MOTION, stable(342))
    assert (till.names(), till.panel) == (["Apples"], None)


def test_the_same_goods_are_not_taken_twice(till, scale) -> None:
    by_itself(till)
    weigh(till)
    scale.say(stable(342))
    panel = weigh(till, "apples")
    scale.say(stable(342), stable(344), MOTION, stable(342), stable(700))
    assert weights(till) == [342]
    assert panel.state.text() == "This was sold just now"
    till.enter()
    assert weights(till) == [342, 700], "a person may say so"


UNDER_THE_TARE = ScaleReading(ScaleState.UNDER_ZERO, tare_milli=500)


@pytest.mark.parametrize("hidden", [UNDER_THE_TARE, stable(0, tare_milli=342)])
def test_goods_that_a_tare_hides_are_not_taken_again_without_it(till, scale, hidden) -> None:
    by_itself(till)
    weigh(till)
    scale.say(stable(342))
    panel = weigh(till)
    panel.set_tare(hidden.tare_milli)
    scale.say(hidden)
    till.tap(panel.no_tare)
    scale.say(stable(342))
    assert weights(till) == [342]
    assert panel.state.text() == "This was sold just now"


def test_goods_sold_with_a_tare_are_gone_when_less_than_the_tare_lies_there(till, scale) -> None:
    by_itself(till)
    panel = weigh(till)
    panel.set_tare(40)
    scale.say(stable(302, tare_milli=40), ScaleReading(ScaleState.UNDER_ZERO, tare_milli=40))
    weigh(till)
    scale.say(stable(342))
    assert weights(till) == [302, 342]


@pytest.mark.parametrize("gone", [(stable(0),), (MOTION,)])
def test_other_goods_are_taken_also_when_nobody_watched_the_change(till, scale, gone) -> None:
    by_itself(till)
    weigh(till)
    scale.say(stable(342))
    assert scale.order is not None, "it is watched until the goods are gone"
    scale.say(*gone, stable(500))
    assert scale.order is None
    weigh(till)
    scale.say(stable(500))
    assert weights(till) == [342, 500]


def test_goods_that_are_scanned_meanwhile_are_weighed_first_and_alone(till, scale) -> None:
    stock(till.services, "Pears", Choice("", 299, "4260000000011"), weighed=True)
    below = weigh(till)
    scale.say(stable(342))
    till.scan("4260000000011")
    above = till.panel
    assert isinstance(above, WeighingPanel) and above is not below
    assert scale.order.price_minor == 299
    scale.say(stable(500))
    till.enter()
    assert till.names() == ["Pears"]
    assert till.panel is below
    assert scale.order.price_minor == 349
    assert not below.primary.isEnabled(), "what lay there before is no longer a reading"
    till.enter()
    assert till.names() == ["Pears"]
    scale.say(MOTION, stable(800))
    till.enter()
    assert weights(till) == [500, 800]


# -- by hand -------------------------------------------------------------------------------------------------


def test_digits_type_the_weight_while_the_scale_is_away(till, scale) -> None:
    weigh(till)
    scale.say(ScaleReading(ScaleState.UNREACHABLE))
    till.type("250")
    assert isinstance(till.panel, FigurePanel)
    assert scale.order is None, "the scale is left alone"
    till.enter()
    assert weights(till) == [250]
    assert till.panel is None


def test_escape_and_locking_leave_the_scale_alone(till, scale) -> None:
    weigh(till)
    till.key(Qt.Key.Key_Escape)
    assert (till.panel, scale.order) == (None, None)
    weigh(till)
    till.window.lock()
    till.settle()
    assert scale.order is None


def test_without_a_scale_the_weight_is_typed(till) -> None:
    till.type("apples")
    till.enter()
    assert isinstance(till.panel, FigurePanel)


def test_whether_a_key_is_wanted_is_a_setting(till) -> None:
    till.services.session.sign_in(person_named(till.services, "Manager"), "pin")
    till.window.go("settings", section="store")
    page = till.window.screen_in_sight.page
    page.take("weighing")
    page.take_stable.control.click()
    assert till.services.desk.settings.take_stable_weight
    till.window.go("sale")


def test_the_scale_can_be_zeroed(till, scale) -> None:
    panel = weigh(till)
    till.tap(panel.zero)
    assert ("zero", (scale.id,)) in till.services.devices.asked


def test_a_reading_is_shown_soon(till, scale) -> None:
    panel = weigh(till)
    scale.say(stable(1))
    spent = []
    for grams in range(100, 120):
        begun = process_time()
        scale._counter.read(scale.id, stable(grams))
        till.qtbot.waitUntil(lambda grams=grams: panel.figure.text() == f"0,{grams} kg")
        panel.figure.repaint()
        spent.append(process_time() - begun)
    assert sorted(spent)[len(spent) // 2] < SHOWN_SECONDS


# -- the whole way from a scale's wire -----------------------------------------------------------------------


@pytest.fixture
def on_wire(services, window, cashier, qtbot) -> Iterator[tuple[Till, VirtualScale]]:
    """A register with its real devices' workers and a virtual scale on a serial line."""
    with VirtualScale("mettler_8217", new_line("scale")) as virtual:
        crew = DeviceCrew(services.desk.store, MemoryPrintQueue(), services.desk.clock.now)
        with services.desk.store.write() as work:
            facts = {"wire": "serial", "port": virtual.address, "unit": "kg", "answer_ms": 1_500}
            work.devices.save(new_id(), "scale", "mettler_8217", "Scale", facts, None, True)
        services.devices = crew
        crew.start()
        services.shifts.open(10_000)
        never_silent(window)
        yield Till(qtbot, window, services), virtual
        window.scale.close()
        crew.stop()
        wait_for_threads("device ")


def test_from_the_wire_to_the_ticket(on_wire, services, qtbot) -> None:
    till, virtual = on_wire
    panel = weigh(till)
    qtbot.waitUntil(lambda: panel.state.text() == "Empty", timeout=8000)
    virtual.lay(345)
    qtbot.waitUntil(lambda: panel.figure.text() == "0,345 kg", timeout=8000)
    virtual.overload()
    qtbot.waitUntil(lambda: panel.state.text() == "Too heavy", timeout=8000)
    till.enter()
    assert till.names() == []
    virtual.lay(500)
    qtbot.waitUntil(panel.primary.isEnabled, timeout=8000)

    def sold() -> bool:
        """A scale that is late with its next answer is not sold by for a moment."""
        till.enter()
        return till.panel is not panel

    qtbot.waitUntil(sold)
    assert weights(till) == [500]
