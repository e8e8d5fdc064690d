"""Devices: the printer that prints the receipts and opens the drawer."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QWidget

from pos_desktop.application.device_watch import DriverView, FoundDevice
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import PrintOutcome, PrintResult
from pos_desktop.application.printing_words import outcome_words
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import device_fields as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.choice_card import ChoiceCard
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField

_USUAL = "tcp"
_MOST_FOUND = 6


class DevicesStep(WizardStep):
    """One printer is enough to begin with; more are added in the settings."""

    can_skip = True

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.drivers: dict[str, DriverView] = {driver.driver: driver for driver in wizard.setup.drivers()}
        self._running = False
        self._build_choices()
        self._card = Card(padding=6)
        self._card.body.setSpacing(theme().space(3))
        self.column.addSpacing(theme().space(3))
        self.column.addWidget(self._card)
        self._build_card()
        text = tr("Sales work without one. Receipts can be printed later from Orders.")
        self._none_note = Banner(
            tr("The register begins without a printer"), text, "neutral", icon="printer", outlined=True
        )
        self.column.addWidget(self._none_note)
        self.column.addStretch(1)
        self._choose(self.draft.printer.wanted)

    @staticmethod
    def title() -> str:
        return tr("Devices")

    @staticmethod
    def hint() -> str:
        return tr("Printer and drawer")

    def summary(self) -> str:
        driver = self.drivers.get(self.draft.printer.driver)
        if not self.draft.printer.wanted or driver is None:
            return tr("No printer")
        return driver.label

    def question(self) -> tuple[str, str]:
        return tr("Which printer prints the receipts?"), tr(
            "The cash drawer is plugged into it and opens by itself."
        )

    def check(self) -> bool:
        printer = self.draft.printer
        if not printer.wanted:
            return True
        try:
            printer.settings = self._settings()
        except ValueError as error:
            self._say(str(error), "", "attention")
            return False
        missing = self._missing()
        if missing is not None:
            missing.set_error(tr("Type it, or go on without a printer."))
            missing.edit.setFocus(Qt.FocusReason.TabFocusReason)
            return False
        printer.driver = str(self.connection.current())
        return True

    def skip(self) -> None:
        self._choose(False)

    @property
    def busy(self) -> bool:
        return self._running

    # -- parts ---------------------------------------------------------------------------------

    def _build_choices(self) -> None:
        self.with_printer = ChoiceCard(
            tr("A receipt printer"), icon="printer", note=tr("Network, USB, serial"), height="row"
        )
        self.without = ChoiceCard(
            tr("No printer now"), icon="prohibit", note=tr("Add one later"), height="row"
        )
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme().gap("cards"))
        for wanted, choice in ((True, self.with_printer), (False, self.without)):
            group.addButton(choice)
            choice.clicked.connect(partial(self._choose, wanted))
            row.addWidget(choice, 1)
        self.column.addLayout(row)

    def _build_card(self) -> None:
        self.connection = Select(tr("Connection"))
        for driver in self.drivers.values():
            self.connection.add(driver.driver, driver.label)
        chosen = self.draft.printer.driver or (_USUAL if _USUAL in self.drivers else "")
        if chosen in self.drivers:
            self.connection.select(chosen)
        self.connection.changed.connect(lambda _key: self._show_fields())
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(3))
        self._grid.addWidget(self.connection, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.inputs: dict[str, TextField | Select] = {}
        self._card.body.addWidget(self._fields)
        self.found = ChipGroup(tr("Printers found"))
        self.found.hide()
        self.found.chosen.connect(self._take_found)
        self._card.body.addWidget(self.found)
        self._card.body.addWidget(self._buttons())
        self.outcome = Banner(" ", " ", "neutral", outlined=True)
        self.outcome.hide()
        self._card.body.addWidget(self.outcome)
        self._show_fields(self.draft.printer.settings)

    def _buttons(self) -> QWidget:
        self.test = Button(tr("Print a test receipt"), icon="printer")
        self.test.clicked.connect(self._test)
        self.search = Button(tr("Find printers"), icon="magnifying-glass")
        self.search.clicked.connect(self._find)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        row.addWidget(self.search)
        row.addWidget(self.test)
        row.addStretch(1)
        return holder

    @property
    def driver(self) -> DriverView | None:
        """The driver chosen."""
        return self.drivers.get(str(self.connection.current()))

    def _shown_fields(self) -> tuple[SettingField, ...]:
        driver = self.driver
        if driver is None:
            return ()
        paper = words.field_named(driver, words.PAPER_WIDTH)
        return (*words.where_fields(driver), *((paper,) if paper else ()))

    def _show_fields(self, settings: dict[str, object] | None = None) -> None:
        for old in self.inputs.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.inputs = {}
        self.outcome.hide()
        for place, field in enumerate(self._shown_fields(), start=1):
            label = tr("Paper width") if field.key == words.PAPER_WIDTH else field.label
            shown = words.shown_value(field, settings or {})
            made: TextField | Select
            if field.kind == "choice":
                made = Select(label)
                for choice in field.choices:
                    made.add(choice, words.choice_words(field.key, choice))
                made.select(shown)
                made.changed.connect(self.touch)
            else:
                made = TextField(label)
                made.set_text(shown)
                made.changed.connect(partial(self._typed, made))
            self._grid.addWidget(made, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            self.inputs[field.key] = made

    def _typed(self, field: TextField, _text: str) -> None:
        field.set_error(None)
        self.touch()

    def _choose(self, wanted: bool, *_checked: object) -> None:
        self.draft.printer.wanted = wanted
        self.with_printer.setChecked(wanted)
        self.without.setChecked(not wanted)
        self._card.setVisible(wanted)
        self._none_note.setVisible(not wanted)
        self.wizard.refresh()

    # -- reading the form ----------------------------------------------------------------------

    def _settings(self) -> dict[str, object]:
        found: dict[str, object] = dict(self._kept())
        for field in self._shown_fields():
            made = self.inputs[field.key]
            text = str(made.current()) if isinstance(made, Select) else made.text()
            if text.strip():
                found[field.key] = words.stored_value(field, text)
        return found

    def _kept(self) -> dict[str, object]:
        """What a found printer brought along that has no field here, such as its port."""
        driver = self.driver
        same = driver is not None and driver.driver == self.draft.printer.driver
        return words.kept_settings(driver, self.draft.printer.settings) if same and driver else {}

    def _missing(self) -> TextField | None:
        for field in self._shown_fields():
            made = self.inputs[field.key]
            if isinstance(made, TextField) and not made.text().strip():
                return made
        return None

    # -- finding and trying --------------------------------------------------------------------

    def _work(self, running: bool) -> None:
        self._running = running
        for button in (self.test, self.search):
            button.setEnabled(not running)
        self.wizard.refresh()

    def _find(self) -> None:
        self._work(True)
        self._say(tr("Looking for printers"), tr("On this computer and its network"), "accent")
        self.wizard.run(self.wizard.setup.find_printers, self._show_found, self._failed)

    def _show_found(self, found: Sequence[FoundDevice]) -> None:
        self._work(False)
        self._found = dict(enumerate(found[:_MOST_FOUND]))
        self.found.clear()
        for place, printer in self._found.items():
            self.found.add(place, printer.address, icon="printer")
        self.found.setVisible(bool(found))
        if not found:
            self._say(
                tr("No printer found"),
                tr("Switch it on, check its cable, and look again; or type where it is."),
                "attention",
            )
            return
        said = tr_n("{count} printer found", "{count} printers found", len(found))
        self._say(said, tr("Choose one, then print a test receipt."), "good")
        if len(found) == 1:
            self._take_found(0)

    def _take_found(self, place: object) -> None:
        if not isinstance(place, int) or place not in self._found:
            return
        printer = self._found[place]
        self.found.select(place)
        self.connection.select(printer.driver)
        self.draft.printer.driver, self.draft.printer.settings = printer.driver, dict(printer.settings)
        self._show_fields(dict(printer.settings))
        self.touch()

    def _test(self) -> None:
        missing = self._missing()
        if missing is not None:
            missing.set_error(tr("Type where the printer is first."))
            missing.edit.setFocus(Qt.FocusReason.TabFocusReason)
            return
        try:
            settings = self._settings()
        except ValueError as error:
            self._say(str(error), "", "attention")
            return
        driver = str(self.connection.current())
        self._work(True)
        self._say(tr("Printing"), tr("It may take a few seconds."), "accent")
        self.wizard.run(lambda: self.wizard.setup.test_printer(driver, settings), self._printed, self._failed)

    def _printed(self, outcome: PrintOutcome) -> None:
        self._work(False)
        said = outcome_words(outcome)
        good = outcome.result is not PrintResult.FAILED
        self._say(
            said.title,
            said.next_step or tr("The printer said that it printed."),
            "good" if good else "attention",
        )
        self.draft.printer.tried = said.title

    def _failed(self, error: PersonError) -> None:
        self._work(False)
        self._say(
            error.title, " ".join(part for part in (error.meaning, error.next_step) if part), "attention"
        )

    def _say(self, title: str, text: str, tone: str) -> None:
        icons = {"good": "check-circle-fill", "attention": "warning-fill", "accent": "clock-fill"}
        self.outcome.set_words(title, text, tone, icon=icons[tone])  # type: ignore[arg-type]  # tones are literals
        self.outcome.show()
