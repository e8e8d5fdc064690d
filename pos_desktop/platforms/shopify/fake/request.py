"""What every resolver is handed: the shop, who asks, and where longer work is done."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import GraphQLResolveInfo

from pos_desktop.platforms.shopify.fake.access import Token
from pos_desktop.platforms.shopify.fake.state import Record, State

Info = GraphQLResolveInfo[Any]
Resolver = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Premises:
    """Where the shop does its longer work: its address, a folder for files, its threads, and whether it closes."""

    address: str
    files: Path
    workers: list[threading.Thread] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Asked:
    """A request as its resolvers see it."""

    state: State
    token: Token
    client_id: str
    premises: Premises
    warnings: list[Record] = field(default_factory=list)
    later: list[Callable[[], None]] = field(default_factory=list)


def state_of(info: Info) -> State:
    """The shop's state."""
    state: State = info.context.state
    return state
