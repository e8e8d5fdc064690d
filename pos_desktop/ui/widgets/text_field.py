"""A labelled input with room for the sentence that says what is wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.widgets.field_frame import FieldFrame
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label


class TextField(QWidget):
    """Label above, input, error below. Without a label the placeholder names it for screen readers.

    `amount` writes figures: 600, aligned right in every reading direction.
    """

    changed = Signal(str)
    submitted = Signal(str)

    def __init__(
        self,
        label: str = "",
        placeholder: str = "",
        *,
        icon: str = "",
        amount: bool = False,
        password: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.frame = FieldFrame(icon, placeholder)
        self.edit.setAccessibleName(label or placeholder)
        self.setFocusProxy(self.edit)
        if amount:
            self.edit.setFont(font("body", "semibold", "tabular"))
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        if password:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self._label = Label(label, "caption", color="text-2")
        self._label.setVisible(bool(label))
        column.addWidget(self._label)
        column.addWidget(self.frame)
        column.addWidget(self._error_row())
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(lambda: self.submitted.emit(self.edit.text()))

    @property
    def edit(self) -> QLineEdit:
        """The line itself, for validators, masks and selections."""
        return self.frame.edit

    def _error_row(self) -> QWidget:
        self._error_line = QWidget()
        row = QHBoxLayout(self._error_line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(1))
        row.addWidget(IconView("warning-circle-fill", "danger", "icon-small"), 0, Qt.AlignmentFlag.AlignTop)
        self._error = Label("", "caption", color="danger", wrap=True)
        row.addWidget(self._error, 1)
        self._error_line.hide()
        return self._error_line

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def set_error(self, sentence: str | None) -> None:
        """Say what is wrong and how to mend it; None says that all is well."""
        self._error.setText(sentence or "")
        self._error_line.setVisible(bool(sentence))
        self.frame.set_failed(bool(sentence))
        self.edit.setAccessibleDescription(sentence or "")

    def error(self) -> str:
        return self._error.text()
