"""Products: how many there are, what the last file did, and taking them from a file."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_desktop.application.errors import PersonError
from pos_desktop.application.product_desk import FileImported, ProductsHere
from pos_desktop.application.product_files import FirstProducts, ProductFile, first_products
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.product_file_card import ProductFileCard
from pos_desktop.ui.screens.settings_pages.first_rows import FirstRows
from pos_desktop.ui.screens.settings_pages.intake_card import IntakeCard
from pos_desktop.ui.screens.settings_pages.intake_result import IntakeResult, counts
from pos_desktop.ui.screens.settings_pages.page import Host, card
from pos_desktop.ui.screens.settings_pages.sections import Section, SectionsPage
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label

HERE, FILE = "here", "file"


class _Holder(QWidget):
    """Parts that come and go; without one it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(3))
        self.hide()

    def put(self, part: QWidget) -> None:
        self._column.addWidget(part)
        self.show()

    def clear(self) -> None:
        empty(self._column)
        self.hide()


class ProductsPage(SectionsPage):
    """What comes from a connected shop is on the page of the shop."""

    key = "products"
    icon = "package"

    def __init__(self, host: Host) -> None:
        self.here: ProductsHere | None = None  # None until it was counted
        self.file_card: ProductFileCard | None = None  # while its section is in sight
        self._first: tuple[ProductFile, Task] | None = None
        super().__init__(host)
        self.intake = host.intake
        self.intake.changed.connect(self._on_intake)
        self.intake.told.connect(self._show_progress)

    @staticmethod
    def words() -> str:
        return tr("Products")

    def sections(self) -> tuple[Section, ...]:
        return (
            Section(HERE, "package", lambda: tr("Products here"), self._count_words, self._here),
            Section(
                FILE,
                "file-arrow-up",
                lambda: tr("Take products from a file"),
                self._file_words,
                self._file,
            ),
        )

    def enter(self) -> None:
        super().enter()
        self._count()

    def hide(self) -> None:
        """What is being read is read again when one comes back; an import goes on."""
        self._let_go()

    # -- what is here --------------------------------------------------------------------------

    def _count(self) -> None:
        """Very many products take a moment to count."""
        self.host.window_.run(self.services.products.here, self._on_counted, self.tell, quiet=True)

    def _on_counted(self, here: ProductsHere) -> None:
        if not isValid(self):
            return
        before, self.here = self.here, here
        self.refresh()
        if self.chosen == HERE and here != before:
            self.rebuild()
        elif self.file_card is not None:
            self._show_shops()

    def _count_words(self) -> str:
        if self.here is None:
            return ""
        return tr_n("{count} product", "{count} products", self.here.count)

    def _file_words(self) -> str:
        return tr("Storing the products") if self.host.intake.running else tr("CSV, or Shopify's export")

    def _here(self) -> None:
        self._let_go()
        self.begin(tr("Products here"))
        here, formats = self.here, self.services.desk.formats
        if here is not None:
            rows = KeyValueRows("detail", caption_width=theme().space(40))
            rows.add("count", tr("Products"), formats.number(here.count))
            if here.shops:
                rows.add("shops", tr("Connected shops"), ", ".join(here.shops))
            self.detail.add(card(rows))
            self.detail.add(self._last(here.last))
        take = Button(tr("Take products from a file"), "primary", icon="file-arrow-up")
        take.clicked.connect(self._go_to_file)
        self.detail.add_end(take)
        self.detail.end()

    def _last(self, last: FileImported | None) -> QWidget:
        if last is None:
            return Banner(
                tr("No file was imported yet"),
                tr("Take products over from Shopify's export, or from any table that is saved as CSV."),
                "neutral",
                icon="file-arrow-up",
                outlined=True,
            )
        formats = self.services.desk.formats
        made: Card = card(title=tr("The last import"), spacing=0)
        self.last_rows = KeyValueRows("facts", caption_width=theme().space(40))
        self.last_rows.add("file", tr("File"), last.file)
        self.last_rows.add("at", tr("When"), formats.moment(last.at))
        for fact in counts(last.created, last.updated, last.unchanged, last.refused, formats):
            self.last_rows.add(*fact)
        if not last.whole:
            self.last_rows.add("whole", tr("Ended"), tr("Before the end of the file"), tone="attention")
        made.body.addWidget(self.last_rows)
        return made

    def _go_to_file(self) -> None:
        self.take(FILE)
        self.host.show_detail()

    # -- from a file ---------------------------------------------------------------------------

    def _file(self) -> None:
        self._let_go()
        self.begin(tr("Take products from a file"), tr("CSV, or Shopify's export"))
        self.start = Button(tr("Import"), "primary", icon="file-arrow-up")
        self.start.clicked.connect(self.import_now)
        self.detail.add_end(self.start)
        self._ends, self._notes = _Holder(), _Holder()
        self.result: IntakeResult | None = None
        self.file_card = ProductFileCard(
            partial(self.host.window_.run, quiet=True),
            lambda: self.services.desk.formats,
            (tr("Nothing is stored before you press Import."), tr("Nothing is stored yet")),
            across=2,
            padding=4,
            looks_aside=True,
        )
        self.file_card.setEnabled(self.editable)
        self.file_card.changed.connect(self._on_file)
        self.rows = FirstRows()
        self.import_card = IntakeCard()
        self.import_card.cancel.clicked.connect(self.intake.stop)
        about = tr(
            "Products known here by barcode, SKU or name are brought up to date, others are added. A file can be imported again and again."
        )
        self._about = Label(about, "caption", color="text-2", wrap=True)
        for part in (self._ends, self.import_card, self.file_card, self.rows, self._notes, self._about):
            self.detail.add(part)
        self.detail.end()
        self._show_shops()
        self._show_intake()
        if self.intake.chosen is not None and not self.intake.running:
            self.file_card.take_file(self.intake.chosen.path, self.intake.chosen)

    def _let_go(self) -> None:
        """Nobody waits any more for what is being read."""
        if self.file_card is not None:
            if isValid(self.file_card):
                self.file_card.end()
            self.file_card = None
        if self._first is not None:
            self._first[1].cancel()
            self._first = None

    def _on_file(self) -> None:
        if self.file_card is None:
            return
        file = self.file_card.file
        self.intake.choose(file)
        self._show_shops()
        self._show_intake()
        if file is None:
            self.rows.hide()
        elif self._first is None or self._first[0] is not file:
            self._read_first(file)

    def _read_first(self, file: ProductFile) -> None:
        if self._first is not None:
            self._first[1].cancel()
        if self._first is None or self._first[0].path != file.path:
            self.rows.clear()
        slow = partial(first_products, file, self.services.desk.settings.currency)
        self._first = (file, self.host.window_.run(slow, self._on_first, self._no_first, quiet=True))

    def _on_first(self, first: FirstProducts) -> None:
        if self.file_card is not None:
            self.rows.show_products(first, self.services.desk.formats)
            self.rows.setVisible(bool(self.rows.rows) and not self.intake.running)

    def _no_first(self, _trouble: PersonError) -> None:
        """The card says itself why the file cannot be read."""
        if self.file_card is not None:
            self.rows.hide()

    def _show_shops(self) -> None:
        """What a connected shop, or a file without codes, means for what is imported."""
        if self.file_card is None:
            return
        self._notes.clear()
        file = self.file_card.file
        if file is not None and not file.shopify and not {"barcode", "sku"} & set(file.mapping):
            self._note(
                tr("No column holds barcodes or SKUs"),
                tr("Products are then known again by their names alone, and cannot be scanned."),
            )
        if self.here is not None and self.here.shops:
            self._note(
                tr("Products come from {shop} as well", shop=", ".join(self.here.shops)),
                tr(
                    "The import changes them at this register only; a later change in the shop overwrites it."
                ),
            )

    def _note(self, title: str, text: str) -> None:
        self._notes.put(Banner(title, text, "neutral", icon="info", outlined=True))

    # -- importing -----------------------------------------------------------------------------

    def import_now(self) -> None:
        """Stores the file in the background; the register sells meanwhile."""
        if self.file_card is None or self.file_card.file is None or self.intake.running:
            return
        self.file_card.end()
        try:
            self.intake.start(self.file_card.file)
        except PersonError as error:
            self.tell(error)

    def _on_intake(self) -> None:
        self.refresh()
        if not self.intake.running:
            self._count()
        if self.file_card is None:
            return
        self.intake.seen = self.in_sight
        self._show_intake()
        if self.result is None:
            return
        self.detail.bring_up(self.result.banner)
        if (left := self.intake.chosen) is None:
            self.file_card.clear()
        else:  # its rest is still to come
            self.file_card.take_file(left.path, left)

    def _show_intake(self) -> None:
        assert self.file_card is not None
        running, ended = self.intake.running, self.intake.ended
        self.file_card.setVisible(not running)
        self.import_card.setVisible(running)
        self._about.setVisible(not running)
        self.start.setEnabled(self.editable and not running and self.file_card.file is not None)
        self.rows.setVisible(bool(self.rows.rows) and self.file_card.file is not None and not running)
        if running:
            self._show_progress()
        shown = None if self.result is None else self.result.ended
        if ended is not shown:
            self._show_result()

    def _show_result(self) -> None:
        self._ends.clear()
        self.result = None
        if self.intake.ended is not None:
            formats = self.services.desk.formats
            self.result = IntakeResult(self.intake.ended, formats, self.tell, self._on_saved)
            self._ends.put(self.result)

    def _show_progress(self) -> None:
        if self.file_card is not None:
            done, total = self.intake.progress
            formats = self.services.desk.formats
            self.import_card.show_progress(done, total, formats, stopping=self.intake.stopping)
            self.import_card.cancel.setEnabled(self.editable and not self.intake.stopping)

    def _on_saved(self, path: Path) -> None:
        self.host.window_.toast(tr("The list is saved"), str(path))
