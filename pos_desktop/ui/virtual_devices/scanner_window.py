"""The virtual scanner: a code to read, and what became of it."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.virtual_devices.lab_device_window import LabDeviceWindow
from pos_desktop.ui.virtual_devices.lab_port import ShownScanner
from pos_desktop.ui.virtual_devices.panel_parts import button_grid, roomy, switch_row
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.toggle import Toggle


class VirtualScannerWindow(LabDeviceWindow):
    """`codes` are offered as buttons, by the name of what they are on."""

    def __init__(
        self, scanner: ShownScanner, codes: dict[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        self._scanner = scanner
        self._codes = codes or {}
        super().__init__(scanner, tr("Virtual scanner"), parent)

    def _body(self, column: QVBoxLayout) -> None:
        card = roomy(Card(tr("Code")))
        self.code = TextField("", tr("Code"), icon="barcode")
        self.code.submitted.connect(lambda _: self._scan())
        card.body.addWidget(self.code)
        self.scan, self.half = Button(tr("Read it"), "primary"), Button(tr("Half of it"))
        card.body.addLayout(button_grid([(self.scan, self._scan), (self.half, self._half)], columns=2))
        self.products = {name: Button(name) for name in self._codes}
        if self.products:
            acts = [
                (button, partial(self._read, self._codes[name])) for name, button in self.products.items()
            ]
            card.body.addLayout(button_grid(acts, columns=2))
        self.aim = Toggle(tr("Sends the kind of code"))
        self.aim.clicked.connect(self._set_aim)
        card.body.addLayout(switch_row(tr("Sends the kind of code"), self.aim))
        self.last = Label("", color="text-2")
        card.body.addWidget(self.last)
        column.addWidget(card)

    def _scan(self) -> None:
        if code := self.code.text().strip():
            self._read(code)

    def _read(self, code: str) -> None:
        self._scanner.scan(code)

    def _half(self) -> None:
        if code := self.code.text().strip():
            self._scanner.scan_half(code)

    def _set_aim(self, sends: bool) -> None:
        self._scanner.aim = sends

    def _follow(self) -> None:
        state = self._scanner.state
        self.aim.setChecked(self._scanner.aim)
        if not state.last:
            self.last.setText(tr("Nothing was read yet."))
        elif state.arrived:
            self.last.setText(tr("{code} was sent.", code=state.last))
        else:
            self.last.setText(tr("{code} was read, and nobody listened.", code=state.last))
