"""Where the virtual terminal listens, and how long the register waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pos_desktop.application.payment_provider import ProviderSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr

PORT = 20_008
MOST_ANSWER_MS = 10_000
"""No call takes longer."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """The address of the terminal, and the milliseconds it has for an answer."""

    host: str = "127.0.0.1"
    port: int = PORT
    answer_ms: int = MOST_ANSWER_MS


def fields() -> tuple[SettingField, ...]:
    """What the settings ask for, in the language in use."""
    standard = TerminalSettings()
    return (
        SettingField("host", tr("Address"), "text", standard.host),
        SettingField("port", tr("Port"), "number", str(standard.port)),
        SettingField("answer_ms", tr("Time to answer (ms)"), "number", str(standard.answer_ms)),
    )


def parse(raw: Mapping[str, str]) -> TerminalSettings:
    """Reads stored settings; ProviderSetting names what is wrong."""
    unknown = sorted(set(raw) - {"host", "port", "answer_ms", "reader"})
    if unknown:
        raise _wrong(unknown[0], tr("this setting does not exist"))
    standard = TerminalSettings()
    host = raw.get("host", standard.host).strip()
    if not host:
        raise _wrong(tr("Address"), tr("it must not be empty"))
    return TerminalSettings(
        host,
        _number(raw.get("port", str(standard.port)), tr("Port"), 1, 65_535),
        _number(raw.get("answer_ms", str(standard.answer_ms)), tr("Time to answer (ms)"), 20, MOST_ANSWER_MS),
    )


def _number(text: str, label: str, least: int, most: int) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 6 and least <= int(plain) <= most):
        raise _wrong(label, tr("it must be a whole number from {least} to {most}", least=least, most=most))
    return int(plain)


def _wrong(label: str, problem: str) -> ProviderSetting:
    return ProviderSetting(
        tr("A payment setting is wrong"),
        tr("{label}: {problem}.", label=label, problem=problem),
        tr("Correct it in Settings › Payments."),
    )
