"""Ways of paying, their readers, and stored values as the settings show them. Texts, no decisions."""

from collections.abc import Sequence
from datetime import datetime

from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_books import DOTS
from pos_desktop.application.payment_provider import Health, Phase, ProviderView, Reader
from pos_desktop.application.payment_records import PaymentMethod, StoredValueView, ValueMove
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.reconciliation import Run
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.money import parse_amount
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.state_tag import Tone
from pos_desktop.ui.widgets.tag_painting import Tag

MONEY_BACK = "money-back"
BOOKS = "books"


def method_name(method: PaymentMethod) -> str:
    """What people call it: the store's own name or the kind's."""
    return method.name or tender_name(method.kind.value)


def method_row(method: PaymentMethod, label: str) -> RowData:
    """A way of paying in the list; the second line says what is behind the name."""
    name = method_name(method)
    foreign = method.settings.get("currency", "")
    second = " · ".join(part for part in (label if label != name else "", foreign) if part)
    tag = Tag("good", tr("In use")) if method.active else Tag("neutral", tr("Off"), "circle")
    return RowData(
        str(method.id),
        name,
        second or kind_words(method.kind),
        icon=kind_icon(method.kind),
        tag=tag,
        dimmed=not method.active,
    )


def kind_words(kind: TenderKind) -> str:
    """What a way of paying is, in a few words."""
    return {
        TenderKind.CASH: tr("Bills and coins in the drawer"),
        TenderKind.FOREIGN_CASH: tr("Bills of another currency"),
        TenderKind.CARD: tr("At a card reader"),
        TenderKind.EXTERNAL: tr("Beside the register, keyed by hand"),
        TenderKind.GIFT_CARD: tr("Sold here, paid with here"),
        TenderKind.SHOP_GIFT_CARD: tr("Issued by the online shop, which keeps its balance"),
        TenderKind.STORE_CREDIT: tr("From goods that came back"),
        TenderKind.VOUCHER: tr("Given away by the store"),
        TenderKind.PAY_LINK: tr("On the customer's own phone"),
    }[kind]


def money_back_row(settings: StoreSettings) -> RowData:
    """The store's rules for money back, summed up."""
    return RowData(MONEY_BACK, tr("Deposits and returns"), returns_summary(settings), icon="arrow-u-up-left")


def books_row(run: Run | None, open_count: int, formats: Formats) -> RowData:
    """What the last comparison with the providers said."""
    tag = Tag("attention", tr("{count} open", count=open_count)) if open_count else None
    if run is not None and run.troubles:
        tag = tag or Tag("attention", tr("Not reached"))
    second = tr("Not compared yet") if run is None else tr("Last {moment}", moment=formats.moment(run.at))
    return RowData(BOOKS, tr("Compare with the providers"), second, icon="arrows-clockwise", tag=tag)


def returns_summary(settings: StoreSettings) -> str:
    """What the store allows, in one line."""
    days = settings.return_days
    within = (
        tr_n("Returns for {count} day", "Returns for {count} days", days) if days else tr("Returns always")
    )
    return f"{within} · {tr('deposits') if settings.deposits else tr('no deposits')}"


# -- a provider ----------------------------------------------------------------------------------


def health_notice(health: Health) -> tuple[str, str, Tone]:
    """Title, sentence and meaning of a connection that was checked."""
    if health.ok:
        answered = tr("Answered in {count} ms.", count=max(1, round(health.seconds * 1000)))
        return tr("Connected"), answered, "good"
    return tr("Not connected"), health.words, "attention"


def reader_tag(reader: Reader) -> Tag:
    """A reader's state."""
    if not reader.online:
        return Tag("attention", tr("Switched off"))
    return Tag("accent", tr("Busy")) if reader.busy else Tag("good", tr("Ready"))


def reader_rows(readers: Sequence[Reader], paired: str) -> list[RowData]:
    """The readers of an account; the one that is paired says so."""
    rows = []
    for reader in readers:
        second = " · ".join(part for part in (reader.model, reader.ref) if part)
        if reader.ref == paired:
            second = f"{tr('Paired with this register')} · {reader.ref}"
        rows.append(
            RowData(
                reader.ref,
                reader.name or reader.ref,
                second,
                icon="device-mobile-camera",
                tag=reader_tag(reader),
            )
        )
    return rows


def phase_words(phase: Phase | None) -> str:
    """What the reader does now."""
    words = {
        Phase.SENT_TO_READER: tr("Sent to the reader"),
        Phase.WAITING_FOR_CARD: tr("Hold a card to the reader"),
        Phase.CHOOSING_TIP: tr("The reader asks for a tip"),
        Phase.CARD_READ: tr("The card was read"),
        Phase.ASKING_BANK: tr("The bank is asked"),
        Phase.SIGNATURE: tr("Sign on the reader"),
        Phase.READER_AWAY: tr("The reader does not answer"),
    }
    return words[phase] if phase is not None else tr("Waiting for the provider")


def secret_words(there: bool, *, usual: bool = False) -> str:
    """Where a secret is; its text is never shown. `usual`: without one that of the makers is used."""
    if there:
        return tr("Stored in the keyring, never shown again")
    if usual:
        return tr("Not entered: the makers' usual one is used")
    return tr("Missing: nothing can be charged without it")


def provider_choices(kinds: Sequence[ProviderView], present: Sequence[PaymentMethod]) -> list[ProviderView]:
    """What can still be added: cash and the like are there once, others as often as the store wishes."""
    once = {TenderKind.CASH, TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT, TenderKind.VOUCHER}
    taken = {method.provider for method in present if method.kind in once}
    # Gift cards of a shop come with its connection.
    offered = [kind for kind in kinds if kind.traits.kind is not TenderKind.SHOP_GIFT_CARD]
    return [kind for kind in offered if kind.key not in taken]


# -- figures -------------------------------------------------------------------------------------


def limit_text(minor: int | None, formats: Formats) -> str:
    """A limit as it is typed; empty where there is none."""
    return "" if minor is None else formats.figure(minor)


def parse_limit(text: str, formats: Formats) -> int | None:
    """A typed limit in minor units; None for an empty one, ValueError in words."""
    if not text.strip():
        return None
    try:
        return parse_amount(text.strip(), formats.currency)
    except ValueError as trouble:
        raise ValueError(tr("Type an amount, or leave it empty for no limit")) from trouble


# -- stored values -------------------------------------------------------------------------------


def value_name(value: StoredValueView) -> str:
    """A stored value as people know it."""
    return f"{tender_name(value.kind.value)} {DOTS} {value.last_four}"


def value_tag(value: StoredValueView, now: datetime) -> Tag | None:
    """Only what somebody should know: blocked, past its time, used up."""
    if value.blocked:
        return Tag("danger", tr("Blocked"), "prohibit")
    if value.expires_at is not None and value.expires_at <= now:
        return Tag("attention", tr("Expired"))
    return Tag("neutral", tr("Used up"), "") if not value.balance_minor else None


def value_row(value: StoredValueView, formats: Formats, now: datetime) -> RowData:
    """A stored value in the list."""
    parts = (tender_name(value.kind.value), value.customer or formats.day(value.issued_at))
    return RowData(
        str(value.id),
        f"{DOTS} {value.last_four}",
        " · ".join(parts),
        icon=kind_icon(value.kind),
        tag=value_tag(value, now),
        amount=formats.figure(value.balance_minor),
        dimmed=value.blocked,
    )


def move_words(move: ValueMove) -> str:
    """Why a balance moved; a person's own reason as it was typed."""
    return {
        "issue": tr("Issued"),
        "redeem": tr("Paid with"),
        "put_back": tr("Refunded"),
    }.get(move.reason, move.reason)


def signed_figure(minor: int, formats: Formats) -> str:
    """An amount with its sign."""
    return f"+{formats.figure(minor)}" if minor > 0 else formats.figure(minor)
