"""Products: from a file that is looked at first, or none for now."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QHBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.product_file_card import ProductFileCard
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, FILE, PLATFORM
from pos_desktop.ui.screens.wizard_steps.platform_card import PlatformCard
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.choice_card import ChoiceCard
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.tips import give_tip

_SHOPS_IN_A_ROW = 4


class ProductsStep(WizardStep):
    """The file is read to its end here, and stored only when the register is opened."""

    can_skip = True

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        offered_first = sorted(wizard.setup.platforms(), key=lambda kind: not kind.offered)
        self.kinds = {kind.key: kind for kind in offered_first}
        self._build_choices()
        self.platform_card = PlatformCard(wizard, self.draft.platform)
        self.platform_card.touched.connect(self.touch)
        hints = tr("Nothing is stored before you open the register."), tr("Stored when you open the register")
        self.file_card = ProductFileCard(wizard.run, self._formats, hints)
        self.file_card.changed.connect(self._file_changed)
        words = tr(
            "Goods are sold as quick items, at the price that you type. Products come later from a shop, in Settings, or"
            " from a file, by the command 'import products'."
        )
        self._empty_note = Banner(
            tr("The register begins without products"), words, "neutral", icon="barcode", outlined=True
        )
        self.column.addSpacing(theme().space(3))
        self.column.addWidget(self.platform_card)
        self.column.addWidget(self.file_card)
        self.column.addWidget(self._empty_note)
        self.column.addStretch(1)
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
            self.path.set_error(self.file_card.trouble or tr("Choose a file, or start empty."))
            return False
        return True

    def skip(self) -> None:
        self._choose(EMPTY)

    def end(self) -> None:
        """The step that comes reads the file anew."""
        self.file_card.end()

    def _formats(self) -> Formats:
        return Formats(self.draft.locale, self.draft.currency)

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
        self.file_card.setVisible(key == FILE)
        self._empty_note.setVisible(key == EMPTY)
        if within and key == FILE:
            self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if key:
            self.touch()
        self.wizard.refresh()

    @staticmethod
    def _has_keyboard(card: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and card.isAncestorOf(focus)

    # -- the file ------------------------------------------------------------------------------

    @property
    def path(self) -> TextField:
        """Where the file is named."""
        return self.file_card.path

    @property
    def columns(self) -> dict[str, Select]:
        """The selects of the file's columns."""
        return self.file_card.columns.selects

    @property
    def _count(self) -> Label:
        return self.file_card.count

    def take_file(self, path: Path, file: ProductFile | None = None) -> None:
        """Looks at a file's head, then reads it to its end in the background."""
        self.file_card.take_file(path, file)

    def _take_columns(self) -> None:
        self.file_card.take_columns()

    def _file_changed(self) -> None:
        self.draft.file = self.file_card.file
        if self.file_card.report is not None:
            self.draft.file_count = self.file_card.report.stored
        self.wizard.refresh()
