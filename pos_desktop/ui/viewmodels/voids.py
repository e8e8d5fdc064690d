"""What a void gives back and where to: texts, no decisions."""

from collections.abc import Sequence

from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView, TenderView
from pos_desktop.application.receipt_tenders import paid_with, tender_label
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind


def only_cash(order: OrderView) -> bool:
    """Whether everything lies in the drawer in the store's own money."""
    return all(tender.kind == TenderKind.CASH for tender in order.tenders)


def back_rows(order: OrderView, formats: Formats) -> Sequence[tuple[str, str]]:
    """A caption and a figure for each tender."""
    return [(_caption(tender), _figure(tender, formats)) for tender in paid_with(order)]


def _caption(tender: TenderView) -> str:
    kind = TenderKind(tender.kind)
    if kind is TenderKind.CASH:
        return tr("Cash back to the customer")
    if kind is TenderKind.FOREIGN_CASH:
        return tr("Foreign cash back, change returned")
    return tr("Back to {tender}", tender=tender_label(tender))


def _figure(tender: TenderView, formats: Formats) -> str:
    if tender.foreign_minor is not None and tender.foreign_currency:
        return formats.in_currency(tender.foreign_currency).money(tender.foreign_minor)
    return formats.money(tender.amount_minor + tender.tip_minor)


def going(order: OrderView, formats: Formats) -> str:
    """Give 1,49 back · 5,00 to Visa 4242."""
    told = []
    for tender in paid_with(order):
        amount = _figure(tender, formats)
        if TenderKind(tender.kind).in_drawer:
            told.append(tr("Refund {amount}", amount=amount))
        else:
            name = " ".join(tender_label(tender).replace("\u00b7", " ").split())
            told.append(tr("{amount} to {tender}", amount=amount, tender=name))
    return " · ".join(told)


def need_reference(order: OrderView) -> Sequence[TenderView]:
    """The tenders that a person gives back at a terminal beside the register."""
    return [tender for tender in order.tenders if tender.kind == TenderKind.EXTERNAL]


def reference_words(order: OrderView, tender: TenderView, formats: Formats) -> str:
    """What is asked of a terminal's paper; of which amount, where several were taken so."""
    if len(need_reference(order)) == 1:
        return tr("Number on the slip of the other terminal's refund")
    return tr(
        "Number on the slip for {amount} to {tender}",
        amount=_figure(tender, formats),
        tender=tender_label(tender),
    )
