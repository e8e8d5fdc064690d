"""What stands on a receipt, and whether it is printed; beside it how it will look."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import TextArea
from pos_desktop.ui.screens.settings_pages.page import Host, Page
from pos_desktop.ui.screens.settings_pages.receipt_paper import ReceiptPaper
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.receipt_preview import paper_lines, sample_receipt
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.segmented import Segmented

_LINES = 4


class ReceiptsPage(Page):
    """The form stands where other pages have their list, the receipt where they have their detail."""

    key = "receipts"
    icon = "receipt"

    @staticmethod
    def words() -> str:
        return tr("Receipts")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        side = theme().space(4)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme().space(4))
        self.pane.put(self._holder)
        self.paper = ReceiptPaper()
        self.header: TextArea | None = None

    def rebuild(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.form.deleteLater()
        self.form = self.new_form()
        self._build_form()
        self.detail.begin(tr("How it will look"), tr("Sums and products are only an example"))
        self.paper = ReceiptPaper()
        self.detail.column.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignHCenter)
        self.detail.end()
        self._show_paper()

    def _build_form(self) -> None:
        now, change = self.services.desk.settings, self.host.changes.change
        if not self.editable:
            self._column.addWidget(
                Banner(
                    tr("Only a manager can change this"),
                    tr("Ask a manager to sign in."),
                    "neutral",
                    icon="lock-simple",
                    outlined=True,
                )
            )
        self.header = self.form.area(
            tr("Under the address"), now.receipt_header, lambda text: change(receipt_header=text), _LINES
        )
        self.footer = self.form.area(
            tr("At the foot"), now.receipt_footer, lambda text: change(receipt_footer=text), _LINES
        )
        for area in (self.header, self.footer):
            area.changed.connect(lambda _text: self._show_paper())
            self._column.addWidget(area)
        self._column.addWidget(self._print_choice())
        self._column.addStretch(1)

    def _print_choice(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(Label(tr("Print the receipt"), "caption", color="text-2"))
        options = (("ask", tr("Ask")), ("always", tr("Always")), ("never", tr("Never")))
        self.printing = Segmented(tr("Print the receipt"), options)
        self.printing.select(self.services.desk.settings.print_receipt)
        self.printing.setEnabled(self.editable)
        self.printing.changed.connect(self._take_printing)
        column.addWidget(self.printing)
        self._said = Label("", "caption", color="text-2", wrap=True)
        column.addSpacing(theme().space(1))
        column.addWidget(self._said)
        self._say_printing()
        return holder

    def _take_printing(self, key: object) -> None:
        self.form.attempt(lambda: self.host.changes.change(print_receipt=str(key)))
        self._say_printing()

    def _say_printing(self) -> None:
        self._said.setText(
            {
                "ask": tr("After each sale the screen offers it; the next scan goes on without."),
                "always": tr("Every sale prints its receipt at once."),
                "never": tr("It can be printed later from Orders."),
            }[self.services.desk.settings.print_receipt]
        )

    def _show_paper(self) -> None:
        """With what is typed now, stored or not."""
        if self.header is None:
            return
        desk = self.services.desk
        typed = replace(
            desk.settings,
            receipt_header=self.header.text().strip(),
            receipt_footer=self.footer.text().strip(),
        )
        classes = self.services.catalogue.tax_classes()
        person = desk.person.name if desk.person else ""
        rates = classes[0][2] if classes else ()
        self.paper.set_lines(
            paper_lines(sample_receipt(typed, desk.formats, desk.clock.now(), person, rates))
        )
