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

from pos_desktop.platforms.shopify.fake.constants import CONSTANTS
from pos_desktop.platforms.shopify.fake.state import Record

_ALL = 250


@dataclass(frozen=True, slots=True)
class _Column:
    """A selected field."""

    key: str
    name: str
    resolve: Any  # None: by its name
    args: dict[str, Any]
    info: Any  # as much of what graphql-core hands to a resolver as ours look at
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

    def roots(self) -> Iterator[Record]:
        """The records of the outer connection, all pages."""
        after = None
        while True:
            page = self._root.resolve(None, self._root.info, **self._root.args, first=_ALL, after=after)
            yield from page.nodes
            told = page.pageInfo
            if not told["hasNextPage"]:
                return
            after = told["endCursor"]

    def lines(self, record: Record) -> Iterator[Record]:
        """A record and, behind it, what its connections hold."""
        assert self._root.of is not None
        return _lines(record, self._root.of, None)


def _lines(record: Record, selection: _Selection, parent: str | None) -> Iterator[Record]:
    line: Record = {}
    inner: list[_Column] = []
    for column in selection.of(record):
        if column.connection:
            inner.append(column)
        else:
            line[column.key] = _value(record, column)
    if parent is not None:
        line["__parentId"] = parent
    yield line
    for column in inner:
        page = column.resolve(record, column.info, **column.args, first=_ALL)
        assert column.of is not None
        for node in page.nodes:
            yield from _lines(node, column.of, record["id"])


def _value(record: Any, column: _Column) -> Any:
    if column.resolve is not None:
        found = column.resolve(record, column.info, **column.args)
    elif column.name in record:
        found = record[column.name]
    else:
        found = CONSTANTS.get((column.info.parent_type.name, column.name))
    if found is None:
        return None
    if column.of is None:
        return found if column.serialize is None else column.serialize(found)
    if isinstance(found, list):
        return [_object(one, column.of) for one in found]
    return _object(found, column.of)


def _object(value: Any, selection: _Selection) -> Record:
    return {column.key: _value(value, column) for column in selection.of(value)}


def flat_of(schema: GraphQLSchema, document: DocumentNode, context: Any) -> Flat:
    """Reads a document that is valid; ValueError when it is not one connection."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    columns = (
        _Reader(schema, fragments, context).selection(operation.selection_set, schema.query_type).columns
    )
    if len(columns) != 1 or not columns[0].connection:
        raise ValueError("Bulk queries must contain at least one connection.")
    return Flat(columns[0])


class _Reader:
    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], context: Any
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._context = context

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
        info = SimpleNamespace(
            context=self._context, parent_type=SimpleNamespace(name=parent.name), field_name=name
        )
        if name == "__typename":
            return _Column(key, name, _own_type(parent), {}, info, None, None, False)
        definition = parent.fields[name]
        args = get_argument_values(definition, node)
        of = get_named_type(definition.type)
        if not is_composite_type(of):
            serialize = getattr(of, "coerce_output_value", None) if _is_scalar(definition.type) else None
            return _Column(key, name, definition.resolve, args, info, None, serialize, False)
        if of.name.endswith("Connection"):
            for size in ("first", "last", "after", "before"):
                args.pop(size, None)  # all of it is written, whatever was asked for
            return _Column(key, name, definition.resolve, args, info, self._nodes(node, of), None, True)
        assert node.selection_set is not None
        inner = self.selection(node.selection_set, of)
        return _Column(key, name, definition.resolve, args, info, inner, None, False)

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


def _own_type(parent: Any) -> Any:
    """The type's name, which records carry where it is not plain from the schema."""
    return lambda source, info: source.get("_type", parent.name)


def _is_scalar(of: Any) -> bool:
    inner = of.of_type if isinstance(of, GraphQLNonNull) else of
    return not hasattr(inner, "of_type") and not hasattr(inner, "values")
