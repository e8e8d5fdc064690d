"""A device's settings as a form drawn from what its driver asks for."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DriverView, PortView
from pos_desktop.application.printers import LABELS
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import Form, side_by_side
from pos_desktop.ui.viewmodels import device_fields as words
from pos_desktop.ui.widgets.text_field import TextField

Store = Callable[[DeviceForm], None]


class DeviceFields:
    """Keeps what is chosen; each change is handed to `store` once the driver can use all of it."""

    def __init__(
        self,
        form: Form,
        drivers: Mapping[str, DriverView],
        draft: DeviceForm,
        store: Store,
        changed_driver: Callable[[], None],
        ports: Sequence[PortView] = (),
    ) -> None:
        """`drivers` are those of the device's family; `changed_driver` is told when other fields are asked for."""
        self._form, self._drivers, self._store = form, drivers, store
        self.draft = draft
        self._changed_driver = changed_driver
        self._ports = {port.port: port for port in ports}
        self.fields: dict[str, QWidget] = {}

    def take_over(self, draft: DeviceForm) -> None:
        """Something beside the fields was stored: what is changed next goes on from there."""
        self.draft = draft

    @property
    def driver(self) -> DriverView | None:
        """The driver chosen now."""
        return self._drivers.get(self.draft.driver)

    def rows(self, stand_ins: Sequence[tuple[UUID, str]]) -> list[QWidget]:
        """Connection, where; for a printer paper width and who stands in: two fields in a row."""
        driver = self.driver
        fields: list[QWidget] = [self._connection()]
        if driver is not None:
            fields += [self.input(field) for field in words.where_fields(driver, self.draft.settings)]
            paper = words.field_named(driver, words.PAPER_WIDTH)
            if paper is not None:
                fields.append(self.input(paper, tr("Paper width")))
        if self.draft.family == DeviceFamily.PRINTER:
            fields.append(self._stand_in(stand_ins))
        return _in_pairs(fields)

    def inputs(self, fields: Sequence[SettingField], across: int = 2) -> list[QWidget]:
        """Inputs for some fields, two in a row or one under another."""
        made: list[QWidget] = [self.input(field, typed=across == 1) for field in fields]
        return made if across == 1 else _in_pairs(made)

    def input(self, field: SettingField, label: str = "", *, typed: bool = False) -> QWidget:
        """The input of one field; a port is chosen from those that are there, unless it is to be typed."""
        shown = words.shown_value(field, self.draft.settings)
        if field.kind == "choice":
            options = [(choice, words.choice_words(field.key, choice)) for choice in field.choices]
            made: QWidget = self._form.choice(
                label or field.label, options, shown, lambda choice: self._take(field, str(choice))
            )
        elif (
            words.is_port(field) and not typed and (there := words.ports_for(field, [*self._ports.values()]))
        ):
            options = [(view.port, words.port_words(view)) for view in there]
            made = self._form.choice(
                label or field.label, options, shown, lambda port: self._take(field, str(port))
            )
        else:
            made = self._form.text(label or field.label, shown, lambda text: self._take(field, text))
        self.fields[field.key] = made
        return made

    def _take(self, field: SettingField, text: str) -> None:
        settings = dict(self.draft.settings) | {field.key: words.stored_value(field, text)}
        if words.is_port(field) and self.driver is not None and words.knows_identity(self.driver):
            known = self._ports.get(text)
            settings[words.IDENTITY] = known.identity if known else ""
        if field.key == words.WIRE:
            self.draft = _replaced(self.draft, settings=settings)
            self._changed_driver()
        elif self._lacks_more_than(field):
            self.draft = _replaced(self.draft, settings=settings)
        else:
            self._keep(settings=settings)

    def _lacks_more_than(self, field: SettingField) -> bool:
        """Whether another field that says where the device is has still to be typed."""
        driver = self.driver
        where = words.where_fields(driver, self.draft.settings) if driver else ()
        inputs = [self.fields.get(each.key) for each in where if each.key != field.key]
        return any(isinstance(each, TextField) and not each.text().strip() for each in inputs)

    def _keep(self, **facts: Any) -> None:
        """Stores the changed form; what cannot be stored is not kept either."""
        draft = _replaced(self.draft, **facts)
        self._store(draft)
        self.draft = draft

    def _connection(self) -> QWidget:
        options = [(driver.driver, driver.label) for driver in self._drivers.values()]
        self.connection = self._form.choice(
            words.connection_label(self.draft.family), options, self.draft.driver, self._take_driver
        )
        return self.connection

    def _take_driver(self, key: Hashable) -> None:
        """Another connection keeps the settings that it knows as well; stored when it has all it needs."""
        driver = self._drivers[str(key)]
        self.draft = _replaced(
            self.draft, driver=driver.driver, settings=words.kept_settings(driver, self.draft.settings)
        )
        self._changed_driver()

    def _stand_in(self, stand_ins: Sequence[tuple[UUID, str]]) -> QWidget:
        options: list[tuple[Hashable, str]] = [
            (None, tr("Labels wait") if self.draft.settings.get(LABELS) == "yes" else tr("Receipts wait"))
        ]
        options += [(key, name) for key, name in stand_ins]
        return self._form.choice(
            tr("When it fails"), options, self.draft.fallback_id, lambda key: self._keep(fallback_id=key)
        )

    def first_empty(self) -> TextField | None:
        """Where somebody must type before the device can be used."""
        for field in self.fields.values():
            if isinstance(field, TextField) and not field.text():
                return field
        return None


def _in_pairs(fields: Sequence[QWidget]) -> list[QWidget]:
    """Two in a row; the last row of an odd number is filled up."""
    whole = [*fields, QWidget()] if len(fields) % 2 else list(fields)
    return [side_by_side(*whole[at : at + 2]) for at in range(0, len(whole), 2)]


def _replaced(form: DeviceForm, **facts: Any) -> DeviceForm:
    values = {
        "name": form.name,
        "driver": form.driver,
        "settings": form.settings,
        "fallback_id": form.fallback_id,
        "active": form.active,
        "family": form.family,
    }
    return DeviceForm(**(values | facts))
