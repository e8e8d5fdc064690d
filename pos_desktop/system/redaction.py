"""Takes secrets and personal data out of whatever leaves the register: logs, notices, exports, crash reports.

There is this one function for all of them. It would rather take out a harmless number than leave a card's.
"""

import re
from functools import cache

from pos_desktop.domain.card_numbers import without_card_numbers

# Each pattern is replaced by its mark; the first group, when there is one, stays.
_SECRETS: tuple[tuple[str, int, str], ...] = (
    (
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        re.DOTALL,
        "[key]",
    ),
    (r"\b(?:sk|rk|pk)_(?:live|test)_\w+|\b(?:tok|src|seti)_\w{6,}|_secret_\w{6,}", 0, "[key]"),
    (r"\b(?:whsec|shpat|shpss|shpca|shppa|shpua|ghp|gho|xoxb|xoxp)[_-][\w+/=-]{6,}", 0, "[key]"),
    (r"\bsq0[a-z]{3}-[\w-]{10,}|\bEAAA[\w-]{20,}", 0, "[key]"),
    (r"\bSG\.[\w-]{10,}\.[\w-]{10,}", 0, "[key]"),
    (r"\bAKIA[0-9A-Z]{12,}", 0, "[key]"),
    (r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?", 0, "[token]"),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", 0, r"\1 [token]"),
    (r"(\b[a-z][a-z0-9+.-]*://)[^\s/@:]+:[^\s/@]+@", re.IGNORECASE, r"\1[login]@"),
    (r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])", 0, "[key]"),
    (
        r"""(?ix)(["']?\b(?:[\w-]*(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?token|auth[_-]?token
            |refresh[_-]?token|client[_-]?secret|pepper)|token|authorization|x-api-key)\b["']?\s*[:=]\s*["']?)[^\s"',;&}\]]+""",
        0,
        r"\1[secret]",
    ),
    (
        r"""(?i)(["']?\b(?:\w+_)?(?:pin|cvv|cvc)\b["']?\s*(?:[:=]|\bis\b)?\s*["']?)\d{3,12}\b""",
        0,
        r"\1[pin]",
    ),
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", 0, "[e-mail]"),
    (r"(?<![\w.])(?:\+|00)\d{1,3}[ ()/.-]*\d(?:[ ()/.-]*\d){6,13}(?!\d)", 0, "[phone]"),
    (r"(?<![\w.:/-])0\d{2,5}[ /-]\d{3,}(?:[ -]?\d{2,})*(?![\w.:])", 0, "[phone]"),
    (r"(?<![\w.])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w.])", 0, "[phone]"),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compiled when something is first redacted, which no start waits for."""
    return tuple((re.compile(pattern, flags), mark) for pattern, flags, mark in _SECRETS)


def redact(text: str) -> str:
    """The text with every secret and personal datum replaced by what it was, in brackets."""
    text = without_card_numbers(text)
    for pattern, mark in _patterns():
        text = pattern.sub(mark, text)
    return text


def redact_all(value: object) -> object:
    """The same for every text inside lists and dictionaries, names of keys taken into account."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redacted_field(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact_all(item) for item in value]
    return value


def _redacted_field(name: str, value: object) -> object:
    if isinstance(value, str | int) and not isinstance(value, bool):
        pair = f"{name}={value}"
        if redact(pair) != pair and redact(str(value)) == str(value):
            return redact(pair).partition("=")[2]
    return redact_all(value)
