"""People: a manager with a PIN, and the cashiers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.people import check_pin
from pos_desktop.application.store_changes import LONGEST_NAME, at_most
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.wizard_steps.draft import PersonDraft
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.text_field import TextField

_MOST_CASHIERS = 8


class PersonRow(QWidget):
    """Name, PIN, PIN again; writes into the draft as it is typed."""

    def __init__(self, person: PersonDraft, touched: Callable[[], None], removable: bool = False) -> None:
        super().__init__()
        self.person = person
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self.name = TextField(tr("Name"))
        self.pin = TextField(tr("PIN, 4 to 8 digits"), password=True)
        self.again = TextField(tr("PIN once more"), password=True)
        for attribute, field in (("name", self.name), ("pin", self.pin), ("again", self.again)):
            field.set_text(getattr(person, attribute))
            field.changed.connect(partial(self._take, attribute, field, touched))
            row.addWidget(field, 2 if field is self.name else 1, Qt.AlignmentFlag.AlignTop)
        for field in (self.pin, self.again):
            digits = QRegularExpression("[0-9]{0,8}")
            field.edit.setValidator(QRegularExpressionValidator(digits, field))
            field.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.remove = Button(icon="trash", name=tr("Remove"))
        # Its place is kept where nobody can be removed: the fields of all cards stand under each other.
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        beside = QWidget()
        lifted = QHBoxLayout(beside)
        lifted.setContentsMargins(0, theme().space(5.5), 0, 0)
        lifted.addWidget(self.remove)
        self.remove.setVisible(removable)
        row.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)

    def _take(self, attribute: str, field: TextField, touched: Callable[[], None], text: str) -> None:
        setattr(self.person, attribute, text)
        field.set_error(None)
        touched()

    def check(self, taken: set[str]) -> TextField | None:
        """The first field that is wrong, with its sentence; None when all is well."""
        name = self.person.name.strip()
        if not name:
            return _wrong(self.name, tr("A name is missing."))
        if name.casefold() in taken:
            return _wrong(self.name, tr("Somebody else has this name."))
        try:
            at_most(name, LONGEST_NAME)
        except PersonError as error:
            return _wrong(self.name, f"{error.title}.")
        try:
            check_pin(self.person.pin, need_pin=True)
        except PersonError as error:
            return _wrong(self.pin, f"{error.title}.")
        if self.person.again != self.person.pin:
            return _wrong(self.again, tr("The two are not the same."))
        return None


def _wrong(field: TextField, sentence: str) -> TextField:
    field.set_error(sentence)
    return field


class PeopleStep(WizardStep):
    """A cashier's row that nobody typed into is left out."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        manager = Card(tr("Manager"), tr("May do everything, and approves for others"))
        self.manager = PersonRow(self.draft.manager, self.touch)
        manager.body.addWidget(self.manager)
        self.column.addWidget(manager)
        self._card = Card(tr("Cashiers"), tr("May sell; refunds and pay-outs need approval"))
        self._card.body.setSpacing(theme().space(3))
        self.column.addWidget(self._card)
        self.rows: list[PersonRow] = []
        self.add = Button(tr("Add a cashier"), icon="user-plus")
        self.add.clicked.connect(self._add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addStretch(1)
        for person in self.draft.cashiers:
            self._add_row(person)

    @staticmethod
    def title() -> str:
        return tr("People")

    @staticmethod
    def hint() -> str:
        return tr("PINs and permissions")

    def summary(self) -> str:
        return tr_n("{count} person", "{count} people", len(self.draft.people))

    def question(self) -> tuple[str, str]:
        return tr("Who works at this register?"), tr(
            "Everybody signs in with a PIN; badges are added in Settings."
        )

    def enter(self) -> None:
        if not self.draft.manager.name:
            self.manager.name.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def check(self) -> bool:
        taken: set[str] = set()
        for row in (self.manager, *self.rows):
            if row is not self.manager and row.person.empty:
                continue
            wrong = row.check(taken)
            if wrong is not None:
                wrong.edit.setFocus(Qt.FocusReason.TabFocusReason)
                return False
            taken.add(row.person.name.strip().casefold())
        return True

    def _add_row(self, person: PersonDraft) -> PersonRow:
        row = PersonRow(person, self.touch, removable=True)
        row.remove.clicked.connect(partial(self._remove, row))
        self.rows.append(row)
        self._card.body.addWidget(row)
        self._show()
        return row

    def _add(self) -> None:
        person = PersonDraft()
        self.draft.cashiers.append(person)
        self._add_row(person).name.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _remove(self, row: PersonRow) -> None:
        self.draft.cashiers.remove(row.person)
        self.rows.remove(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()
        self._show()

    def _show(self) -> None:
        self._card.setVisible(bool(self.rows))
        self.add.setEnabled(len(self.rows) < _MOST_CASHIERS)
