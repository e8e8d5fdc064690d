"""Vouchers of this store."""

from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.base import ProviderKind
from pos_desktop.payments.local import LocalKind
from pos_desktop.payments.stored_value import StoredValueProvider, stored_value

PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (
    LocalKind("voucher", lambda: tr("Voucher"), stored_value(TenderKind.VOUCHER), StoredValueProvider),
)
