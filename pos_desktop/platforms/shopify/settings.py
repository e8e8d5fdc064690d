"""What a store sets up for Shopify; keys are not among it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pos_desktop.application.platform.checkout_tax import BY_REGISTER, BY_SHOP, TAX_BY
from pos_desktop.application.platform.trouble import PlatformSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr

ACCESS_TOKEN = "access_token"  # noqa: S105  the names of fields
REFRESH_TOKEN = "refresh_token"  # noqa: S105  likewise
CLIENT_SECRET = "client_secret"  # noqa: S105  likewise
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`shop` is name.myshopify.com and empty for a practice shop on this machine; `address` has no slash at its end;
    `client_id` is the app's, where tokens are renewed. `tax_by_shop`: it is asked for the tax before a ticket is paid."""

    address: str
    shop: str = ""
    client_id: str = ""
    tax_by_shop: bool = False


def setting_fields() -> tuple[SettingField, ...]:
    """What to ask for."""
    return (
        SettingField("shop", tr("Shop (name.myshopify.com)"), "text", ""),
        SettingField("client_id", tr("Client ID (where the app has one)"), "text", ""),
    )


def secret_fields() -> tuple[SettingField, ...]:
    """What goes to the keyring."""
    return (
        SettingField(ACCESS_TOKEN, tr("Access token (or a client ID)"), "text", ""),
        SettingField(REFRESH_TOKEN, tr("Refresh token (where there is one)"), "text", ""),
        SettingField(CLIENT_SECRET, tr("Client secret (checks messages)"), "text", ""),
    )


def read_settings(raw: Mapping[str, str]) -> ShopSettings:
    """Stored settings; PlatformSetting naming what is wrong."""
    for name in raw.keys() - {field.key for field in setting_fields()} - {TAX_BY}:
        raise _wrong(tr("'{name}' is not known.", name=name))
    tax_by = str(raw.get(TAX_BY) or BY_REGISTER)
    if tax_by not in (BY_REGISTER, BY_SHOP):
        raise _wrong(tr("'{name}' is not known.", name=tax_by))
    by_shop = tax_by == BY_SHOP
    shop = str(raw.get("shop", "")).strip().rstrip("/").lower()
    client_id = str(raw.get("client_id", "")).strip()
    if not shop:
        raise _wrong(tr("The shop's address is missing."))
    parts = urlsplit(shop if "://" in shop else f"https://{shop}")
    if parts.scheme == "http" and parts.hostname in _LOOPBACK and not parts.path:
        return ShopSettings(shop, "", client_id, by_shop)  # a practice shop on this machine
    host = parts.netloc if "." in parts.netloc else f"{parts.netloc}.myshopify.com"
    if parts.scheme != "https" or parts.path or not _SHOP.fullmatch(host):
        raise _wrong(tr("'{shop}' is not the address of a Shopify shop.", shop=shop))
    return ShopSettings(f"https://{host}", host, client_id, by_shop)


def is_safe_address(address: str) -> bool:
    """Whether a file may be fetched from it: over a secure line, or from this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _wrong(what: str) -> PlatformSetting:
    return PlatformSetting(
        tr("A setting for Shopify is wrong"), what, tr("Set the shop up again under Settings › E-commerce.")
    )
