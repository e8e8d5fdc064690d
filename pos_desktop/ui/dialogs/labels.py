"""How many labels of a product are printed."""

from pos_desktop.application.labels import MOST_LABELS
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.shell.screen import Window


def ask_labels(window: Window, variant_row: int, name: str) -> None:
    """Asks for the count and prints; one stands there already, so that Enter prints it."""
    formats = window.services.desk.formats

    def words(count: int) -> str:
        return tr_n("Print {count} label", "Print {count} labels", min(count, MOST_LABELS))

    def print_them(count: int) -> None:
        count = min(count, MOST_LABELS)

        def told(_nothing: None) -> None:
            window.close_overlay()
            window.toast(tr_n("{count} label prints", "{count} labels print", count), name, kind="good")

        window.act(lambda _approval: window.services.labels.print(variant_row, count), told)

    window.show_overlay(
        FigurePanel(
            window,
            tr("Print labels"),
            name,
            tr("How many"),
            formats.number,
            words,
            print_them,
            start=1,
            exponent=0,
            icon="barcode",
        )
    )
