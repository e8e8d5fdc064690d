"""The store's rules for deposits and for money back."""

from typing import TYPE_CHECKING

from pos_desktop.application.store_changes import RANGES
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import side_by_side
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Divider

if TYPE_CHECKING:
    from pos_desktop.ui.screens.settings_pages.page import Page


def add_money_back(page: "Page") -> None:
    """Builds the form in the page's detail; each change is stored at once."""
    now = page.services.desk.settings

    def change(**facts: object) -> None:
        page.host.changes.change(**facts)
        page.refresh()

    page.begin(tr("Deposits and returns"), words.returns_summary(now))
    form = page.form
    deposits = form.toggle(
        tr("Deposits"),
        tr("A customer may pay a part now and the rest when the goods are fetched."),
        now.deposits,
        lambda on: change(deposits=on),
    )
    days = form.number(
        tr("Days for returns"),
        tr("0 = no limit"),
        now.return_days,
        RANGES["return_days"],
        lambda count: change(return_days=count),
    )
    page.detail.add(card(deposits, Divider(), days, spacing=1))
    without = form.choice(
        tr("Returns without a receipt"),
        [("approval", tr("With approval")), ("never", tr("Never"))],
        now.receiptless_returns,
        lambda key: change(receiptless_returns=key),
    )
    to = form.choice(
        tr("Their money goes to"),
        [("store_credit", tr("Store credit only")), ("any", tr("Any tender"))],
        now.receiptless_to,
        lambda key: change(receiptless_to=key),
    )
    page.detail.add(card(side_by_side(without, to)))
    text = tr(
        "Goods with a receipt are refunded to what they were paid with. How much a person may refund alone stands under People, at the roles."
    )
    page.detail.add(Banner("", text, "neutral", icon="question", outlined=True))
    page.detail.end()
