"""Idempotency keys: required at run time since 2026-04 where money or stock moves; the first answer comes again."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import get_directive_values

from pos_desktop.platforms.shopify.fake.request import Info
from pos_desktop.platforms.shopify.fake.state import Record, State, stamp

Payload = dict[str, Any]
KEPT = timedelta(days=1)
"""So long a key is remembered; afterwards it is as good as new."""
_MISMATCH = "The same idempotency key cannot be used with different operation parameters."
_FAILED = "A previous request with this idempotency key failed. Retry with a new idempotency key."


def key_of(info: Info) -> str:
    """The key that the field carries; an error where there is none."""
    directive = info.schema.get_directive("idempotent")
    assert directive is not None
    found = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    key = (found or {}).get("key")
    if not key or not str(key).strip():
        raise GraphQLError(
            f"The @idempotent directive is required for the {info.field_name} mutation.",
            extensions={"code": "BAD_REQUEST"},
        )
    return str(key)


def once(
    state: State,
    info: Info,
    args: Record,
    do: Callable[[], tuple[Payload, list[Record]]],
    refusal: Callable[[str, str], Payload],
) -> Payload:
    """Does something for a key, or answers what came of it; `refusal` words a code and a message as a payload."""
    key = key_of(info)
    gid = f"gid://shopify/IdempotencyKey/{hashlib.sha256(key.encode()).hexdigest()}"
    content = json.dumps([info.field_name, args], sort_keys=True, default=str)
    print_ = hashlib.sha256(content.encode()).hexdigest()
    known = state.find("IdempotencyKey", gid)
    if known is not None and known["createdAt"] > stamp(state.clock.now() - KEPT):
        if known["print"] != print_:
            return refusal("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", _MISMATCH)
        if known["failed"]:
            return refusal("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", _FAILED)
        payload: Payload = known["payload"]
        return payload
    payload, problems = do()
    record = {"_type": "IdempotencyKey", "id": gid, "print": print_, "failed": bool(problems)}
    state.put({**record, "payload": payload, "createdAt": state.now()})
    return payload
