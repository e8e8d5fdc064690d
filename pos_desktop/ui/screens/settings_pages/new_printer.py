"""Panels that add a printer: one that was found, or one whose address is known; and all settings of one."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QVBoxLayout, QWidget

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.application.errors import PersonError
from pos_desktop.application.services import DriverView, FoundPrinter
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.screens.settings_pages.panes import see_through
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import DEVICES, ListView, RowData
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField


class NewPrinterPanel(Panel):
    """`add` stores the form; trouble it raises is shown in the panel."""

    def __init__(
        self,
        window: Window,
        drivers: Mapping[str, DriverView],
        names: Sequence[str],
        add: Callable[[DeviceForm], None],
    ) -> None:
        super().__init__(window, tr("New printer"), tr("How is it connected?"), icon="printer")
        self._drivers, self._add = drivers, add
        self.name = TextField(tr("Name"))
        self.name.set_text(free_name(names))
        self.connection = Select(tr("Connection"))
        for driver in drivers.values():
            self.connection.add(driver.driver, driver.label)
        self.connection.changed.connect(lambda _key: self._show_fields())
        self.body.addWidget(self.name)
        self.body.addWidget(self.connection)
        self._place = QVBoxLayout()
        self._place.setSpacing(theme().space(3))
        self.body.addLayout(self._place)
        self.trouble = Banner("", "", "attention", outlined=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        self.inputs: dict[str, TextField | Select] = {}
        if "tcp" in drivers:
            self.connection.select("tcp")
        self._show_fields()
        self.set_primary(tr("Add the printer"), self._press)
        QTimer.singleShot(0, self, self.name.edit.selectAll)

    @property
    def driver(self) -> DriverView:
        """The driver chosen."""
        return self._drivers[str(self.connection.current())]

    def _show_fields(self) -> None:
        for field in self.inputs.values():
            self._place.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.inputs = {}
        self.trouble.hide()
        paper = words.field_named(self.driver, words.PAPER_WIDTH)
        for field in (*words.where_fields(self.driver), *((paper,) if paper else ())):
            label = tr("Paper width") if field.key == words.PAPER_WIDTH else field.label
            made = self._input(field.kind, label)
            if isinstance(made, Select):
                for choice in field.choices:
                    made.add(choice, words.choice_words(field.key, choice))
                made.select(field.default)
            else:
                made.set_text(words.shown_value(field, {}))
                made.submitted.connect(lambda _text: self._press())
            self.inputs[field.key] = made
            self._place.addWidget(made)

    def _input(self, kind: str, label: str) -> TextField | Select:
        return Select(label) if kind == "choice" else TextField(label)

    def _press(self) -> None:
        try:
            self._add(DeviceForm(self.name.text(), self.driver.driver, self._settings()))
        except PersonError as error:
            self.trouble.set_words(error.title, error.meaning, "attention")
            self.trouble.show()
        except ValueError as error:
            self.trouble.set_words(str(error), "", "attention")
            self.trouble.show()

    def _settings(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, made in self.inputs.items():
            field = words.field_named(self.driver, key)
            assert field is not None
            text = str(made.current()) if isinstance(made, Select) else made.text()
            found[key] = words.stored_value(field, text)
        return found


def free_name(names: Sequence[str]) -> str:
    """A name that no printer has yet."""
    name, number = tr("Receipt printer"), 2
    while name in names:
        name = tr("Printer {number}", number=number)
        number += 1
    return name


class FoundPanel(Panel):
    """The printers that answered; a press on one adds it."""

    def __init__(
        self,
        window: Window,
        found: Sequence[FoundPrinter],
        drivers: Mapping[str, str],
        take: Callable[[FoundPrinter], None],
        by_hand: Callable[[], None],
    ) -> None:
        title = (
            tr_n("{count} printer found", "{count} printers found", len(found))
            if found
            else tr("No printer found")
        )
        super().__init__(window, title, tr("On this computer and its network"), icon="magnifying-glass")
        self._found = {str(place): printer for place, printer in enumerate(found)}
        self.list = ListView(DEVICES, title)
        self.list.set_rows(
            [
                RowData(key, printer.address, drivers.get(printer.driver, printer.driver), icon="printer")
                for key, printer in self._found.items()
            ]
        )
        self.list.chosen.connect(lambda key: take(self._found[key]))
        if found:
            self.fill_with(self.list)
            self.add_foot(Label(tr("Press a printer to add it."), "caption", color="text-2"))
        else:
            text = tr(
                "Switch the printer on, check its cable, and look again. Printers with a fixed address can be typed in."
            )
            self.body.addWidget(Label(text, "body", color="text-2", wrap=True))
            self.body.addStretch(1)
        self.set_primary(tr("Type the address"), by_hand)


class AllSettingsPanel(Panel):
    """Every other setting of a driver; each is stored when it is left."""

    def __init__(self, window: Window, name: str, rows: Sequence[QWidget], form: Form) -> None:
        super().__init__(window, tr("All settings"), name, icon="gear-six")
        self._form = form
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = theme().space(4)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(3))
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        see_through(area)
        QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.fill_with(area)
        self.set_primary(tr("Done"), self._press)

    def _press(self) -> None:
        if self._form.commit():
            self.window_.close_overlay()

    def dismiss(self) -> None:
        """What can be stored is stored on the way out."""
        self._form.commit()
        super().dismiss()
