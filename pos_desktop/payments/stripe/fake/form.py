"""Form fields as Stripe nests them: `metadata[order_id]=…`, `expand[0]=…`."""

import re
from typing import Any
from urllib.parse import parse_qsl

_STEPS = re.compile(r"[^\[\]]+")


def nested(encoded: str) -> dict[str, Any]:
    """The fields of a form or a query as dictionaries and lists; every leaf is a text."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        steps = _STEPS.findall(name)
        if name.endswith("[]"):
            steps.append(str(len(_at(tree, steps))))
        _at(tree, steps[:-1])[steps[-1]] = value
    return {name: _listed(value) for name, value in tree.items()}


def _at(tree: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    for step in steps:
        tree = tree.setdefault(step, {})
    return tree


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(item) for name, item in value.items()}
