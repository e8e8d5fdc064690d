"""The shop's papers: which parts they are made of, and beside them the paper as the printer prints it.

The list holds the parts; a part's options take the list's place and give it back.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.receipt_built_in import new_part
from pos_desktop.application.receipt_template import Part, Template
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import replace
from pos_desktop.ui.screens.settings_pages.page import Host, Page
from pos_desktop.ui.screens.settings_pages.receipt_files import TemplateFiles
from pos_desktop.ui.screens.settings_pages.receipt_live import LABEL, LivePaper
from pos_desktop.ui.screens.settings_pages.receipt_logo import LogoOptions
from pos_desktop.ui.screens.settings_pages.receipt_options import PartOptions, language_fields, with_typed
from pos_desktop.ui.screens.settings_pages.receipt_part_pane import PartPane
from pos_desktop.ui.screens.settings_pages.receipt_printing import print_choice
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import receipt_design as words
from pos_desktop.ui.viewmodels.receipt_preview import preview
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.list_view import TABLE
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.segmented import Segmented
from pos_desktop.ui.widgets.select import Select


class ReceiptsPage(Page):
    """`template` is the one in sight as it is stored; what is being typed is shown on the paper before it is."""

    key = "receipts"
    icon = "receipt"
    look = TABLE

    @staticmethod
    def words() -> str:
        return tr("Receipts")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.design = self.services.receipt_design
        self.paper_kind = "receipt"
        self.template: Template = self.design.stored(self.paper_kind).template
        self.options: PartOptions | None = None
        self.printing: Segmented | None = None
        self.live: LivePaper | None = None
        self._typed: tuple[int, str | None, str] | None = None
        self._rates = ()
        self.files = TemplateFiles(self)
        self.part_pane = PartPane(self)
        self.pane.places.addWidget(self.part_pane)
        self.pane.add_above(self._build_papers())
        self.pane.foot.addWidget(self._build_foot())
        self.pane.list.installEventFilter(self)
        self.pane.installEventFilter(self)
        self.pane.list.setAccessibleDescription(
            tr("Space turns a part on or off, Alt and an arrow move it, Enter opens it.")
        )

    def _build_papers(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        side = theme().space(4)
        row.setContentsMargins(side, theme().space(2), side, theme().space(3))
        self.papers = Select(tr("Document"))
        for key, name in words.paper_names():
            self.papers.add(key, name)
        self.papers.changed.connect(self._on_paper)
        row.addWidget(self.papers)
        return holder

    def _build_foot(self) -> QWidget:
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, theme().space(2), 0, theme().space(3))
        row.setSpacing(theme().space(2))
        self.add = Button(tr("Add a part"), icon="plus")
        self.add.clicked.connect(self._open_parts)
        self.up = Button(icon="caret-up", name=tr("Move up"))
        self.down = Button(icon="caret-down", name=tr("Move down"))
        self.up.clicked.connect(partial(self.move, -1))
        self.down.clicked.connect(partial(self.move, 1))
        self.look_at = Button(icon="eye", name=tr("Look at the paper"))
        self.look_at.clicked.connect(self.host.show_detail)
        row.addWidget(self.add)
        row.addStretch(1)
        for button in (self.up, self.down, self.look_at):
            row.addWidget(button)
        return self.foot

    # -- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        stored = self.design.stored(self.paper_kind)
        self.template, self._trouble = stored.template, stored.trouble
        self.pane.list.set_rows(words.rows(self.template, self.services.desk.settings))
        if self.place is not None and self.place >= len(self.template.parts):
            self.chosen = words.PAPER_ROW
        self.chosen = self.chosen or words.PAPER_ROW
        self.pane.list.select(self.chosen)
        self._enable()

    def _enable(self) -> None:
        place, last = self.place, len(self.template.parts) - 1
        self.add.setEnabled(self.editable)
        self.up.setEnabled(self.editable and place is not None and place > 0)
        self.down.setEnabled(self.editable and place is not None and place < last)

    @property
    def place(self) -> int | None:
        """Where in the template the chosen part stands; None for the paper itself."""
        return int(self.chosen) if self.chosen.isdigit() else None

    def hide(self) -> None:
        if self.live is not None:
            self.live.stop()

    def rebuild(self) -> None:
        """The paper and its buttons."""
        columns = self.live.columns if self.live is not None else None
        self.hide()
        self.begin(dict(words.paper_names())[self.paper_kind], tr("Amounts and products are examples"))
        self._rates = self._first_rates()
        self._add_head_buttons()
        if self._trouble is not None:
            self.detail.add(
                Banner(
                    tr("The stored template cannot be used"),
                    tr("{field} is wrong in it. The built-in one is printed until you change something here.",
                       field=self._trouble.field),
                )
            )  # fmt: skip
        place = self.services.desk.settings.locale
        labels = self.paper_kind == "label"
        self.live = LivePaper(self.host.window_, self.document, self.block, place, labels=labels)
        if columns is not None and (labels or columns != LABEL):
            self.live.width_switch.select(columns)
        self.detail.add(self.live, 1)
        self.live.refresh(at_once=True)
        self.show_list()

    def _first_rates(self) -> Any:
        classes = self.services.catalogue.tax_classes()
        return classes[0][2] if classes else ()

    def _add_head_buttons(self) -> None:
        self.undo = Button(icon="arrow-counter-clockwise", name=tr("Undo"))
        self.undo.setEnabled(self.editable and self.design.can_undo(self.paper_kind))
        self.undo.clicked.connect(self.take_back)
        self.more = Button(icon="dots-three-outline", name=tr("More"))
        self.more.clicked.connect(self._open_menu)
        self.test = Button(tr("Print a test"), "primary", icon="printer")
        self.test.setEnabled(self.editable)
        self.test.clicked.connect(self.print_test)
        for button in (self.undo, self.more, self.test):
            self.detail.add_end(button)

    # -- the paper -----------------------------------------------------------------------------

    def document(self, language: str = "") -> Document:
        """What stands on the paper now, what is being typed included."""
        template, store = self._as_typed()
        if language:
            template = replace(template, languages=(language,))
        return preview(template, self.services.desk, store, self._rates, self.design.logo())

    def block(self) -> int:
        """The block of the paper at which the part begins whose options are open; 0 for none."""
        if self.options is None or self.place is None:
            return 0
        template, store = self._as_typed()
        above = replace(template, parts=template.parts[: self.place])
        return len(preview(above, self.services.desk, store, self._rates, self.design.logo()).blocks) - 1

    def _as_typed(self) -> tuple[Template, StoreSettings]:
        store = self.services.desk.settings
        if self._typed is None:
            return self.template, store
        return with_typed(self.template, store, *self._typed)

    def shown_document(self) -> Document:
        """The paper in the language it is looked at in."""
        return self.document(self.live.language if self.live is not None else "")

    def print_test(self) -> None:
        """The example, as it is shown, on the printer of such papers."""
        try:
            self.design.print_test(self.shown_document(), self.paper_kind)
        except PersonError as error:
            self.host.window_.tell(error)
            return
        self.host.window_.toast(tr("The test was sent to the printer"), kind="neutral")

    # -- list and options ----------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """The keyboard or a finger stands on another row."""
        self.chosen = key
        self._enable()

    def take(self, key: str) -> None:
        """Opens a row's options, as the program wishes it."""
        self.pane.list.select(key)
        self._on_opened(key)

    def _on_opened(self, key: str) -> None:
        self.chosen = key
        self.show_options()

    def show_list(self) -> None:
        """The parts; what was typed in the options comes first."""
        if self.options is not None and not self.may_leave():
            return
        self.options, self._typed = None, None
        self.pane.show_empty(False)
        self.foot.show()
        self._show_look_at()

    def _show_look_at(self) -> None:
        """The way to the paper, where it does not stand beside the list."""
        self.look_at.setVisible(breakpoint(self.pane.window().width()) == "compact")

    def show_options(self) -> None:
        """The options of the chosen row in the list's place."""
        if self.options is not None and not self.may_leave():
            return
        self.form.flush()
        self.form.deleteLater()
        self.form = self.new_form()
        store, place = self.services.desk.settings, self.place
        if place is None:
            self.options = None
            fields = language_fields(self, store)
            if self.paper_kind == "receipt":
                fields.append(print_choice(self))
            self.part_pane.show_fields(words.paper_row_name(self.paper_kind), fields, removable=False)
        else:
            part = self.template.parts[place]
            self.options = PartOptions(self, place, store)
            fields = self.options.fields()
            if part.kind == "logo":
                fields += LogoOptions(self).fields()
            self.part_pane.show_fields(words.part_name(part.kind), fields, removable=words.removable(part))
        self.pane.places.setCurrentWidget(self.part_pane)
        self.foot.hide()
        if self.live is not None:
            self.live.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space turns a part on and off, Alt and an arrow move it, Delete removes it."""
        if watched is self.pane and event.type() == QEvent.Type.Resize:
            self._show_look_at()
        if (
            watched is self.pane.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if key == Qt.Key.Key_Space:
                self.turn()
                return True
            if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.move(-1 if key == Qt.Key.Key_Up else 1)
                return True
            if key == Qt.Key.Key_Delete:
                self.remove()
                return True
        return super().eventFilter(watched, event)

    # -- changes -------------------------------------------------------------------------------

    def take_template(self, template: Template) -> None:
        """Stores a changed template; the paper follows."""
        self.design.change(template)
        self._typed = None
        self.refresh()
        self._redraw()

    def take_part(self, place: int, part: Part) -> None:
        """Stores a changed part."""
        self.take_template(self.template.with_part(place, part))

    def take_store(self, **changes: Any) -> None:
        """Stores a text that every paper has in common."""
        self.host.changes.change(**changes)
        self._typed = None
        self.refresh()
        self._redraw()

    def typing(self, place: int, language: str | None, text: str) -> None:
        """The paper shows it while it is typed."""
        self._typed = (place, language, text)
        if self.live is not None:
            self.live.refresh()

    def turn(self) -> None:
        """The chosen part on or off."""
        place = self.place
        if place is None or not self.editable:
            return
        part = self.template.parts[place]
        if words.must_stay(self.template, part):
            self.tell(Refused(tr("This paper may not go without it."), tr("Nothing was changed.")))
            return
        self.form.attempt(lambda: self.take_part(place, replace(part, on=not part.on)))

    def move(self, by: int) -> None:
        """The chosen part one place up or down; it stays chosen."""
        place = self.place
        if place is None or not self.editable or not 0 <= place + by < len(self.template.parts):
            return
        self.chosen = str(place + by)
        self.form.attempt(lambda: self.take_template(self.template.moved(place, by)))

    def remove(self) -> None:
        """Takes a part that the shop added off the paper."""
        place = self.place
        if place is None or not self.editable or not words.removable(self.template.parts[place]):
            return
        self.form.discard()
        self.options = None
        self.form.attempt(lambda: self.take_template(self.template.without(place)))
        self.show_list()

    def _open_parts(self) -> None:
        menu = Menu(tr("Add a part"), self.add)
        for kind in words.addable(self.template):
            menu.add(words.part_name(kind.key), partial(self.add_part, kind.key))
        menu.open_under(self.add)

    def add_part(self, kind: str) -> None:
        """One more part under the chosen one; its options open."""
        place = len(self.template.parts) if self.place is None else self.place + 1
        added = self.template.with_added(place, new_part(kind))
        if self.form.attempt(lambda: self.take_template(added)):
            self.chosen = str(place)
            self.refresh()
            self.show_options()

    # -- the whole template ----------------------------------------------------------------------

    def take_back(self) -> None:
        """Undoes the latest change."""
        self.replace_by(lambda: self.design.undo(self.paper_kind))

    def reset(self) -> None:
        """Back to the built-in template."""
        self.replace_by(lambda: self.design.reset(self.paper_kind))
        self.host.window_.toast(
            tr("The built-in template is back"), kind="neutral", action=tr("Undo"), then=self.take_back
        )

    def replace_by(self, change: Callable[[], object]) -> None:
        """Something that changes the whole template; what is being typed is for the one before."""
        self.form.discard()
        self.options = None
        if self.form.attempt(change):
            self.refresh()
            self.rebuild()

    def _on_paper(self, key: object) -> None:
        if key == self.paper_kind:
            return
        if not self.may_leave():
            self.papers.select(self.paper_kind)
            return
        self.paper_kind, self.chosen, self.options = str(key), words.PAPER_ROW, None
        self.refresh()
        self.rebuild()

    def _open_menu(self) -> None:
        menu = Menu(tr("More"), self.more)
        self.files.add_to(menu)
        changed = self._trouble is not None or not self.design.is_built_in(self.paper_kind)
        menu.add(tr("Reset"), self.reset, "trash", dangerous=True, enabled=self.editable and changed)
        menu.open_under(self.more)

    def logo_changed(self) -> None:
        """Another logo: its options and the paper show it."""
        self.show_options()
        self._redraw()

    def _redraw(self) -> None:
        self.undo.setEnabled(self.editable and self.design.can_undo(self.paper_kind))
        if self.live is not None:
            self.live.refresh(at_once=True)
