"""How far the import of a file is, with a way to stop it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.product_file_card import progress_words
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.progress_bar import ProgressBar


class IntakeCard(Card):
    """In sight while a file is imported; its button is the page's to hear."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme().space(2))
        self.doing = Label("", "body", "semibold")
        self.count = Label("", "body", "semibold", elide=False, figures="tabular")
        head = QHBoxLayout()
        head.setSpacing(theme().space(3))
        head.addWidget(self.doing, 1)
        head.addWidget(self.count)
        self.body.addLayout(head)
        self.bar = ProgressBar(tr("Storing the products"))
        self.body.addWidget(self.bar)
        text = Label(
            tr("You can go on selling meanwhile. What is stored when you cancel stays."),
            "caption",
            color="text-2",
            wrap=True,
        )
        self.cancel = Button(tr("Cancel"), icon="x")
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cancel)
        self.body.addLayout(row)

    def show_progress(self, done: int, total: int | None, formats: Formats, *, stopping: bool) -> None:
        """How far it is."""
        self.doing.setText(tr("Stopping …") if stopping else tr("Storing the products"))
        self.count.setText(progress_words(done, total, formats))
        self.bar.setMaximum(total or 0)
        self.bar.setValue(done)
        self.cancel.setEnabled(not stopping)
