"""What the core itself wants to know of a way of paying, beside its provider's settings: when it charges what it
authorised, and whether a terminal's day ends with the Z report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import ChargeWhen

if TYPE_CHECKING:
    from pos_desktop.application.payment_provider import Traits

CHARGE = "capture"
DAY_WITH_Z = "day_with_z"
"""Their keys among a method's settings; a provider never sees them."""


def charge_fields(traits: Traits) -> tuple[SettingField, ...]:
    """What is asked for where a provider can authorise first and charge later."""
    if not traits.manual_capture:
        return ()
    labels = (tr("At once"), tr("When the sale is complete"), tr("When the goods leave"))
    choices = tuple(when.value for when in ChargeWhen)
    return (SettingField(CHARGE, tr("Charge the card"), "choice", ChargeWhen.NOW.value, choices, labels),)


def day_fields(traits: Traits) -> tuple[SettingField, ...]:
    """What is asked for where a terminal waits to be told that its day is over."""
    if not traits.closes_days:
        return ()
    labels = (tr("When somebody says so"), tr("With the Z report"))
    return (SettingField(DAY_WITH_Z, tr("End the terminal's day"), "choice", "no", ("no", "yes"), labels),)


def charge_when(settings: Mapping[str, str], traits: Traits) -> ChargeWhen:
    """When a payment that begins now is charged; ProviderSetting for a word that means nothing."""
    told = settings.get(CHARGE, "") or ChargeWhen.NOW.value
    if told not in ChargeWhen._value2member_map_:
        from pos_desktop.application.payment_provider import ProviderSetting

        raise ProviderSetting(
            tr("A payment setting is wrong"),
            tr("{label}: {problem}.", label=tr("Charge the card"), problem=tr("this setting does not exist")),
            tr("Correct it in Settings › Payments."),
        )
    return ChargeWhen(told) if traits.manual_capture else ChargeWhen.NOW


def of_the_provider(settings: Mapping[str, str]) -> dict[str, str]:
    """A method's settings without the core's own."""
    return {key: value for key, value in settings.items() if key not in (CHARGE, DAY_WITH_Z)}
