"""Panels that add a device whose place is known, and that show all settings of one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DriverView, PortView
from pos_desktop.application.errors import PersonError
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import device_fields as words
from pos_desktop.ui.viewmodels.devices import family_words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.setting_inputs import SettingInput, chosen_input
from pos_desktop.ui.widgets.text_field import TextField


class NewDevicePanel(Panel):
    """`add` stores the form; trouble it raises is shown in the panel."""

    def __init__(
        self,
        window: Window,
        drivers: Sequence[DriverView],
        ports: Sequence[PortView],
        names: Sequence[str],
        add: Callable[[DeviceForm], None],
        known: Mapping[str, Any] | None = None,
    ) -> None:
        """`known` are settings that are given already, such as the port of a device that was found."""
        super().__init__(window, tr("New device"), tr("What is it, and how is it connected?"), icon="plus")
        self._drivers, self._ports, self._names, self._add = drivers, ports, names, add
        self._known = dict(known or {})
        self.family = Select(tr("Device"))
        for family in dict.fromkeys(driver.family for driver in drivers):
            self.family.add(family, family_words(family))
        self.family.changed.connect(lambda _key: self._show_drivers())
        self.name = TextField(tr("Name"))
        self.connection = Select()
        for widget in (self.family, self.name, self.connection):
            self.body.addWidget(widget)
        self._place = QVBoxLayout()
        self._place.setSpacing(theme().space(3))
        self.body.addLayout(self._place)
        self.trouble = Banner("", "", "attention", outlined=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        self.inputs: dict[str, SettingInput] = {}
        if known:
            self._take_wired_family()
        self._show_drivers()
        self.set_primary(tr("Add the device"), self._press)
        QTimer.singleShot(0, self, self.name.edit.selectAll)

    @property
    def driver(self) -> DriverView:
        """The driver chosen."""
        return next(each for each in self._drivers if each.driver == self.connection.current())

    def choose(self, family: str, driver: str = "") -> None:
        """Shows the fields of a family, and of one of its drivers."""
        self.family.select(family)
        self._show_drivers()
        if driver:
            self.connection.select(driver)
            self._show_fields()

    def _take_wired_family(self) -> None:
        """A serial port more often has a scanner than a printer behind it."""
        wired = [driver.family for driver in self._drivers if words.is_wired(driver)]
        if wired:
            self.family.select(DeviceFamily.SCANNER if DeviceFamily.SCANNER in wired else wired[0])

    def _show_drivers(self) -> None:
        family = str(self.family.current())
        self.name.set_text(free_name(self._names, family_words(family)))
        fresh = Select(words.connection_label(family))
        self.body.replaceWidget(self.connection, fresh)
        self.connection.hide()
        self.connection.deleteLater()
        self.connection = fresh
        fresh.changed.connect(lambda _key: self._show_fields())
        keys = [driver.driver for driver in self._drivers if driver.family == family]
        for driver in self._drivers:
            if driver.family == family:
                self.connection.add(driver.driver, driver.label)
        self.connection.select("tcp" if "tcp" in keys else keys[0])
        self._show_fields()

    def _show_fields(self) -> None:
        kept = {key: self._text_of(made) for key, made in self.inputs.items()}
        for made in self.inputs.values():
            self._place.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.inputs = {}
        self.trouble.hide()
        paper = words.field_named(self.driver, words.PAPER_WIDTH)
        chosen = self._known | ({words.WIRE: kept[words.WIRE]} if words.WIRE in kept else {})
        for field in (*words.where_fields(self.driver, chosen), *((paper,) if paper else ())):
            label = tr("Paper width") if field.key == words.PAPER_WIDTH else field.label
            made = self._input(field, label)
            shown = kept.get(field.key, words.shown_value(field, self._known))
            if isinstance(made, Select):
                if not made.has(shown):
                    shown = field.default
                if made.has(shown):
                    made.select(shown)
                if field.key == words.WIRE:
                    made.changed.connect(lambda _key: self._show_fields())
            else:
                made.set_text(shown)
                made.submitted.connect(lambda _text: self._press())
            self.inputs[field.key] = made
            self._place.addWidget(made)

    def _input(self, field: SettingField, label: str) -> SettingInput:
        if field.kind == "choice":
            options = ((choice, words.choice_words(field.key, choice)) for choice in field.choices)
            return chosen_input(label, options)
        if words.is_port(field) and (there := words.ports_for(field, self._ports)):
            return chosen_input(label, ((port.port, words.port_words(port)) for port in there))
        return TextField(label)

    @staticmethod
    def _text_of(made: SettingInput) -> str:
        return str(made.current()) if isinstance(made, Select) else made.text()

    def _press(self) -> None:
        family = str(self.family.current())
        try:
            self._add(DeviceForm(self.name.text(), self.driver.driver, self._settings(), family=family))
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
            found[key] = words.stored_value(field, self._text_of(made))
        if words.knows_identity(self.driver) and words.PORT in found:
            port = next((each for each in self._ports if each.port == found[words.PORT]), None)
            found[words.IDENTITY] = port.identity if port else ""
        return found


def free_name(names: Sequence[str], wanted: str) -> str:
    """A name that no device has yet."""
    name, number = wanted, 2
    while name in names:
        name = tr("{device} {number}", device=wanted, number=number)
        number += 1
    return name


class AllSettingsPanel(Panel):
    """Every other setting of a driver; each is stored when it is left."""

    def __init__(
        self, window: Window, name: str, rows: Sequence[QWidget], form: Form, title: str = ""
    ) -> None:
        super().__init__(window, title or tr("All settings"), name, icon="gear-six")
        self._form = form
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = theme().space(4)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme().space(3))
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        area = ScrollArea()
        area.setWidget(holder)
        self.fill_with(area)
        self.set_primary(tr("Done"), self._press)

    def _press(self) -> None:
        if self._form.commit():
            self.window_.close_overlay()

    def dismiss(self) -> None:
        """What can be stored is stored on the way out."""
        self._form.commit()
        super().dismiss()
