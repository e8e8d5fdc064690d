"""The breakers of the lines that connections and payment providers are asked over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pos_desktop.application.sync_view import BreakerView
from pos_desktop.system.outgoing import Line, lines

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import Connection


def line_of(connection: Connection) -> Line | None:
    """The line to a connection's shop; None while it was not asked yet."""
    own = [line for line in lines() if line.system == connection.platform]
    told = (connection.shop.get("address", ""), *connection.settings.values())
    hosts = [str(each).rsplit("://", maxsplit=1)[-1].strip("/") for each in told]
    for line in own:
        if any("." in host and host in line.address for host in hosts):
            return line
    return own[0] if len(own) == 1 else None


def breaker_of(connection: Connection) -> BreakerView:
    """As it stands now."""
    line = line_of(connection)
    return BreakerView() if line is None else _view(line)


def breakers() -> Mapping[str, BreakerView]:
    """By system; of several lines of one system the worst."""
    found: dict[str, BreakerView] = {}
    for line in lines():
        view = _view(line)
        known = found.get(line.system)
        if known is None or known.open_seconds < view.open_seconds:
            found[line.system] = view
    return found


def _view(line: Line) -> BreakerView:
    breaker = line.breaker
    seconds = breaker.seconds_to_probe
    return BreakerView(breaker.state.value, seconds or None, breaker.open_seconds)
