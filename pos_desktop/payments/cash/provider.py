"""Cash: what is given, what it pays and what comes back as change is arithmetic of the sale."""

from pos_desktop.application.payment_provider import Need, Traits
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.base import ProviderKind
from pos_desktop.payments.local import LocalKind

CASH = Traits(TenderKind.CASH, local=True, need=Need.GIVEN, gives_change=True)

PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (LocalKind("cash", lambda: tr("Cash"), CASH),)
