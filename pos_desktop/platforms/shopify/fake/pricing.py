"""What a query costs, in the points of Shopify's rate limits: an object 1, a connection 2 and its objects, a mutation 10."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

_MUTATION = 10
_CONNECTION = 2
_FREE = ("edges", "nodes", "pageInfo")  # a connection's own parts


Size = Callable[[dict[str, Any]], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a document that costs something: for itself, and for each of the objects that it may hold."""

    key: str
    own: int
    each: int
    size: Size | None  # a connection's or a list's length, from the variables
    parts: tuple["Part", ...]
    choices: tuple[tuple["Part", ...], ...] = ()  # one of these, by the type of the object

    def asked(self, variables: dict[str, Any]) -> int:
        """The most that it can cost."""
        inner = self.each + sum(part.asked(variables) for part in self.parts)
        inner += max((sum(part.asked(variables) for part in parts) for parts in self.choices), default=0)
        return self.own + (inner if self.size is None else inner * self.size(variables))

    def spent(self, value: Any) -> int:
        """What it came to, by the answer."""
        if value is None:
            return self.own
        return self.own + sum(self._of_one(one) for one in _objects(value, self.size is not None))

    def _of_one(self, one: Any) -> int:
        if not isinstance(one, dict):
            return 0
        told = {part.key: part for parts in self.choices for part in parts if part.key in one}
        every = (*self.parts, *told.values())
        return self.each + sum(part.spent(one[part.key]) for part in every if part.key in one)


def _objects(value: Any, sized: bool) -> list[Any]:
    if not sized:
        # A list without a size counts as one object, the first that there is.
        return value[:1] if isinstance(value, list) else [value]
    if isinstance(value, list):
        return value
    if "nodes" in value:
        return list(value["nodes"])
    return [edge.get("node") for edge in value.get("edges", ())]


@dataclass(frozen=True, slots=True)
class Price:
    """What a document costs."""

    parts: tuple[Part, ...]

    def asked(self, variables: dict[str, Any]) -> int:
        """Before it is run."""
        return max(1, sum(part.asked(variables) for part in self.parts))

    def spent(self, data: Any) -> int:
        """After it was run."""
        if not isinstance(data, dict):
            return 1
        return max(1, sum(part.spent(data[part.key]) for part in self.parts if part.key in data))


class Pricing:
    """Works out the price of a document."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments

    def price(self, operation: OperationDefinitionNode) -> Price:
        """Of an operation that is valid."""
        mutation = operation.operation is OperationType.MUTATION
        root = self._schema.mutation_type if mutation else self._schema.query_type
        parts, _ = self._parts(operation.selection_set, root, mutation)
        return Price(tuple(self._as_mutation(part) for part in parts) if mutation else parts)

    def _as_mutation(self, part: Part) -> Part:
        """Ten points, whatever plain objects it answers with; connections in it cost as ever."""
        return Part(part.key, _MUTATION, 0, None, part.parts, part.choices)

    def _parts(
        self, selection: SelectionSetNode | None, parent: Any, free: bool
    ) -> tuple[tuple[Part, ...], tuple[tuple[Part, ...], ...]]:
        parts: list[Part] = []
        choices: list[tuple[Part, ...]] = []
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                found = self._field(node, parent, free)
                parts.extend([found] if found else [])
                continue
            inner, on = self._fragment(node)
            target = self._schema.type_map[on] if on else parent
            own, more = self._parts(inner, target, free)
            if isinstance(parent, GraphQLObjectType) or target is parent:
                parts.extend(own)
                choices.extend(more)
            else:
                choices.append(own)
        return tuple(parts), tuple(choices)

    def _fragment(self, node: Any) -> tuple[SelectionSetNode, str]:
        if isinstance(node, FragmentSpreadNode):
            node = self._fragments[node.name.value]
        assert isinstance(node, InlineFragmentNode | FragmentDefinitionNode)
        return node.selection_set, node.type_condition.name.value if node.type_condition else ""

    def _field(self, node: FieldNode, parent: Any, free: bool) -> Part | None:
        name = node.name.value
        if name.startswith("__"):
            return None
        of = get_named_type(parent.fields[name].type)
        if not is_composite_type(of):
            return None
        key = node.alias.value if node.alias else name
        if of.name.endswith("Connection"):
            parts, choices = self._connection(node, of)
            return Part(key, _CONNECTION, 1, _size_of(node), parts, choices)
        parts, choices = self._parts(node.selection_set, of, free)
        if free:
            return Part(key, 0, 0, None, parts, choices)
        if name == "nodes":
            return Part(key, 0, 1, _size_of(node), parts, choices)
        return Part(key, 0, 1, None, parts, choices)

    def _connection(self, node: FieldNode, of: Any) -> tuple[tuple[Part, ...], tuple[tuple[Part, ...], ...]]:
        for child in _flat(node.selection_set, self._fragments):
            name = child.name.value
            if name == "nodes":
                return self._parts(child.selection_set, get_named_type(of.fields["nodes"].type), False)
            if name == "edges":
                edge = get_named_type(of.fields["edges"].type)
                for inner in _flat(child.selection_set, self._fragments):
                    if inner.name.value == "node":
                        return self._parts(
                            inner.selection_set, get_named_type(edge.fields["node"].type), False
                        )
        return (), ()


def _flat(
    selection: SelectionSetNode | None, fragments: dict[str, FragmentDefinitionNode]
) -> list[FieldNode]:
    found: list[FieldNode] = []
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, FragmentSpreadNode):
            found.extend(_flat(fragments[node.name.value].selection_set, fragments))
        elif isinstance(node, InlineFragmentNode):
            found.extend(_flat(node.selection_set, fragments))
    return found


def _size_of(node: FieldNode) -> Size:
    """The length that `first`, `last` or `ids` asks for."""
    for argument in node.arguments or ():
        if argument.name.value not in ("first", "last", "ids"):
            continue
        value = argument.value
        if isinstance(value, IntValueNode):
            size = int(value.value)
            return lambda variables: size
        if isinstance(value, ListValueNode):
            length = len(value.values)
            return lambda variables: length
        if isinstance(value, VariableNode):
            name = value.name.value
            return lambda variables: _length(variables.get(name))
    return lambda variables: 0


def _length(value: Any) -> int:
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) else 0
