"""The wire of a scanner or a scale that is a USB device of the class HID (point of sale): found by what it says of its
reports, on whatever port it is plugged in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Literal, TypeVar

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.devices.hid_reports import BadDescriptor, Reports, read_descriptor
from pos_desktop.devices.settings import choice, fields_of
from pos_desktop.devices.wired import WireSettings, port_among
from pos_desktop.system.wires.hidraw import HidNode, hid_nodes, root_of
from pos_desktop.system.wires.identity import SerialPort

SCANNER = "hid_scanner"
SCALE = "hid_scale"
"""Kinds of port that a form offers (`SettingField.kind`), and the drivers' keys."""
_TELLS = {SCANNER: 0x8C00FE, SCALE: 0x8D0040}
"""The usage of an input report that makes a device one: Decoded Data, Data Weight (HID POS Usage Tables 1.02)."""
_OF_A_LINE = ("wire", "baud", "data_bits", "parity", "stop_bits", "flow", "host", "tcp_port", "connect_ms")


@dataclass(frozen=True, kw_only=True)
class HidSettings(WireSettings):
    """`port` is the node ('/dev/hidraw0'). What else a wire has does not count here."""

    kind: ClassVar[str] = ""
    wire: Literal["hid"] = choice("hid", "hid")


T = TypeVar("T", bound=HidSettings)


def node_of(kind: str) -> str:
    """The setting of a node of this kind."""
    made: str = field(default="", metadata={"form": kind})
    return made


def hid_fields(kind: type[HidSettings]) -> tuple[SettingField, ...]:
    """What a form asks for: those of a serial line left out."""
    return tuple(each for each in fields_of(kind, last=WireSettings) if each.key not in _OF_A_LINE)


def nodes_of(kind: str, root: Path = Path("/")) -> list[HidNode]:
    """The devices of this kind that are plugged in."""
    return [node for node in hid_nodes(root) if _is(kind, node)]


def _is(kind: str, node: HidNode) -> bool:
    try:
        return read_descriptor(node.descriptor).find(_TELLS[kind]) is not None
    except BadDescriptor:
        return False


def hid_where_it_is(settings: T) -> T:
    """The settings with the node that the device has now. Raises `TryAgain` when another device has it."""
    if not settings.identity:
        return settings
    nodes = nodes_of(settings.kind, root_of(settings.port))
    ports = [SerialPort(node.port, node.description, node.identity) for node in nodes]
    port = port_among(settings.port, settings.identity, ports)
    return settings if port == settings.port else replace(settings, port=port)


def reports_of(settings: HidSettings) -> Reports | None:
    """What the device at the node says of its reports; None while it is not plugged in. Raises `FixSetting` when it is
    none of this kind."""
    for node in hid_nodes(root_of(settings.port)):
        if node.port == settings.port:
            if not _is(settings.kind, node):
                raise _another(node)
            return read_descriptor(node.descriptor)
    return None


def _another(node: HidNode) -> FixSetting:
    return FixSetting(
        tr("This is another kind of device"),
        tr("{name} does not speak the language for points of sale.", name=node.description or node.port),
        tr("Set it to HID POS by its manual, or choose the port anew in Settings › Devices."),
    )
