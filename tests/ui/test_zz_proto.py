from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
def test_p(qtbot, window, services, cashier):
    QApplication.processEvents()
    services.shifts.open(0)

    assert window.frame.page()=="sale"
    for c in "4006381333931": QTest.keyClick(window.windowHandle(), c)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    QApplication.processEvents()
    print([l.name for l in services.tickets.ticket.lines], repr(window.screen_in_sight.search.text()))
    for c in "oat":
        QTest.keyClick(window.windowHandle(), c); qtbot.waitUntil(lambda: not window.scanner._reader.holding)
    print(repr(window.screen_in_sight.search.text()), window.screen_in_sight._places.currentIndex())
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F9)
    print(window.panels.top, QApplication.focusWidget())
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    print(window.panels.top, QApplication.focusWidget(), repr(window.screen_in_sight.search.text()))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    print([l.name for l in services.tickets.ticket.lines], repr(window.screen_in_sight.search.text()))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    print([l.name for l in services.tickets.ticket.lines], repr(window.screen_in_sight.search.text()))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    print(window.panels.top)
    window.panels.dismiss_all()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    print(window.panels.top)
