"""The card with which a platform's catalogue is taken over."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.progress_bar import ProgressBar


class FirstImport(Card):
    """The catalogue's way in: a button, then how far it is, then what it did."""

    def __init__(self, *, editable: bool) -> None:
        super().__init__(tr("Products"))
        self.body.setSpacing(theme().space(2))
        self.start = Button(tr("Take the catalogue over"), icon="arrows-clockwise")
        self.start.setEnabled(editable)
        self.stop = Button(tr("Stop"))
        self.stop.hide()
        self.text = Label(
            tr("Products known here by SKU or barcode are linked, others are added. It can be run again."),
            "caption",
            color="text-2",
            wrap=True,
        )
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)
        row.addWidget(self.start)
        self.body.addLayout(row)
        self.bar = ProgressBar(tr("Taking the catalogue over"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.refused = Label("", "caption", color="text-2", wrap=True)
        self.refused.hide()
        self.body.addWidget(self.refused)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """How far it is; a total of 0 is one that nobody knows."""
        self.start.hide()
        self.stop.show()
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        self.bar.show()
        self.text.setText(text)

    def show_end(self, text: str, refused: str) -> None:
        """What it did."""
        self.stop.hide()
        self.bar.hide()
        self.start.show()
        self.text.setText(text)
        self.refused.setText(refused)
        self.refused.setVisible(bool(refused))
