"""The demo shop on the screen, its printer beside it."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pos_desktop.bootstrap import Damaged
from pos_desktop.demo import at_screen
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.system.single_instance import Instance, acquire
from pos_desktop.ui.shell.window import RegisterWindow
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow
from tests.faults.shop_folder import shop_folder, shop_template
from tests.integration.register_window import Watching, application, opened_cleanly, without_window_manager
from tests.integration.spoilt_shop import spoilt


@without_window_manager
def test_the_demo_shop_with_its_printer_beside_it(application, shop_folder: Path) -> None:
    seen: dict[str, object] = {}

    def look(window: RegisterWindow) -> None:
        beside = [
            w for w in application.topLevelWidgets() if isinstance(w, VirtualPrinterWindow) and w.isVisible()
        ]
        seen["beside"] = len(beside)
        seen["mode"] = theme().mode
        with window.services.desk.store.read() as work:
            seen["port"] = work.devices.all()[0].settings["port"]

    watching = Watching(application, look)
    assert at_screen.open_demo(shop_folder, dark=True) == 0, "closing the register ends the demo"
    assert watching.window is not None
    assert seen["beside"] == 1
    assert seen["mode"] == "dark"
    assert isinstance(seen["port"], int)
    assert shop_folder.exists(), "a folder that was named is kept"
    assert opened_cleanly(shop_folder)
    VirtualPrinter(int(seen["port"])).start().stop()  # the port is free again


@without_window_manager
def test_a_demo_without_a_folder_leaves_nothing_behind(application, shop_folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(at_screen.tempfile, "mkdtemp", lambda **_: str(shop_folder))
    watching = Watching(application, lambda window: None)
    assert at_screen.open_demo(None) == 0
    assert watching.window is not None
    assert not shop_folder.exists()


@without_window_manager
def test_a_demo_that_cannot_be_opened_stops_its_printer(application, spoilt: Path) -> None:
    with pytest.raises(Damaged):
        at_screen.open_demo(spoilt)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("virtual-printer")]
    assert isinstance(lock := acquire(spoilt), Instance), "the folder is free again"
    lock.release()


@without_window_manager
def test_a_demo_that_runs_already_is_brought_to_the_front(
    application, shop_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_desktop.system.single_instance._ANSWER_SECONDS", 60.0)  # of a busy computer
    first = acquire(shop_folder)
    assert isinstance(first, Instance)
    called = threading.Event()
    first.listen(called.set)
    try:
        assert at_screen.open_demo(shop_folder) == 0
        assert called.wait(60)
    finally:
        first.release()
