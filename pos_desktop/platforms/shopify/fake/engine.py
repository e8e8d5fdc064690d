"""Runs GraphQL requests: documents are read and checked once, cost is taken from the bucket, errors are worded as Shopify's."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    IntValueNode,
    OperationDefinitionNode,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution import MiddlewareManager

from pos_desktop.platforms.shopify.fake.access import Gate, Need, Token, needs_of
from pos_desktop.platforms.shopify.fake.bucket import Bucket
from pos_desktop.platforms.shopify.fake.pricing import Price, Pricing
from pos_desktop.platforms.shopify.fake.request import Asked, Premises
from pos_desktop.platforms.shopify.fake.rules import read
from pos_desktop.platforms.shopify.fake.schema import schema
from pos_desktop.platforms.shopify.fake.state import Record, State

_DOCUMENTS_KEPT = 500
_INPUTS_MAX = 250
_LIMITS_PAGE = "https://shopify.dev/api/usage/rate-limits"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is valid."""

    document: DocumentNode
    operation: OperationDefinitionNode
    price: Price
    needs: tuple[Need, ...]
    fields: frozenset[str]  # the outermost ones


class Engine:
    """Answers requests of one shop."""

    def __init__(self, state: State, gate: Gate, bucket: Bucket, premises: Premises) -> None:
        self._state = state
        self._gate = gate
        self._premises = premises
        self.bucket = bucket
        self._prepared: dict[tuple[str, str], Prepared | list[GraphQLError]] = {}

    def answer(self, request: Record, token: Token) -> Record:
        """The body of the answer; always HTTP 200."""
        variables = request.get("variables") or {}
        with self._state.lock:
            prepared = self._prepare(str(request.get("query") or ""), str(request.get("operationName") or ""))
            if isinstance(prepared, list):
                return {"errors": [error.formatted for error in prepared]}
            refusal = self._refusal(prepared, variables)
            if refusal is not None:
                return refusal
            asked = Asked(self._state, token, self._gate.client_id, self._premises)
            return self._run(prepared, variables, asked)

    def operations(self, request: Record) -> frozenset[str]:
        """What a request asks for: its outermost fields, and the name that it gives itself."""
        with self._state.lock:
            name = str(request.get("operationName") or "")
            prepared = self._prepare(str(request.get("query") or ""), name)
        if isinstance(prepared, list):
            return frozenset([name])
        own = prepared.operation.name
        return prepared.fields | {name, own.value if own else ""}

    def _prepare(self, query: str, name: str) -> Prepared | list[GraphQLError]:
        key = (query, name)
        found = self._prepared.get(key)
        if found is None:
            if len(self._prepared) >= _DOCUMENTS_KEPT:
                self._prepared.clear()
            found = self._prepared[key] = _prepare(query, name)
        return found

    def _refusal(self, prepared: Prepared, variables: Record) -> Record | None:
        if _longest(variables) > _INPUTS_MAX:
            told = (
                f"The input array size of {_longest(variables)} is greater than the maximum allowed of 250."
            )
            return _error(told, "MAX_INPUT_SIZE_EXCEEDED")
        points = prepared.price.asked(_with_defaults(prepared.operation, variables))
        most = self.bucket.plan.query_max
        if points > most:
            told = f"Query cost is {points}, which exceeds the single query max cost limit ({most})."
            return _error(told, "MAX_COST_EXCEEDED", cost=points, maxCost=most, documentation=_LIMITS_PAGE)
        if not self.bucket.take(points):
            return self.throttled(points)
        return None

    def throttled(self, points: int = 10) -> Record:
        """There is nothing in the bucket for it."""
        told = _error("Throttled", "THROTTLED", documentation=_LIMITS_PAGE)
        return {**told, "extensions": self._cost(points, None)}

    def _run(self, prepared: Prepared, variables: Record, asked: Asked) -> Record:
        points = prepared.price.asked(_with_defaults(prepared.operation, variables))
        refused = self._gate.refused(asked.token, prepared.needs)
        result = execute(
            schema(),
            prepared.document,
            context_value=asked,
            variable_values=variables,
            operation_name=prepared.operation.name.value if prepared.operation.name else None,
            field_resolver=read,
            middleware=_barred(refused) if refused else None,
            is_awaitable=_never,
        )
        assert isinstance(result, ExecutionResult)
        spent = min(points, prepared.price.spent(result.data))
        self.bucket.give(points - spent)
        for do in asked.later:
            do()
        return self._body(result, asked, points, spent)

    def _body(self, result: ExecutionResult, asked: Asked, points: int, spent: int) -> Record:
        body: Record = {}
        if result.data is not None or not result.errors:
            body["data"] = result.data
        elif any(error.path for error in result.errors):
            body["data"] = None
        if result.errors:
            body["errors"] = [_worded(error) for error in result.errors]
        body["extensions"] = self._cost(points, spent)
        if asked.warnings:
            body["extensions"]["search"] = asked.warnings
        return body

    def _cost(self, points: int, spent: int | None) -> Record:
        return {
            "cost": {
                "requestedQueryCost": points,
                "actualQueryCost": spent,
                "throttleStatus": self.bucket.status(),
            }
        }


def _prepare(query: str, name: str) -> Prepared | list[GraphQLError]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return [error]
    errors = validate(schema(), document)
    if errors:
        return errors
    operation = get_operation_ast(document, name or None)
    if operation is None:
        return [GraphQLError("An operation name is required")]
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    price = Pricing(schema(), fragments).price(operation)
    outer = operation.selection_set.selections
    fields = frozenset(node.name.value for node in outer if isinstance(node, FieldNode))
    return Prepared(document, operation, price, needs_of(schema(), document), fields)


def _with_defaults(operation: OperationDefinitionNode, variables: Record) -> Record:
    """The variables, with the defaults of whole numbers that the document gives."""
    defaults = {
        definition.variable.name.value: int(definition.default_value.value)
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }
    return {**defaults, **variables} if defaults else variables


def _never(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Nothing here is waited for; graphql-core need not look."""
    return False


def _longest(value: Any) -> int:
    if isinstance(value, dict):
        return max((_longest(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return max(len(value), max((_longest(inner) for inner in value), default=0))
    return 0


def _barred(refused: dict[tuple[str, str], GraphQLError]) -> MiddlewareManager:
    def bar(next_: Any, source: Any, info: Any, **args: Any) -> Any:
        error = refused.get((info.parent_type.name, info.field_name))
        if error is not None:
            raise GraphQLError(error.message, extensions=error.extensions)
        return next_(source, info, **args)

    return MiddlewareManager(bar)


def _worded(error: GraphQLError) -> Record:
    told = dict(error.formatted)
    if error.path is None and not error.extensions:
        told["extensions"] = {"code": "INVALID_VARIABLE"}
    elif error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        told["extensions"] = {"code": "INTERNAL_SERVER_ERROR"}
    return told


def _error(message: str, code: str, **more: Any) -> Record:
    return {"errors": [{"message": message, "extensions": {"code": code, **more}}]}
