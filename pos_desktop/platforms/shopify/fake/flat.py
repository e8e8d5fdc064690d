"""Writes what a query selects as flat lines, the objects of inner connections behind their parent."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)
from graphql.execution.values import get_argument_values

from pos_desktop.platforms.shopify.fake.rules import read
from pos_desktop.platforms.shopify.fake.state import Record

_ALL = 250


@dataclass(frozen=True, slots=True)
class _Column:
    """A selected field."""

    key: str
    name: str
    resolve: Any
    args: dict[str, Any]
    of: "_Selection | None"  # of an object
    serialize: Any  # of a plain value
    connection: bool


@dataclass(frozen=True, slots=True)
class _Selection:
    """The fields selected of a type, and those of one of its members only."""

    type_name: str
    columns: tuple[_Column, ...]
    members: dict[str, tuple[_Column, ...]]

    def of(self, value: Any) -> tuple[_Column, ...]:
        """The columns for a record."""
        if not self.members:
            return self.columns
        return (*self.columns, *self.members.get(value["_type"], ()))


class Flat:
    """A query of one connection, ready to be written."""

    def __init__(self, root: _Column) -> None:
        self._root = root

    def roots(self, context: Any) -> Iterator[Record]:
        """The records of the outer connection, all pages."""
        after = None
        while True:
            args = {**self._root.args, "first": _ALL, "after": after}
            page = self._root.resolve(None, _info(context, "QueryRoot", self._root.name), **args)
            yield from page.nodes
            told = page.pageInfo
            if not told["hasNextPage"]:
                return
            after = told["endCursor"]

    def lines(self, record: Record, context: Any) -> Iterator[Record]:
        """A record and, behind it, what its connections hold."""
        assert self._root.of is not None
        return _lines(record, self._root.of, context, None)


def _lines(record: Record, selection: _Selection, context: Any, parent: str | None) -> Iterator[Record]:
    line: Record = {}
    inner: list[tuple[_Column, Any]] = []
    for column in selection.of(record):
        if column.connection:
            inner.append((column, record))
        else:
            line[column.key] = _value(record, column, selection, context)
    if parent is not None:
        line["__parentId"] = parent
    yield line
    for column, source in inner:
        args = {**column.args, "first": _ALL}
        page = column.resolve(source, _info(context, selection.type_name, column.name), **args)
        assert column.of is not None
        for node in page.nodes:
            yield from _lines(node, column.of, context, record["id"])


def _value(record: Any, column: _Column, selection: _Selection, context: Any) -> Any:
    found = column.resolve(record, _info(context, selection.type_name, column.name), **column.args)
    if column.of is None:
        return found if column.serialize is None or found is None else column.serialize(found)
    if isinstance(found, list):
        return [_object(one, column.of, context) for one in found]
    return None if found is None else _object(found, column.of, context)


def _object(value: Any, selection: _Selection, context: Any) -> Record:
    return {column.key: _value(value, column, selection, context) for column in selection.of(value)}


def _info(context: Any, type_name: str, name: str) -> Any:
    """As much of what graphql-core hands to a resolver as ours look at."""
    return SimpleNamespace(context=context, parent_type=SimpleNamespace(name=type_name), field_name=name)


def flat_of(schema: GraphQLSchema, document: DocumentNode) -> Flat:
    """Reads a document that is valid; ValueError when it is not one connection."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    columns = _Reader(schema, fragments).selection(operation.selection_set, schema.query_type).columns
    if len(columns) != 1 or not columns[0].connection:
        raise ValueError("Bulk queries must contain at least one connection.")
    return Flat(columns[0])


class _Reader:
    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments

    def selection(self, of: SelectionSetNode, parent: Any) -> _Selection:
        columns: list[_Column] = []
        members: dict[str, tuple[_Column, ...]] = {}
        for node in of.selections:
            if isinstance(node, FieldNode):
                columns.append(self._column(node, parent))
                continue
            fragment = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            assert isinstance(fragment, InlineFragmentNode | FragmentDefinitionNode)
            on = fragment.type_condition.name.value if fragment.type_condition else parent.name
            inner = self.selection(fragment.selection_set, self._schema.type_map[on])
            if on == parent.name or hasattr(parent, "is_type_of"):
                columns.extend(inner.columns)
            else:
                members[on] = inner.columns
        return _Selection(parent.name, tuple(columns), members)

    def _column(self, node: FieldNode, parent: Any) -> _Column:
        name = node.name.value
        key = node.alias.value if node.alias else name
        if name == "__typename":
            return _Column(key, name, lambda source, info: source["_type"], {}, None, None, False)
        definition = parent.fields[name]
        args = get_argument_values(definition, node)
        resolve = definition.resolve or read
        of = get_named_type(definition.type)
        if not is_composite_type(of):
            serialize = getattr(of, "coerce_output_value", None) if _is_scalar(definition.type) else None
            return _Column(key, name, resolve, args, None, serialize, False)
        if of.name.endswith("Connection"):
            inner = self._nodes(node, of)
            return _Column(key, name, resolve, args, inner, None, True)
        assert node.selection_set is not None
        return _Column(key, name, resolve, args, self.selection(node.selection_set, of), None, False)

    def _nodes(self, node: FieldNode, of: Any) -> _Selection:
        for child in _fields(node):
            if child.name.value == "nodes" and child.selection_set:
                return self.selection(child.selection_set, get_named_type(of.fields["nodes"].type))
            if child.name.value == "edges":
                edge = get_named_type(of.fields["edges"].type)
                for inner in _fields(child):
                    if inner.name.value == "node" and inner.selection_set:
                        return self.selection(inner.selection_set, get_named_type(edge.fields["node"].type))
        raise ValueError("Connections must select their nodes.")


def _fields(node: FieldNode) -> list[FieldNode]:
    assert node.selection_set is not None
    return [child for child in node.selection_set.selections if isinstance(child, FieldNode)]


def _is_scalar(of: Any) -> bool:
    inner = of.of_type if isinstance(of, GraphQLNonNull) else of
    return not hasattr(inner, "of_type") and not hasattr(inner, "values")
