"""The shop that the store already runs: its address and keys, a test, and what the test found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.connection_records import Trial
from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.port import PlatformView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.wizard_steps.draft import PlatformDraft
from pos_desktop.ui.screens.wizard_steps.step import Wizard
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.setting_inputs import SettingInput, plain_input, secrets_in, settings_in
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.text_field import TextField

_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 3
_WIDE_STEPS = 200


class PlatformCard(Card):
    """`touched` when something was typed; what was tested is kept in the draft."""

    touched = Signal()

    def __init__(self, wizard: Wizard, draft: PlatformDraft) -> None:
        super().__init__(padding=6)
        self.wizard, self.draft = wizard, draft
        self.kind: PlatformView | None = None
        self.inputs: dict[str, SettingInput] = {}
        self.secrets: dict[str, TextField] = {}
        self.testing = False
        draft.asked = None
        self._cells: list[QWidget] = []
        self._columns = 0
        self.body.setSpacing(theme().space(2))
        head = QHBoxLayout()
        self._title = Label("", "title")
        self.tag = StateTag("", "good")
        head.addWidget(self._title, 1)
        head.addWidget(self.tag)
        self.body.addLayout(head)
        self.trouble = Banner(" ", " ", "attention", outlined=True)
        self.trouble.hide()
        self.found = Label("", "caption", wrap=True)
        self.body.addWidget(self.found)
        self.place: Select | None = None
        self._place_box = QVBoxLayout()  # above what was typed, where it is seen
        self.body.addLayout(self._place_box)
        self.body.addWidget(self.trouble)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(3))
        self.body.addWidget(self._grid_holder)
        self.test = Button(tr("Test"), icon="arrows-clockwise")
        self.test.clicked.connect(self.ask)

    # -- which platform ----------------------------------------------------------------------------

    def show_kind(self, kind: PlatformView) -> None:
        """What this platform asks for, with what was typed before."""
        if self.kind is not None and self.kind.key == kind.key:
            return
        if self.draft.key != kind.key:
            self.draft.begin(kind.key)
        self.kind = kind
        self._title.setText(kind.label)
        self._clear()
        self.inputs, self.secrets = {}, {}
        fields: list[SettingInput] = []
        for each in kind.fields:
            made = plain_input(each.label, each.choices, self.draft.settings.get(each.key, each.default))
            self.inputs[each.key] = made
            fields.append(made)
        for each in kind.secrets:
            self.secrets[each.key] = key = TextField(each.label, password=True)
            key.set_text(self.draft.secrets.get(each.key, ""))
            fields.append(key)
        for widget in fields:
            widget.changed.connect(self._typed)
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, theme().space(5.5), 0, 0)
        beside.addWidget(self.test)
        beside.addStretch(1)
        self._cells = [*fields, holder]
        self._place()
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns != self._fitting():
            self._place()

    def _fitting(self) -> int:
        return _MOST_COLUMNS if self.width() >= theme().space(_WIDE_STEPS) else _FEWEST_COLUMNS

    def _place(self) -> None:
        """Beside one another as many as fit."""
        self._columns = columns = self._fitting()
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
        for at in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

    def _clear(self) -> None:
        self.test.setParent(None)
        empty(self._grid)

    def _typed(self, *_text: object) -> None:
        self.draft.settings = settings_in(self.inputs)
        self.draft.secrets = secrets_in(self.secrets)
        self.draft.trial = self.draft.asked = None
        self.testing = False
        self.trouble.hide()
        self.touched.emit()
        self._tell()

    # -- testing -----------------------------------------------------------------------------------

    def ask(self) -> None:
        """Asks the platform; one may go to and fro meanwhile."""
        if self.kind is None or self.testing:
            return
        self._typed()
        self.testing = True
        key, settings, secrets = self.kind.key, dict(self.draft.settings), dict(self.draft.secrets)
        asked = self.draft.asked = object()
        self._tell()
        self.wizard.run(
            lambda: self.wizard.setup.try_platform(key, settings, secrets),
            self._if_still(asked, self._found_shop),
            self._if_still(asked, self._failed),
        )

    def _if_still(self, asked: object, then: Callable[..., None]) -> Callable[..., None]:
        """An answer about what was typed before is for nobody."""

        def told(answer: object) -> None:
            if self.draft.asked is asked:
                self.testing = False
                then(answer)
                self._tell()
                self.wizard.refresh()

        return told

    def _found_shop(self, trial: Trial) -> None:
        self.draft.take(trial)
        self.trouble.hide()
        self.check_money()

    def _failed(self, error: PersonError) -> None:
        self.trouble.set_words(
            error.title, error.meaning or error.next_step, "attention", icon="warning-fill"
        )
        self.trouble.show()

    def check_money(self) -> bool:
        """Whether the shop that answered sells in the money of the register; says it where it does not."""
        trial = self.draft.trial
        if trial is None or self._same_money(trial):
            return True
        told = tr(
            "{shop} sells in {theirs}, this register in {ours}",
            shop=trial.shop.name,
            theirs=trial.shop.currency,
            ours=self.wizard.draft.currency_code,
        )
        self.trouble.set_words(
            told, tr("Go back and choose the shop's currency, or skip this step."), "attention"
        )
        self.trouble.show()
        return False

    def _same_money(self, trial: Trial) -> bool:
        return trial.shop.currency in ("", self.wizard.draft.currency_code)

    def _choose_place(self, ref: object) -> None:
        self.draft.location = str(ref)

    def _show_places(self, trial: Trial | None) -> None:
        """Asked only where there is a choice."""
        empty(self._place_box)
        self.place = None
        places = trial.locations if trial is not None else ()
        if len(places) > 1:
            self.place = Select(tr("Stock of {place} is kept at", place=self.wizard.draft.name))
            for each in places:
                self.place.add(each.ref, each.name)
            self.place.select(self.draft.location)
            self.place.changed.connect(self._choose_place)
            self._place_box.addWidget(self.place)

    def complain(self) -> None:
        """One wants to go on without a test."""
        self.trouble.set_words(
            tr("Test the connection first"),
            tr("Or skip this step: a platform can be connected later."),
            "attention",
        )
        self.trouble.show()
        first = next((made for made in self.inputs.values() if isinstance(made, TextField)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        trial = self.draft.trial
        self.found.setVisible(trial is not None and self._same_money(trial))
        self.test.setEnabled(not self.testing)
        self.test.set_text(tr("Test again") if trial is not None else tr("Test"))
        if self.testing:
            self.tag.set_state(tr("Asking …"), "neutral")
        elif trial is not None:
            self.tag.set_state(tr("Answers"), "good")
        else:
            self.tag.set_state(tr("Not tested"), "neutral")
        self._show_places(trial)
        if trial is not None:
            ready = tr("{shop} is ready", shop=trial.shop.name)
            self.found.setText(" · ".join([ready, *_facts(trial)]))


def _facts(trial: Trial) -> list[str]:
    places = [location for location in trial.locations if location.active]
    found = [trial.shop.currency, tr_n("{count} place found", "{count} places found", len(places))]
    found.append(tr("Its catalogue comes in when you open the register"))
    return [*found, *trial.warnings]
