"""Where the money goes: the split a cashier chose, another way than it was paid, and what has to be asked first."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import TenderLeftView
from pos_desktop.application.receipt_tenders import tender_label, tender_name
from pos_desktop.application.return_pricing import ReturnPrice
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.returns import TenderBack
from pos_desktop.ui.dialogs.entry import FigurePanel, NotePanel
from pos_desktop.ui.screens.refund_side import RefundSide, SideWords
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels import refunds as words
from pos_desktop.ui.widgets.menu import Menu

Priced = Callable[[Mapping[UUID, int] | None], ReturnPrice]


class Split:
    """What the cashier decided beside the default, and its words. `changed` is called when it is another one."""

    def __init__(self, window: Window, side: RefundSide, changed: Callable[[], None]) -> None:
        self._window, self._side, self._changed = window, side, changed
        self._tenders: Sequence[TenderLeftView] = ()
        self._owed = 0
        self._priced: ReturnPrice | None = None
        self.chosen: dict[UUID, int] | None = None
        self.other: TenderKind | None = None
        self.references: dict[UUID, str] = {}
        self.parts: tuple[TenderBack, ...] = ()
        self.trouble = ""
        side.amount_asked.connect(self.ask_amount)
        side.split_asked.connect(self.ask_first)
        side.other_asked.connect(self.open_ways)

    @property
    def _formats(self) -> Formats:
        return self._window.services.desk.formats

    def forget(self) -> None:
        """Back to the default: other goods, or another order."""
        self.chosen, self.other, self.references = None, None, {}

    def price(self, priced: Priced) -> ReturnPrice:
        """The price with the split as it is chosen; a split that does not hold any more falls back and says so."""
        self.trouble = ""
        try:
            found = priced(self.chosen)
        except Refused as refused:
            if self.chosen is None:
                raise
            self.trouble = refused.title
            found = priced(None)
        self._tenders, self._owed, self.parts = found.tenders, found.owed_minor, found.split
        self._priced = found
        if self.other is not None and found.owed_minor:
            if self.other in self._ways():
                self.parts = (self._window.services.returns.otherwise(self.other, found.owed_minor),)
            else:  # goods that were chosen since do not go back so
                self.other = None
        return found

    def _ways(self) -> list[TenderKind]:
        """In what else it may go back."""
        price, why_not = self._priced, self._window.services.returns.why_not_as
        kinds = (TenderKind.CASH, TenderKind.STORE_CREDIT)
        return [kind for kind in kinds if price is not None and why_not(kind, price) is None]

    # -- words -----------------------------------------------------------------------------------

    def words(
        self, price: ReturnPrice, *, title: str, second: str, why_not: str = "", may_change: bool = True
    ) -> SideWords:
        """What the side says. `why_not` is why the button cannot be pressed yet."""
        formats, owed = self._formats, price.owed_minor
        money = formats.money(sum(part.amount_minor for part in self.parts))
        nothing_yet = not price.ticket.lines
        targets = words.targets(price, self.parts, formats) if owed or nothing_yet else []
        if self.other is not None:
            targets = [target for target in targets if target.id is None]
        going = words.destinations(self.parts, words.names_of(price.tenders), formats)
        possible = not why_not and not self.trouble
        return SideWords(
            title=title,
            second=second,
            sums=words.sums(price, formats),
            owed=money if owed else formats.money(0),
            targets_title=self._targets_title(),
            targets=targets,
            split=self._said(price, money),
            banner=self._banner(price),
            button=tr("Refund {amount}", amount=money) if owed else tr("Refund"),
            button_second=why_not or going,
            possible=possible and owed > 0,
            possible_split=owed > 0 and self.other is None,
            other=self._other_words() if owed and may_change else "",
        )

    def _targets_title(self) -> str:
        return tr("Back in another way") if self.other is not None else tr("Back to the original tenders")

    def _other_words(self) -> str:
        return tr("Back to the original tenders") if self.other else tr("Refund in another way")

    def _said(self, price: ReturnPrice, money: str) -> tuple[str, bool]:
        if self.trouble:
            return self.trouble, False
        if not price.owed_minor or self.other is not None:
            return "", True
        return tr("Split adds up to {amount}", amount=money), True

    def _banner(self, price: ReturnPrice) -> tuple[str, str]:
        confirms = tr("A manager confirms on this screen.")
        role = self._window.services.desk.signed_in.role
        if price.above_limit_minor is not None:
            limit = self._formats.money(price.above_limit_minor)
            return tr("Above your limit of {amount}", amount=limit), confirms
        if price.asks_manager:
            return tr("You may not refund alone"), confirms
        if self.other is not None and not role.allows(Permission.REFUND_OTHER_TENDER):
            return tr("Not the way it was paid"), confirms
        return "", ""

    # -- asking ----------------------------------------------------------------------------------

    def ask_first(self) -> None:
        """Asks for the amount of the first tender; the others take what is left."""
        row = next((row for row in self._side.targets if row.target.id is not None), None)
        if row is not None and self.other is None and len(self._tenders) > 1:
            self.ask_amount(row.target.id)

    def ask_amount(self, tender_id: object) -> None:
        """Asks how much goes back to one tender."""
        view = next((view for view in self._tenders if view.tender.id == tender_id), None)
        if view is None or not self._owed:
            return
        formats = self._formats
        most = min(view.left.left_exact_minor, self._owed)
        present = next((part.exact_minor for part in self.parts if part.tender_id == view.tender.id), 0)

        def take(minor: int) -> None:
            self._window.close_overlay()
            self._share(view.tender.id, min(minor, most))

        self._window.show_overlay(
            FigurePanel(
                self._window,
                tr("Change split"),
                tr(
                    "Up to {amount} to {tender}", amount=formats.money(most), tender=tender_label(view.tender)
                ),
                tr("To {tender}", tender=tender_label(view.tender)),
                formats.figure,
                lambda minor: tr(
                    "{amount} to {tender}",
                    amount=formats.money(min(minor, most)),
                    tender=tender_label(view.tender),
                ),
                take,
                start=present,
                exponent=formats.currency.exponent,
                least=0,
                icon=words.tender_icon(TenderKind(view.tender.kind)),
            )
        )

    def _share(self, tender_id: UUID, amount: int) -> None:
        """One tender gets this much; the others as much of the rest as they may, those with most of it first."""
        present = {part.tender_id: part.exact_minor for part in self.parts if part.tender_id}
        rest = self._owed - amount
        shares = {tender_id: amount}
        others = [view for view in self._tenders if view.tender.id != tender_id]
        for view in others:
            shares[view.tender.id] = min(present.get(view.tender.id, 0), rest, view.left.left_exact_minor)
            rest -= shares[view.tender.id]
        for view in others:
            more = min(rest, view.left.left_exact_minor - shares[view.tender.id])
            shares[view.tender.id] += more
            rest -= more
        if rest:
            # The others cannot take it: this one keeps what it must.
            shares[tender_id] += rest
        self.chosen = {key: share for key, share in shares.items() if share}
        self._changed()

    def open_ways(self) -> None:
        """Cash or store credit in place of the original tenders."""
        if self.other is not None:
            self._choose(None)
            return
        menu = Menu(tr("Refund in another way"), self._side.other)
        for kind in self._ways():
            icon = words.tender_icon(kind)
            menu.add(tender_name(kind.value), partial(self._choose, kind), icon)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(self._side.other)

    def _choose(self, kind: TenderKind | None) -> None:
        self.other = kind
        self._changed()

    def missing_reference(self) -> TenderLeftView | None:
        """A tender that a person must give back elsewhere first, and whose proof is not typed yet."""
        getting = {part.tender_id for part in self.parts if part.tender_id and part.amount_minor}
        for view in self._tenders:
            needs = view.tender.id in getting and words.needs_reference(view)
            if needs and not self.references.get(view.tender.id):
                return view
        return None

    def ask_reference(self, view: TenderLeftView, then: Callable[[], None]) -> None:
        """What the terminal beside the register printed when it gave the money back."""
        part = next(part for part in self.parts if part.tender_id == view.tender.id)
        amount = self._formats.money(part.amount_minor)

        def take(text: str) -> None:
            if text:
                self.references[view.tender.id] = text
                self._window.close_overlay()
                then()

        self._window.show_overlay(
            NotePanel(
                self._window,
                tender_label(view.tender),
                tr("Refund {amount} on that terminal first", amount=amount),
                tr("Number on the slip it printed"),
                tr("Continue"),
                take,
                icon="credit-card",
            )
        )
