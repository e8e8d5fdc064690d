"""What a store sets up for Stripe; the secret key is not among it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr

STRIPE = "https://api.stripe.com"
SECRET_KEY = "secret_key"  # noqa: S105  the name of a field
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """`reader` and `location` are Stripe's ids (tmr_…, tml_…); `return_url` is where a bank's check or a paid link
    sends the customer; `address` is Stripe's unless a stand-in is used."""

    reader: str = ""
    location: str = ""
    return_url: str = ""
    address: str = STRIPE


def address_field() -> SettingField:
    """Where Stripe is; filled in for a stand-in alone."""
    return SettingField("address", tr("Address (leave empty for Stripe)"), "text", "")


def card_fields() -> tuple[SettingField, ...]:
    """What cards need."""
    return (
        SettingField("reader", tr("Reader (tmr_…)"), "text", ""),
        SettingField("location", tr("Location of the readers (tml_…)"), "text", ""),
        SettingField("return_url", tr("Page shown after the bank's check"), "text", ""),
        address_field(),
    )


def link_fields() -> tuple[SettingField, ...]:
    """What links need."""
    return (SettingField("return_url", tr("Page after paying"), "text", ""), address_field())


def secret_fields() -> tuple[SettingField, ...]:
    """What goes to the keyring."""
    return (SettingField(SECRET_KEY, tr("Secret key (sk_… or rk_…)"), "text", ""),)


def read_card_settings(raw: Mapping[str, str]) -> StripeSettings:
    """Stored settings of cards; ProviderSetting naming what is wrong."""
    settings = _read(raw, card_fields())
    _expect_id(settings.reader, "tmr_", tr("The reader"))
    _expect_id(settings.location, "tml_", tr("The location"))
    if settings.return_url:
        _expect_web_address(settings.return_url)
    return settings


def read_link_settings(raw: Mapping[str, str]) -> StripeSettings:
    """Stored settings of links; ProviderSetting naming what is wrong."""
    settings = _read(raw, link_fields())
    _expect_web_address(settings.return_url)
    return settings


def _read(raw: Mapping[str, str], fields: tuple[SettingField, ...]) -> StripeSettings:
    for name in raw.keys() - {field.key for field in fields}:
        raise ProviderSetting(
            tr("A setting for Stripe is wrong"),
            tr("'{name}' is not known.", name=name),
            tr("Set this tender up again under Settings › Payments."),
        )
    given = {name: str(raw.get(name, "")).strip() for name in ("reader", "location", "return_url")}
    address = str(raw.get("address", "")).strip().rstrip("/") or STRIPE
    _expect_web_address(address)
    return StripeSettings(**given, address=address)


def _expect_id(value: str, prefix: str, what: str) -> None:
    if value and not value.startswith(prefix):
        raise ProviderSetting(
            tr("A setting for Stripe is wrong"),
            tr("{what} has an id that begins with {prefix}.", what=what, prefix=prefix),
            tr("Copy the id from Stripe's dashboard."),
        )


def _expect_web_address(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return  # a stand-in on this machine
    raise ProviderSetting(
        tr("A setting for Stripe is wrong"),
        tr("'{address}' is not a secure web address.", address=value),
        tr("Enter an address that begins with https://."),
    )
