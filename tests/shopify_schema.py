"""Shopify's published description: its schema, and which access each type and field asks for."""

import gzip
import json
import re
from functools import cache
from typing import Any

from graphql import GraphQLSchema, build_client_schema

from tests.contracts import contract

_SCOPE = re.compile(r"`((?:read|write)_[a-z_]+)`")


@cache
def _described() -> dict[str, Any]:
    return json.loads(gzip.decompress(contract("shopify", "admin_2026-10.json.gz").read_bytes()))


@cache
def shopify_schema() -> GraphQLSchema:
    """The schema. Assumed valid: Shopify deprecates fields that its interfaces keep."""
    return build_client_schema(_described()["data"], assume_valid=True)


@cache
def access_needed() -> dict[str, frozenset[str]]:
    """By type, and by type and field with a point between: the scopes of which one is needed."""
    needed = {}
    for item in _described()["offline_scopes"]["items"]:
        name = item["typeName"] + (f".{item['fieldName']}" if item["type"] == "field" else "")
        needed[name] = frozenset(item["offlineScopes"])
    for kind in _described()["data"]["__schema"]["types"]:
        for field in kind.get("fields") or ():
            found = frozenset(_SCOPE.findall(field.get("requiredAccess") or ""))
            if found and kind["name"] == "Mutation":
                needed[f"Mutation.{field['name']}"] = found
    return {name: scopes for name, scopes in needed.items() if scopes}
