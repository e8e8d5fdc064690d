"""Stripe's published description, and requests and answers held against it.

The newest whole description to be had is of 2023-08-16; the SDK in use speaks 2026-10-28. What came in between is
listed below, and for that the SDK's own types of parameters decide.
"""

import json
import lzma
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import stripe.params
import stripe.params.checkout
import stripe.params.terminal
import yaml
from openapi_schema_validator import OAS30Validator

from pos_desktop.payments.stripe.fake.server import Seen
from tests.contracts import contract


@dataclass(frozen=True)
class Newer:
    """A parameter, or a whole request when there is no parameter, that the description does not have yet."""

    request: str
    parameter: str
    typed_by: type
    reason: str


NEWER = (
    Newer(
        "POST /v1/payment_intents",
        "allowed_payment_method_types",
        stripe.params.PaymentIntentCreateParams,
        "2026-09-30 took payment_method_types away in its favour",
    ),
    Newer(
        "POST /v1/terminal/readers/{reader}/process_payment_intent",
        "process_config.enable_customer_cancellation",
        stripe.params.terminal.ReaderProcessPaymentIntentParamsProcessConfig,
        "the button on the reader came in 2024",
    ),
    Newer(
        "POST /v1/checkout/sessions/{session}",
        "",
        stripe.params.checkout.SessionUpdateParams,
        "pages can be changed since 2024",
    ),
    Newer(
        "GET /v1/payment_method_configurations",
        "",
        stripe.params.PaymentMethodConfigurationListParams,
        "the settings of payment methods came to the API after the description",
    ),
)


class Description:
    """The description, read once."""

    def __init__(self, spec: dict[str, Any], fixtures: dict[str, Any]) -> None:
        _let_null_be(spec["components"]["schemas"])
        self.spec = spec
        self.fixtures = fixtures["resources"]
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path)
            # The literal ones first: …/search is no …/{intent}.
            for path in sorted(spec["paths"], key=lambda path: path.count("{"))
        ]

    def faults_of_request(self, seen: Seen) -> list[str]:
        """What is wrong with a request that was sent."""
        if _is_newer(seen):
            return []
        name, operation = self._operation(seen.method, seen.path)
        if operation is None:
            return [f"{seen.method} {seen.path} is not described"]
        schema = self.schema_of(operation)
        faults: list[str] = []
        typed = self._typed(dict(seen.params), schema, faults, request=name, at="")
        for error in OAS30Validator(self._whole(schema)).iter_errors(typed):
            faults.append(f"{name}: {'.'.join(map(str, error.path))}: {error.message[:200]}")
        return faults

    def faults_of_answer(self, method: str, path: str, body: str) -> list[str]:
        """What is wrong with an answer of 200: its shape, and fields that Stripe does not have."""
        name, operation = self._operation(method, path)
        told = json.loads(body)
        faults = self._unknown_fields(told)
        if operation is None:
            return faults
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        for error in OAS30Validator(self._whole(schema)).iter_errors(told):
            faults.append(f"{name}: {'.'.join(map(str, error.path))}: {error.message[:200]}")
        return faults

    def described(self, request: str, parameter: str) -> bool:
        """Whether the description has a request, or a parameter of it."""
        method, path = request.split(" ")
        operation = self.spec["paths"].get(path, {}).get(method.lower())
        if operation is None or not parameter:
            return operation is not None
        schema = self.schema_of(operation)
        for step in parameter.split("."):
            schema = schema.get("properties", {}).get(step, {})
        return bool(schema)

    def schema_of(self, operation: dict[str, Any]) -> dict[str, Any]:
        """The fields of a form, or of a query."""
        form = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded")
        if form and form["schema"].get("properties"):
            return form["schema"]  # type: ignore[no-any-return]
        query = [item for item in operation.get("parameters", ()) if item["in"] == "query"]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {item["name"]: item["schema"] for item in query},
            "required": [item["name"] for item in query if item.get("required")],
        }

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any] | None]:
        for pattern, name in self._paths:
            if pattern.fullmatch(unquote(path)) and method.lower() in self.spec["paths"][name]:
                return f"{method} {name}", self.spec["paths"][name][method.lower()]
        return f"{method} {path}", None

    def _whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {"allOf": [schema], "components": self.spec["components"]}

    def _typed(self, value: Any, schema: dict[str, Any], faults: list[str], *, request: str, at: str) -> Any:
        """The texts of a form as what the description says they are; fields it lacks are faults and left out."""
        for option in schema.get("anyOf", ()):
            if _fits(value, option):
                return self._typed(value, option, faults, request=request, at=at)
        kind = schema.get("type")
        if isinstance(value, list):
            items = schema.get("items", {})
            return [self._typed(item, items, faults, request=request, at=at) for item in value]
        if isinstance(value, dict):
            return self._typed_fields(value, schema, faults, request=request, at=at)
        if kind == "integer" and re.fullmatch(r"-?\d+", value):
            return int(value)
        return {"true": True, "false": False}.get(value, value) if kind == "boolean" else value

    def _typed_fields(
        self,
        value: dict[str, Any],
        schema: dict[str, Any],
        faults: list[str],
        *,
        request: str,
        at: str,
    ) -> dict[str, Any]:
        known, free = schema.get("properties", {}), isinstance(schema.get("additionalProperties"), dict)
        typed: dict[str, Any] = {}
        for name, item in value.items():
            where = f"{at}.{name}".lstrip(".")
            if name in known:
                typed[name] = self._typed(item, known[name], faults, request=request, at=where)
            elif free:
                typed[name] = item
            elif not any((newer.request, newer.parameter) == (request, where) for newer in NEWER):
                faults.append(f"{request}: no parameter {where}")
        return typed

    def _unknown_fields(self, told: Any) -> list[str]:
        if isinstance(told, list):
            return [fault for item in told for fault in self._unknown_fields(item)]
        if not isinstance(told, dict):
            return []
        faults = [fault for item in told.values() for fault in self._unknown_fields(item)]
        kind = str(told.get("object", ""))
        if kind in self.fixtures:
            schema = self.spec["components"]["schemas"].get(kind, {})
            known = {*self.fixtures[kind], *schema.get("properties", {})}
            faults += [f"{kind} has no field {name}" for name in told if name not in known]
        return faults


def _is_newer(seen: Seen) -> bool:
    asked = f"{seen.method} {seen.path}"
    patterns = [re.sub(r"\{\w+\}", "[^/]+", newer.request) for newer in NEWER if not newer.parameter]
    return any(re.fullmatch(pattern, asked) for pattern in patterns)


def _fits(value: Any, option: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        return option.get("type") == "object"
    if isinstance(value, list):
        return option.get("type") == "array"
    if option.get("type") == "integer":
        return bool(re.fullmatch(r"-?\d+", value))
    return option.get("type") == "string" and value in option.get("enum", [value])


def _let_null_be(node: Any) -> None:
    """`nullable` beside a choice or a list of words means that null is one of them; validators do not take it so."""
    if isinstance(node, list):
        for item in node:
            _let_null_be(item)
    elif isinstance(node, dict):
        for item in node.values():
            _let_null_be(item)
        if node.get("nullable") is True:
            for choice in ("anyOf", "oneOf"):
                if choice in node:
                    node[choice] = [*node[choice], {"enum": [None]}]
            if "enum" in node:
                node["enum"] = [*node["enum"], None]


@cache
def stripe_description() -> Description:
    """The description; the test that asks for it is skipped, and says so, where a clone has none."""
    with lzma.open(contract("stripe", "spec3-2023-09-12.yaml.xz")) as file:
        spec = yaml.load(file, Loader=yaml.CSafeLoader)
    with lzma.open(contract("stripe", "fixtures3.json.xz")) as file:
        return Description(spec, json.load(file))
