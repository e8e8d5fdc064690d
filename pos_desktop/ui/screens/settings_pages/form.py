"""Fields that save themselves: when one is left its value is stored, or it says what is wrong and keeps the text."""

from collections.abc import Callable, Hashable, Sequence
from math import ceil
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.viewmodels.settings import error_sentence
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.menu import open_edit_menu
from pos_desktop.ui.widgets.scrolling import ScrollBar
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.stepper import Stepper
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.toggle import Toggle

Save = Callable[[str], object]
_AREA_LINES = 3
_STEP_REST_MS = 700


class _LinesEdit(QPlainTextEdit):
    """Says when it is left; its frame is painted by the area around it."""

    left = Signal()
    broken_anew = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Lines are broken anywhere, and the area grows with them: a bar would only take their room.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ScrollBar())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._align()

    def _align(self) -> None:
        """What is typed stands at the start of the screen's direction, whatever its own."""
        start = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        option.setAlignment(start | Qt.AlignmentFlag.AlignAbsolute)
        self.document().setDefaultTextOption(option)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.broken_anew.emit()

    def text_height(self) -> int:
        """What the text needs as it is broken into lines now."""
        block, high = self.document().firstBlock(), 0.0
        while block.isValid():
            high += self.blockBoundingRect(block).height()
            block = block.next()
        return ceil(high)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_edit_menu(self.createStandardContextMenu(event.pos()), event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class TextArea(QWidget):
    """Label above, a few lines to type, error below: what TextField is for one line. It grows with its text, so that no
    line is cut and nothing scrolls within a page that scrolls."""

    changed = Signal(str)
    left = Signal()

    def __init__(self, label: str, lines: int = _AREA_LINES) -> None:
        super().__init__()
        self._failed = False
        self.edit = _LinesEdit()
        self.edit.document().setDocumentMargin(0)
        self.edit.setFont(font("body"))
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(label)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._frame = QWidget()
        # Lines of Arabic and its kin are taller.
        line = theme().space(8 if self.isRightToLeft() else 5)
        self._least = lines * line + theme().space(7)
        self._frame.setFixedHeight(self._least)
        inner = QVBoxLayout(self._frame)
        side, edge = theme().space(3) + theme().border("hair"), theme().space(3)
        inner.setContentsMargins(side, edge, side, edge)
        inner.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(Label(label, "caption", color="text-2"))
        column.addWidget(self._frame)
        self._error_row = QWidget()
        row = QHBoxLayout(self._error_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(1))
        row.addWidget(IconView("warning-circle-fill", "danger", "icon-small"), 0, Qt.AlignmentFlag.AlignTop)
        self._error = Label("", "caption", color="danger", wrap=True)
        row.addWidget(self._error, 1)
        self._error_row.hide()
        column.addWidget(self._error_row)
        self.edit.textChanged.connect(lambda: self.changed.emit(self.text()))
        self.edit.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.edit.broken_anew.connect(self._grow)
        self.edit.left.connect(self.left)

    def _grow(self) -> None:
        # As around the least of lines: less, and Qt takes the last one for cut.
        needed = self.edit.text_height() + theme().space(7)
        self._frame.setFixedHeight(max(self._least, needed))

    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        if text != self.text():
            self.edit.setPlainText(text)

    def set_error(self, sentence: str | None) -> None:
        """Says what is wrong; None says that all is well."""
        self._error.setText(sentence or "")
        self._error_row.setVisible(bool(sentence))
        self._failed = bool(sentence)
        self.edit.setAccessibleDescription(sentence or "")
        self.update()

    def error(self) -> str:
        return self._error.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, place = QPainter(self), self._frame.geometry()
        if not self.isEnabled():
            box(painter, place, "sunken")
        elif self._failed:
            box(painter, place, "surface", "danger-solid", "selected")
        elif self.edit.hasFocus():
            box(painter, place, "surface", "accent", "selected")
        else:
            box(painter, place, "surface", "border-strong")


class TextInput(Protocol):
    """What is bound: one line or several."""

    def text(self) -> str: ...
    def set_text(self, text: str) -> None: ...
    def set_error(self, sentence: str | None) -> None: ...


class _Bound:
    """An input, what is stored of it, and how it is stored. `save` may answer with the text as it was stored."""

    def __init__(self, field: TextInput, stored: str, save: Save) -> None:
        self.field, self.stored, self._save = field, stored, save
        field.set_text(stored)

    def commit(self) -> bool | None:
        """True: stored now; None: nothing to store; False: refused, the field says why."""
        typed = self.field.text()
        if typed == self.stored:
            self.field.set_error(None)
            return None
        try:
            kept = self._save(typed)
        except PersonError as error:
            self.field.set_error(error_sentence(error))
            return False
        except ValueError as error:
            self.field.set_error(f"{error}.")
            return False
        self.stored = kept if isinstance(kept, str) else typed
        self.field.set_error(None)
        self.field.set_text(self.stored)
        return True

    def discard(self) -> None:
        self.field.set_text(self.stored)
        self.field.set_error(None)


class LabelledRow(QWidget):
    """Words at the start, a control at the end."""

    def __init__(self, title: str, second: str, control: QWidget) -> None:
        super().__init__()
        self.control = control
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme().space(2), 0, theme().space(2))
        row.setSpacing(theme().space(4))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(title, "body", "medium"))
        if second:
            words.addWidget(Label(second, "caption", color="text-2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = row

    def set_tight(self) -> None:
        """No room above and below, where the row stands alone under a line."""
        self._row.setContentsMargins(0, 0, 0, 0)


class Form(QObject):
    """The fields of one detail. `saved` after each stored change; `trouble` for what no field can say."""

    saved = Signal()

    def __init__(self, trouble: Callable[[PersonError], None], *, editable: bool = True) -> None:
        super().__init__()
        self._trouble = trouble
        self.editable = editable
        self._bound: list[_Bound] = []
        self._resting: list[tuple[QTimer, Callable[[], None], Callable[[], None]]] = []

    # -- fields --------------------------------------------------------------------------------

    def text(
        self,
        label: str,
        stored: str,
        save: Save,
        *,
        icon: str = "",
        amount: bool = False,
        placeholder: str = "",
    ) -> TextField:
        """One line."""
        field = TextField(label, placeholder, icon=icon, amount=amount)
        field.setEnabled(self.editable)
        bound = self._bind(field, stored, save)
        field.edit.setCursorPosition(0)
        field.edit.editingFinished.connect(lambda: self._commit(bound))
        return field

    def area(self, label: str, stored: str, save: Save, lines: int = _AREA_LINES) -> TextArea:
        """Several lines."""
        field = TextArea(label, lines)
        field.setEnabled(self.editable)
        bound = self._bind(field, stored, save)
        field.left.connect(lambda: self._commit(bound))
        return field

    def choice(
        self,
        label: str,
        options: Sequence[tuple[Hashable, str]],
        stored: Hashable,
        save: Callable[[Hashable], object],
    ) -> Select:
        """A choice from a list; one that is refused goes back to what is stored."""
        select = Select(label)
        for key, words in options:
            select.add(key, words)
        if stored not in [key for key, _ in options]:
            select.add(stored, str(stored))
        select.select(stored)
        select.setEnabled(self.editable)
        held = [stored]

        def on_changed(key: object) -> None:
            if self.attempt(lambda: save(key)):
                held[0] = key
            else:
                select.select(held[0])

        select.changed.connect(on_changed)
        return select

    def toggle(self, title: str, second: str, stored: bool, save: Callable[[bool], object]) -> LabelledRow:
        """On or off."""
        toggle = Toggle(title, checked=stored)
        toggle.setEnabled(self.editable)

        def on_toggled(on: bool) -> None:
            if not self.attempt(lambda: save(on)):
                toggle.blockSignals(True)
                toggle.setChecked(not on)
                toggle.blockSignals(False)
                toggle.update()

        toggle.toggled.connect(on_toggled)
        return LabelledRow(title, second, toggle)

    def number(
        self, title: str, second: str, stored: int, limits: tuple[int, int], save: Callable[[int], object]
    ) -> LabelledRow:
        """A small number; stored when the steps come to rest."""
        stepper = Stepper(title, limits[0], limits[1], stored)
        stepper.setEnabled(self.editable)
        rest = QTimer(self, singleShot=True, interval=_STEP_REST_MS)
        held = [stored]

        def store() -> None:
            value = stepper.value()
            if self.attempt(lambda: save(value)):
                held[0] = value
            else:
                stepper.set_value(held[0])

        rest.timeout.connect(store)
        stepper.changed.connect(lambda _value: rest.start())
        self._resting.append((rest, store, lambda: stepper.set_value(held[0])))
        return LabelledRow(title, second, stepper)

    def attempt(self, save: Callable[[], object]) -> bool:
        """Stores something no text field stands for; trouble is shown."""
        try:
            save()
        except PersonError as error:
            self._trouble(error)
            return False
        self.saved.emit()
        return True

    # -- all of them ---------------------------------------------------------------------------

    def commit(self) -> bool:
        """Stores what is not stored yet; False when a field keeps something that cannot be."""
        self.flush()
        refused = [bound for bound in self._bound if self._commit(bound) is False]
        return not refused

    def flush(self) -> None:
        """Stores the numbers whose steps have not come to rest yet."""
        for rest, store, _back in self._resting:
            if rest.isActive():
                rest.stop()
                store()

    def discard(self) -> None:
        """Shows again what is stored."""
        for rest, _store, back in self._resting:
            rest.stop()
            back()
        for bound in self._bound:
            bound.discard()

    def focus_error(self) -> QWidget | None:
        """Puts the keyboard where something is wrong; the field."""
        for bound in self._bound:
            if isinstance(bound.field, QWidget) and bound.field.text() != bound.stored:
                bound.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return bound.field
        return None

    def _bind(self, field: TextInput, stored: str, save: Save) -> _Bound:
        bound = _Bound(field, stored, save)
        self._bound.append(bound)
        return bound

    def _commit(self, bound: _Bound) -> bool | None:
        done = bound.commit()
        if done:
            self.saved.emit()
        return done


def side_by_side(*widgets: QWidget) -> QWidget:
    """Fields of equal width in a row."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(3))
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return holder
