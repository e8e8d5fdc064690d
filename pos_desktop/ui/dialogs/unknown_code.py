"""A code that nobody knows: remember it for a product, make a new product of it, or sell a quick item."""

from typing import Protocol

from pos_desktop.application.new_product import NewProduct
from pos_desktop.application.scanning import Unknown
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.sale import hit_row
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RESULTS, ListView
from pos_desktop.ui.widgets.search_field import SearchField


class Seller(Protocol):
    """What the panel asks of the sale screen."""

    def take_code(self, code: str, *, ask: bool) -> bool: ...
    def ask_quick_item(self) -> None: ...


class UnknownCodePanel(Panel):
    """Nothing was added; the ticket is as it was."""

    def __init__(self, window: Window, scan: str, unknown: Unknown, seller: Seller) -> None:
        """`scan` as the scanner sent it: it is read once more when its product is known."""
        code = unknown.code if unknown.code.isprintable() else unknown.lasting_code
        super().__init__(window, tr("Unknown code"), code, icon="barcode")
        self._code, self._scan, self._unknown, self._seller = code, scan, unknown, seller
        self.body.addWidget(Banner(tr("{code} is not known", code=code), tr("Nothing was added.")))
        self.body.addWidget(Label(tr("Which product is it?"), "body", weight="semibold"))
        self.search = SearchField(tr("Search products"), barcode=False)
        self.search.changed.connect(self._find)
        self.body.addWidget(self.search)
        self.list = ListView(RESULTS, tr("Search results"))
        self.choose_in(self.list, self.search.edit)
        self.body.addWidget(self.list, 1)
        # What was typed for it, for who goes back to look for the product once more.
        self._draft = NewProduct("", None, None, scan=scan)
        self.new = Button(tr("New product"), icon="package")
        self.new.setEnabled(bool(unknown.lasting_code))
        self.new.clicked.connect(self._name)
        self.add_foot(self.new)
        quick = Button(tr("Sell a quick item"), icon="plus")
        quick.clicked.connect(self._quick)
        self.add_foot(quick)
        self.set_primary(tr("Remember this code"), self._remember)
        self.list.highlighted.connect(lambda _key: self._tell())
        self.list.chosen.connect(lambda _key: self._tell())
        self._tell()
        self.setFocusProxy(self.search.edit)

    def scanned(self, code: str) -> bool:
        """The next item: the question about this code is given up, and the ticket gets what was scanned."""
        del code
        self.dismiss()
        return False

    def _find(self, text: str) -> None:
        formats = self.window_.services.desk.formats
        hits = self.window_.services.catalogue.search(text, 20) if text.strip() else []
        self.list.set_rows([hit_row(hit, formats) for hit in hits])
        if hits:
            self.list.select(str(hits[0].variant_row))
        self._tell()

    def _tell(self) -> None:
        key = self.list.selected_key()
        row = next((row for row in self.list.rows if row.key == key), None)
        hint = tr("and sell {name}", name=row.primary) if row else tr("Choose a product first")
        can = row is not None and bool(self._unknown.lasting_code)
        self.tell_primary(tr("Remember this code"), hint, enabled=can)

    def _remember(self) -> None:
        key, code = self.list.selected_key(), self._unknown.lasting_code
        if not (key and code):
            return
        row = int(key)

        def store(_approval: object) -> None:
            self.window_.services.catalogue.remember_code(code, row)

        def done(_result: object) -> None:
            self.window_.close_overlay()
            # The weight, price and date of this very pack count for it too.
            self._seller.take_code(self._scan, ask=True)

        self.window_.act(store, done)

    def _name(self) -> None:
        from pos_desktop.ui.dialogs.new_product import NewProductPanel

        self.window_.show_overlay(NewProductPanel(self.window_, self._draft, self._named, keep=self._note))

    def _note(self, typed: NewProduct) -> None:
        self._draft = typed

    def _named(self, _row: int) -> None:
        self.window_.close_overlay(self)
        self._seller.take_code(self._scan, ask=True)

    def _quick(self) -> None:
        self.window_.close_overlay()
        self._seller.ask_quick_item()
