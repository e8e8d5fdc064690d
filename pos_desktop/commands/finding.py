"""One thing that was looked at."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` is False for what needs care; `words` for people, `facts` for programs."""

    name: str
    ok: bool
    words: str
    facts: dict[str, Any] = field(default_factory=dict)
