"""Products: from a file that is looked at first, or none for now."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.product_files import FileLook, ProductFile, check, look_at
from pos_desktop.application.product_import import ImportReport
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, FILE, PLATFORM
from pos_desktop.ui.screens.wizard_steps.platform_card import PlatformCard
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.choice_card import ChoiceCard
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.tips import give_tip

MAPPED = ("name", "barcode", "price", "sku", "category", "tax")
_SHOWN_REFUSALS = 3
_SHOPS_IN_A_ROW = 4


class ProductsStep(WizardStep):
    """The file is read to its end here, and stored only when the register is opened."""

    can_skip = True

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self._look: FileLook | None = None
        self._titles: tuple[str, ...] = ()  # those that the columns are chosen from
        self._task: Task | None = None
        self._report: ImportReport | None = None
        self._trouble = ""
        offered_first = sorted(wizard.setup.platforms(), key=lambda kind: not kind.offered)
        self.kinds = {kind.key: kind for kind in offered_first}
        self._build_choices()
        self.platform_card = PlatformCard(wizard, self.draft.platform)
        self.platform_card.touched.connect(self.touch)
        self._file_card = Card(padding=6)
        self._file_card.body.setSpacing(theme().space(3))
        self._build_file()
        words = tr(
            "Goods are sold as quick items, at the price that you type. Products come later from a shop, in Settings, or"
            " from a file, by the command 'import products'."
        )
        self._empty_note = Banner(
            tr("The register begins without products"), words, "neutral", icon="barcode", outlined=True
        )
        self.column.addSpacing(theme().space(3))
        self.column.addWidget(self.platform_card)
        self.column.addWidget(self._file_card)
        self.column.addWidget(self._empty_note)
        self.column.addStretch(1)
        self.progressed.connect(self._show_progress)
        self._choose(self.draft.products, platform=self.draft.platform.key)
        if self.draft.file is not None:
            self.take_file(self.draft.file.path, self.draft.file)

    @staticmethod
    def title() -> str:
        return tr("Products")

    @staticmethod
    def hint() -> str:
        return tr("Where they come from")

    def summary(self) -> str:
        if self.draft.products == FILE and self.draft.file is not None:
            return self.draft.file.path.name
        if self.draft.products == PLATFORM:
            return self.draft.platform.label
        return tr("Starts empty")

    def question(self) -> tuple[str, str]:
        return tr("Where do your products come from?"), tr(
            "Pick the shop you already run. You can add more later in Settings."
        )

    def check(self) -> bool:
        if self.draft.products == PLATFORM:
            if self.draft.platform.trial is None:
                self.platform_card.complain()
                return False
            return self.platform_card.check_money()
        if self.draft.products != FILE:
            self.draft.products = EMPTY
            return True
        if self.draft.file is None:
            self.path.set_error(self._trouble or tr("Choose a file, or start empty."))
            return False
        return True

    def skip(self) -> None:
        self._choose(EMPTY)

    def end(self) -> None:
        """The step that comes reads the file anew."""
        if self._task is not None:
            self._task.cancel()

    # -- parts ---------------------------------------------------------------------------------

    def _build_choices(self) -> None:
        self.from_file = ChoiceCard(
            tr("From a file"), icon="file-arrow-up", note=tr("CSV, or Shopify's export"), height="row"
        )
        self.empty = ChoiceCard(
            tr("Start empty"), icon="pencil-simple", note=tr("Scan and name them as you sell"), height="row"
        )
        group = QButtonGroup(self)
        self.shops: dict[str, ChoiceCard] = {}
        grid = QGridLayout()
        grid.setSpacing(theme().gap("cards"))
        for place, kind in enumerate(self.kinds.values()):
            later = "" if kind.offered else tr("In a later version")
            shop = ChoiceCard(kind.label, later, initials=kind.short, height="platform")
            shop.setEnabled(kind.offered)
            give_tip(shop, later)
            shop.clicked.connect(partial(self._choose, PLATFORM, platform=kind.key))
            group.addButton(shop)
            grid.addWidget(shop, place // _SHOPS_IN_A_ROW, place % _SHOPS_IN_A_ROW)
            self.shops[kind.key] = shop
        self.column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(theme().gap("cards"))
        for key, choice in ((FILE, self.from_file), (EMPTY, self.empty)):
            group.addButton(choice)
            choice.clicked.connect(partial(self._choose, key))
            row.addWidget(choice, 1)
        self.column.addLayout(row)

    def _build_file(self) -> None:
        body = self._file_card.body
        head = QHBoxLayout()
        self._file_title = Label(tr("From a file"), "title")
        self._file_tag = StateTag("", "good")
        head.addWidget(self._file_title, 1)
        head.addWidget(self._file_tag)
        body.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.path = TextField(tr("File"), tr("Choose a file"), icon="file-arrow-up")
        self.path.submitted.connect(self._take_typed)
        self.path.edit.editingFinished.connect(lambda: self._take_typed(self.path.text()))
        self.choose_file = Button(tr("Choose"), icon="magnifying-glass")
        self.choose_file.clicked.connect(self._ask_file)
        row.addWidget(self.path, 1, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, theme().space(5.5), 0, 0)
        beside.addWidget(self.choose_file)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(row)
        self._mapping = QWidget()
        self._mapping_grid = QGridLayout(self._mapping)
        self._mapping_grid.setContentsMargins(0, 0, 0, 0)
        self._mapping_grid.setSpacing(theme().space(3))
        self.columns: dict[str, Select] = {}
        body.addWidget(self._mapping)
        body.addWidget(self._build_progress())

    def _build_progress(self) -> QWidget:
        self._progress = QWidget()
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        column.addWidget(Divider())
        words = QHBoxLayout()
        words.setContentsMargins(0, theme().space(1), 0, 0)
        self._doing = Label("", "body", "semibold")
        self._count = Label("", "body", "semibold", elide=False, figures="tabular")
        words.addWidget(self._doing, 1)
        words.addWidget(self._count)
        column.addLayout(words)
        self.bar = ProgressBar(tr("Reading the file"))
        column.addWidget(self.bar)
        self._found = Label("", "caption", color="text-2", wrap=True)
        column.addWidget(self._found)
        return self._progress

    # -- choosing ------------------------------------------------------------------------------

    def _choose(self, key: str, *_checked: object, platform: str = "") -> None:
        within = self._has_keyboard(self.platform_card)
        self.draft.products = key
        for name, shop in self.shops.items():
            shop.setChecked(key == PLATFORM and name == platform)
        if key == PLATFORM and platform in self.kinds:
            self.platform_card.show_kind(self.kinds[platform])
            self.draft.platform.label = self.kinds[platform].label
        self.platform_card.setVisible(key == PLATFORM)
        self.from_file.setChecked(key == FILE)
        self.empty.setChecked(key == EMPTY)
        self._file_card.setVisible(key == FILE)
        self._empty_note.setVisible(key == EMPTY)
        if within and key == FILE:
            self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_look()
        if key:
            self.touch()
        self.wizard.refresh()

    @staticmethod
    def _has_keyboard(card: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and card.isAncestorOf(focus)

    def _ask_file(self) -> None:
        kinds = tr("Tables of text") + " (*.csv *.tsv *.txt *.gz *.xz)"
        path, _kind = QFileDialog.getOpenFileName(
            self, tr("Choose a file with products"), str(Path.home()), kinds
        )
        if path:
            self.take_file(Path(path))

    def _take_typed(self, text: str) -> None:
        present = str(self.draft.file.path) if self.draft.file else ""
        if text.strip() and text.strip() != present and not self._trouble_for(text):
            self.take_file(Path(text.strip()))

    def _trouble_for(self, text: str) -> bool:
        """The same file was refused a moment ago: nothing new is to be said."""
        return bool(self._trouble) and text.strip() == self._refused

    _refused = ""

    def take_file(self, path: Path, file: ProductFile | None = None) -> None:
        """Looks at a file's head, then reads it to its end in the background."""
        self.path.set_text(str(path))
        self.path.set_error(None)
        self._trouble = self._refused = ""
        try:
            self._look = look_at(path, self.draft.currency)
        except PersonError as error:
            self._look, self.draft.file = None, None
            self._trouble, self._refused = f"{error}", str(path)
            self.path.set_error(str(error))
            self._show_look()
            return
        self.draft.file = file or (self._look.file if self._look.understood else None)
        self._show_look()
        self._read()

    # -- columns -------------------------------------------------------------------------------

    def _show_look(self) -> None:
        look = self._look
        self._file_tag.setVisible(look is not None)
        mapped = look is not None and not look.file.shopify
        self._mapping.setVisible(mapped)
        self._progress.setVisible(self.draft.file is not None)
        if look is None:
            self._file_title.setText(tr("From a file"))
            return
        self._file_title.setText(look.file.path.name)
        if look.file.shopify:
            self._file_tag.set_state(tr("Shopify export"), "good")
        elif self.draft.file is None:
            self._file_tag.set_state(tr("Which column holds the names?"), "attention")
        else:
            self._file_tag.set_state(tr_n("{count} column", "{count} columns", len(look.titles)), "good")
        if mapped:
            self._show_columns(look)

    def _show_columns(self, look: FileLook) -> None:
        mapping = dict(self.draft.file.mapping) if self.draft.file else dict(look.file.mapping)
        if self.columns and look.titles == self._titles:
            for field, select in self.columns.items():
                select.select(mapping.get(field, ""))
            return
        empty(self._mapping_grid)
        self.columns.clear()
        self._titles = look.titles
        for place, field in enumerate(MAPPED):
            select = Select(_field_words()[field])
            select.add("", tr("Not in this file"))
            for title in dict.fromkeys(look.titles):
                select.add(title, _with_sample(look, title))
            select.select(mapping.get(field, "") if mapping.get(field, "") in look.titles else "")
            select.changed.connect(lambda _title: self._take_columns())
            self._mapping_grid.addWidget(select, place // 3, place % 3)
            self._mapping_grid.setColumnStretch(place % 3, 1)
            self.columns[field] = select

    def _take_columns(self) -> None:
        assert self._look is not None
        shown = {field: str(select.current()) for field, select in self.columns.items() if select.current()}
        # What the titles told of fields that are not asked for here (unit, cost, …) stays.
        told = self._look.file.mapping.items()
        beside = {
            field: title for field, title in told if field not in self.columns and title not in shown.values()
        }
        mapping = beside | shown
        self.draft.file = ProductFile(self._look.file.path, mapping=mapping) if "name" in mapping else None
        self._show_look()
        self._read()

    # -- reading -------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._report = None
        file, money = self.draft.file, self.draft.currency
        if file is None:
            self.wizard.refresh()
            return
        self.bar.setMaximum(0)
        self._doing.setText(tr("Reading the file"))
        self._count.setText("")
        self._found.setText(tr("Nothing is stored before you open the register."))
        told = self._teller()
        holder: list[Task] = []
        slow = partial(check, file, money, told, lambda: bool(holder) and holder[0].cancelled)
        self._task = self.wizard.run(slow, self._on_read, self._on_failed)
        holder.append(self._task)
        self.wizard.refresh()

    def _teller(self) -> Callable[[int, int | None], None]:
        """Called on the worker's thread: a signal brings it here."""
        return self.progressed.emit

    def _show_progress(self, done: int, total: int | None) -> None:
        if self._report is not None:
            return
        formats = Formats(self.draft.locale, self.draft.currency)
        self.bar.setMaximum(total or 0)
        self.bar.setValue(done)
        shown = formats.number(done)
        of_all = (
            tr("{done} of about {total} products", done=shown, total=formats.number(total))
            if total
            else shown
        )
        self._count.setText(of_all)

    def _on_read(self, report: ImportReport) -> None:
        self._report, self._task = report, None
        self.draft.file_count = report.stored
        self.bar.setMaximum(1)
        self.bar.setValue(1)
        self._doing.setText(
            tr("The file is read") if not report.stopped else tr("The file could not be read to its end")
        )
        self._count.setText(tr_n("{count} product", "{count} products", report.stored))
        self._found.setText(" · ".join(_findings(report)))
        self.wizard.refresh()

    def _on_failed(self, error: PersonError) -> None:
        self._task = None
        self.path.set_error(str(error))
        self.wizard.refresh()


def _findings(report: ImportReport) -> list[str]:
    found = [tr("Stored when you open the register")]
    if report.refused_count:
        found.append(
            tr_n("{count} line needs a look later", "{count} lines need a look later", report.refused_count)
        )
    found += [
        tr("line {line}: {reason}", line=bad.line, reason=bad.reason)
        for bad in report.refused[:_SHOWN_REFUSALS]
    ]
    if report.plain_codes:
        found.append(
            tr_n(
                "{count} barcode has a wrong check digit",
                "{count} barcodes have a wrong check digit",
                report.plain_codes,
            )
        )
    return [report.stopped, *found] if report.stopped else found


def _with_sample(look: FileLook, title: str) -> str:
    place = look.titles.index(title)
    sample = next((row[place] for row in look.rows if place < len(row) and row[place]), "")
    return f"{title} · {sample}" if sample else title


def _field_words() -> dict[str, str]:
    return {
        "name": tr("Name"),
        "barcode": tr("Barcode"),
        "price": tr("Price"),
        "sku": tr("Item number"),
        "category": tr("Category"),
        "tax": tr("Tax class"),
    }
