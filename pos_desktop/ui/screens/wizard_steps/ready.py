"""Ready: what was decided, and opening the register."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.platform_import import CatalogueReport
from pos_desktop.application.product_import import ImportReport
from pos_desktop.application.setup_presets import country_name, locale_name
from pos_desktop.application.wording import language, tr, tr_n
from pos_desktop.ui.screens.wizard_steps.draft import FILE, PLATFORM
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.settings import rates_words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.progress_bar import ProgressBar


class ReadyStep(WizardStep):
    """Everything is written in one piece when the register is opened; products follow, and can be stopped."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self._running = False
        self.written = False
        self._card = Card(padding=6)
        self.rows = KeyValueRows("detail", caption_width=theme().space(40))
        self._card.body.addWidget(self.rows)
        self.column.addWidget(self._card)
        self._progress = self._build_progress()
        self.column.addWidget(self._progress)
        self.trouble = Banner(" ", " ", "attention", outlined=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.progressed.connect(self._show_progress)

    @staticmethod
    def title() -> str:
        return tr("Ready")

    @staticmethod
    def hint() -> str:
        return tr("Open the register")

    def question(self) -> tuple[str, str]:
        return tr("Ready to sell"), tr("Check it once more. Everything can be changed later in Settings.")

    @property
    def busy(self) -> bool:
        return self._running

    def _build_progress(self) -> Card:
        card = Card(padding=6)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        row = QHBoxLayout()
        self._doing = Label("", "body", "semibold")
        self._count = Label("", "body", "semibold", elide=False, figures="tabular")
        self.stop = Button(tr("Stop"), "quiet", icon="x", height="touch-min")
        self.stop.clicked.connect(self._stopping)
        self.stop.hide()
        row.addWidget(self._doing, 1)
        row.addWidget(self._count)
        row.addWidget(self.stop)
        column.addLayout(row)
        self.bar = ProgressBar(tr("Storing the products"))
        column.addWidget(self.bar)
        card.body.addWidget(holder)
        card.hide()
        return card

    # -- the summary ---------------------------------------------------------------------------

    def enter(self) -> None:
        draft, spoken = self.draft, language()
        formats = Formats(draft.locale, draft.currency)
        self.rows.clear()
        self.rows.add("store", tr("Store"), draft.name.strip())
        self.rows.add("register", tr("Register"), draft.register_name)
        self.rows.add(
            "place",
            tr("Place"),
            f"{country_name(draft.country, spoken)} · {locale_name(draft.locale, spoken)}",
        )
        self.rows.add("money", tr("Currency"), f"{draft.currency_code} · {formats.money(123_450)}")
        how = tr("in the price") if draft.include_tax else tr("on top")
        taxes = ", ".join(rates_words(rates, formats) for _, rates in draft.taxes)
        self.rows.add("taxes", tr("Taxes"), f"{taxes} · {how}")
        self.rows.add_divider()
        self.rows.add("products", tr("Products"), self._products(formats))
        self.rows.add("printer", tr("Printer"), self._printer())
        self.rows.add("people", tr("People"), ", ".join(person.name.strip() for person, _ in draft.people))

    def _products(self, formats: Formats) -> str:
        draft = self.draft
        if draft.products == PLATFORM and draft.platform.trial is not None:
            return f"{draft.platform.label} · {draft.platform.trial.shop.name}"
        if draft.products != FILE or draft.file is None:
            return tr("Starts empty")
        if not draft.file_count:
            return draft.file.path.name
        return tr(
            "{count} products from {file}", count=formats.number(draft.file_count), file=draft.file.path.name
        )

    def _printer(self) -> str:
        printer = self.draft.printer
        if not printer.wanted or not printer.driver:
            return tr("None yet")
        where = str(
            printer.settings.get("host") or printer.settings.get("path") or printer.settings.get("port") or ""
        )
        return " · ".join(part for part in (where or printer.driver, printer.tried) if part)

    # -- opening -------------------------------------------------------------------------------

    def start(self) -> None:
        """The register is being written."""
        self._running = True
        self.trouble.hide()
        self._doing.setText(tr("Setting the register up"))
        self._count.setText("")
        self.bar.setMaximum(0)
        self._progress.show()
        self.wizard.refresh()

    def start_import(self) -> None:
        """The register is there; its products come in, and may be stopped."""
        self.written = True
        self._doing.setText(tr("Storing the products"))
        self.stop.show()

    def _stopping(self) -> None:
        """It ends with the batch that is being stored."""
        self.stop.set_text(tr("Stopping …"))
        self.stop.setEnabled(False)

    def _show_progress(self, done: int, total: int | None) -> None:
        if not self._running:
            return
        formats = Formats(self.draft.locale, self.draft.currency)
        self.bar.setMaximum(total or 0)
        self.bar.setValue(done)
        self._count.setText(
            tr("{done} of about {total} products", done=formats.number(done), total=formats.number(total))
            if total
            else formats.number(done)
        )

    def fail(self, error: PersonError) -> None:
        """It did not work; what was typed is still here."""
        self._running = False
        self._progress.hide()
        text = " ".join(part for part in (error.meaning, error.next_step) if part)
        self.trouble.set_words(error.title, text, "attention", icon="warning-fill")
        self.trouble.show()
        self.wizard.refresh()

    def report_platform(self, report: CatalogueReport) -> None:
        """The shop's catalogue is in, most of it."""
        self._running = False
        self._progress.hide()
        stored = tr_n("{count} product stored", "{count} products stored", report.products)
        refused = tr_n("{count} product needs a look", "{count} products need a look", report.refused_count)
        first = [bad.reason for bad in report.refused[:3]]
        self.trouble.set_words(
            stored,
            " · ".join(part for part in (report.stopped, refused, *first) if part),
            "attention",
            icon="warning-fill",
        )
        self.trouble.show()
        self.wizard.refresh()

    def report(self, report: ImportReport) -> None:
        """The products are in, most of them: what needs a look is said before the register opens."""
        self._running = False
        self._progress.hide()
        stored = tr_n("{count} product stored", "{count} products stored", report.stored)
        refused = tr_n("{count} line needs a look", "{count} lines need a look", report.refused_count)
        first = [tr("line {line}: {reason}", line=bad.line, reason=bad.reason) for bad in report.refused[:3]]
        parts = [report.stopped or "", refused if report.refused_count else "", *first]
        self.trouble.set_words(
            stored, " · ".join(part for part in parts if part), "attention", icon="warning-fill"
        )
        self.trouble.show()
        self.wizard.refresh()
